"""What is kept of people, noun by noun: how it becomes another's, how it is forgotten, how it is shown to whom it is about.

Each module of storage that keeps something of people says so in its `PERSONAL`, next to its `HANDLERS`. Every table with a
column that refers to people or accounts stands in exactly one of them.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Select, Table, delete, exists, select, update

from bot.civic.rights import Fate
from storage.tables import accounts
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Personal:
    """What one module keeps of people.

    `merge(transaction, gone, stays)`: two accounts turned out to be one person: what was `gone`'s is `stays`' from now on,
    and where both had the same (a support, a ballot, a seat) it counts once. Counts are right afterwards, in any order of the
    modules; who should hear of it is told by an event.

    `erase(transaction, person, fate)`: nothing is left of the person; what they published has this fate. Whoever waits for
    what they leave (a seat) gets it.

    `show(transaction, person)`: all that is kept of them, as JSON has it (instants as ISO 8601 in UTC), by a name for
    each kind; never anything of others.
    """

    tables: tuple[Table, ...]
    merge: Callable[[Transaction, int, int], None]
    erase: Callable[[Transaction, int, Fate], None]
    show: Callable[[Transaction, int], Mapping[str, Any]]


def take_over(
    transaction: Transaction, whose: Column[Any], gone: int, stays: int, same: Column[Any] | None = None
) -> None:
    """What was `gone`'s is `stays`'; of what both have (as told by the column `same`) only that of `stays` is left."""
    if same is not None:
        has = whose.table.alias("has")
        both = exists().where(has.c[whose.name] == stays, has.c[same.name] == same)
        transaction.connection.execute(delete(whose.table).where(whose == gone, both))
    transaction.connection.execute(update(whose.table).where(whose == gone).values({whose: stays}))


def accounts_of(person: int) -> Select[Any]:
    """Return the query for the accounts of a person."""
    return select(accounts.c.id).where(accounts.c.person == person)


def kept(transaction: Transaction, query: Select[Any]) -> list[dict[str, Any]]:
    """Return the rows of this query as JSON has them, each by the names of its columns."""
    rows = transaction.connection.execute(query).mappings()
    return [{name: as_json(value) for name, value in row.items()} for row in rows]


def as_json(value: Any) -> Any:
    """Return a column's value as JSON has it: an instant as ISO 8601 in UTC, bytes as base64."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def nothing_to_merge(_transaction: Transaction, _gone: int, _stays: int) -> None:
    """What is kept by account stays with its account, whoever's it is."""
