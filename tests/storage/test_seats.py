"""Seats and the waiting list: never over capacity, no waiter lost, in order, whatever happens at once (H24 to H27)."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from subprocess import PIPE, Popen

import pytest

from bot.civic.doors import Citizen, Refused
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.events import OneEvent
from bot.civic.people import StopMessages
from bot.civic.rsvps import AnswerEvent, Come, LapseOffers, NextLapse, PassOn, SeatOffered, State
from storage import tables
from tests.storage.gatherings import an_event, answers, forget, line, link, seats_taken
from tests.storage.town import DAY, Town, at_once

NO, MAYBE = State.NO, State.MAYBE


def test_whoever_comes_has_a_seat_and_the_rest_wait_in_order(town: Town) -> None:
    event, people = an_event(town, seats=2), town.citizens(4)
    stood = [town.do(Come(event), who) for who in people]
    assert [(each.state, each.place) for each in stood] == [
        ("yes", None),
        ("yes", None),
        ("waiting", 1),
        ("waiting", 2),
    ]
    again = town.do(Come(event), people[2])
    assert (again.state, again.place) == ("waiting", 1)
    card = town.ask(OneEvent(event), people[3])
    assert card is not None
    assert card.mine is not None
    assert (card.left, card.waiting, card.mine.place) == (0, 2, 2)


def test_guests_need_seats_and_who_asks_for_too_many_keeps_what_they_have(town: Town) -> None:
    event, (anna, sam) = an_event(town, seats=3), town.citizens(2)
    assert town.do(Come(event, 1), anna).left == 1
    with pytest.raises(Refused, match="not-enough-seats"):
        town.do(Come(event, 2 + 1), anna)
    assert town.do(Come(event, 2), sam).state == "waiting"
    assert town.do(Come(event, 0), sam).state == "yes"
    assert answers(town, event) == {anna.person: ("yes", 1), sam.person: ("yes", 0)}
    with pytest.raises(Refused, match="too-many-guests"):
        town.do(Come(event, 6), anna)


def test_a_seat_given_back_is_held_for_the_first_whose_party_fits(town: Town) -> None:
    event, (anna, trio, sam, noor) = an_event(town, seats=2), town.citizens(4)
    town.do(Come(event, 1), anna)
    town.do(Come(event, 2), trio)
    town.do(Come(event), sam)
    town.do(Come(event), noor)
    town.do(Come(event, 0), anna)
    assert answers(town, event)[sam.person] == ("offered", 0)
    assert line(town, event) == [trio.person, noor.person]
    # What is offered is held: nobody else gets it.
    assert town.do(Come(event), town.citizen()).state == "waiting"
    assert town.do(Come(event), sam).state == "yes"
    assert town.do(Come(event), sam).state == "yes"
    assert seats_taken(town, event) == 2


def test_h27_what_is_declined_or_expires_goes_to_the_next_in_line(town: Town) -> None:
    event, (anna, sam, noor, luc) = an_event(town, seats=1), town.citizens(4)
    for who in (anna, sam, noor, luc):
        town.do(Come(event), who)
    town.do(AnswerEvent(event, NO), anna)
    town.do(AnswerEvent(event, MAYBE), sam)
    assert answers(town, event)[noor.person] == ("offered", 0)
    until = town.ask(NextLapse(event))
    assert until is not None
    town.clock.at = until
    late = town.do(Come(event), noor)
    assert (late.state, late.place) == ("waiting", 1)
    assert answers(town, event)[luc.person] == ("offered", 0)
    town.clock.at += 5 * DAY
    town.do(LapseOffers(event))
    assert answers(town, event) == {
        anna.person: ("no", 0),
        sam.person: ("maybe", 0),
        noor.person: ("offered", 0),
        luc.person: ("missed", 0),
    }


def test_h29_whoever_accepted_in_time_has_the_seat_however_late_their_turn(town: Town) -> None:
    event, (anna, sam) = an_event(town, seats=1), town.citizens(2)
    for who in (anna, sam):
        town.do(Come(event), who)
    town.do(AnswerEvent(event, NO), anna)
    until = town.ask(NextLapse(event))
    assert until is not None
    town.clock.at = until + timedelta(seconds=3)
    in_time = Citizen(sam.person, sam.account, arrived=until - timedelta(seconds=1))
    assert town.do(Come(event), in_time).state == "yes"


def test_h29_an_offer_lasts_until_what_was_said_in_time_has_had_its_turn(town: Town) -> None:
    event, (anna, sam) = an_event(town, seats=1), town.citizens(2)
    for who in (anna, sam):
        town.do(Come(event), who)
    town.do(AnswerEvent(event, NO), anna)
    until = town.ask(NextLapse(event))
    assert until is not None
    town.clock.at = until - timedelta(seconds=1)
    external = next(row.external for row in town.rows(tables.accounts) if row.id == sam.account)
    town.keep(town.arrival(external))
    town.clock.at = until + timedelta(seconds=9)
    town.do(LapseOffers(event))
    assert answers(town, event)[sam.person] == ("offered", 0)
    with town.desk() as desk:
        desk.connection.execute(tables.inbox.update().values(state="done", raw=None))
    town.do(LapseOffers(event))
    assert answers(town, event)[sam.person] == ("missed", 0)


def test_h26_a_seat_that_is_held_is_mine_to_take_however_few_there_are_now(town: Town) -> None:
    event, (anna, sam, noor) = an_event(town, seats=2), town.citizens(3)
    town.do(Come(event), anna)
    town.do(Come(event), sam)
    town.do(Come(event), noor)
    town.do(AnswerEvent(event, NO), sam)
    assert town.do(ChangeEvent(event, seats=1)) == 1
    assert town.do(Come(event), noor).state == "yes"
    assert town.do(Come(event), anna).state == "yes"


def test_h27_who_cannot_be_reached_is_passed_over_and_keeps_their_place(town: Town) -> None:
    event, (anna, stopped, blocked, sam) = an_event(town, seats=1), town.citizens(4)
    for who in (anna, stopped, blocked, sam):
        town.do(Come(event), who)
    town.do(StopMessages(), stopped)
    town.do(AnswerEvent(event, NO), anna)
    assert answers(town, event)[blocked.person] == ("offered", 0)
    with town.desk() as desk:
        desk.reachable(blocked.account, yes=False)
    town.do(PassOn(blocked.person))
    assert answers(town, event)[sam.person] == ("offered", 0)
    assert line(town, event) == [stopped.person, blocked.person]
    with town.desk() as desk:
        desk.reachable(blocked.account, yes=True)
    town.do(AnswerEvent(event, NO), sam)
    assert answers(town, event)[blocked.person] == ("offered", 0)


def test_h26_capacity_below_the_seats_taken_drops_nobody_and_the_organiser_is_told(town: Town) -> None:
    event, people = an_event(town, seats=3), town.citizens(4)
    for who in people:
        town.do(Come(event), who)
    assert town.do(ChangeEvent(event, seats=1)) == 2
    assert sorted(state for state, _guests in answers(town, event).values()) == [
        "waiting",
        "yes",
        "yes",
        "yes",
    ]
    town.do(AnswerEvent(event, NO), people[0])
    assert answers(town, event)[people[3].person] == ("waiting", 0)
    assert town.do(ChangeEvent(event, seats=3)) == 0
    assert answers(town, event)[people[3].person] == ("offered", 0)


def test_without_a_limit_nobody_waits_any_more(town: Town) -> None:
    event, people = an_event(town, seats=1), town.citizens(3)
    for who in people:
        town.do(Come(event), who)
    town.do(ChangeEvent(event, unlimited=True))
    assert [state for state, _guests in answers(town, event).values()] == ["yes", "offered", "offered"]


def test_each_offer_is_told_once(town: Town) -> None:
    event, (anna, sam) = an_event(town, seats=1), town.citizens(2)
    for who in (anna, sam):
        town.do(Come(event), who)
    with town.desk(anna) as desk:
        desk.carry_out(AnswerEvent(event, NO))
        desk.carry_out(AnswerEvent(event, NO))
        offers = [each for each in desk.events() if isinstance(each, SeatOffered)]
    assert [(each.person, each.seats) for each in offers] == [(sam.person, 1)]


def test_h12_nothing_is_promised_for_what_is_cancelled_or_over(town: Town) -> None:
    event, over, (anna, sam) = (
        an_event(town, seats=1),
        an_event(town, starts=town.clock.at + DAY),
        town.citizens(2),
    )
    for who in (anna, sam):
        town.do(Come(event), who)
    town.do(CancelEvent(event, {"nl": "Storm"}))
    town.clock.at += 2 * DAY
    for number, code in ((event, "event-cancelled"), (over, "event-over")):
        for command in (Come(number), AnswerEvent(number, NO)):
            with pytest.raises(Refused, match=code):
                town.do(command, anna)
    assert answers(town, event)[sam.person] == ("waiting", 0)


@pytest.mark.prove_on("sqlite")
@pytest.mark.parametrize(
    ("crowd", "processes", "times"),
    [(40, 2, 2), pytest.param(200, 4, 1000, marks=[pytest.mark.prove, pytest.mark.timeout(5400)])],
)
def test_h24_many_take_the_last_seat_at_once_from_several_processes(
    town: Town, url: str, crowd: int, processes: int, times: int
) -> None:
    people = town.citizens(crowd)
    with ExitStack() as running:
        rushes = [running.enter_context(_rush(url, people[n::processes])) for n in range(processes)]
        for _time in range(times):
            event = an_event(town, seats=1)
            for rush in rushes:
                _tell(rush, f"{event}\n")
            assert [_hear(rush) for rush in rushes] == ["done"] * processes
            found = answers(town, event)
            assert [state for state, _guests in found.values()].count("yes") == 1
            assert found.keys() == {who.person for who in people}
            assert len(line(town, event)) == crowd - 1
            turns = [row.turn for row in town.rows(tables.rsvps, tables.rsvps.c.event == event)]
            assert sorted(turns) == list(range(crowd))


@contextmanager
def _rush(url: str, people: list[Citizen]) -> Iterator[Popen[str]]:
    """Start a process in which these people wait to press."""
    named = [f"{who.person}:{who.account}" for who in people]
    command = [sys.executable, "-m", "tests.storage.rushing", url, *named]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert _hear(process) == "ready"
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _tell(process: Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()


def _hear(process: Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_h25_cancel_join_and_promote_at_once_never_over_capacity_and_no_waiter_lost(town: Town) -> None:
    event, people = an_event(town, seats=5), town.citizens(30)
    chance = random.Random(4)
    acts: list[tuple[Come | AnswerEvent, Citizen]] = [
        (Come(event, chance.randrange(3)), who) for who in people
    ]
    acts += [(AnswerEvent(event, chance.choice((NO, MAYBE))), who) for who in people[::2]]
    acts += [(Come(event, chance.randrange(2)), who) for who in people]
    chance.shuffle(acts)

    def act(command: Come | AnswerEvent, who: Citizen) -> None:
        with contextlib.suppress(Refused):
            town.do(command, who)

    at_once([partial(act, *each) for each in acts])
    found = answers(town, event)
    assert found.keys() == {who.person for who in people}
    free = 5 - seats_taken(town, event)
    assert free >= 0
    assert all(found[person][1] + 1 > free for person in line(town, event))


def test_h32_forgetting_somebody_passes_their_seat_on(town: Town) -> None:
    event, (anna, sam) = an_event(town, seats=1), town.citizens(2)
    for who in (anna, sam):
        town.do(Come(event), who)
    forget(town, anna)
    assert answers(town, event) == {sam.person: ("offered", 0)}


@pytest.mark.parametrize("gone_first", [True, False])
def test_h18_of_two_answers_of_one_person_the_better_stays_and_seats_are_given_back(
    town: Town, gone_first: bool
) -> None:
    event, (anna, also, sam) = an_event(town, seats=3), town.citizens(3)
    town.do(Come(event, 1), anna if gone_first else also)
    town.do(Come(event), also if gone_first else anna)
    town.do(Come(event), sam)
    link(town, anna, also)
    assert answers(town, event) == {also.person: ("yes", 1), sam.person: ("offered", 0)}


def test_a_code_is_made_for_who_comes_and_taken_from_who_does_not(town: Town) -> None:
    event, anna = an_event(town), town.citizen()
    town.do(Come(event), anna)
    code = town.rows(tables.rsvps)[0].code
    town.do(Come(event, 2), anna)
    assert town.rows(tables.rsvps)[0].code == code
    town.do(AnswerEvent(event, NO), anna)
    assert town.rows(tables.rsvps)[0].code is None
