"""Migrations: from nothing to the models, once, whole or not at all, on both databases."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, inspect, text

from storage import tables
from storage.database import BadDatabase, Database
from storage.migration import migrate, newest, revision
from storage.tables import metadata
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]

MIGRATE = """
import sys
from storage.database import Database
from storage.migration import migrate
print(migrate(Database(sys.argv[1])))
"""

KILLED_AT = """
import os, signal, sys
from sqlalchemy import event
from storage.database import Database
from storage.migration import migrate
database, left = Database(sys.argv[1]), int(sys.argv[2])

@event.listens_for(database.engine, "after_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    left -= statement.lstrip().lower().startswith(("create", "insert"))
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

migrate(database)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database without a table."""
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/empty.db" if on_sqlite else request.getfixturevalue("postgres_url")
    database = Database(url)
    yield database
    database.close()


def _url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def _tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_empty_to_head_equals_the_models_as_alembic_sees_them(empty: Database) -> None:
    assert migrate(empty)
    with empty.writing() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_empty_to_head_equals_the_models_to_the_last_constraint(
    empty: Database, tmp_path: Path, postgres_server: PostgresServer
) -> None:
    migrate(empty)
    made = (
        f"sqlite:///{tmp_path}/models.db" if empty.sqlite else postgres_server.create_database("from_models")
    )
    models = Database(made)
    with models.writing() as connection:
        metadata.create_all(connection)
    try:
        assert _definitions(empty) == _definitions(models)
    finally:
        models.close()
        if not empty.sqlite:
            postgres_server.drop_database("from_models")


def _definitions(database: Database) -> dict[str, Any]:
    """Return what the database itself says of its tables, constraints and indexes, in no particular order."""
    with database.engine.connect() as connection:
        if database.sqlite:
            rows = connection.execute(text("select name, sql from sqlite_master where sql is not null"))
            return {name: _parts(sql) for name, sql in rows if "alembic" not in name}
        rows = connection.execute(text(_OF_POSTGRES))
        return {f"{kind} {name}": definition for kind, name, definition in rows if "alembic" not in name}


def _parts(sql: str) -> list[str]:
    """Return the parts of a statement between its commas; a table that was made anew has its name in quotes."""
    sql = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", sql)
    return sorted(" ".join(part.split()) for part in re.split(r",\s*\n|,\s(?=\w+ [A-Z])|\n\)", sql))


_OF_POSTGRES = """
select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
union all
select 'index', indexname::text, indexdef from pg_indexes where schemaname = 'public'
union all
select 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
from information_schema.columns where table_schema = 'public'
union all
select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all
select 'function', proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace
"""


def test_the_steps_are_one_line_and_the_last_is_what_this_release_knows() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [newest()]
    for script in scripts.walk_revisions():
        assert re.fullmatch(rf"{script.revision}_[a-z_]+\.py", Path(script.path).name)


def test_a_second_time_nothing_is_done(empty: Database) -> None:
    assert migrate(empty)
    assert not migrate(empty)
    with empty.writing() as connection:
        assert revision(connection) == newest()


def test_h71_a_database_of_a_newer_release_is_refused_with_one_sentence(empty: Database) -> None:
    migrate(empty)
    with empty.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(BadDatabase) as refused:
        migrate(empty)
    sentence = str(refused.value)
    assert "9999" in sentence
    assert newest() in sentence
    assert "newer release" in sentence
    assert "\n" not in sentence
    with empty.writing() as connection:
        assert revision(connection) == "9999"


def test_three_processes_that_migrate_at_once_do_it_once(empty: Database) -> None:
    command = [sys.executable, "-c", MIGRATE, _url(empty)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60) for process in running]
    assert sorted(out.strip() for out, _errors in said) == ["False", "False", "True"], said
    assert _tables(empty) == {*metadata.tables, "alembic_version"}


@pytest.mark.parametrize("after", [2, 30])
def test_h60_killed_in_the_middle_nothing_was_done_and_the_next_start_does_it_all(
    empty: Database, after: int
) -> None:
    command = [sys.executable, "-c", KILLED_AT, _url(empty), str(after)]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=60).returncode == -9
    assert _tables(empty) == set()
    assert migrate(empty)
    assert _tables(empty) == {*metadata.tables, "alembic_version"}


def test_every_table_that_is_described_is_known_to_the_migrations() -> None:
    taken_in = {name for name in tables.__all__ if isinstance(getattr(tables, name), Table)}
    nouns = (
        importlib.import_module(f"storage.tables.{m.name}") for m in pkgutil.iter_modules(tables.__path__)
    )
    described = {name for noun in nouns for name, each in vars(noun).items() if isinstance(each, Table)}
    assert described == taken_in


def test_a_table_that_others_refer_to_is_made_anew_with_all_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "parvis.db"
    shutil.copyfile(ROOT / "tests" / "fixtures" / "releases" / "0.2.0" / "parvis.db", file)
    with closing(sqlite3.connect(file)) as before:
        before.execute(
            "insert into media (id, owner, jpeg, width, height, created_at) "
            "select 900, min(id), x'ff', 1, 1, '2026-11-21 09:00:00' from people"
        )
        before.execute("update ideas set picture = 900")
        shown = before.execute("select count(*) from ideas").fetchone()
        before.commit()
    assert shown > (0,)
    database = Database(f"sqlite:///{file}")
    assert migrate(database)
    with database.writing() as connection:
        assert connection.exec_driver_sql("select jpeg from media where id = 900").scalar() == b"\xff"
        assert connection.exec_driver_sql("pragma foreign_key_check").all() == []
        # Whoever has the connection next is looked after again.
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
    database.close()
