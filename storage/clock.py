"""How far the demo's clock has been moved: kept with the data that knows that time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from storage.database import Database
from storage.tables import facts
from storage.transaction import Transaction

_NAME = "clock-ahead-seconds"


def ahead(database: Database) -> timedelta:
    """Return how far the clock of these data is ahead of the machine's."""
    with database.writing() as connection:
        kept = connection.execute(select(facts.c.value).where(facts.c.name == _NAME)).scalar()
    return timedelta(seconds=float(kept or 0))


def keep_ahead(transaction: Transaction, by: timedelta) -> None:
    """From now on, the clock of these data is so far ahead of the machine's."""
    put = transaction.upsert(facts).values(name=_NAME, value=str(by.total_seconds()))
    transaction.connection.execute(
        put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})
    )
