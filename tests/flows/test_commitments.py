"""A promise has a day: who made it is asked then, late is late in public, and people say themselves whether it happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.became import Became, WhatBecame
from bot.civic.commitments import KeepPromise, MovePromise, Promise, TakePromise
from bot.civic.doors import Refused
from bot.civic.ideas import SubmitIdea, SupportIdea
from bot.civic.outcomes import FEWEST_SAID, SayWhether
from bot.civic.people import OPINIONS, REMINDERS, FinishWelcome, GiveConsent, LiveIn, SpeakLanguage
from bot.civic.rights import Fate, ForgetMe
from bot.civic.roles import Role
from bot.engine.outgoing import Lane
from storage import tables
from tests.decided import FUNCTION, answer
from tests.worlds import World

DAY = timedelta(days=1)
BOTH = {"nl": "Verf", "fr": "Peinture"}


def arrive(world: World, *names: str, where: str | None = None) -> None:
    """Let citizens arrive who want messages."""
    for name in names:
        world.meet(name, "nl")
        world.does(name, SpeakLanguage("nl"), GiveConsent(OPINIONS), GiveConsent(REMINDERS), FinishWelcome())
        world.does(name, LiveIn(where))


def told(world: World, name: str, lane: Lane, part: str) -> int:
    """Return how many messages somebody got in that lane which say this."""
    return sum(part in m.text for m in world.phones.ever.get(name, ()) if m.lane is lane)


def became(world: World, name: str, number: int = 1) -> Became:
    """Return what somebody reads of what became of an idea."""
    reader = world.who(name)
    with world.desk() as desk:
        desk.act_as(reader)
        return desk.ask(WhatBecame(number))


@pytest.fixture
def wall(either_world: World) -> World:
    """Give an idea in Jette, its author, and two organisers."""
    either_world.programme()
    arrive(either_world, "author", "ann", "bob")
    for name in ("ann", "bob"):
        either_world.appoint(name, Role.ORGANISER)
    either_world.does("author", SubmitIdea("Een zebrapad", "", "urbanism", "jette"))
    return either_world


def promised(world: World, name: str = "ann", days: int = 7) -> int:
    """Let somebody promise something, and return its number."""
    day = (world.clock.at + days * DAY).date()
    (number,) = world.does(name, Promise(1, BOTH, FUNCTION, day))
    return int(number)


def test_who_promised_is_asked_on_its_day_and_nobody_else(wall: World) -> None:
    promised(wall)
    wall.forward(7 * DAY)
    assert [told(wall, name, Lane.SERVICE, "Voor vandaag") for name in ("ann", "bob", "author")] == [1, 0, 0]
    wall.forward(30 * DAY)
    assert [told(wall, name, Lane.SERVICE, "te laat") for name in ("ann", "bob")] == [1, 0]
    assert became(wall, "author").commitments[0].late


def test_h67_down_on_its_day_who_promised_is_told_that_it_is_late_and_not_that_it_is_for_today(
    wall: World,
) -> None:
    promised(wall)
    wall.clock.at += 9 * DAY
    wall.forward(DAY)
    assert [told(wall, "ann", Lane.SERVICE, part) for part in ("Voor vandaag", "te laat")] == [0, 1]


def test_who_takes_it_on_is_asked_instead(wall: World) -> None:
    number = promised(wall)
    wall.does("bob", TakePromise(number))
    wall.forward(8 * DAY)
    assert [told(wall, name, Lane.SERVICE, "Voor vandaag") for name in ("ann", "bob")] == [0, 1]


@pytest.mark.parametrize("gone", ["forgotten", "revoked"])
def test_where_who_promised_is_gone_all_who_may_answer_are_asked(wall: World, gone: str) -> None:
    promised(wall)
    if gone == "forgotten":
        wall.does("ann", ForgetMe(Fate.DELETED))
    else:
        mine = tables.roles.c.account == wall.who("ann").account
        with wall.desk() as desk:
            desk.connection.execute(tables.roles.delete().where(mine))
    wall.forward(8 * DAY)
    assert [told(wall, name, Lane.SERVICE, "Voor vandaag") for name in ("ann", "bob")] == [0, 1]


def test_what_is_kept_or_moved_is_not_late_and_nobody_is_asked(wall: World) -> None:
    kept, moved = promised(wall), promised(wall)
    later = (wall.clock.at + 20 * DAY).date()
    wall.does("bob", KeepPromise(kept, 1), MovePromise(moved, 1, later, BOTH))
    wall.forward(10 * DAY)
    assert told(wall, "ann", Lane.SERVICE, "Voor vandaag") == 0
    (still,) = became(wall, "author").commitments
    assert (still.number, still.late, still.day) == (moved, False, later)
    wall.forward(11 * DAY)
    assert told(wall, "ann", Lane.SERVICE, "Voor vandaag") == 1


def test_h30_who_changes_a_promise_that_was_changed_meanwhile_is_told_to_look_again(wall: World) -> None:
    number = promised(wall)
    wall.does("bob", MovePromise(number, 1, (wall.clock.at + 9 * DAY).date(), BOTH))
    with pytest.raises(Refused, match="commitment-changed"):
        wall.does("ann", KeepPromise(number, 1))


@pytest.fixture
def done(wall: World) -> World:
    """Give the idea carried out, two weeks ago and a day, with supporters here, elsewhere, and of no place."""
    here = [f"here{n}" for n in range(FEWEST_SAID)]
    arrive(wall, *here, where="jette")
    arrive(wall, "elsewhere", where="evere")
    arrive(wall, "nowhere", where=None)
    arrive(wall, "neighbour", where="jette")
    for name in (*here, "elsewhere", "nowhere"):
        wall.does(name, SupportIdea(1))
    wall.does("ann", answer(1, status="implemented"))
    wall.forward(15 * DAY)
    return wall


def test_those_who_supported_it_and_live_there_are_asked_once_and_nobody_else(done: World) -> None:
    done.forward(30 * DAY)
    asked = {name for name in done.phones.ever if told(done, name, Lane.NEWS, "Twee weken geleden")}
    assert asked == {f"here{n}" for n in range(FEWEST_SAID)}
    assert {told(done, name, Lane.NEWS, "Twee weken geleden") for name in asked} == {1}


@pytest.mark.parametrize("name", ["elsewhere", "nowhere", "neighbour", "author"])
def test_h10_who_is_not_asked_cannot_say(done: World, name: str) -> None:
    with pytest.raises(Refused, match="not-asked"):
        done.does(name, SayWhether(1, "no"))
    assert not became(done, name).asked


def test_h77_the_share_is_shown_of_five_and_a_person_counts_once(done: World) -> None:
    for number in range(FEWEST_SAID - 1):
        done.does(f"here{number}", SayWhether(1, "no"), SayWhether(1, "yes"))
    assert became(done, "author").share is None
    done.does(f"here{FEWEST_SAID - 1}", SayWhether(1, "unsure"))
    assert became(done, "author").share is None
    done.does(f"here{FEWEST_SAID - 1}", SayWhether(1, "no"))
    share = became(done, "author").share
    assert share is not None
    assert (share.yes, share.count) == (FEWEST_SAID - 1, FEWEST_SAID)


def test_what_is_no_longer_carried_out_is_asked_of_nobody_and_then_anew(wall: World) -> None:
    arrive(wall, "here", where="jette")
    wall.does("here", SupportIdea(1))
    wall.does("ann", answer(1, status="implemented"))
    wall.forward(10 * DAY)
    wall.does("ann", answer(1, status="considered"))
    wall.forward(10 * DAY)
    assert told(wall, "here", Lane.NEWS, "Twee weken geleden") == 0
    wall.does("ann", answer(1, status="implemented"))
    with pytest.raises(Refused, match="not-asked"):
        wall.does("here", SayWhether(1, "yes"))
    wall.forward(16 * DAY)
    assert told(wall, "here", Lane.NEWS, "Twee weken geleden") == 1
