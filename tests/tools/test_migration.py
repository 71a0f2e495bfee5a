"""The migrations make the tables of the code, and the next one is written from the difference."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import CheckConstraint, Column, Connection, ForeignKey, Table, Text

from storage.database import Database
from storage.migration import migrate, newest
from storage.tables import Instant, Key, metadata
from tools.migration import differences, main, write


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/empty.db"
    database = Database(request.getfixturevalue("postgres_url") if request.param == "postgresql" else url)
    yield database
    database.close()


def test_from_nothing_the_migrations_make_the_tables_of_the_code(empty: Database) -> None:
    migrate(empty)
    with empty.writing() as connection:
        assert differences(connection) == []


def test_where_nothing_differs_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add_nothing"]) == 1
    assert "change those first" in capsys.readouterr().out


def test_a_table_more_is_the_next_migration_and_it_makes_that_table(empty: Database, tmp_path: Path) -> None:
    table = Table(
        "things_of_a_test",
        metadata,
        Column("id", Key, primary_key=True),
        Column("person", Key, ForeignKey("people.id"), nullable=False, index=True),
        Column("state", Text, nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint("state = 'new' or state = 'old'", name="state"),
    )
    try:
        path = write("add_things", tmp_path)
        assert path is not None
        migrate(empty)
        with empty.writing() as connection:
            carry_out(path, connection)
            assert differences(connection) == []
    finally:
        metadata.remove(table)
    assert path.name == f"{int(newest()) + 1:04}_add_things.py"
    text = path.read_text()
    assert f'down_revision = "{newest()}"' in text.replace("'", '"')
    assert text.startswith('"""Add things."""')
    assert "#" not in text


def carry_out(path: Path, connection: Connection) -> None:
    """Do what a migration says."""
    with Operations.context(MigrationContext.configure(connection)):
        runpy.run_path(str(path))["upgrade"]()


@pytest.mark.parametrize("name", ["Add", "0002_add", "add-notes", ""])
def test_a_name_that_no_module_can_have_is_refused(name: str) -> None:
    with pytest.raises(SystemExit):
        main([name])
