"""The sessions of an event, changed by its organisers; and who chose one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.civic.doors import Refused
from bot.civic.events import (
    SessionDraft,
    Slot,
    Some,
    check_languages,
    still_as_seen,
    still_to_come,
)
from bot.civic.news import PASSED_ON_AT_ONCE
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.rsvps import State
from bot.civic.session_changes import (
    AddSession,
    ChangeSession,
    Choosers,
    LeaveOutSession,
    OneSession,
    SessionChanged,
    check_another,
    check_part,
)
from bot.civic.sessions import Session
from storage.audit import note
from storage.events import required, texts_json
from storage.passing_on import some_of
from storage.roles import require
from storage.seats import hosted_row, set_event
from storage.sessions import SEEN, session_of
from storage.tables import picks, possible, rsvps, sessions
from storage.transaction import Handlers, Transaction


def add(transaction: Transaction, command: AddSession) -> int:
    """Give an event one more session."""
    row = _open_event(transaction, command.event, command.seen)
    _check(transaction, row, command.draft)
    of_it = select(func.count()).where(sessions.c.event == row.id, sessions.c.left_out_at.is_(None))
    check_another(transaction.connection.execute(of_it).scalar_one())
    number = transaction.insert(sessions, event=row.id, **_values(command.draft))
    set_event(transaction, row.id, edits=row.edits + 1)
    note(transaction, "session-added", f"event:{row.id}", session=number)
    return number


def change(transaction: Transaction, command: ChangeSession) -> int:
    """Change a session; who has a seat in it keeps it (H26)."""
    found, row = _open_session(transaction, command.session, command.seen)
    old = SessionDraft(found.titles, found.slot, found.seats)
    new = SessionDraft(
        found.titles if command.titles is None else command.titles,
        command.slot or found.slot,
        None if command.unlimited else command.seats or found.seats,
    )
    if new == old:
        raise Refused("nothing-changes")
    _check(transaction, row, new)
    what = tuple(name for name in ("titles", "slot") if getattr(new, name) != getattr(old, name))
    version = found.version + bool(what)
    _set(transaction, found.number, **_values(new), version=version)
    set_event(transaction, row.id, edits=row.edits + 1)
    note(transaction, "session-changed", f"event:{row.id}", session=found.number)
    if what:
        starts = min(found.slot.starts, new.slot.starts)
        transaction.emit(SessionChanged(found.number, version, what, starts))
    return max(found.taken - new.seats, 0) if new.seats is not None else 0


def leave_out(transaction: Transaction, command: LeaveOutSession) -> None:
    """Take a session out; who chose it stays known, for their calendars."""
    found, row = _open_session(transaction, command.session, command.seen)
    version = found.version + 1
    _set(transaction, found.number, left_out_at=transaction.now, version=version)
    set_event(transaction, row.id, edits=row.edits + 1)
    note(transaction, "session-left-out", f"event:{row.id}", session=found.number)
    transaction.emit(SessionChanged(found.number, version, ("left-out",), found.slot.starts))


def _open_event(transaction: Transaction, number: int, seen: int | None) -> Any:
    """Return the row of an event whose sessions may be changed, held until the end."""
    row = hosted_row(transaction, number)
    still_to_come(cancelled=row.cancelled_at is not None, over=row.ends_at <= transaction.now)
    still_as_seen(seen, row.edits)
    return row


def _open_session(transaction: Transaction, number: int, seen: int | None) -> tuple[Session, Any]:
    """Return a session that may be changed, and the row of its event, held until the end."""
    found = one(transaction, OneSession(number))
    if found is None:
        require(transaction, Right.EVENTS, EVERYWHERE)
        raise Refused("no-such-session")
    row = _open_event(transaction, found.event, seen)
    # Another may have changed it while this one waited for the row of the event.
    found = one(transaction, OneSession(number))
    if found is None or found.left_out:
        raise Refused("no-such-session")
    return found, row


def _check(transaction: Transaction, row: Any, draft: SessionDraft) -> None:
    check_part(draft, Slot(row.starts_at, row.ends_at), transaction.now)
    check_languages(required(transaction, row.programme), draft.titles)


def _values(draft: SessionDraft) -> Mapping[str, Any]:
    starts, ends = draft.slot.starts, draft.slot.ends
    return {
        "titles": texts_json(draft.titles),
        "starts_at": starts,
        "ends_at": ends,
        "seats": draft.seats,
    }


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(sessions).where(sessions.c.id == number).values(values))


def one(transaction: Transaction, query: OneSession) -> Session | None:
    """Return a session as it is now."""
    if not possible(query.number):
        return None
    # Nobody has the number 0: what somebody chose is not asked here.
    row = transaction.connection.execute(_ONE, {"which": query.number, "who": 0}).first()
    return session_of(row) if row is not None else None


def choosers(transaction: Transaction, query: Choosers) -> Some:
    """Return some of those who chose a session."""
    return some_of(transaction, _CHOOSERS, {"which": query.session, "beyond": query.after})


_ONE = SEEN.where(sessions.c.id == bindparam("which"))
_CHOOSERS = (
    select(picks.c.person)
    .join(sessions, sessions.c.id == picks.c.session)
    .join(rsvps, (rsvps.c.person == picks.c.person) & (rsvps.c.event == sessions.c.event))
    .where(
        picks.c.session == bindparam("which"),
        picks.c.person > bindparam("beyond"),
        rsvps.c.state == State.YES,
    )
    .order_by(picks.c.person)
    .limit(PASSED_ON_AT_ONCE)
)

HANDLERS: Handlers = {
    AddSession: add,
    ChangeSession: change,
    LeaveOutSession: leave_out,
    OneSession: one,
    Choosers: choosers,
}
