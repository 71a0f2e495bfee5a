"""Bringing a database to this release's tables, and refusing one that is ahead of it (H71)."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection, inspect, text

from storage.database import BadDatabase, Database

_LOCK = 7_276_847
"""PostgreSQL's advisory lock under which one process migrates and the others wait."""


def newest() -> str:
    """Return the revision that this release's tables have: the highest numbered step."""
    steps = (entry.name for entry in resources.files("storage.migrations.versions").iterdir())
    return max(name[:4] for name in steps if name[:4].isdigit())


def revision(connection: Connection) -> str | None:
    """Return the revision that the database has, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return found


def migrate(database: Database) -> bool:
    """Bring the tables up to date; return whether anything was done. Raises BadDatabase if they are ahead."""
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found, wanted = revision(connection), newest()
        if found == wanted:
            return False
        if found is not None and found > wanted:
            raise BadDatabase(ahead(found, wanted))
        _upgrade(connection)
        return True


def ahead(found: str, wanted: str) -> str:
    """Return the sentence for a database that a newer release has made."""
    return (
        f"The database was made by a newer release (its tables are at {found}, this release knows {wanted}): start that "
        "release, or restore a backup made with this one."
    )


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
