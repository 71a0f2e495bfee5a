"""A migrated, empty database of each kind, and a town of people at its desks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.database import Database
from storage.migration import migrate
from tests.postgres import EMPTY, PostgresServer
from tests.storage.town import Town


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with today's tables and nothing in them, to be copied."""
    file = tmp_path_factory.mktemp("storage") / "migrated.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[Database]:
    """Give a PostgreSQL of this worker's with today's tables: to copy it for each test would take longer than they do."""
    database = Database(postgres_server.create_database("storage"))
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """Give a migrated, empty SQLite: what a transaction promises stays true, but nothing has to reach the disk."""
    shutil.copyfile(migrated_file, tmp_path / "parvis.db")
    database = Database(f"sqlite:///{tmp_path}/parvis.db")
    event.listen(database.engine, "connect", no_waiting_for_the_disk)
    yield database
    database.close()


@pytest.fixture
def postgres(migrated_postgres: Database) -> Database:
    """Give a migrated, empty PostgreSQL."""
    with migrated_postgres.writing() as connection:
        connection.exec_driver_sql(EMPTY)
    return migrated_postgres


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """Give a migrated, empty database, of each kind."""
    database: Database = request.getfixturevalue(request.param)
    return database


@pytest.fixture
def url(database: Database) -> str:
    """Give the address of that database, for whoever opens it once more."""
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def town(database: Database) -> Town:
    """Give people to act, on each kind of database."""
    return Town(database)


def no_waiting_for_the_disk(connection: object, _record: object) -> None:
    """What a transaction promises stays true, but nothing has to reach the disk."""
    getattr(connection, "execute")("PRAGMA synchronous=OFF")  # noqa: B009 - a driver's connection, untyped
