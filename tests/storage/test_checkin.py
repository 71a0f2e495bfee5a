"""At the door, with an invitation, in sessions: who may, how often, and what is told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.checkin import (
    MOST_TRIES,
    TRIES_FOR,
    MakeDoorKey,
    MyCode,
    MyDoor,
    ShowCode,
    read_code,
    shown_code,
)
from bot.civic.doors import Citizen, Refused
from bot.civic.event_changes import CancelEvent
from bot.civic.events import CreateEvent, Dates, OneEvent, SessionDraft, Slot, ToCome
from bot.civic.feedback import MayRate, RateEvent
from bot.civic.members import ListMembers, MakeInvitations, UseInvitation
from bot.civic.rsvps import AnswerEvent, Come, State
from bot.civic.sessions import DropSession, PickSession, Sessions
from storage import tables
from tests.storage.gatherings import IN_MONTHS, a_draft, an_event
from tests.storage.town import DAY, PLATFORM, Town


@pytest.fixture
def door(town: Town) -> Citizen:
    """Give whoever is at the door of event 1."""
    event, who = an_event(town), town.citizen()
    assert town.do(ShowCode(town.do(MakeDoorKey(event))), who).how == "welcome"
    return who


def code_of(town: Town, who: Citizen, event: int = 1) -> str:
    town.do(Come(event, 1), who)
    code = town.ask(MyCode(event), who)
    assert code is not None
    return code


def test_h22_a_code_lets_its_party_in_once_and_a_second_use_is_shown(town: Town, door: Citizen) -> None:
    anna, sam = town.citizens(2)
    codes = [code_of(town, who) for who in (anna, sam)]
    assert len(set(codes)) == 2
    first, second = (town.do(ShowCode(shown_code(codes[0]).lower()), door) for _time in range(2))
    assert (first.how, first.party, second.how, second.at) == ("in", 2, "again", town.clock.at)
    at = town.ask(MyDoor(), door)
    assert at is not None
    assert (at.inside, at.expected) == (2, 4)
    with pytest.raises(Refused, match="checked-in"):
        town.do(AnswerEvent(1, State.NO), anna)


def test_h22_codes_of_elsewhere_and_of_who_does_not_come_let_nobody_in(town: Town, door: Citizen) -> None:
    anna, sam = town.citizens(2)
    other = an_event(town)
    assert town.do(ShowCode(code_of(town, anna, other)), door).how == "other-event"
    code = code_of(town, sam)
    town.do(AnswerEvent(1, State.NO), sam)
    assert town.do(ShowCode(code), door).how == "unknown"


def test_h22_guessing_is_limited_at_the_door_and_elsewhere_and_nothing_is_told_there(
    town: Town, door: Citizen
) -> None:
    anna, stranger = town.citizens(2)
    code = code_of(town, anna)
    assert {town.do(ShowCode(each), stranger).how for each in (code, "NONE")} == {"not-here"}
    for _guess in range(MOST_TRIES):
        town.do(ShowCode("WRONG222"), door)
    assert town.do(ShowCode(code), door).how == "too-many"
    for _guess in range(MOST_TRIES - 2):
        assert town.do(UseInvitation("WRONG222"), stranger) == 0
    with pytest.raises(Refused, match="too-many-codes"):
        town.do(UseInvitation("WRONG222"), stranger)
    town.clock.at += TRIES_FOR
    assert town.do(ShowCode(code), door).how == "in"


def test_a_key_opens_its_door_once_and_not_for_ever(town: Town) -> None:
    event, (one, other) = an_event(town), town.citizens(2)
    key, late = town.do(MakeDoorKey(event)), town.do(MakeDoorKey(event))
    assert town.do(ShowCode(key), one).how == "welcome"
    assert town.do(ShowCode(key), other).how == "not-here"
    town.do(CancelEvent(event, {"nl": "Storm"}))
    assert town.ask(MyDoor(), one) is None
    assert town.do(ShowCode(late), other).how == "over"


def test_h20_who_is_at_the_door_is_an_account_and_not_the_person(town: Town, door: Citizen) -> None:
    elsewhere = town.citizen()
    assert town.ask(MyDoor(), Citizen(door.person, elsewhere.account)) is None


@pytest.mark.parametrize("typed", ["abcd-2345", "ABCD 2345", " abcd2345 ", "a.b.c.d.2345"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "ABCD2345"


def test_for_members_only_those_on_the_list_and_who_was_invited_to_any_of_its_dates(town: Town) -> None:
    later = Slot(IN_MONTHS + DAY, IN_MONTHS + DAY + timedelta(hours=3))
    draft = a_draft(members_only=True, slots=(*a_draft().slots, later))
    first, second = town.do(CreateEvent(draft))
    invited, listed, stranger = town.citizens(3)
    external = next(r.external for r in town.rows(tables.accounts) if r.id == listed.account)
    assert town.do(ListMembers(first, ((PLATFORM, external), (PLATFORM, external)))) == 1
    (code,) = town.do(MakeInvitations(second, 1))
    assert town.do(UseInvitation(shown_code(code)), invited) == second
    assert town.do(UseInvitation(code), stranger) == 0
    for who in (invited, listed):
        assert [town.do(Come(number), who).state for number in (first, second)] == ["yes", "yes"]
    with pytest.raises(Refused, match="members-only"):
        town.do(Come(first), stranger)
    card = town.ask(OneEvent(first), stranger)
    assert card is not None
    assert (card.members_only, card.invited) == (True, False)


def test_a_series_stands_in_the_list_once_and_each_date_has_seats_of_its_own(town: Town) -> None:
    slots = tuple(Slot(IN_MONTHS + n * DAY, IN_MONTHS + n * DAY + timedelta(hours=3)) for n in range(3))
    numbers = town.do(CreateEvent(a_draft(slots=slots, seats=1)))
    an_event(town, starts=IN_MONTHS + 9 * DAY)
    anna, sam = town.citizens(2)
    town.do(Come(numbers[1]), anna)
    assert [(e.number, e.dates) for e in town.ask(ToCome(), sam).events] == [(numbers[0], 3), (4, 1)]
    assert [(e.number, e.left) for e in town.ask(Dates(numbers[0]), sam)] == [
        (numbers[0], 1),
        (numbers[1], 0),
        (numbers[2], 1),
    ]
    assert [e.number for e in town.ask(ToCome(mine=True), anna).events] == [numbers[1]]
    town.do(CancelEvent(numbers[0], {"nl": "Storm"}))
    assert next((e.number, e.dates) for e in town.ask(ToCome(), sam).events) == (numbers[1], 2)


def test_sessions_have_seats_for_who_comes_and_their_guests(town: Town) -> None:
    hour = timedelta(hours=1)
    first, at_once, next_one = (
        SessionDraft({"nl": name}, Slot(IN_MONTHS + n * hour, IN_MONTHS + (n + 1) * hour), seats)
        for name, n, seats in (("a", 0, 2), ("b", 0, None), ("c", 1, 3))
    )
    event = an_event(town, sessions=(first, at_once, next_one))
    anna, sam = town.citizens(2)
    with pytest.raises(Refused, match="not-coming"):
        town.do(PickSession(1), anna)
    town.do(Come(event, 1), anna)
    town.do(Come(event), sam)
    town.do(PickSession(1), anna)
    town.do(PickSession(1), anna)
    for session, who, code in ((1, sam, "session-full"), (2, anna, "session-overlaps")):
        with pytest.raises(Refused, match=code):
            town.do(PickSession(session), who)
    with pytest.raises(Refused, match="session-full"):
        town.do(Come(event, 2), anna)
    town.do(PickSession(3), anna)
    assert [(s.number, s.left, s.picked) for s in town.ask(Sessions(event), anna)] == [
        (1, 0, True),
        (2, None, False),
        (3, 1, True),
    ]
    town.do(DropSession(3), anna)
    town.do(AnswerEvent(event, State.MAYBE), anna)
    assert town.count(tables.picks) == 0


def test_only_who_was_there_says_how_it_was_once(town: Town, door: Citizen) -> None:
    there, away, never = town.citizens(3)
    town.do(ShowCode(code_of(town, there)), door)
    code_of(town, away)
    assert not town.ask(MayRate(1), there)
    town.clock.at = IN_MONTHS + DAY
    assert [town.ask(MayRate(1), who) for who in (there, away, never)] == [True, False, False]
    town.do(RateEvent(1, 4, "Fijn"), there)
    with pytest.raises(Refused, match="said-already"):
        town.do(RateEvent(1, 1), there)
    (row,) = town.rows(tables.event_feedback)
    assert (row.score, row.words) == (4, "Fijn")
