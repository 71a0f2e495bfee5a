"""Seats of an event, under its lock: how many are taken, who is next, to whom they are offered.

Whoever changes seats holds the event's row until the end: what they count is then still true (H24, H25).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.civic.doors import Refused
from bot.civic.hosting import EventFills, percent_reached
from bot.civic.nudges import quiet_until
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.rsvps import SEATED, Rests, SeatOffered, State, Waiting, left_of, next_in_line, offer_ends
from storage.people import person
from storage.roles import require
from storage.tables import accounts, events, people, possible, rsvps
from storage.transaction import Transaction

_WHICH: Any = bindparam("which")
_OF_IT = rsvps.c.event == _WHICH
_EVENT = select(events).where(events.c.id == _WHICH)
_EVENT_HELD = _EVENT.with_for_update()
_TAKEN = select(func.coalesce(func.sum(rsvps.c.guests + 1), 0)).where(_OF_IT, rsvps.c.state.in_(SEATED))
_LAST_TURN = select(func.coalesce(func.max(rsvps.c.turn), 0)).where(_OF_IT)
_BEFORE = select(func.count()).where(
    _OF_IT, rsvps.c.state == State.WAITING, rsvps.c.turn <= bindparam("turn")
)
# Counted, where it could be asked whether there is any: PostgreSQL might then read everybody's account to know it of a few.
REACHABLE = (
    select(func.count())
    .where(
        accounts.c.person == rsvps.c.person,
        accounts.c.unreachable.is_(False),
        people.c.id == rsvps.c.person,
        people.c.stopped_at.is_(None),
    )
    .correlate(rsvps)
    .scalar_subquery()
    > 0
)
"""Whether somebody who answered would hear of a seat."""

_QUEUE = (
    select(rsvps.c.person, rsvps.c.guests, REACHABLE.label("reachable"))
    .where(_OF_IT, rsvps.c.state == State.WAITING)
    .order_by(rsvps.c.turn)
)


def event_row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return the event's row, held until the end if asked for. Refused: no-such-event (H10)."""
    query = _EVENT_HELD if hold else _EVENT
    row = transaction.connection.execute(query, {"which": number}).first() if possible(number) else None
    if row is None:
        raise Refused("no-such-event")
    return row


def hosted_row(
    transaction: Transaction, number: int, right: Right = Right.EVENTS, *, hold: bool = True
) -> Any:
    """Return the row of an event that who acts may run, held until the end unless it is only read.

    Whoever may run nothing of all programmes does not learn which numbers there are. Refused: not-allowed, no-such-event.
    """
    query = _EVENT_HELD if hold else _EVENT
    row = transaction.connection.execute(query, {"which": number}).first() if possible(number) else None
    require(transaction, right, row.programme if row is not None else EVERYWHERE)
    if row is None:
        raise Refused("no-such-event")
    return row


def taken(transaction: Transaction, number: int) -> int:
    """Return how many seats are taken: those of who comes, and those that are offered."""
    count: int = transaction.connection.execute(_TAKEN, {"which": number}).scalar_one()
    return count


def last_turn(transaction: Transaction, number: int) -> int:
    """Return the last place in the line that was ever given."""
    turn: int = transaction.connection.execute(_LAST_TURN, {"which": number}).scalar_one()
    return turn


def place_in_line(transaction: Transaction, number: int, turn: int) -> int:
    """Return which one it is of those who wait, from 1."""
    asked = {"which": number, "turn": turn}
    place: int = transaction.connection.execute(_BEFORE, asked).scalar_one()
    return place


def promote(transaction: Transaction, number: int) -> None:
    """Offer the seats that are free to who is next in line, and hold them; whoever is offered one is told."""
    row = event_row(transaction, number, hold=True)
    if row.cancelled_at is not None or row.starts_at <= transaction.now:
        return
    left = left_of(row.seats, taken(transaction, number))
    if left == 0:
        return
    queue = transaction.connection.execute(_QUEUE, {"which": number}).all()
    waiting = [Waiting(each.person, each.guests + 1, bool(each.reachable)) for each in queue]
    for each in next_in_line(waiting, left):
        until = offer_ends(transaction.now, row.starts_at, _rests(transaction, each.person))
        set_rsvp(transaction, number, each.person, state=State.OFFERED, offered_until=until)
        transaction.emit(SeatOffered(number, each.person, each.party, until))


def alert(transaction: Transaction, number: int) -> None:
    """Let its organisers hear, once for each, that half of the seats are taken, most of them, all."""
    row = event_row(transaction, number, hold=True)
    percent = percent_reached(row.seats, taken(transaction, number))
    if percent > row.alerted:
        set_event(transaction, number, alerted=percent)
        transaction.emit(EventFills(number, percent))


def _rests(transaction: Transaction, who: int) -> Rests:
    """Return when the clock rests on which somebody has to make up their mind."""
    return partial(quiet_until, zone=transaction.city.zone, quiet=person(transaction, who).quiet)


def set_event(transaction: Transaction, number: int, /, **values: Any) -> None:
    """Change an event."""
    transaction.connection.execute(update(events).where(events.c.id == number).values(values))


def set_rsvp(transaction: Transaction, event: int, person: int, /, **values: Any) -> None:
    """Change somebody's answer."""
    theirs = (rsvps.c.event == event) & (rsvps.c.person == person)
    transaction.connection.execute(update(rsvps).where(theirs).values(values))
