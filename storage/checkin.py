"""The doors of events: who is there, and whom they have let in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, func, select

from bot.civic.checkin import (
    AFTER_THE_END,
    KEY_LASTS,
    Attendance,
    Attendee,
    Door,
    Let,
    MakeDoorKey,
    MyCode,
    MyDoor,
    PutAtDoor,
    ShowCode,
    read_code,
)
from bot.civic.doors import Citizen, Refused
from bot.civic.events import still_to_come
from bot.civic.hosting import StandAtDoor
from bot.civic.rights import Fate
from bot.civic.roles import Right
from bot.civic.rsvps import CONCERNED, State
from storage.audit import note
from storage.guesses import counted, too_many
from storage.members import make_key, use_key
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.rsvps import rsvp_row
from storage.seats import event_row, hosted_row, set_rsvp
from storage.tables import accounts, door_accounts, event_keys, events, picks, possible, rsvps, sessions
from storage.transaction import INSERTS, Handlers, Transaction

_WHICH: Any = bindparam("which")


def my_door(transaction: Transaction, _query: MyDoor) -> Door | None:
    """Return the door at which this account is."""
    row = _at_door(transaction)
    return _door(transaction, row) if row is not None else None


def _at_door(transaction: Transaction) -> Any:
    """Return the row of the event at whose door this account is: of several, the one that is on or comes next."""
    if not isinstance(transaction.actor, Citizen):
        return None
    asked = {"who": transaction.actor.account, "since": transaction.now - AFTER_THE_END}
    return transaction.connection.execute(_MY_DOORS, asked).first()


def _door(transaction: Transaction, row: Any) -> Door:
    found = transaction.connection.execute(_INSIDE, {"which": row.id}).one()
    return Door(row.id, json.loads(row.titles), found.inside, found.expected)


def show_code(transaction: Transaction, command: ShowCode) -> Let:
    """Look at a code: it lets a party in, once, or puts somebody at a door."""
    who = transaction.citizen
    if too_many(transaction, who):
        return Let("too-many")
    if (event := use_key(transaction, command.code, "door")) is not None:
        return _welcome(transaction, event)
    at = _at_door(transaction)
    if at is None:
        counted(transaction, who)
        return Let("not-here")
    return _looked_at(transaction, at, read_code(command.code))


def _welcome(transaction: Transaction, event: Any) -> Let:
    """Put who typed the key at the door."""
    if event.cancelled_at is not None or event.ends_at + AFTER_THE_END <= transaction.now:
        return Let("over")
    actor = transaction.actor
    if isinstance(actor, Citizen):
        _put(transaction, event.id, actor.account)
    return Let("welcome", door=_door(transaction, event))


def _put(transaction: Transaction, event: int, account: int) -> None:
    transaction.write(_at, [{"account": account, "event": event, "at": transaction.now}])


def _at(dialect: str) -> Any:
    return INSERTS[dialect](door_accounts).on_conflict_do_nothing(index_elements=["account", "event"])


def _looked_at(transaction: Transaction, at: Any, code: str) -> Let:
    """Return what the code of somebody who stands at this door is good for; once it lets them in, it is used."""
    event_row(transaction, at.id, hold=True)
    row = transaction.connection.execute(_OF_CODE, {"code": code}).first() if code else None
    if row is None:
        counted(transaction, transaction.citizen)
        return Let("unknown", door=_door(transaction, at))
    if row.event != at.id:
        return Let("other-event", door=_door(transaction, at))
    if row.state != State.YES:
        return Let("not-coming", door=_door(transaction, at))
    party = row.guests + 1
    if row.checked_in_at is not None:
        return Let("again", party, row.checked_in_at, _door(transaction, at), at.zone)
    set_rsvp(transaction, row.event, row.person, checked_in_at=transaction.now)
    return Let("in", party, transaction.now, _door(transaction, at), at.zone)


def my_code(transaction: Transaction, query: MyCode) -> str | None:
    """Return the code of who comes."""
    mine = rsvp_row(transaction, query.event, transaction.citizen) if possible(query.event) else None
    return mine.code if mine is not None and mine.state == State.YES else None


def door_key(transaction: Transaction, command: MakeDoorKey) -> str:
    """Make a key to a door."""
    row = hosted_row(transaction, command.event)
    still_to_come(cancelled=row.cancelled_at is not None, over=row.ends_at + AFTER_THE_END <= transaction.now)
    note(transaction, "door-key-made", f"event:{row.id}")
    return make_key(transaction, row.id, "door")


def stand(transaction: Transaction, command: StandAtDoor) -> None:
    """Let who acts be at a door, without a key."""
    row = hosted_row(transaction, command.event, Right.DOOR)
    still_to_come(cancelled=row.cancelled_at is not None, over=row.ends_at + AFTER_THE_END <= transaction.now)
    if isinstance(transaction.actor, Citizen):
        _put(transaction, row.id, transaction.actor.account)
    note(transaction, "at-the-door", f"event:{row.id}")


def put_at_door(transaction: Transaction, command: PutAtDoor) -> None:
    """Put an account at a door without a key."""
    transaction.require_operator()
    event_row(transaction, command.event)
    named = (accounts.c.platform == command.platform) & (accounts.c.external == command.external)
    account = transaction.connection.execute(select(accounts.c.id).where(named)).scalar()
    if account is None:
        raise Refused("no-such-account")
    _put(transaction, command.event, account)


def attendance(transaction: Transaction, query: Attendance) -> tuple[Attendee, ...]:
    """Return every answer, without saying whose it is."""
    hosted_row(transaction, query.event, hold=False)
    run = transaction.connection.execute
    chosen: dict[int, list[Any]] = {}
    for each in run(_CHOSEN, {"which": query.event}).all():
        chosen.setdefault(each.person, []).append(json.loads(each.titles))
    return tuple(
        Attendee(
            row.state,
            row.guests + 1,
            row.checked_in_at,
            tuple(chosen.get(row.person, ())),
            tuple(json.loads(row.replies)),
        )
        for row in run(_ATTENDING, {"which": query.event}).all()
    )


_MY_DOORS = (
    select(events)
    .join(door_accounts, door_accounts.c.event == events.c.id)
    .where(
        door_accounts.c.account == bindparam("who"),
        events.c.cancelled_at.is_(None),
        events.c.ends_at > bindparam("since", type_=events.c.ends_at.type),
    )
    .order_by(events.c.ends_at, events.c.id)
    .limit(1)
)
_PARTY = rsvps.c.guests + 1
_INSIDE = select(
    func.coalesce(func.sum(_PARTY), 0).label("expected"),
    func.coalesce(func.sum(case((rsvps.c.checked_in_at.is_not(None), _PARTY), else_=0)), 0).label("inside"),
).where(rsvps.c.event == _WHICH, rsvps.c.state == State.YES)
_OF_CODE = select(rsvps).where(rsvps.c.code == bindparam("code"))
_ATTENDING = (
    select(rsvps)
    .where(rsvps.c.event == _WHICH, rsvps.c.state.in_(CONCERNED))
    .order_by(
        case({state: n for n, state in enumerate(CONCERNED)}, value=rsvps.c.state),
        rsvps.c.turn,
        rsvps.c.at,
        rsvps.c.person,
    )
)
_CHOSEN = (
    select(picks.c.person, sessions.c.titles)
    .join(sessions, sessions.c.id == picks.c.session)
    .where(sessions.c.event == _WHICH, sessions.c.left_out_at.is_(None))
    .order_by(sessions.c.starts_at, sessions.c.id)
)


def forget_doors(transaction: Transaction) -> None:
    """Forget keys that open nothing any more, and who was at the doors of events long over."""
    run = transaction.connection.execute
    run(delete(event_keys).where(event_keys.c.made_at < transaction.now - KEY_LASTS))
    run(delete(door_accounts).where(door_accounts.c.at < transaction.now - DOORS_LAST))


DOORS_LAST = timedelta(days=400)
"""How long it is remembered who was at the door of which event."""


# What is kept of people: who is at a door is an account, whoever's it is. Roles never spread by linking (H20).


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Leave nothing of the doors at which somebody was."""
    transaction.connection.execute(delete(door_accounts).where(door_accounts.c.account.in_(accounts_of(who))))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    theirs = select(door_accounts.c.event, door_accounts.c.at).where(
        door_accounts.c.account.in_(accounts_of(who))
    )
    return {"at_the_door": kept(transaction, theirs)}


PERSONAL = Personal((door_accounts,), nothing_to_merge, _erase, _show_kept)
HANDLERS: Handlers = {
    MyDoor: my_door,
    ShowCode: show_code,
    MyCode: my_code,
    MakeDoorKey: door_key,
    StandAtDoor: stand,
    PutAtDoor: put_at_door,
    Attendance: attendance,
}
