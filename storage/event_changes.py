"""Events that are changed, moved, cancelled; and whom that concerns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.civic.doors import Refused
from bot.civic.event_changes import CancelEvent, ChangeEvent, Concerned, EventChanged, may_cancel, may_change
from bot.civic.events import EventPlanned, Slot, Some, still_as_seen
from bot.civic.hosting import percent_reached
from bot.civic.news import PASSED_ON_AT_ONCE
from bot.civic.rsvps import CONCERNED
from storage.audit import note
from storage.events import required, texts_json
from storage.members import let_stay
from storage.passing_on import some_of
from storage.seats import hosted_row, promote, set_event, taken
from storage.tables import events, rsvps, sessions
from storage.transaction import Handlers, Transaction

_TOLD: Mapping[str, tuple[str, ...]] = {
    "when": ("starts_at", "ends_at"),
    "where": ("venue",),
    "text": ("titles", "texts"),
    "spoken": ("spoken",),
}
"""What those concerned hear of, and the columns that say it."""


def change(transaction: Transaction, command: ChangeEvent) -> int:
    """Change an event; who has a seat keeps it, whatever becomes of their number (H26)."""
    row = hosted_row(transaction, command.number)
    still_as_seen(command.seen, row.edits)
    over, must = row.ends_at <= transaction.now, required(transaction, row.programme)
    may_change(command, transaction.now, must, cancelled=row.cancelled_at is not None, over=over)
    values = {name: new for name, new in _named(command).items() if new != getattr(row, name)}
    if not values:
        raise Refused("nothing-changes")
    slot = command.slot or Slot(row.starts_at, row.ends_at)
    if slot != Slot(row.starts_at, row.ends_at):
        _move_sessions(transaction, row, slot)
    if values.get("members_only"):
        let_stay(transaction, row)
    news = tuple(what for what, columns in _TOLD.items() if values.keys() & set(columns))
    set_event(transaction, row.id, **values, version=row.version + bool(news), edits=row.edits + 1)
    silent = [name for name in ("seats", "most_guests", "members_only") if name in values]
    note(transaction, "event-changed", f"event:{row.id}", what=[*news, *silent])
    if news:
        starts = min(row.starts_at, slot.starts)
        transaction.emit(EventPlanned(row.id, row.version + 1, slot, row.zone))
        transaction.emit(EventChanged(row.id, row.version + 1, news, starts, command.why or {}))
    promote(transaction, row.id)
    return _too_few(transaction, row.id, values.get("seats", row.seats))


def _named(command: ChangeEvent) -> Mapping[str, Any]:
    """Return what the command names, as it is kept."""
    named: dict[str, Any] = {}
    if command.slot is not None:
        named |= {"starts_at": command.slot.starts, "ends_at": command.slot.ends}
    if command.venue is not None:
        named["venue"] = texts_json(asdict(command.venue))
    if command.spoken is not None:
        named["spoken"] = json.dumps(list(command.spoken))
    if command.seats is not None or command.unlimited:
        named["seats"] = None if command.unlimited else command.seats
    texts = {"titles": command.titles, "texts": command.texts}
    named |= {name: texts_json(each) for name, each in texts.items() if each is not None}
    plain = {"most_guests": command.most_guests, "members_only": command.members_only}
    return named | {name: each for name, each in plain.items() if each is not None}


def _too_few(transaction: Transaction, number: int, seats: int | None) -> int:
    """Return how many seats more are taken than there are now."""
    has = taken(transaction, number)
    # Its organisers know how full it is with the seats that they have just chosen.
    set_event(transaction, number, alerted=percent_reached(seats, has))
    return max(has - seats, 0) if seats is not None else 0


def _move_sessions(transaction: Transaction, row: Any, slot: Slot) -> None:
    """Move the parts of an event with it; they stay within it."""
    by = slot.starts - row.starts_at
    run = transaction.connection.execute
    theirs = select(sessions).where(sessions.c.event == row.id, sessions.c.left_out_at.is_(None))
    for each in run(theirs).all():
        if each.ends_at + by > slot.ends:
            raise Refused("outside-the-event")
        moved = update(sessions).where(sessions.c.id == each.id)
        run(moved.values(starts_at=each.starts_at + by, ends_at=each.ends_at + by))


def cancel(transaction: Transaction, command: CancelEvent) -> None:
    """Cancel an event; answers stay, and mean nothing any more."""
    row = hosted_row(transaction, command.number)
    over, must = row.ends_at <= transaction.now, required(transaction, row.programme)
    may_cancel(command, must, cancelled=row.cancelled_at is not None, over=over)
    still_as_seen(command.seen, row.edits)
    reasons = {code: reason for code, reason in command.reasons.items() if reason.strip()}
    for each in _dates_of(transaction, row) if command.all_dates else (row,):
        values = {
            "cancelled_at": transaction.now,
            "cancelled_reasons": texts_json(reasons),
            "version": each.version + 1,
            "edits": each.edits + 1,
        }
        set_event(transaction, each.id, **values)
        note(transaction, "event-cancelled", f"event:{each.id}")
        transaction.emit(EventChanged(each.id, each.version + 1, ("cancelled",), each.starts_at, {}))


def _dates_of(transaction: Transaction, row: Any) -> Sequence[Any]:
    """Return the dates to come of the series that an event belongs to, held until the end."""
    theirs = select(events).where(
        events.c.series == row.series, events.c.ends_at > transaction.now, events.c.cancelled_at.is_(None)
    )
    return transaction.connection.execute(theirs.order_by(events.c.id).with_for_update()).all()


def concerned(transaction: Transaction, query: Concerned) -> Some:
    """Return some of those who are to hear of a change."""
    return some_of(transaction, _CONCERNED, {"which": query.number, "beyond": query.after})


_CONCERNED = (
    select(rsvps.c.person)
    .where(
        rsvps.c.event == bindparam("which"),
        rsvps.c.person > bindparam("beyond"),
        rsvps.c.state.in_(CONCERNED),
    )
    .order_by(rsvps.c.person)
    .limit(PASSED_ON_AT_ONCE)
)

HANDLERS: Handlers = {ChangeEvent: change, CancelEvent: cancel, Concerned: concerned}
