"""Bringing a database to this release's tables, and refusing one that is ahead of it (H71)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

from sqlalchemy import Connection, inspect, text

from storage.database import BadDatabase, Database

_LOCK = 7_276_847
"""PostgreSQL's advisory lock under which one process migrates and the others wait."""


def newest() -> str:
    """Return the revision that this release's tables have: the highest numbered step."""
    steps = (entry.name for entry in resources.files("storage.migrations.versions").iterdir())
    return max(name[:4] for name in steps if name[:4].isdigit())


def revision(connection: Connection) -> str | None:
    """Return the revision that the database has, None for an empty one. Raises BadDatabase for one that is half restored."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    if found is None:
        raise BadDatabase("A restore into this database was not finished: run parvis restore again.")
    return found


def migrate(database: Database) -> bool:
    """Bring the tables up to date; return whether anything was done. Raises BadDatabase if they are ahead."""
    with _rebuilding(database) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found, wanted = revision(connection), newest()
        if found == wanted:
            return False
        if found is not None and found > wanted:
            raise BadDatabase(ahead(found, wanted))
        upgrade(connection)
        if database.sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise BadDatabase("Its tables refer to rows that are not there: restore a backup.")
        return True


@contextmanager
def _rebuilding(database: Database) -> Iterator[Connection]:
    """Open a transaction in which a table may be made anew that others refer to: on SQLite nothing is looked after meanwhile.

    SQLite changes a column by copying its table and dropping the first, which would take along, or be kept from by, all
    that refers to it (sqlite.org/lang_altertable.html, section 7).
    """
    with database.engine.connect() as connection:
        if not database.sqlite:
            with connection.begin():
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        # Within a transaction it would say nothing, and change nothing.
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def ahead(found: str, wanted: str) -> str:
    """Return the sentence for a database that a newer release has made."""
    return (
        f"The database was made by a newer release (its tables are at {found}, this release knows {wanted}): start that "
        "release, or restore a backup made with this one."
    )


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date, in the transaction that is open."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
