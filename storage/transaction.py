"""One open transaction as the handlers of queries and commands see it: who acts, what time it is, what has happened."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.civic.city import City
from bot.civic.doors import Actor, Citizen, Command, Event, Operator, Query, Refused

R = TypeVar("R")

Handlers = Mapping[type, Callable[["Transaction", Any], Any]]
"""From the type of a query or command to what answers it or carries it out."""


class Transaction:
    """A transaction. `actor` is who acts; handlers read from it what they may do, and emit what they did."""

    def __init__(self, connection: Connection, handlers: Handlers, city: City, now: datetime) -> None:
        self.connection = connection
        self.handlers = handlers
        self.city = city
        self.now = now
        self.actor: Actor = Operator()
        self.happened: list[Event] = []
        self.changed = False

    @property
    def sqlite(self) -> bool:
        """Tell which of the two databases this is."""
        return self.connection.dialect.name == "sqlite"

    @property
    def citizen(self) -> int:
        """Return the person who acts. Raises Refused for an operator, who is nobody in particular."""
        if isinstance(self.actor, Citizen):
            return self.actor.person
        raise Refused("not-a-person")

    def require_operator(self) -> None:
        """Refuse anybody but the operator."""
        if not isinstance(self.actor, Operator):
            raise Refused("operators-only")

    def ask(self, query: Query[R]) -> R:
        """Return the query's answer."""
        answer: R = self.handlers[type(query)](self, query)
        return answer

    def carry_out(self, command: Command[R]) -> R:
        """Carry the command out, and return its result. Raises Refused."""
        result: R = self.handlers[type(command)](self, command)
        self.changed = True
        return result

    def emit(self, event: Event) -> None:
        """Tell what has happened, to whoever writes the notices."""
        self.happened.append(event)

    def insert(self, table: Table, **values: Any) -> int:
        """Insert one row and return its id."""
        key = self.connection.execute(_insert(table), values).inserted_primary_key
        return int(key[0]) if key else 0

    def upsert(self, table: Table) -> Any:
        """Return an insert that can say what to do on conflict."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)


@functools.cache
def _insert(table: Table) -> Any:
    return table.insert()
