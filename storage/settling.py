"""Reports are settled as soon as nobody has to decide any more; whoever reported is then told what came of it, soon and once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from bot.civic.reports import DECIDED, TOGETHER, About
from bot.engine.desk import Due
from storage.due import plan_once
from storage.tables import reports
from storage.transaction import Transaction

_OPEN = (
    reports.c.about == bindparam("what"),
    reports.c.number == bindparam("which"),
    reports.c.settled_at.is_(None),
)
_REPORTERS = select(reports.c.person).where(*_OPEN, reports.c.person.is_not(None))
_SETTLE = update(reports).where(*_OPEN)


def settle(transaction: Transaction, about: About, number: int) -> None:
    """Nobody has to decide about it any more: whoever reported it is told, with what else of theirs is decided meanwhile."""
    its: dict[str, Any] = {"what": about, "which": number}
    args = {"since": transaction.now.isoformat()}
    for who in transaction.connection.execute(_REPORTERS, its).scalars().all():
        plan_once(transaction, Due(DECIDED, str(who), transaction.now + TOGETHER, args=args))
    transaction.connection.execute(_SETTLE.values(settled_at=transaction.now), its)
