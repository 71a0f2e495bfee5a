"""Whether somebody would hear of us has changed: seats that are, or could be, offered to them are looked at again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from bot.civic.rsvps import SEATS_OF, State
from bot.engine.desk import Due
from storage.due import plan_once
from storage.tables import accounts, rsvps
from storage.transaction import Transaction

_WHO: Any = bindparam("who")
_WAIT = select(rsvps.c.event).where(rsvps.c.person == _WHO, rsvps.c.state.in_((State.WAITING, State.OFFERED)))
_OWNER = select(accounts.c.person).where(accounts.c.id == bindparam("account"))


def reach_changed(transaction: Transaction, who: int) -> None:
    """Let the seats of this person be looked at, if they wait for any (H27)."""
    if transaction.connection.execute(_WAIT.limit(1), {"who": who}).first() is not None:
        plan_once(transaction, Due(SEATS_OF, str(who), transaction.now))


def door_changed(transaction: Transaction, account: int) -> None:
    """The same, for whoever has this account."""
    who = transaction.connection.execute(_OWNER, {"account": account}).scalar()
    if who is not None:
        reach_changed(transaction, who)
