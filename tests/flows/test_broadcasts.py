"""Broadcasts, as those see them who receive them: once, in their language, when they may be written to, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.civic.audiences import CountAudience, audience_in
from bot.civic.broadcasts import (
    LATE,
    UNDO,
    Around,
    BroadcastCard,
    CancelBroadcast,
    ConfirmBroadcast,
    Content,
    Draft,
    DraftBroadcast,
    OneBroadcast,
    PauseBroadcast,
    ResendBroadcast,
    ResumeBroadcast,
    State,
    Weekly,
    When,
)
from bot.civic.doors import Query
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.events import CreateEvent, EventDraft, Slot
from bot.civic.nudges import BROADCASTS, EVENTS, MOST_A_WEEK, Quiet, SetNudges, SetQuiet
from bot.civic.people import REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage, StopMessages
from bot.civic.rights import Fate as OfWords
from bot.civic.rights import ForgetMe
from bot.civic.roles import Role
from bot.civic.sending import KEEPS, ReportOf
from bot.engine.outgoing import Lane
from storage import tables
from tests.worlds import START, World

CONTENT = Content({"nl": "Kom naar het plein", "fr": "Venez sur la place"})
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOON = UNDO + timedelta(seconds=30)
ZONE = "Europe/Brussels"


def people(world: World, *names: str, language: str = "nl") -> None:
    """Let there be some who want to be written to."""
    for name in names:
        world.meet(name)
        world.does(name, FinishWelcome(), SpeakLanguage(language), GiveConsent(REMINDERS))


@pytest.fixture
def city(either_world: World) -> World:
    """Give a world with somebody who organises, and two who want to be written to."""
    either_world.meet("eva")
    either_world.does("eva", FinishWelcome(), SpeakLanguage("en"))
    either_world.appoint("eva", Role.ORGANISER)
    people(either_world, "anna")
    people(either_world, "luc", language="fr")
    return either_world


def confirmed(world: World, audience: str = "everyone", when: When | None = None) -> int:
    """Let eva confirm a broadcast; return its number."""
    (number,) = world.does("eva", DraftBroadcast(Draft(CONTENT, audience_in(audience), when)))
    count = asked(world, CountAudience(audience_in(audience)))
    world.does("eva", ConfirmBroadcast(number, 1, count.reach))
    return int(number)


def handed_out(world: World) -> int:
    """Let eva send a broadcast, up to the moment in which all of it is in the outbox; return its number."""
    number = confirmed(world)
    world.clock.at += SOON
    world.fire()
    with world.desk() as desk:
        world.service.firing.fire(desk)
    return number


def told(world: World, name: str) -> list[str]:
    """Return what somebody was told by broadcasts."""
    return [m.text for m in world.phones.ever.get(name, ()) if m.lane is Lane.BULK]


def asked(world: World, query: Query[Any]) -> Any:
    """Return the answer to a query of whoever holds the machine."""
    with world.desk() as desk:
        return desk.ask(query)


def card(world: World, number: int) -> BroadcastCard:
    """Return a broadcast as it stands."""
    found: BroadcastCard = asked(world, OneBroadcast(number))
    return found


def fates(world: World, number: int) -> dict[str, dict[str, int]]:
    """Return what became of its recipients."""
    report = asked(world, ReportOf(number))
    return {fate.value: dict(reasons) for fate, reasons in report.fates.items()}


def test_it_comes_once_to_each_in_their_language_and_says_from_whom_it_is(city: World) -> None:
    number = confirmed(city)
    city.forward(UNDO / 2)
    assert told(city, "anna") == []
    city.forward(SOON)
    (dutch,), (french,) = told(city, "anna"), told(city, "luc")
    assert "Kom naar het plein" in dutch
    assert "Venez sur la place" in french
    assert card(city, number).state is State.DONE
    assert fates(city, number) == {"sent": {"": 2}, "skipped": {"no-consent": 1}}


def test_only_those_of_the_audience_get_it(city: World) -> None:
    confirmed(city, "language:fr")
    city.forward(SOON)
    assert (told(city, "anna"), len(told(city, "luc"))) == ([], 1)


def test_h68_quiet_hours_hold_it_and_the_morning_brings_it(city: World) -> None:
    city.does("anna", SetQuiet(Quiet(time(9), time(13))))
    number = confirmed(city)
    city.forward(HOUR)
    assert (told(city, "anna"), len(told(city, "luc"))) == ([], 1)
    assert card(city, number).state is State.SENDING
    city.forward(3 * HOUR)
    assert len(told(city, "anna")) == 1
    assert fates(city, number)["sent"] == {"": 2}


def test_h68_quiet_hours_that_begin_before_it_leaves_hold_it_too(city: World) -> None:
    number = handed_out(city)
    city.does("anna", SetQuiet(Quiet(time(9), time(13))))
    city.settle()
    assert told(city, "anna") == []
    city.forward(4 * HOUR)
    assert len(told(city, "anna")) == 1
    assert fates(city, number)["sent"] == {"": 2}


def test_three_a_week_are_all_that_anybody_gets_and_who_is_left_out_is_counted(city: World) -> None:
    numbers = []
    for _each in range(MOST_A_WEEK + 1):
        numbers.append(confirmed(city))
        city.forward(HOUR)
    assert len(told(city, "anna")) == MOST_A_WEEK
    city.forward(KEEPS + DAY)
    assert len(told(city, "anna")) == MOST_A_WEEK
    assert fates(city, numbers[-1])["skipped"] == {"no-consent": 1, "no-room": 2}
    assert card(city, numbers[-1]).state is State.DONE


def test_who_turned_them_off_or_stopped_gets_none_and_what_else_they_want_they_get(city: World) -> None:
    city.does("anna", SetNudges(BROADCASTS, on=False))
    city.does("luc", StopMessages(), SetNudges(EVENTS, on=True))
    people(city, "noor")
    number = confirmed(city)
    city.forward(SOON)
    assert (told(city, "anna"), told(city, "luc"), len(told(city, "noor"))) == ([], [], 1)
    assert fates(city, number)["skipped"] == {"no-consent": 1, "unwanted": 1, "stopped": 1}


def test_h76_who_agreed_to_reminders_before_they_named_organisers_hears_them_once_they_say_so(
    city: World,
) -> None:
    with city.desk() as desk:
        desk.connection.execute(update(tables.consents).values(version=1))
    count = asked(city, CountAudience(audience_in("language:fr")))
    assert (count.reach, count.excluded) == (0, {"unwanted": 1})
    city.does("luc", SetNudges(BROADCASTS, on=True))
    confirmed(city, "language:fr")
    city.forward(SOON)
    assert len(told(city, "luc")) == 1


def test_h32_who_is_forgotten_while_it_waits_gets_nothing_and_is_still_counted(city: World) -> None:
    for name in ("anna", "luc"):
        city.does(name, SetQuiet(Quiet(time(9), time(13))))
    number = confirmed(city)
    city.forward(HOUR)
    city.does("anna", ForgetMe(OfWords.NOBODYS))
    city.settle()
    city.forward(3 * HOUR)
    assert (told(city, "anna"), len(told(city, "luc"))) == ([], 1)
    assert fates(city, number) == {"sent": {"": 1}, "skipped": {"no-consent": 1, "forgotten": 1}}


def test_h31_confirmed_twice_it_is_one_broadcast(city: World) -> None:
    number = confirmed(city)
    first = city.does("eva", ConfirmBroadcast(number, 1, 2))
    assert city.does("eva", ConfirmBroadcast(number, 1, 2)) == first
    city.forward(HOUR)
    assert len(told(city, "anna")) == 1


def test_paused_nothing_leaves_resumed_everything_does_once(city: World) -> None:
    number = handed_out(city)
    city.does("eva", PauseBroadcast(number), PauseBroadcast(number))
    city.settle()
    city.forward(DAY)
    assert told(city, "anna") == []
    assert fates(city, number)["queued"] == {"": 2}
    city.does("eva", ResumeBroadcast(number), ResumeBroadcast(number))
    city.forward(HOUR)
    assert (len(told(city, "anna")), len(told(city, "luc"))) == (1, 1)
    assert fates(city, number)["sent"] == {"": 2}


def test_cancelled_nothing_leaves_any_more_and_the_report_says_so(city: World) -> None:
    number = handed_out(city)
    city.does("eva", CancelBroadcast(number))
    city.forward(DAY)
    assert (told(city, "anna"), told(city, "luc")) == ([], [])
    assert card(city, number).state is State.CANCELLED
    assert fates(city, number)["cancelled"] == {"": 2}


def test_it_goes_again_only_to_those_with_whom_it_failed(city: World) -> None:
    number = handed_out(city)
    with city.desk() as desk:
        first, *_rest = desk.owed(city.worker.owner, ["phones"], 1)
        desk.sent([(first.id, "failed", None, "too-long")])
    city.settle()
    city.forward(HOUR)
    assert fates(city, number) == {"sent": {"": 1}, "failed": {"too-long": 1}, "skipped": {"no-consent": 1}}
    assert city.does("eva", ResendBroadcast(number)) == [1]
    city.forward(HOUR)
    assert (len(told(city, "anna")), len(told(city, "luc"))) == (1, 1)
    assert fates(city, number) == {"sent": {"": 2}, "skipped": {"no-consent": 1}}


def test_h66_every_friday_at_five_it_comes_again_until_it_is_to_end(city: World) -> None:
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    number = confirmed(city, when=Weekly(4, time(17), until=friday + 7 * DAY))
    city.forward(friday - START - HOUR)
    assert told(city, "anna") == []
    city.forward(2 * HOUR)
    assert len(told(city, "anna")) == 1
    city.forward(7 * DAY)
    assert len(told(city, "anna")) == 2
    assert card(city, number).state is State.DONE
    assert (card(city, number + 1).origin, card(city, number + 2).state) == (number, State.DONE)
    city.forward(14 * DAY)
    assert len(told(city, "anna")) == 2


def an_event(world: World, starts: datetime) -> int:
    slot = Slot(starts, starts + 2 * HOUR)
    ((number,),) = world.operate(CreateEvent(EventDraft({"nl": "Buurtdag"}, (slot,), ZONE)))
    return int(number)


def test_two_days_before_an_event_moves_with_it_and_ends_with_it(city: World) -> None:
    event = an_event(city, START + 10 * DAY)
    confirmed(city, when=Around(event, -2))
    city.forward(6 * DAY)
    city.operate(ChangeEvent(event, slot=Slot(START + 12 * DAY, START + 12 * DAY + HOUR)))
    city.forward(3 * DAY)
    assert told(city, "anna") == [], "it comes two days before the new day"
    city.forward(DAY + HOUR)
    assert len(told(city, "anna")) == 1
    other = an_event(city, START + 30 * DAY)
    number = confirmed(city, when=Around(other, -2))
    city.operate(CancelEvent(other, {"nl": "Storm"}))
    city.forward(30 * DAY)
    assert len(told(city, "anna")) == 1
    assert (card(city, number).state, card(city, number).why) == (State.DRAFT, "event-cancelled")


def test_an_event_that_comes_earlier_brings_it_earlier(city: World) -> None:
    event = an_event(city, START + 20 * DAY)
    confirmed(city, when=Around(event, -2))
    city.operate(ChangeEvent(event, slot=Slot(START + 10 * DAY, START + 10 * DAY + HOUR)))
    city.forward(7 * DAY)
    city.forward(DAY + HOUR)
    assert len(told(city, "anna")) == 1


def test_h67_what_should_have_begun_long_ago_does_not_and_an_organiser_sees_it(city: World) -> None:
    number = confirmed(city)
    city.clock.at += UNDO + LATE + HOUR
    city.fire()
    city.forward(HOUR)
    assert told(city, "anna") == []
    assert (card(city, number).state, card(city, number).why) == (State.DRAFT, "too-late")


def test_h69_whoever_was_left_to_be_told_has_gone_meanwhile(city: World) -> None:
    number = confirmed(city, "language:fr")
    city.does("luc", StopMessages())
    city.forward(SOON)
    assert (card(city, number).state, card(city, number).why) == (State.DONE, "nobody")
    assert fates(city, number) == {"skipped": {"stopped": 1}}
