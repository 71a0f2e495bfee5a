"""A backup that is whole, taken while the program runs: SQLite's online copy, or PostgreSQL's own dump."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from storage.database import Database

LEFT_OUT = ("vote_secrets",)
"""Tables whose rows no backup has: with a vote's secret, one could tell from a backup who voted what (H77)."""


class BackupNotMadeError(Exception):
    """There is no backup: one sentence that says why, and the remedy."""


def back_up(database: Database, target: Path) -> None:
    """Write a backup of all that is committed now to a new file, readable by its owner alone, and verify it.

    Raises BackupNotMadeError; then the file is not there, or is what it was before.
    """
    with _reserved(target) as part:
        if database.file:
            _copy_sqlite(database.file, part)
        else:
            _dump_postgres(database, part)


@contextmanager
def _reserved(target: Path) -> Iterator[Path]:
    """Give a file beside the target, which becomes it once it is whole; whoever is there already stays.

    Killed in the middle, it leaves nothing that could be taken for a backup.
    """
    try:
        with _part(target) as part:
            # Only now: whoever had the part until a moment ago has made the target of it.
            _see_that_it_is_new(target)
            yield part
            _sync(part)
            _become(part, target)
    except FileExistsError:
        raise BackupNotMadeError(
            f"{target} is there already: name a new file, a backup never overwrites one."
        ) from None
    except OSError as error:
        raise BackupNotMadeError(
            f"{target} could not be written ({error.strerror}): make room, or name another place."
        ) from None


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """Give an empty file for ourselves alone, whatever one that was killed left of it; it is gone in the end."""
    part = target.with_name(f"{target.name}.part")
    try:
        ours = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BackupNotMadeError(
            f"{target} cannot be written ({error.strerror}): name a file in a folder that can."
        ) from None
    try:
        fcntl.flock(ours, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(ours)
        raise BackupNotMadeError(f"Another backup is being written to {target}: let it end.") from None
    try:
        os.ftruncate(ours, 0)
        yield part
    finally:
        part.unlink(missing_ok=True)
        os.close(ours)


def _see_that_it_is_new(target: Path) -> None:
    if target.exists():
        raise FileExistsError


def _become(part: Path, target: Path) -> None:
    """Let the part be the target. Raises FileExistsError: unlike a renaming, a link takes nobody's place."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system that has no links
        part.rename(target)


def _sync(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _copy_sqlite(file: Path, part: Path) -> None:
    """Copy in one step, which reads one snapshot whatever is written meanwhile, and hinders no writer."""
    if not file.exists():
        raise BackupNotMadeError(f"There is no database yet at {file}: `parvis migrate` makes it.")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as copy:
            # A copy that fails is thrown away: nothing has to be taken back.
            copy.execute("PRAGMA journal_mode=OFF")
            source.backup(copy)
            _leave_out(copy)
            # One file by itself, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupNotMadeError(
            f"The copy failed ({error}): see that the disk has room, and try again."
        ) from None
    if found != "ok":
        raise BackupNotMadeError(f"The database itself is damaged ({found}): restore an earlier backup.")


def _leave_out(copy: sqlite3.Connection) -> None:
    """Let nothing be left in the copy of what no backup may have, not in its free pages either."""
    copy.execute("PRAGMA secure_delete=ON")
    there = {name for (name,) in copy.execute("select name from sqlite_master")}
    for name in LEFT_OUT:
        if name in there:
            copy.execute(f"delete from {name}")
    copy.commit()


def _dump_postgres(database: Database, part: Path) -> None:
    """Let pg_dump write its custom format, without what no backup may have, and read its contents back."""
    left_out = [f"--exclude-table-data={name}" for name in LEFT_OUT]
    dump = ["pg_dump", "--format=custom", "--no-password", *left_out]
    run_postgres([*dump, f"--file={part}", f"--dbname={postgres_address(database)}"], database)
    run_postgres(["pg_restore", "--list", str(part)])


def postgres_address(database: Database) -> str:
    """Return the address for PostgreSQL's own programs, without the password: arguments can be seen by everybody."""
    url = database.engine.url
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return address.render_as_string()


def run_postgres(command: list[str], database: Database | None = None) -> str:
    """Run one of PostgreSQL's own programs, and return what it says. Raises BackupNotMadeError."""
    program = shutil.which(command[0])
    if program is None:
        raise BackupNotMadeError(
            f"{command[0]} is not on this machine: install PostgreSQL's client programs, of the server's version or newer "
            "(on Debian: apt install postgresql-client), or run it where they are."
        )
    password = database.engine.url.password if database else None
    # The password goes by the environment: arguments can be seen by everybody on the machine.
    secret = {"PGPASSWORD": str(password)} if password else {}
    done = subprocess.run(  # noqa: S603 - a program found on the PATH of whoever runs us, with arguments of ours
        [program, *command[1:]],
        env={**os.environ, **secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        return done.stdout.decode()
    said = done.stderr.decode(errors="replace").strip()
    if "version mismatch" in said:
        raise BackupNotMadeError(
            "pg_dump is older than the server: install the client programs of the server's version."
        )
    last = said.splitlines()[-1] if said else f"it ended with {done.returncode}"
    raise BackupNotMadeError(f"{command[0]} failed: {last}")
