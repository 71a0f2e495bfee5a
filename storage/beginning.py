"""How a broadcast begins: when it is time, with its event, again every week; or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.civic.broadcasts import BROADCAST, LATE, Around, BroadcastStopped, State, Weekly, again, around
from bot.engine.desk import Due
from storage.broadcasts import draft_in, put
from storage.due import plan, plan_once
from storage.seats import event_row
from storage.tables import broadcasts
from storage.transaction import Transaction


def begin(transaction: Transaction, row: Any) -> None:
    """Let the list of recipients be written, if it is time; what comes again and again sends another for this time."""
    when = draft_in(row).when
    at = _moment(transaction, row, when)
    if at is None:
        _put_back(transaction, row, "event-cancelled")
    elif at > transaction.now:
        put(transaction, row.id, begins_at=at)
        plan(transaction, Due(BROADCAST, str(row.id), at, row.version))
    elif isinstance(when, Weekly):
        _begin_one_of_many(transaction, row, when, late=transaction.now - at > LATE)
    elif transaction.now - at > LATE:
        _put_back(transaction, row, "too-late")
    else:
        put(transaction, row.id, state=State.FREEZING, began_at=transaction.now)


def _moment(transaction: Transaction, row: Any, when: Any) -> datetime | None:
    """Return when it begins as of now: where its event has moved, it has too; None where there is no such event any more."""
    if not isinstance(when, Around):
        begins: datetime = row.begins_at
        return begins
    event = event_row(transaction, when.event)
    return None if event.cancelled_at is not None else around(when, event.starts_at, event.zone)


def _put_back(transaction: Transaction, row: Any, why: str) -> None:
    """What cannot begin waits for an organiser to look at it (H67)."""
    put(transaction, row.id, state=State.DRAFT, begins_at=None, confirmed=None, checked_at=None, why=why)
    transaction.emit(BroadcastStopped(row.id, State.DRAFT, why))


def _begin_one_of_many(transaction: Transaction, row: Any, when: Weekly, *, late: bool) -> None:
    following = again(when, transaction.now, transaction.city.zone)
    if following is None:
        put(transaction, row.id, state=State.DONE, ended_at=transaction.now)
    else:
        put(transaction, row.id, begins_at=following)
        plan(transaction, Due(BROADCAST, str(row.id), following, row.version))
    if late:
        transaction.emit(BroadcastStopped(row.id, State.SCHEDULED, "too-late"))
        return
    same = ("programme", "account", "content", "picture", "audience", "version", "checked_at", "confirmed")
    one = {name: getattr(row, name) for name in same}
    now = dict.fromkeys(("made_at", "begins_at", "began_at"), transaction.now)
    transaction.insert(broadcasts, **one, **now, state=State.FREEZING, origin=row.id)


def wake_broadcasts(transaction: Transaction) -> None:
    """Let go on what goes on, whatever became of what should have seen to it; and begin when it is to, where an event has moved."""
    for row in transaction.connection.execute(_GOING).all():
        if row.state != State.SCHEDULED:
            plan_once(transaction, Due(BROADCAST, str(row.id), transaction.now))
            continue
        at = _moment(transaction, row, draft_in(row).when) or transaction.now
        if at != row.begins_at:
            put(transaction, row.id, begins_at=at)
            plan(transaction, Due(BROADCAST, str(row.id), at, row.version))
        plan_once(transaction, Due(BROADCAST, str(row.id), at, row.version))


_GOING = select(broadcasts).where(
    broadcasts.c.state.in_((State.SCHEDULED, State.SENDING, State.CANCELLED)), broadcasts.c.ended_at.is_(None)
)
