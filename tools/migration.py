"""Write the next migration: `python -m tools.migration add_notes`.

It compares the tables of `storage/tables/` with what the migrations so far make of an empty database, and
writes the difference as `storage/migrations/versions/0002_add_notes.py`, for a person to read and to mend.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script
from sqlalchemy import Connection

from storage.database import Database
from storage.migration import migrate, newest
from storage.tables import metadata

ROOT: Final = Path(__file__).resolve().parent.parent
VERSIONS: Final = ROOT / "storage" / "migrations" / "versions"

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REMARK = re.compile(r"\n* *# ### .* ###$", re.MULTILINE)


def differences(connection: Connection) -> list[Any]:
    """Return in what a database differs from the tables in the code."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def write(name: str, versions: Path = VERSIONS) -> Path | None:
    """Write the migration of that name, and return where it is; None if there is nothing to migrate."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        migrate(database)
        with database.writing() as connection:
            path = _written(connection, name, versions) if differences(connection) else None
        database.close()
    return path


def _written(connection: Connection, name: str, versions: Path) -> Path:
    config = Config(cmd_opts=argparse.Namespace(quiet=True))
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option(
        "version_locations", os.pathsep.join(dict.fromkeys(map(str, (VERSIONS, versions))))
    )
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    number = f"{int(newest()) + 1:04}"
    says = name.replace("_", " ").capitalize()
    script = command.revision(config, says, autogenerate=True, rev_id=number, version_path=str(versions))
    path = Path(cast("Script", script).path)
    path.write_text(_REMARK.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Write it, in the form of the rest of the code."""
    parser = argparse.ArgumentParser(prog="python -m tools.migration", description=__doc__)
    parser.add_argument("name", help="what it does, such as add_notes")
    name = parser.parse_args(arguments).name
    if not _NAME.fullmatch(name):
        parser.error("a name is small letters, digits and underscores, such as add_notes")
    path = write(name)
    if path is None:
        print("The migrations make just the tables of storage/tables/: change those first.")
        return 1
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)
    print(f"{path.relative_to(ROOT)} is written: read it, and see that it says what you mean.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
