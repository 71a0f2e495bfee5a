"""What one is told unasked, of every kind together: three a week, by day as each calls it, and only what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.civic.comments import AddComment
from bot.civic.follows import FollowIdea
from bot.civic.ideas import SubmitIdea
from bot.civic.news import NoteTold
from bot.civic.nudges import DIGESTS, DRAFTS, EVENTS, FOLLOWS, Mute, Quiet, SetNudges, SetQuiet
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.engine.chat import Chat as State
from bot.engine.desk import Desk, Due
from bot.engine.firing import MOST_WEIGHED
from bot.engine.outgoing import Lane
from bot.engine.work import Judge, Notice
from bot.text.lazy import _
from flows.notices import JUDGES
from storage import tables
from tests.chat import Chat
from tests.worlds import World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def told(world: World, name: str = "anna", lane: Lane = Lane.NEWS) -> list[str]:
    """Return what somebody was told in that lane."""
    return [m.text for m in world.phones.ever.get(name, ()) if m.lane is lane]


@pytest.fixture
def follower(either_world: World) -> Chat:
    """Give somebody with reminders who follows an idea of somebody else's, and somebody who comments on it."""
    anna = Chat(either_world)
    anna.play("given a programme\ngiven an idea “Un passage pour piétons”\ngiven a citizen with reminders")
    either_world.does("anna", FollowIdea(1))
    either_world.meet("marie", "fr")
    either_world.does("marie", SpeakLanguage("fr"), GiveConsent(OPINIONS), FinishWelcome())
    return anna


def test_three_a_week_are_counted_over_everything(follower: Chat) -> None:
    world = follower.world
    follower.play("> {:idea}\n> Een zebrapad")
    follower.wait(DAY)
    world.does("marie", AddComment(1, "Oui"))
    follower.wait(DAY)
    world.does("anna", SetNudges(DIGESTS, on=True))
    world.does("luc", SubmitIdea("Autre chose", "", "work", "city"))
    follower.wait(5 * DAY)
    assert len(told(world)) == 3
    for _day in range(2):
        world.does("marie", AddComment(1, "Encore"))
        follower.wait(DAY)
    with world.desk() as desk:
        kinds = desk.connection.execute(tables.nudges.select().order_by(tables.nudges.c.id)).all()
    assert [row.category for row in kinds] == [DRAFTS, FOLLOWS, DIGESTS, FOLLOWS, FOLLOWS]
    assert all(later.at - row.at >= timedelta(days=7) for row, later in zip(kinds, kinds[3:], strict=False))


def test_h68_the_news_comes_when_ones_own_quiet_hours_end(follower: Chat) -> None:
    world = follower.world
    world.clock.at = datetime.fromisoformat("2026-11-21T12:00+00:00")
    world.does("anna", SetQuiet(Quiet(time(15), time(5, 30))))
    world.does("marie", AddComment(1, "Oui"))
    follower.wait(16 * HOUR)
    assert told(world) == []
    follower.wait(timedelta(minutes=31))
    assert len(told(world)) == 1
    assert world.clock.at.astimezone(ZoneInfo(world.city.zone)).hour == 5


def test_without_quiet_hours_it_comes_at_once(follower: Chat) -> None:
    world = follower.world
    world.clock.at = datetime.fromisoformat("2026-11-21T22:00+00:00")
    world.does("anna", SetQuiet(None))
    world.does("marie", AddComment(1, "Oui"))
    follower.wait(4 * HOUR)
    assert len(told(world)) == 1


def test_a_kind_that_is_off_is_not_told_and_on_again_it_is(follower: Chat) -> None:
    world = follower.world
    world.does("anna", SetNudges(FOLLOWS, on=False))
    world.does("marie", AddComment(1, "Oui"))
    follower.wait(3 * DAY)
    assert told(world) == []
    world.does("anna", SetNudges(FOLLOWS, on=True))
    world.does("marie", AddComment(1, "Encore"))
    follower.wait(DAY)
    assert "2 nieuwe reacties" in told(world)[0]


def test_of_several_ideas_only_what_is_not_muted_is_told(follower: Chat) -> None:
    world = follower.world
    world.does("luc", SubmitIdea("Autre chose", "", "work", "city"))
    world.does("anna", FollowIdea(2), Mute("idea.1"))
    for number in (1, 2):
        world.does("marie", AddComment(number, "Oui"))
    follower.wait(DAY)
    (news,) = told(world)
    assert "Autre chose" in news
    assert "passage" not in news


def test_h67_after_two_days_away_nothing_comes_at_three_in_the_morning_and_each_thing_once(
    follower: Chat,
) -> None:
    world = follower.world
    follower.play("> {:idea}\n> Een zebrapad")
    world.does("marie", AddComment(1, "Oui"))
    world.clock.at = (world.clock.at + 2 * DAY).replace(hour=2)
    for _look in range(5):
        world.fire()
    assert told(world) == []
    follower.wait(8 * HOUR)
    assert len(told(world)) == 2
    follower.wait(3 * DAY)
    assert len(told(world)) == 2


# A due row of the tests' own, which tells somebody something in any lane.

ASKED = "asked"


Told = Callable[..., list[Due]]


@pytest.fixture
def tells(follower: Chat, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Give what lets rows of that kind tell anna something from now on, and returns the list of those that are judged."""
    anna = follower.world.who("anna").person

    def tell(
        lane: Lane, *, notices: int = 1, changes: bool = False, latest: datetime | None = None
    ) -> list[Due]:
        judged: list[Due] = []
        category = None if lane is Lane.SERVICE else EVENTS

        def judge(due: Due, desk: Desk, _chat: State | None, /) -> Sequence[Notice]:
            judged.append(due)
            if changes:
                desk.carry_out(NoteTold(anna, 0))
            keys = (f"{due.subject}:{n}" for n in range(notices))
            return [
                Notice(anna, lane, _("menu"), key, category=category, about="event.7", latest=latest)
                for key in keys
            ]

        monkeypatch.setitem(cast("dict[str, Judge]", JUDGES), ASKED, judge)
        return judged

    return tell


def _due(world: World, *subjects: str) -> None:
    with world.desk() as desk:
        for subject in subjects:
            desk.plan(Due(ASKED, subject, world.clock.at))


NIGHT = datetime.fromisoformat("2026-11-21T22:00+00:00")
MORNING = datetime.fromisoformat("2026-11-22T07:00+00:00")


@pytest.mark.parametrize(
    ("lane", "changes", "asked"),
    [
        (Lane.REMINDER, False, 1),
        (Lane.NEWS, False, 2),
        (Lane.NEWS, True, 1),
        (Lane.SERVICE, False, 1),
    ],
)
def test_h68_what_falls_due_at_night_comes_once_and_news_is_judged_again_by_day(
    follower: Chat, tells: Told, lane: Lane, changes: bool, asked: int
) -> None:
    world = follower.world
    world.clock.at = NIGHT
    judged = tells(lane, changes=changes)
    _due(world, "1")
    follower.wait(HOUR)
    assert len(told(world, lane=lane)) == (1 if lane is Lane.REMINDER else 0)
    follower.wait(MORNING - world.clock.at - timedelta(seconds=1))
    assert len(told(world, lane=lane)) == (1 if lane is Lane.REMINDER else 0)
    follower.wait(3 * DAY)
    assert len(told(world, lane=lane)) == 1
    assert len(judged) == asked


@pytest.mark.parametrize("evening", ["2027-10-30T18:59", "2027-03-27T19:59"])
def test_h66_a_reminder_comes_once_in_both_daylight_saving_nights(
    follower: Chat, tells: Told, evening: str
) -> None:
    world = follower.world
    world.clock.at = datetime.fromisoformat(f"{evening}+00:00")
    tells(Lane.REMINDER)
    with world.desk() as desk:
        for hour in range(24):
            desk.plan(Due(ASKED, str(hour), world.clock.at + (hour + 1) * HOUR))
    for hour in range(24):
        assert len(told(world, lane=Lane.REMINDER)) == hour
        follower.wait(HOUR)
    assert len(told(world, lane=Lane.REMINDER)) == 24


def test_h67_a_reminder_of_what_is_over_by_now_is_dropped(follower: Chat, tells: Told) -> None:
    world = follower.world
    tells(Lane.REMINDER, latest=world.clock.at + HOUR)
    _due(world, "1")
    world.clock.at += 2 * DAY
    with world.desk() as desk:
        fired = world.service.firing.fire(desk)
    assert (fired.stale, fired.more) == (1, False)
    follower.wait(DAY)
    assert told(world, lane=Lane.REMINDER) == []


def test_of_a_muted_event_nothing_is_told_but_what_becomes_of_it(follower: Chat, tells: Told) -> None:
    world = follower.world
    world.does("anna", Mute("event.7"))
    for lane in (Lane.REMINDER, Lane.NEWS, Lane.SERVICE):
        tells(lane)
        _due(world, lane.value)
        follower.wait(HOUR)
    assert [len(told(world, lane=lane)) for lane in (Lane.REMINDER, Lane.NEWS, Lane.SERVICE)] == [0, 0, 1]


def test_p7_rows_that_tell_many_are_judged_few_at_a_time(follower: Chat, tells: Told) -> None:
    world = follower.world
    tells(Lane.REMINDER, notices=MOST_WEIGHED * 2 // 3)
    _due(world, "1", "2", "3")
    with world.desk() as desk:
        first = world.service.firing.fire(desk)
    with world.desk() as desk:
        second = world.service.firing.fire(desk)
    assert [(first.rows, first.more), (second.rows, second.more)] == [(2, True), (1, True)]
    with world.desk() as desk:
        assert not world.service.firing.fire(desk).more
    follower.wait(HOUR)
    assert len(told(world, lane=Lane.REMINDER)) == 3 * (MOST_WEIGHED * 2 // 3)
