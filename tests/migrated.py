"""Databases with today's tables and nobody in them: to make the tables takes longer than most of what is then done."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migration import migrate
from tests.postgres import PostgresServer


@pytest.fixture
def folder(migrated_file: Path, tmp_path: Path) -> Path:
    """Give a folder in which a program has run before: its tables are in the file, and nobody in them."""
    (tmp_path / "data").mkdir(mode=0o700)
    shutil.copyfile(migrated_file, tmp_path / "data" / "parvis.db")
    return tmp_path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> str:
    """Give the name of a PostgreSQL database with today's tables and nothing in them, to be copied."""
    _migrate(postgres_server.create_database("migrated"))
    return "migrated"


_numbers = itertools.count(1)


@pytest.fixture
def migrated_postgres_url(postgres_server: PostgresServer, migrated_template: str) -> Iterator[str]:
    """Give the address of such a copy."""
    name = f"migrated_{next(_numbers)}"
    yield postgres_server.create_database(name, template=migrated_template)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with today's tables and nothing in them, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
