"""Whatever people, organisers and time do to the seats of an event, they are those of a small model (H25 to H27, H32)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.civic.doors import Citizen, Refused
from bot.civic.event_changes import ChangeEvent
from bot.civic.rsvps import AnswerEvent, Come, LapseOffers, PassOn, State
from storage import tables
from tests.storage.gatherings import an_event, answers, forget, line, link, seats_taken
from tests.storage.town import DAY, START, Town

PEOPLE = 5
BEST_FIRST = ("yes", "offered", "waiting", "maybe", "no", "missed")


@dataclass(frozen=True)
class Said:
    """One person's answer; `turn` is their place in the line, if they ever had one."""

    state: str
    guests: int = 0
    turn: int = 0

    @property
    def seats(self) -> int:
        return self.guests + 1 if self.state in {"yes", "offered"} else 0


@dataclass
class Model:
    """The event as it should be: how many seats, and what everybody has said."""

    seats: int
    said: dict[int, Said] = field(default_factory=dict)
    deaf: set[int] = field(default_factory=set)

    def free(self) -> int:
        return max(self.seats - sum(each.seats for each in self.said.values()), 0)

    def line(self) -> list[int]:
        waiting = [who for who, each in self.said.items() if each.state == "waiting"]
        return sorted(waiting, key=lambda who: self.said[who].turn)

    def pass_on(self) -> None:
        for who in self.line():
            each = self.said[who]
            if who not in self.deaf and each.guests + 1 <= self.free():
                self.said[who] = Said("offered", each.guests, each.turn)

    def come(self, who: int, guests: int) -> None:
        had = self.said.pop(who, Said("none"))
        if guests + 1 <= max(self.free(), had.seats):
            self.said[who] = Said("yes", guests, had.turn)
        elif had.seats:
            self.said[who] = had
        else:
            keeps = had.state == "waiting" and guests <= had.guests
            last = max((each.turn for each in (*self.said.values(), had)), default=0)
            self.said[who] = Said("waiting", guests, had.turn if keeps else last + 1)

    def answer(self, who: int, state: str) -> None:
        self.said[who] = Said(state, 0, self.said.get(who, Said("")).turn)

    def expire(self) -> None:
        for who, each in self.said.items():
            if each.state == "offered":
                self.said[who] = Said("missed", each.guests, each.turn)

    def deafen(self, who: int) -> None:
        self.deaf.add(who)
        each = self.said.get(who)
        if each and each.state == "offered":
            self.said[who] = Said("waiting", each.guests, each.turn)

    def link(self, gone: int, stays: int) -> None:
        both = [self.said.pop(who) for who in (gone, stays) if who in self.said]
        if both:
            self.said[stays] = min(both, key=_worse)


def _worse(each: Said) -> tuple[int, int]:
    return BEST_FIRST.index(each.state), each.turn if each.state == "waiting" else -each.guests


Act = tuple[str, int, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["come", "come", "come", "no", "maybe", "wait", "seats", "forget", "link", "deaf", "hears"]
        ),
        st.integers(0, PEOPLE - 1),
        st.integers(0, 3),
    ),
    max_size=25,
)


def act(town: Town, model: Model, event: int, people: list[Citizen], one: Act) -> None:
    """Do one thing to the program and to the model."""
    what, number, count = one
    who = people[number]
    with contextlib.suppress(Refused):
        if what == "come":
            model.come(who.person, count)
            town.do(Come(event, count), who)
        elif what in {"no", "maybe"}:
            model.answer(who.person, what)
            town.do(AnswerEvent(event, State(what)), who)
        elif what == "wait":
            model.expire()
            town.clock.at += 3 * DAY
            town.do(LapseOffers(event))
        elif what == "seats":
            model.seats = number + 1
            town.do(ChangeEvent(event, seats=number + 1))
        elif what == "forget":
            model.said.pop(who.person, None)
            forget(town, who)
        elif what == "link":
            other = people[(number + 1) % PEOPLE]
            model.link(who.person, other.person)
            link(town, who, other)
        else:
            (model.deafen if what == "deaf" else model.deaf.discard)(who.person)
            with town.desk() as desk:
                desk.reachable(who.account, yes=what == "hears")
            town.do(PassOn(who.person))
    model.pass_on()


@pytest.mark.prove_on("postgres")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_h25_seats_are_those_of_the_model(town: Town, acts: list[Act]) -> None:
    people = _begin_anew(town)
    event = an_event(town, seats=2)
    model = Model(2)
    most = 2
    for one in acts:
        act(town, model, event, people, one)
        assert answers(town, event) == {who: (each.state, each.guests) for who, each in model.said.items()}
        assert line(town, event) == model.line()
        most = max(most, model.seats)
        assert seats_taken(town, event) <= most


def _begin_anew(town: Town) -> list[Citizen]:
    """Return people who can all be reached, and have answered nothing."""
    town.clock.at = START
    if not town.count(tables.accounts):
        town.citizens(PEOPLE)
    with town.desk() as desk:
        desk.connection.execute(delete(tables.rsvps))
        for row in desk.connection.execute(tables.accounts.select()).all():
            desk.reachable(row.id, yes=True)
    return [Citizen(row.person, row.id) for row in town.rows(tables.accounts)]
