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
from tests.worlds import put_in_place


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[Database]:
    """Give a PostgreSQL of this worker's with today's tables: to copy it for each test would take longer than they do."""
    database = Database(postgres_server.create_database("storage"))
    migrate(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def used_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a SQLite of this worker's, which one test uses after the other: what is asked is compiled once."""
    yield from _opened(tmp_path_factory.mktemp("storage") / "parvis.db")


@pytest.fixture
def sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """Give a migrated, empty SQLite of one's own."""
    yield from _opened(Path(shutil.copyfile(migrated_file, tmp_path / "parvis.db")))


def _opened(file: Path) -> Iterator[Database]:
    """Open a file: what a transaction promises stays true, but nothing has to reach the disk."""
    database = Database(f"sqlite:///{file}")
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
def database(request: pytest.FixtureRequest, migrated_file: Path) -> Database:
    """Give a migrated, empty database, of each kind."""
    if request.param == "postgres":
        server: Database = request.getfixturevalue("postgres")
        return server
    used: Database = request.getfixturevalue("used_sqlite")
    # What has been open since before would say of a mistake that the tables have changed.
    used.close()
    put_in_place(migrated_file, used)
    return used


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
