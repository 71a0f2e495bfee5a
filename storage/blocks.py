"""Blocks: who publishes nothing for a time. How one begins and ends stands in `storage.measures`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select

from bot.civic.doors import Refused
from storage.tables import measures
from storage.transaction import Transaction

_RUNNING = (
    select(measures)
    .where(
        measures.c.person == bindparam("who"),
        measures.c.kind == "block",
        measures.c.until > bindparam("now"),
    )
    .order_by(measures.c.until.desc())
    .limit(1)
)


def running(transaction: Transaction, who: int) -> Any:
    """Return the block under which somebody is just now, or None."""
    return transaction.connection.execute(_RUNNING, {"who": who, "now": transaction.now}).first()


def require_unblocked(transaction: Transaction) -> None:
    """Refuse whoever may publish nothing just now: blocked."""
    if running(transaction, transaction.citizen) is not None:
        raise Refused("blocked")


def go_along(transaction: Transaction, was: int, apart: int) -> None:
    """A block goes along with an account that is unlinked: nobody gets rid of it so."""
    asked = {"who": was, "now": transaction.now}
    row = transaction.connection.execute(_RUNNING, asked).mappings().first()
    if row is not None:
        its = {name: value for name, value in row.items() if name != "id"}
        transaction.connection.execute(insert(measures).values(its | {"person": apart}))
