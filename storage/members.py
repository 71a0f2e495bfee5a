"""Who may come to events for members only: listed accounts, and who was invited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, exists, select

from bot.civic.checkin import KEY_CHARS, KEY_LASTS, digest, new_code, read_code
from bot.civic.doors import Refused
from bot.civic.members import MOST_INVITATIONS, ListMembers, MakeInvitations, UseInvitation
from bot.civic.rights import Fate
from bot.civic.rsvps import CONCERNED
from storage.audit import note
from storage.guesses import counted, too_many
from storage.personal import Personal, kept, take_over
from storage.seats import event_row, hosted_row
from storage.tables import accounts, event_keys, listed_accounts, members, rsvps
from storage.transaction import INSERTS, Handlers, Transaction

_KEY = event_keys.c.hash == bindparam("key")
_FOUND = select(event_keys).where(_KEY)
_USED = delete(event_keys).where(_KEY)
_INVITED = (members.c.series == bindparam("which")) & (members.c.person == bindparam("who"))
_LISTED = exists().where(
    listed_accounts.c.series == bindparam("which"),
    listed_accounts.c.platform == accounts.c.platform,
    listed_accounts.c.external == accounts.c.external,
    accounts.c.person == bindparam("who"),
)


def is_invited(transaction: Transaction, row: Any, who: int | None) -> bool:
    """Tell whether somebody may come to the event of that row."""
    if not row.members_only:
        return True
    if who is None:
        return False
    asked = {"which": row.series, "who": who}
    run = transaction.connection.execute
    return run(select(members).where(_INVITED), asked).first() is not None or bool(
        run(select(_LISTED), asked).scalar()
    )


def let_stay(transaction: Transaction, row: Any) -> None:
    """Let everybody still come who comes to that event, waits or may come, though it will be for members only."""
    theirs = select(rsvps.c.person).where(rsvps.c.event == row.id, rsvps.c.state.in_(CONCERNED))
    people = transaction.connection.execute(theirs.order_by(rsvps.c.person)).scalars().all()
    if people:
        transaction.write(_join, [{"series": row.series, "person": each} for each in people])


def invite(transaction: Transaction, command: MakeInvitations) -> tuple[str, ...]:
    """Make codes that each invite somebody, once."""
    row = hosted_row(transaction, command.event)
    if not 0 < command.count <= MOST_INVITATIONS:
        raise Refused("too-many")
    note(transaction, "invitations-made", f"event:{row.id}", count=command.count)
    return tuple(make_key(transaction, row.id, "members") for _ in range(command.count))


def make_key(transaction: Transaction, event: int, opens: str) -> str:
    """Return a new key that opens this, once; only what it digests to is kept."""
    key = new_code(KEY_CHARS)
    row = {"hash": digest(key), "event": event, "opens": opens, "made_at": transaction.now}
    transaction.connection.execute(event_keys.insert(), row)
    return key


def use_key(transaction: Transaction, typed: str, opens: str) -> Any:
    """Return the row of the event that a key opens, which is used up then; None for one that opens nothing."""
    asked = {"key": digest(read_code(typed))}
    row = transaction.connection.execute(_FOUND.with_for_update(), asked).first()
    if row is None or row.opens != opens or row.made_at + KEY_LASTS <= transaction.now:
        return None
    transaction.connection.execute(_USED, asked)
    return event_row(transaction, row.event)


def accept(transaction: Transaction, command: UseInvitation) -> int:
    """Let somebody who was given a code come; a wrong one is counted."""
    who = transaction.citizen
    if too_many(transaction, who):
        raise Refused("too-many-codes")
    event = use_key(transaction, command.code, "members")
    if event is None:
        counted(transaction, who)
        return 0
    transaction.write(_join, [{"series": event.series, "person": who}])
    return int(event.id)


def _join(dialect: str) -> Any:
    return INSERTS[dialect](members).on_conflict_do_nothing(index_elements=["series", "person"])


def list_members(transaction: Transaction, command: ListMembers) -> int:
    """Let these accounts come, by their ids on their platforms: names change, ids do not (H23)."""
    row = hosted_row(transaction, command.event)
    note(transaction, "members-listed", f"event:{row.id}", count=len(command.accounts))
    rows = [
        {"series": row.series, "platform": platform, "external": external}
        for platform, external in command.accounts
    ]
    return transaction.write(_list, rows) if rows else 0


def _list(dialect: str) -> Any:
    put = INSERTS[dialect](listed_accounts)
    return put.on_conflict_do_nothing(index_elements=["series", "platform", "external"])


# What is kept of people


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Let who was invited as one come as the other."""
    take_over(transaction, members.c.person, gone, stays, same=members.c.series)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Leave nothing of what somebody was invited to, nor that their accounts are on a list."""
    run = transaction.connection.execute
    run(delete(members).where(members.c.person == who))
    for each in run(select(accounts.c.platform, accounts.c.external).where(accounts.c.person == who)).all():
        same = (listed_accounts.c.platform == each.platform) & (listed_accounts.c.external == each.external)
        run(delete(listed_accounts).where(same))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    return {"invited": kept(transaction, select(members.c.series).where(members.c.person == who))}


PERSONAL = Personal((members,), _merge, _erase, _show_kept)
HANDLERS: Handlers = {MakeInvitations: invite, UseInvitation: accept, ListMembers: list_members}
