"""The week in one message: on Friday, if there is something in it that was not told, for whoever wants it, and once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.civic.comments import AddComment
from bot.civic.follows import FollowIdea
from bot.civic.ideas import SubmitIdea
from bot.civic.nudges import DIGESTS, FOLLOWS, SetNudges
from bot.civic.people import REMINDERS, CareAbout, WithdrawConsent
from bot.engine.outgoing import Lane
from bot.text.languages import LANGUAGES
from storage import tables
from tests.chat import Chat
from tests.worlds import World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def told(world: World, name: str = "anna") -> list[str]:
    """Return what somebody was told without asking."""
    return [m.text for m in world.phones.ever.get(name, ()) if m.lane is Lane.NEWS]


def reader(world: World, language: str = "nl") -> Chat:
    """Return somebody who wants the week in one message, and nothing of each idea."""
    anna = Chat(world, hint=language)
    anna.play("given a programme\ngiven a citizen with reminders\ngiven an idea “Un passage pour piétons”")
    world.does("anna", SetNudges(DIGESTS, on=True), SetNudges(FOLLOWS, on=False), FollowIdea(1))
    return anna


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_week_is_told_by_subject_the_newest_first(world: World, language: str) -> None:
    anna = reader(world, language)
    for topic, title in (("work", "Un"), ("culture", "Deux"), ("work", "Trois")):
        world.does("luc", SubmitIdea(title, "", topic, "city"))
        world.clock.at += HOUR
    world.does("luc", AddComment(1, "Oui"))
    _vote_and_event(world)
    anna.wait(WEEK)
    (week,) = told(world)
    assert [
        week.index(each) for each in ("Un passage", "Veloplan", "Buurtfeest", "Trois", "Un\n", "Deux")
    ] == sorted(
        week.index(each) for each in ("Un passage", "Veloplan", "Buurtfeest", "Trois", "Un\n", "Deux")
    )
    anna.play("< {This week}\n< {New votes}\n< {New events}\n[mine]\n? mine\n< {Nothing is new}")


def _vote_and_event(world: World) -> None:
    with world.desk() as desk:
        texts = {code: {"title": "Veloplan", "explanation": "", "options": []} for code in LANGUAGES}
        window = {"opens_at": desk.now, "closes_at": desk.now + 2 * WEEK}
        desk.insert(tables.votes, kind="yes-no", texts=json.dumps(texts), size=3, least=1, most=1, **window)
        when = {"starts_at": desk.now + 2 * WEEK, "ends_at": desk.now + 2 * WEEK + HOUR}
        titles = json.dumps(dict.fromkeys(LANGUAGES, "Buurtfeest"))
        rest = {"texts": "{}", "venue": "{}", "zone": "Europe/Brussels", "spoken": "[]", "most_guests": 0}
        desk.insert(tables.events, uid="u", series=1, titles=titles, made_at=desk.now, **when, **rest)


def test_it_comes_on_friday_at_five_in_both_halves_of_the_year(world: World) -> None:
    world.clock.at = datetime.fromisoformat("2026-10-19T09:00+00:00")
    anna = reader(world)
    for day in range(21):
        world.does("luc", SubmitIdea(f"Idée {day}", "", "work", "city"))
        anna.wait(DAY)
    with world.desk() as desk:
        came = desk.connection.execute(tables.nudges.select().order_by(tables.nudges.c.id)).all()
    assert [row.at.astimezone(ZoneInfo(world.city.zone)).isoformat()[:16] for row in came] == [
        "2026-10-23T17:00",
        "2026-10-30T17:00",
        "2026-11-06T17:00",
    ]


def test_a_week_without_anything_is_not_told_and_the_next_one_is(world: World) -> None:
    anna = reader(world)
    world.does("luc", SubmitIdea("Première", "", "work", "city"))
    anna.wait(WEEK)
    assert len(told(world)) == 1
    anna.wait(2 * WEEK)
    assert len(told(world)) == 1
    world.does("luc", SubmitIdea("Nouvelle", "", "work", "city"))
    anna.wait(WEEK)
    assert len(told(world)) == 2
    assert "Première" not in told(world)[-1]


def test_what_was_told_already_is_not_told_again(world: World) -> None:
    anna = reader(world)
    world.does("anna", SetNudges(FOLLOWS, on=True), CareAbout(("culture",)))
    world.does("luc", AddComment(1, "Oui"))
    world.does("luc", SubmitIdea("Autre chose", "", "work", "city"))
    anna.wait(DAY)
    assert len(told(world)) == 1
    anna.wait(WEEK)
    assert len(told(world)) == 1


def test_whoever_has_not_asked_for_it_or_no_longer_wants_it_gets_none(world: World) -> None:
    anna = reader(world)
    world.does("anna", SetNudges(DIGESTS, on=False))
    luc = Chat(world, "luc", hint="fr")
    luc.play("given a citizen with reminders")
    world.does("anna", SubmitIdea("Een zebrapad", "", "work", "city"))
    anna.wait(2 * WEEK)
    assert told(world) == told(world, "luc") == []
    assert world.count(tables.due, tables.due.c.kind == "digest") == 0


def test_who_has_no_consent_to_reminders_for_a_while_has_it_again_after(world: World) -> None:
    anna = reader(world)
    world.does("anna", WithdrawConsent(REMINDERS))
    anna.wait(WEEK)
    assert told(world) == []
    anna.play("> {:messages}\n[agree reminders]")
    world.does("luc", SubmitIdea("Nouvelle", "", "work", "city"))
    anna.wait(WEEK)
    assert len(told(world)) == 1


def test_h67_after_days_away_there_is_no_week_of_last_week(world: World) -> None:
    world.clock.at = datetime.fromisoformat("2026-11-19T09:00+00:00")
    anna = reader(world)
    world.clock.at = datetime.fromisoformat("2026-11-23T09:00+00:00")
    assert world.fire() > 0
    assert told(world) == []
    world.does("luc", SubmitIdea("Nouvelle", "", "work", "city"))
    anna.wait(WEEK)
    assert len(told(world)) == 1


def test_turned_on_twice_it_comes_once(world: World) -> None:
    anna = reader(world)
    world.does("anna", SetNudges(DIGESTS, on=False), SetNudges(DIGESTS, on=True), SetNudges(DIGESTS, on=True))
    world.does("luc", SubmitIdea("Nouvelle", "", "work", "city"))
    anna.wait(WEEK)
    assert len(told(world)) == 1
