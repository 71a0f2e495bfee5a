"""Answers to an event, its seats and its waiting list: who has one, who is next, how long a seat is held.

A free seat is for whoever is first in line of those whose party fits; so nobody waits whom the free seats would hold,
and whoever comes and fits takes nothing from anybody. A seat that is offered is held, and counts as taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.events import Some

HELD = timedelta(hours=24)
"""How long a seat is held for who is next in line, on a clock that rests in the quiet hours."""

SEATS_OF = "seats-of"
"""The kind of due row that carries out PassOn; its subject is the person."""

MAX_REPLY = 200

HELD_AT_LEAST = timedelta(minutes=30)

PART_OF_WHAT_IS_LEFT = 4
"""When the event is near, a seat is held for this part of the time that is left: others may still get it."""

REMINDERS = ("both", "day", "hour", "none")
"""When somebody may be reminded: a day before, an hour before, both."""


class State(StrEnum):
    """An answer. MISSED: a seat was offered and not taken in time."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"
    OFFERED = "offered"
    MISSED = "missed"


SEATED = (State.YES, State.OFFERED)
"""Answers that hold seats."""

CONCERNED = (State.YES, State.OFFERED, State.WAITING, State.MAYBE)
"""Answers of those who hear what becomes of the event."""

_BEST_FIRST = (State.YES, State.OFFERED, State.WAITING, State.MAYBE, State.NO, State.MISSED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the waiting list: `party` is how many seats they need, `reachable` whether they would hear of one."""

    person: int
    party: int
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of an answer: how I stand now, my `place` on the waiting list, how many seats are `left` (None: any)."""

    state: State
    guests: int
    place: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Come(Command[Standing]):
    """I come, with so many guests, or take the seat that is offered to me; without seats enough I wait for them.

    Whoever comes already, or is offered seats, and asks for more than there are, keeps what they have. Refused:
    no-such-event, event-cancelled, event-over, members-only, too-many-guests, not-enough-seats, session-full.
    """

    event: int
    guests: int = 0


@dataclass(frozen=True, slots=True)
class AnswerEvent(Command[Standing]):
    """I come perhaps, or not (State.MAYBE or NO); what I had goes to the next in line.

    Refused: no-such-event, event-cancelled, event-over, unknown-answer, checked-in.
    """

    event: int
    answer: State


@dataclass(frozen=True, slots=True)
class ReplyToQuestions(Command[None]):
    """What I answer to the questions of an event, in their order ("": nothing; None: what I said before).

    Refused: no-such-event, event-cancelled, event-over, not-coming, too-long.
    """

    event: int
    replies: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class RemindMe(Command[None]):
    """When to remind me of an event that I come to: both, day, hour or none. Refused: not-coming, unknown-answer."""

    event: int
    when: str


@dataclass(frozen=True, slots=True)
class LapseOffers(Command[None]):
    """Seats that were offered and not taken in time go to the next. Operators only."""

    event: int


@dataclass(frozen=True, slots=True)
class PassOn(Command[None]):
    """Whether this person would hear of a seat has changed: what they were offered goes to the next, or they are next.

    Operators only.
    """

    person: int


@dataclass(frozen=True, slots=True)
class NextLapse(Query[datetime | None]):
    """When the next seat that is offered goes on to somebody else."""

    event: int


@dataclass(frozen=True, slots=True)
class RemindedOf(Query[Some]):
    """Some of those who come and are to be reminded ("day" or "hour"), by their id, from beyond `after`. Operators only."""

    event: int
    when: str
    after: int


@dataclass(frozen=True, slots=True)
class SeatOffered(Event):
    """Seats are held for somebody on the waiting list, until then."""

    event: int
    person: int
    seats: int
    until: datetime


def may_come(guests: int, most_guests: int, *, invited: bool) -> None:
    """Refuse who is not invited, and parties that are too large."""
    if not invited:
        raise Refused("members-only")
    if not 0 <= guests <= most_guests:
        raise Refused("too-many-guests")


def replied(before: Sequence[str], said: Sequence[str | None]) -> list[str]:
    """Return what somebody has answered now, to each question that was ever put to them."""
    both = zip_longest(before, said)
    return [(was or "") if new is None else new for was, new in both]


def left_of(seats: int | None, taken: int) -> int | None:
    """Return how many seats are free; None without limit. Where there are fewer than are taken, none is (H26)."""
    return None if seats is None else max(seats - taken, 0)


def fits(party: int, left: int | None) -> bool:
    """Tell whether a party finds seats."""
    return left is None or party <= left


def next_in_line(queue: Iterable[Waiting], left: int | None) -> Sequence[Waiting]:
    """Return who is offered seats now, in their order: each whose party fits into what is left then."""
    offered = []
    for each in queue:
        if each.reachable and fits(each.party, left):
            offered.append(each)
            left = None if left is None else left - each.party
    return offered


def better(one: State, other: State) -> State:
    """Return the answer that stays when both are one person's."""
    return min(one, other, key=_BEST_FIRST.index)


_STEP = timedelta(minutes=5)

Rests = Callable[[datetime], datetime | None]
"""From an instant to the end of the quiet hours that it is in; None outside of them."""


def offer_ends(now: datetime, starts: datetime, rests: Rests) -> datetime:
    """Return until when a seat is held: a day on a clock that rests in quiet hours, less when the event is near."""
    awake = _awake(now, min(starts, now + 8 * HELD), rests)
    held = min(HELD, max(awake / PART_OF_WHAT_IS_LEFT, HELD_AT_LEAST))
    at = now
    while held > timedelta(0) and at < starts:
        if morning := rests(at):
            at = morning
        else:
            at, held = at + min(_STEP, held), held - _STEP
    return min(at, starts)


def _awake(since: datetime, until: datetime, rests: Rests) -> timedelta:
    """Return how much of that time is outside of the quiet hours."""
    awake, at = timedelta(0), since
    while at < until:
        if morning := rests(at):
            at = morning
        else:
            at, awake = at + _STEP, awake + _STEP
    return awake
