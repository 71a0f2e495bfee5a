"""How a database is opened, what its errors mean, and the secret that lives in it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from bot.engine.clock import SystemClock
from storage import tables
from storage.database import BadDatabase, Database, collided, reaching, transient
from storage.shared_clock import SharedClock
from tests.storage.town import START, Town, at_once


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite:///", "postgresql//x"]
)
def test_an_address_that_is_none_is_refused_with_the_setting_and_the_remedy(url: str) -> None:
    with pytest.raises(BadDatabase, match=r"PARVIS_DATABASE_URL.*sqlite:///.*postgresql://"):
        Database(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgres_may_be_called_by_any_of_its_names(scheme: str) -> None:
    database = Database(f"{scheme}://parvis:secret@127.0.0.1:1/parvis")
    assert (database.sqlite, database.file) == (False, None)
    assert isinstance(database.clock, SharedClock)
    assert "secret" not in repr(database.engine.url)


def test_sqlite_is_durable_keeps_references_and_lets_readers_read(sqlite: Database) -> None:
    everyday = Database(sqlite.engine.url.render_as_string())
    with everyday.writing() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
        with everyday.engine.connect() as reader:
            assert reader.connection.driver_connection is not connection.connection.driver_connection
    everyday.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert everyday.file is not None
    assert everyday.file.name == "parvis.db"
    assert isinstance(everyday.clock, SystemClock)


def test_the_secret_is_made_once_and_kept(database: Database, url: str) -> None:
    secret = database.secret()
    assert len(secret) == 32
    assert database.secret() == secret
    again = Database(url)
    assert again.secret() == secret
    again.close()


def test_processes_that_start_at_once_have_the_same_secret(database: Database) -> None:
    assert len(set(at_once([database.secret] * 8))) == 1


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 3, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2))),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_instants_come_back_to_the_microsecond_and_in_utc(database: Database, instant: datetime) -> None:
    with database.writing() as connection:
        connection.execute(insert(tables.people), {"joined_at": instant, "stopped_at": None})
        row = connection.execute(select(tables.people)).one()
        assert connection.execute(
            select(func.count()).where(tables.people.c.joined_at == instant)
        ).scalar_one()
    assert (row.joined_at, row.joined_at.tzinfo, row.stopped_at) == (instant, UTC, None)


def test_instants_are_in_the_order_of_time(database: Database) -> None:
    instants = [START + timedelta(microseconds=n * 333_333) for n in range(6)]
    with database.writing() as connection:
        connection.execute(insert(tables.people), [{"joined_at": each} for each in reversed(instants)])
        kept = connection.execute(select(tables.people.c.joined_at).order_by(tables.people.c.joined_at))
        assert list(kept.scalars()) == instants


# --- what errors mean


def _raised(database: Database, statement: str, parameters: dict[str, Any] | None = None) -> DBAPIError:
    with pytest.raises(DBAPIError) as raised, database.writing() as connection:
        connection.execute(text(statement), parameters or {})
    return raised.value


@pytest.mark.parametrize("statement", ["select nothing from nowhere", "selekt", "select 1 where x.y = 1"])
def test_p4_a_mistake_of_ours_is_no_trouble_that_waiting_helps(database: Database, statement: str) -> None:
    error = _raised(database, statement)
    assert isinstance(error, ProgrammingError)
    assert not transient(error)
    assert not collided(error)


def test_a_row_that_is_refused_is_no_trouble_that_waiting_helps(database: Database) -> None:
    error = _raised(database, "insert into facts (name) values ('x')")
    assert isinstance(error, IntegrityError)
    assert not transient(error)


def test_h4_a_key_that_no_index_takes_is_no_trouble_that_waiting_helps(postgres: Database) -> None:
    long = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(4000))
    error = _raised(postgres, "insert into facts (name, value) values (:long, '')", {"long": long})
    assert not transient(error)


def test_h65_a_locked_file_is(sqlite: Database) -> None:
    event.listen(sqlite.engine, "connect", lambda connection, _record: connection.execute(_AT_ONCE))
    with sqlite.writing():
        with pytest.raises(OperationalError) as raised, sqlite.writing():
            pass
        assert transient(raised.value)
        assert not collided(raised.value)


_AT_ONCE = "PRAGMA busy_timeout = 1"
_FULL = "PRAGMA max_page_count = 1"


def test_h65_a_full_disk_is(sqlite: Database) -> None:
    event.listen(sqlite.engine, "connect", lambda connection, _record: connection.execute(_FULL))
    with pytest.raises(OperationalError) as raised, sqlite.writing() as connection:
        connection.execute(insert(tables.facts), {"name": "x", "value": "x" * 100_000})
    assert transient(raised.value)


def test_h65_a_server_that_is_not_there_is() -> None:
    away = Database("postgresql://parvis@127.0.0.1:1/parvis?connect_timeout=2")
    with pytest.raises(OperationalError) as raised, away.writing():
        pass
    assert transient(raised.value)


def test_h65_a_connection_that_was_ended_is_and_the_next_one_works(postgres: Database) -> None:
    error = _raised(postgres, "select pg_terminate_backend(pg_backend_pid())")
    assert transient(error)
    with postgres.writing() as connection:
        assert connection.execute(text("select 1")).scalar() == 1


def test_what_the_drivers_raise_themselves_is_understood(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db", timeout=0.01)
    other = sqlite3.connect(tmp_path / "x.db", timeout=0.01)
    connection.execute("begin exclusive")
    with pytest.raises(sqlite3.OperationalError) as raised:
        other.execute("begin exclusive")
    assert transient(raised.value)
    connection.close()
    other.close()
    assert not transient(ValueError())


# --- the clock that processes share


def test_the_shared_clock_is_right_from_the_first_connection(postgres: Database, url_of: Any) -> None:
    database = Database(url_of(postgres))
    assert isinstance(database.clock, SharedClock)
    database.clock._apart = timedelta(hours=1)
    with database.writing() as connection:
        told = connection.execute(select(func.clock_timestamp())).scalar_one()
        assert abs(database.clock.now() - told) < timedelta(seconds=1)
    database.close()


@pytest.fixture
def url_of() -> Any:
    """Give what tells the address of a database, its password included."""
    return lambda database: database.engine.url.render_as_string(hide_password=False)


def test_many_connections_at_once_are_given(database: Database) -> None:
    town = Town(database)
    town.meet("noor")
    assert at_once([partial(town.count, tables.people) for _ in range(30)]) == [1] * 30


def test_who_has_seen_enough_of_what_is_said_meanwhile_is_no_trouble_with_the_database() -> None:
    with pytest.raises(BrokenPipeError), reaching():
        raise BrokenPipeError
