"""What is told about events, and when: reminders at the right local time, changes once, seats while they are held."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.civic.doors import Command
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.event_file import draft_of
from bot.civic.events import CreateEvent, EventDraft, Slot, Venue
from bot.civic.members import ListMembers
from bot.civic.people import REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.rsvps import AnswerEvent, Come, RemindMe, State
from bot.commands.programme import instant
from bot.engine.outgoing import Lane
from storage import tables
from tests.chat import Chat
from tests.phones import PLATFORM, Shown
from tests.worlds import World

BRUSSELS = "Europe/Brussels"
TITLES = {"nl": "Buurtdag", "fr": "Journée"}


def local(text: str) -> datetime:
    """Return an instant by the clock of Brussels."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BRUSSELS)).astimezone(UTC)


def an_event(world: World, starts: str, seats: int | None = None) -> int:
    begins = local(starts)
    draft = EventDraft(TITLES, (Slot(begins, begins + timedelta(hours=3)),), BRUSSELS, seats=seats)
    world.operate(CreateEvent(draft))
    return world.count(tables.events)


def joins(world: World, name: str, *commands: Command[Any]) -> None:
    """Let somebody arrive who wants reminders, and do this."""
    world.meet(name, "nl")
    world.does(name, SpeakLanguage("nl"), GiveConsent(REMINDERS), FinishWelcome(), *commands)
    world.settle()


def until(world: World, text: str) -> list[Shown]:
    """Let the time pass until then, and return what anna was told meanwhile."""
    before = len(world.phones.ever.get("anna", ()))
    world.forward(local(text) - world.clock.at)
    return world.phones.ever.get("anna", [])[before:]


@pytest.mark.parametrize(
    ("now", "starts", "day", "hour"),
    [
        ("2026-03-20T12:00", "2026-03-29T14:00", "2026-03-28T14:00", "2026-03-29T13:00"),
        ("2026-03-20T12:00", "2026-03-30T10:00", "2026-03-29T10:00", "2026-03-30T09:00"),
        ("2026-10-20T12:00", "2026-10-25T14:00", "2026-10-24T14:00", "2026-10-25T13:00"),
        ("2026-10-20T12:00", "2026-10-26T10:00", "2026-10-25T10:00", "2026-10-26T09:00"),
    ],
    ids=["to summer", "the day after", "to winter", "the day after that"],
)
def test_h66_reminders_come_at_the_same_hour_on_the_wall_over_both_nights(
    either_world: World, now: str, starts: str, day: str, hour: str
) -> None:
    world = either_world
    world.clock.at = local(now)
    joins(world, "anna", Come(an_event(world, starts)))
    for moment, word in ((day, "Morgen: Buurtdag"), (hour, "Over een uur: Buurtdag")):
        minute = (datetime.fromisoformat(moment) - timedelta(minutes=1)).isoformat()
        assert until(world, minute) == []
        (told,) = until(world, moment)
        assert told.lane is Lane.REMINDER
        assert told.text.startswith(word)
    assert until(world, (datetime.fromisoformat(hour) + timedelta(hours=3)).isoformat()) == []


WORKSHOP = """
members = true
spoken = ["nl"]
zone = "Europe/Amsterdam"
dates = [{starts = "2023-06-05T14:00", ends = "2023-06-05T17:00"}]

[nl]
title = "Langetermijnstrategie voor campagnevoerders"
text = "Deel je beste ervaringen."
"""


def test_h66_a_workshop_of_june_that_was_announced_in_winter_time_is_by_the_clock_on_its_wall(
    world: World,
) -> None:
    """“5 June 2023, 14:00–17:00 CET, for members only”: in June that is what clocks in Amsterdam show, 12:00 UTC."""
    world.clock.at = datetime(2023, 5, 20, 9, tzinfo=UTC)
    draft = draft_of(
        tomllib.loads(WORKSHOP),
        "Europe/Amsterdam",
        lambda _name, typed: instant("", typed, "Europe/Amsterdam"),
    )
    assert draft.slots[0].starts == datetime(2023, 6, 5, 12, tzinfo=UTC)
    world.operate(CreateEvent(draft), ListMembers(1, ((PLATFORM, "anna"),)))
    luc, anna = Chat(world, "luc", hint="fr"), Chat(world, "anna")
    luc.play("given a citizen\n> {:event} 1\n< {For members only, or for who}\n< [invitation]")
    anna.play("""
        given a citizen with reminders
        > {:event} 1
        < maandag 5 juni 2023, van 14:00 tot 17:00 (klok van Amsterdam)
        < Er wordt gesproken: Nederlands
        < {For members only. You are one of them.}
        [come 1]
        ~ {Good, see you there}
    """)
    for moment, word in (("2023-06-04T14:00", "Morgen:"), ("2023-06-05T13:00", "Over een uur:")):
        (told,) = until(world, moment)
        assert told.text.startswith(word)
        assert "van 14:00 tot 17:00 (klok van Amsterdam)" in told.text


@pytest.mark.parametrize(("when", "count"), [("both", 2), ("day", 1), ("hour", 1), ("none", 0)])
def test_only_the_reminders_that_i_chose_come(world: World, when: str, count: int) -> None:
    event = an_event(world, "2026-12-12T14:00")
    joins(world, "anna", Come(event), RemindMe(event, when))
    assert len(until(world, "2026-12-12T14:00")) == count


def test_no_reminder_without_consent_nor_of_what_was_moved_or_cancelled(world: World) -> None:
    moved, cancelled = an_event(world, "2026-12-10T14:00"), an_event(world, "2026-12-10T15:00")
    joins(world, "anna", Come(moved), Come(cancelled))
    world.meet("luc", "nl")
    world.does("luc", FinishWelcome(), Come(moved))
    slot = Slot(local("2026-12-20T14:00"), local("2026-12-20T17:00"))
    world.operate(ChangeEvent(moved, slot=slot), CancelEvent(cancelled, {"nl": "Storm"}))
    changes = until(world, "2026-12-19T13:00")
    assert sorted(each.text.partition(":")[0] for each in changes) == ["Er verandert iets", "Gaat niet door"]
    assert [each.made.kind for each in changes if each.made] == ["calendar", "calendar"]
    assert {each.lane for each in changes} == {Lane.SERVICE}
    assert len(until(world, "2026-12-20T14:00")) == 2
    assert [each.lane for each in world.phones.ever["luc"]] == [Lane.SERVICE]


def test_h67_after_two_days_away_no_reminder_comes_late(world: World) -> None:
    joins(world, "anna", Come(an_event(world, "2026-12-10T14:00")))
    world.clock.at = local("2026-12-10T14:30")
    world.fire()
    assert world.phones.ever.get("anna", []) == []


def test_h68_a_change_waits_for_the_morning_unless_that_is_too_late(world: World) -> None:
    soon, later = an_event(world, "2026-12-02T07:30"), an_event(world, "2026-12-09T14:00")
    joins(world, "anna", Come(soon), RemindMe(soon, "none"), Come(later))
    until(world, "2026-12-01T22:30")
    world.operate(CancelEvent(soon, {"nl": "Storm"}), CancelEvent(later, {"nl": "Storm"}))
    assert [each.text.count("07:30") for each in until(world, "2026-12-02T07:00")] == [1]
    assert [each.text.count("14:00") for each in until(world, "2026-12-02T08:01")] == [1]


def test_a_seat_is_held_for_a_day_of_waking_hours_and_told_in_the_morning(world: World) -> None:
    event = an_event(world, "2026-12-30T14:00", seats=1)
    joins(world, "luc", Come(event))
    joins(world, "anna", Come(event))
    until(world, "2026-12-01T22:30")
    world.does("luc", AnswerEvent(event, State.NO))
    assert until(world, "2026-12-02T07:59") == []
    (offer,) = until(world, "2026-12-02T08:00")
    # Thirteen hours of the first day, eleven of the next.
    assert "donderdag 3 december 2026 om 19:00" in offer.text
    until(world, "2026-12-03T18:59")
    assert [r.state for r in _rsvps(world)] == ["no", "offered"]
    until(world, "2026-12-03T19:00")
    assert [r.state for r in _rsvps(world)] == ["no", "missed"]


def test_near_the_event_a_seat_is_held_for_a_part_of_the_time_that_is_left(world: World) -> None:
    event = an_event(world, "2026-12-01T18:00", seats=1)
    for name in ("luc", "anna", "sam"):
        joins(world, name, Come(event))
    until(world, "2026-12-01T10:00")
    world.does("luc", AnswerEvent(event, State.NO))
    until(world, "2026-12-01T12:00")
    assert [r.state for r in _rsvps(world)] == ["no", "missed", "offered"]
    until(world, "2026-12-01T18:00")
    assert [r.state for r in _rsvps(world)] == ["no", "missed", "missed"]


def test_h27_a_seat_of_who_has_blocked_us_goes_on(world: World) -> None:
    event = an_event(world, "2026-12-30T14:00", seats=1)
    for name in ("luc", "anna", "sam"):
        joins(world, name, Come(event))
    world.does("luc", AnswerEvent(event, State.NO))
    anna = world.who("anna")
    with world.desk() as desk:
        desk.reachable(anna.account, yes=False)
    world.fire()
    assert [r.state for r in _rsvps(world)] == ["no", "waiting", "offered"]


def test_it_is_asked_once_how_it_was_and_never_at_night(world: World) -> None:
    event = an_event(world, "2026-12-01T19:00")
    joins(world, "anna", Come(event), RemindMe(event, "none"))
    assert until(world, "2026-12-02T07:59") == []
    (asked,) = until(world, "2026-12-02T08:10")
    assert asked.text.startswith("Hoe was het? Buurtdag")
    assert until(world, "2026-12-20T12:00") == []


@pytest.mark.parametrize("people", [7, pytest.param(450, marks=pytest.mark.prove)])
def test_many_are_told_some_at_a_time_and_nobody_twice(world: World, people: int) -> None:
    names = [f"p{n}" for n in range(people)]
    event = an_event(world, "2026-12-10T14:00")
    for name in names:
        joins(world, name, Come(event))
    world.operate(ChangeEvent(event, venue=Venue({"nl": "Elders"})))
    until(world, "2026-12-09T15:00")
    assert {name: len(world.phones.ever.get(name, ())) for name in names} == dict.fromkeys(names, 2)


def _rsvps(world: World) -> list[Any]:
    with world.desk() as desk:
        return list(desk.connection.execute(tables.rsvps.select().order_by(tables.rsvps.c.person)))
