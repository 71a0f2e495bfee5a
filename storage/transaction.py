"""One open transaction as the handlers of queries and commands see it: who acts, what time it is, what has happened."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.civic.city import City
from bot.civic.doors import Actor, Citizen, Command, Event, LongQuery, NotYetKnown, Operator, Query, Refused
from bot.civic.own import TheCity
from bot.engine.beside import Answers

R = TypeVar("R")

Handlers = Mapping[type, Callable[["Transaction", Any], Any]]
"""From the type of a query or command to what answers it or carries it out."""


Written = Callable[[str], Any]
"""From the name of a dialect to the statement that rows are written with."""

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By dialect, the insert that can say what to do on a conflict."""


class Transaction:
    """A transaction. `actor` is who acts; handlers read from it what they may do, and emit what they did.

    `sqlite` tells which of the two databases this is. `remembered` is what was read and need not be read again
    in this transaction; whoever changes it takes it out, and a savepoint that is undone forgets it all.
    `gone` are people who are others from now on: what waits for a turn of theirs is read anew.
    `known` are the people whose turns these are (`storage.people.COLUMNS`), until they carry out a command.
    `found` is what long queries have answered, where others would wait for them; with None they are answered here.

    What is only written, not read again, may be put off: rows of the same kind then go together at `flush`.
    They wait for the end of the transaction; when not `together`, for the end of their savepoint, so that
    a row that cannot be written is the fault of its own piece of work and nobody else's.
    """

    def __init__(self, connection: Connection, handlers: Handlers, city: City, now: datetime) -> None:
        self.connection = connection
        self.sqlite = connection.dialect.name == "sqlite"
        self.handlers = handlers
        self.city_file = city
        self.now = now
        self.actor: Actor = Operator()
        self.happened: list[Event] = []
        self.changed = False
        self.together = True
        self.remembered: dict[str, Any] = {}
        self.gone: set[int] = set()
        self.known: dict[int, Sequence[Any]] = {}
        self.found: Answers | None = None
        self._late: list[tuple[Written, dict[str, Any]]] = []

    @property
    def citizen(self) -> int:
        """Return the person who acts. Raises Refused for an operator, who is nobody in particular."""
        if isinstance(self.actor, Citizen):
            return self.actor.person
        raise Refused("not-a-person")

    @property
    def city(self) -> City:
        """The city's file, with what programmes have of their own."""
        return self.ask(TheCity())

    @property
    def arrived(self) -> datetime:
        """Return when what is acted on came in: what ends at an instant is decided by that (H29)."""
        return (self.actor.arrived if isinstance(self.actor, Citizen) else None) or self.now

    def require_operator(self) -> None:
        """Refuse anybody but the operator."""
        if not isinstance(self.actor, Operator):
            raise Refused("operators-only")

    def ask(self, query: Query[R]) -> R:
        """Return the query's answer. Raises NotYetKnown for what takes long, where others would wait for it."""
        if self.found is not None and isinstance(query, LongQuery):
            return cast("R", self._found_out(query))
        answer: R = self._handler(query)(self, query)
        return answer

    def _found_out(self, query: LongQuery[Any]) -> Any:
        known = (self.found or {}).get(query)
        if known is None:
            raise NotYetKnown(query, self.actor)
        return known.result()

    def carry_out(self, command: Command[R]) -> R:
        """Carry the command out, and return its result. Raises Refused."""
        result: R = self._handler(command)(self, command)
        self.changed = True
        if isinstance(self.actor, Citizen):
            self.known.pop(self.actor.person, None)
        return result

    def _handler(self, message: Query[Any] | Command[Any]) -> Callable[[Transaction, Any], Any]:
        try:
            return self.handlers[type(message)]
        except KeyError:
            raise LookupError(
                f"{type(message).__name__} has no handler: give it one in HANDLERS of a module of storage/ that "
                "handlers() of bot/office.py lists."
            ) from None

    def emit(self, event: Event) -> None:
        """Tell what has happened, to whoever writes the notices."""
        self.happened.append(event)

    def insert(self, table: Table, **values: Any) -> int:
        """Insert one row and return its id."""
        key = self.connection.execute(_insert(table), values).inserted_primary_key
        return int(key[0]) if key else 0

    def upsert(self, table: Table) -> Any:
        """Return an insert that can say what to do on conflict."""
        return INSERTS[self.connection.dialect.name](table)

    def write(self, statement: Written, rows: list[dict[str, Any]]) -> int:
        """Write rows now; return how many there are more, or changed."""
        # Rows that go together are not counted on PostgreSQL unless one asks.
        counted = {"preserve_rowcount": True}
        made = statement(self.connection.dialect.name)
        return self.connection.execute(made, rows, execution_options=counted).rowcount

    def put_off(self, statement: Written, row: dict[str, Any]) -> None:
        """Write this row at the next `flush`."""
        self._late.append((statement, row))

    def flush(self) -> None:
        """Write what was put off."""
        late, self._late = self._late, []
        for statement in dict.fromkeys(statement for statement, _row in late):
            self.write(statement, [row for each, row in late if each is statement])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside, if it raises."""
        run = self._straight()
        happened, late = self.happened, self._late
        counts = len(happened), len(late)
        run("SAVEPOINT turn")
        try:
            yield
            if not self.together:
                self.flush()
        except BaseException as error:
            # A flush inside has written what was put off before, too: that is undone with the rest, and waits again.
            self.happened, self._late = happened, late
            del happened[counts[0] :], late[counts[1] :]
            self.remembered.clear()
            self.known.clear()
            _undo(run, error)
            raise
        run("RELEASE SAVEPOINT turn")

    def _straight(self) -> Callable[[str], Any]:
        """Return what runs a statement: on SQLite the driver itself, since savepoints are many and compile to nothing."""
        if self.sqlite:
            execute: Callable[[str], Any] = cast("Any", self.connection.connection.driver_connection).execute
            return execute
        return self.connection.exec_driver_sql


def _undo(run: Callable[[str], Any], error: BaseException) -> None:
    try:
        run("ROLLBACK TO SAVEPOINT turn")
        run("RELEASE SAVEPOINT turn")
    except (SQLAlchemyError, sqlite3.Error):
        # The whole transaction is gone. Where that is what went wrong inside, let it be told as it was.
        if not isinstance(error, DBAPIError):
            raise


@functools.cache
def _insert(table: Table) -> Any:
    return table.insert()
