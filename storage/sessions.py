"""The sessions of an event, and who chose which."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select

from bot.civic.doors import Citizen, Refused
from bot.civic.events import Slot, still_to_come
from bot.civic.rsvps import State, left_of
from bot.civic.sessions import DropSession, PickSession, Session, Sessions, may_pick
from storage.seats import event_row
from storage.tables import picks, possible, rsvps, sessions
from storage.transaction import INSERTS, Handlers, Transaction


def listed(transaction: Transaction, query: Sessions) -> tuple[Session, ...]:
    """Return the sessions of an event as who asks sees them."""
    who = transaction.actor.person if isinstance(transaction.actor, Citizen) else query.person
    if not possible(query.event):
        return ()
    found = _EVERY if query.picked else _OF_EVENT
    rows = transaction.connection.execute(found, {"which": query.event, "who": who}).all()
    return tuple(session_of(row) for row in rows if row.picked or not query.picked)


def session_of(row: Any) -> Session:
    """Return a session as somebody sees it."""
    return Session(
        number=row.id,
        titles=json.loads(row.titles),
        slot=Slot(row.starts_at, row.ends_at),
        left=left_of(row.seats, row.taken),
        picked=bool(row.picked),
        event=row.event,
        seats=row.seats,
        taken=row.taken,
        version=row.version,
        left_out=row.left_out_at is not None,
    )


def pick(transaction: Transaction, command: PickSession) -> None:
    """Let somebody who comes take part in a session, with their guests."""
    who = transaction.citizen
    row, every = _open_session(transaction, command.session)
    mine = select(rsvps).where(rsvps.c.event == row.event, rsvps.c.person == who, rsvps.c.state == State.YES)
    coming = transaction.connection.execute(mine).first()
    if coming is None:
        raise Refused("not-coming")
    if row.picked:
        return
    others = [Slot(each.starts_at, each.ends_at) for each in every if each.picked]
    left = left_of(row.seats, row.taken)
    may_pick(Slot(row.starts_at, row.ends_at), others, party=coming.guests + 1, left=left)
    transaction.write(_pick, [{"session": row.id, "person": who}])


def _pick(dialect: str) -> Any:
    return INSERTS[dialect](picks).on_conflict_do_nothing(index_elements=["session", "person"])


def drop(transaction: Transaction, command: DropSession) -> None:
    """Let somebody take no part in a session."""
    who = transaction.citizen
    row, _every = _open_session(transaction, command.session)
    transaction.connection.execute(delete(picks).where(picks.c.session == row.id, picks.c.person == who))


def _open_session(transaction: Transaction, number: int) -> tuple[Any, list[Any]]:
    """Return a session and all of its event, which still takes answers and is held until the end."""
    found = select(sessions.c.event).where(sessions.c.id == number)
    event = transaction.connection.execute(found).scalar() if possible(number) else None
    if event is None:
        raise Refused("no-such-event")
    row = event_row(transaction, event, hold=True)
    still_to_come(cancelled=row.cancelled_at is not None, over=row.ends_at <= transaction.arrived)
    asked = {"which": event, "who": transaction.citizen}
    every = list(transaction.connection.execute(_OF_EVENT, asked).all())
    found_now = next((each for each in every if each.id == number), None)
    if found_now is None:
        raise Refused("no-such-session")
    return found_now, every


def drop_all(transaction: Transaction, event: int, who: int) -> None:
    """Let somebody take part in no session of an event."""
    of_it = select(sessions.c.id).where(sessions.c.event == event)
    transaction.connection.execute(delete(picks).where(picks.c.person == who, picks.c.session.in_(of_it)))


def refuse_too_full(transaction: Transaction, event: int, who: int, guests: int, more_guests: int) -> None:
    """Refuse more guests than the sessions that were chosen have room for."""
    if more_guests <= guests:
        return
    rows = transaction.connection.execute(_OF_EVENT, {"which": event, "who": who}).all()
    lefts = [left_of(row.seats, row.taken) for row in rows if row.picked]
    if any(left is not None and more_guests - guests > left for left in lefts):
        raise Refused("session-full")


_TAKEN = (
    select(func.coalesce(func.sum(rsvps.c.guests + 1), 0))
    .select_from(picks.join(rsvps, (rsvps.c.person == picks.c.person) & (rsvps.c.event == sessions.c.event)))
    .where(picks.c.session == sessions.c.id, rsvps.c.state == State.YES)
    .correlate(sessions)
    .scalar_subquery()
)
_PICKED = exists().where(picks.c.session == sessions.c.id, picks.c.person == bindparam("who"))
SEEN = select(sessions, _TAKEN.label("taken"), _PICKED.label("picked"))
"""Sessions as `who` sees them."""

_EVERY = SEEN.where(sessions.c.event == bindparam("which")).order_by(sessions.c.starts_at, sessions.c.id)
_OF_EVENT = _EVERY.where(sessions.c.left_out_at.is_(None))

HANDLERS: Handlers = {Sessions: listed, PickSession: pick, DropSession: drop}
