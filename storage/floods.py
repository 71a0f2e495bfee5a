"""Floods: how much one person may publish, or report, in a day. Who organises writes for others, too, and has no such limit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Column, func, select

from bot.civic.doors import Refused
from storage.roles import held
from storage.transaction import Transaction

DAY = timedelta(days=1)


def refuse_flood(transaction: Transaction, whose: Column[Any], at: Column[Any], most: int, code: str) -> None:
    """Refuse whoever has as many of these as there may be in a day; what was taken back since counts, too."""
    lately = (
        select(whose).where(whose == transaction.citizen, at > transaction.now - DAY).limit(most).subquery()
    )
    counted = transaction.connection.execute(select(func.count()).select_from(lately)).scalar_one()
    if counted >= most and not held(transaction):
        raise Refused(code)
