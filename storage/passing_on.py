"""Some people of many at a time: whoever is told something by the thousand is read, and told, in parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.civic.events import Some
from bot.civic.news import PASSED_ON_AT_ONCE
from storage.transaction import Transaction


def some_of(transaction: Transaction, people: Any, asked: Mapping[str, Any]) -> Some:
    """Return the people whom this query names, by their id, of which it gives at most PASSED_ON_AT_ONCE. Operators only."""
    transaction.require_operator()
    found = tuple(transaction.connection.execute(people, asked).scalars())
    return Some(found, found[-1] if len(found) == PASSED_ON_AT_ONCE else None)
