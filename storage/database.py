"""The database: how it is opened, and how a transaction begins, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    OperationalError,
    PendingRollbackError,
    ProgrammingError,
)

from bot.engine.clock import Clock, SystemClock
from storage.shared_clock import SharedClock
from storage.tables import facts
from storage.transaction import INSERTS

LOCK_WAIT_SECONDS = 10.0
"""How long SQLite waits for another writer before it says so; what was to be written is then tried again."""

POSTGRES_WAITS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
"""How long a PostgreSQL that is not there, or no longer, is waited for, unless its address says otherwise."""

FROZEN_SECONDS = 20
"""PostgreSQL takes its locks from a process that in the middle of a transaction says nothing for so long (H61)."""


_BEGIN = "begin"
"""Under which name a connection has how its next transaction begins."""

_SECRET = select(facts.c.value).where(facts.c.name == "secret")


class BadDatabase(ValueError):
    """The database cannot be used: one sentence that names the setting and the remedy."""


class Database:
    """One database. `sqlite` tells which of the two kinds it is; `file` is the file, where it is one.

    `clock` is the one by which all who use this database go.
    """

    def __init__(self, url: str) -> None:
        self.clock: Clock = SystemClock()
        parsed = _parsed(url)
        if parsed.get_backend_name() == "sqlite":
            self.engine = _sqlite(parsed)
        else:
            self.clock = clock = SharedClock()
            self.engine = _postgres(parsed, clock)
        event.listen(self.engine, "handle_error", _tell_mistakes_apart)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self.file = Path(self.engine.url.database or "").absolute() if self.sqlite else None

    def make_folder(self) -> None:
        """Make the folder that a SQLite file is to be in, if it is not there: what people write is in it, so nobody else may look."""
        if self.file:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that may write: on SQLite it holds the write lock from its first moment."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads, as of one instant, however long it takes: nobody who writes waits for it."""
        with self.engine.connect() as connection:
            if self.sqlite:
                connection.info[_BEGIN] = "BEGIN"
            else:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def secret(self) -> bytes:
        """Return the key that buttons are signed with; it is made once and lives with the data it protects."""
        with self.writing() as connection:
            kept = connection.execute(_SECRET).scalar()
            if kept is None:
                first = INSERTS[connection.dialect.name](facts).on_conflict_do_nothing(
                    index_elements=["name"]
                )
                connection.execute(first, {"name": "secret", "value": secrets.token_hex(32)})
                kept = connection.execute(_SECRET).scalar_one()
        return bytes.fromhex(kept)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


@contextmanager
def reaching() -> Iterator[None]:
    """Let what stands between us and the database be told as one sentence: raises BadDatabase."""
    try:
        yield
    except DBAPIError as error:
        sentence = _why_not(str(error.orig), gone=transient(error))
        if sentence is None:
            raise
        raise BadDatabase(sentence) from None
    except BrokenPipeError:
        # Whoever reads what is said meanwhile has seen enough, such as `head`.
        raise
    except OSError as error:
        raise BadDatabase(
            f"The database's folder cannot be used ({error.strerror}): let PARVIS_DATA_DIR, or the file in "
            "PARVIS_DATABASE_URL, be where this program may write."
        ) from None


_REASONS = {
    "unable to open database file": "The database file cannot be opened: let PARVIS_DATA_DIR, or the file in "
    "PARVIS_DATABASE_URL, be where this program may write.",
    "not a database": "The database file is not one: let PARVIS_DATA_DIR, or the file in PARVIS_DATABASE_URL, be another.",
    "readonly": "The database file cannot be written: give this program leave to write it, and the folder it is in "
    "(PARVIS_DATA_DIR).",
    "is full": "The disk is full: make room where PARVIS_DATA_DIR is, or move it.",
    "is locked": "Another program holds the database file for too long: end it, or give this one another PARVIS_DATA_DIR.",
    "authentication failed": "PostgreSQL refuses the user or the password in PARVIS_DATABASE_URL: correct them.",
    "no password": "PostgreSQL wants a password: write it into PARVIS_DATABASE_URL, after the user and a colon.",
    "does not exist": "PostgreSQL does not know the database or the user in PARVIS_DATABASE_URL: create it, or correct the "
    "name.",
    "permission denied": "The user in PARVIS_DATABASE_URL may not create tables there: make it the database's owner.",
    "resolve": "The host in PARVIS_DATABASE_URL cannot be found: correct its name.",
    "refused": "No PostgreSQL answers at the address in PARVIS_DATABASE_URL: start it, or correct host and port.",
}
"""From what a driver says, in part, to what that means here."""


def _why_not(said: str, *, gone: bool) -> str | None:
    """Return the sentence for what the database's driver said; None where no setting is to blame."""
    for sign, sentence in _REASONS.items():
        if sign in said:
            return sentence
    return (
        "The database cannot be reached: see that it runs, and that PARVIS_DATABASE_URL is its address."
        if gone
        else None
    )


def transient(error: BaseException) -> bool:
    """Tell whether waiting may help: the database is locked, full, restarting or gone (H65)."""
    return isinstance(error, OperationalError | PendingRollbackError | sqlite3.OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def collided(error: BaseException) -> bool:
    """Tell whether two transactions were in each other's way, so that doing one of them again is all that is needed."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _COLLISIONS


_COLLISIONS = {"40001", "40P01", "55P03"}
"""Serialisation failure, deadlock, and a lock that was not to be waited for (PostgreSQL, appendix A)."""

_LIMITS = "54"
"""The class of what PostgreSQL will never take, such as too long a key."""


def _tell_mistakes_apart(context: ExceptionContext) -> BaseException | None:
    """Both drivers call some mistakes of ours an OperationalError, as if waiting could help: they are none."""
    error = context.original_exception
    mistake = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    if mistake or (getattr(error, "sqlstate", None) or "").startswith(_LIMITS):
        return ProgrammingError(context.statement, context.parameters, error)
    return None


def _parsed(url: str) -> URL:
    """Return the parts of `sqlite:///path` or `postgresql://…`. Raises BadDatabase."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        message = "PARVIS_DATABASE_URL is not an address of a database: write sqlite:///path/to/file or postgresql://…"
        raise BadDatabase(message) from None
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+immediate"} or parsed.database in {None, "", ":memory:"}:
        message = "PARVIS_DATABASE_URL must begin with sqlite:///path/to/file or postgresql://"
        raise BadDatabase(message)
    return parsed.set(drivername="sqlite+immediate")


def _postgres(url: URL, clock: SharedClock) -> Engine:
    waits = {name: value for name, value in POSTGRES_WAITS.items() if name not in url.query}
    engine = create_engine(url, pool_size=12, max_overflow=4, connect_args=waits)

    def prepare(connection: Any, record: Any) -> None:
        connection.execute(f"set idle_in_transaction_session_timeout = '{FROZEN_SECONDS}s'")
        clock.measure(connection)
        connection.commit()
        record.info["clock"] = clock

    event.listen(engine, "connect", prepare)
    return engine


class Immediate(SQLiteDialect_pysqlite):
    """SQLite, of which each transaction holds the write lock from its first moment.

    An event of SQLAlchemy's could begin it, too, but then every statement would look for events before and after.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction that may write, unless this one was said to begin otherwise."""
        dbapi_connection.driver_connection.execute(dbapi_connection.info.pop(_BEGIN, "BEGIN IMMEDIATE"))


registry.register("sqlite.immediate", __name__, Immediate.__name__)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN comes too late and is not IMMEDIATE: the dialect begins.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA temp_store=MEMORY")
