"""A backup restored: whole, of a release that this one knows, and without whoever was forgotten since it was taken (H75).

Killed at any moment, there is what was there before, or a database that says that its restoring has to be done again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from bot.civic.rights import Fate
from storage import erasures, processes
from storage.backup import postgres_address, run_postgres
from storage.database import Database
from storage.erasures import Erasure
from storage.merging import part
from storage.migration import ahead, migrate, newest, upgrade
from storage.rights import forget
from storage.tables import accounts, metadata, people
from storage.tables.append_only import drop_function
from storage.transaction import Transaction

Open = Callable[[Connection], Transaction]


class NotRestoredError(Exception):
    """Nothing was restored: one sentence that says why, and the remedy."""


def restore(
    database: Database, backup: Path, log: Path, *, others: Sequence[Path], replace: bool, opened: Open
) -> int:
    """Put the backup in the place of what is there; return how many accounts were forgotten again.

    `log` is the log of erasures beside the database, `others` are copies of such logs from elsewhere. What the present database
    knows counts, too, and is in the log before anything is touched: so nothing is lost if this is killed. Raises
    NotRestoredError.
    """
    found = _release_of(database, backup)
    if found > newest():
        raise NotRestoredError(ahead(found, newest()))
    known = _known(database, log, others, replace=replace)
    if database.file:
        return _restore_sqlite(database.file, backup, known, opened)
    return _restore_postgres(database, backup, found, known, opened)


def _known(database: Database, log: Path, others: Sequence[Path], *, replace: bool) -> set[Erasure]:
    """Return every erasure that is known anywhere, once it is clear that the database may be replaced."""
    missing = next((each for each in others if not each.is_file()), None)
    if missing:
        raise NotRestoredError(
            f"There is no log of erasures at {missing}: name the file, or leave --erasures away."
        )
    there = erasures.read_log(log)
    known = there.union(*map(erasures.read_log, others), _of_the_present(database, replace=replace))
    erasures.write_log(log, known - there)
    return known


def _of_the_present(database: Database, *, replace: bool) -> set[Erasure]:
    """Return the erasures that the present database knows. Raises NotRestoredError where it is in use, or not to be replaced."""
    if database.file and not database.file.exists():
        return set()
    try:
        with database.engine.connect() as connection:
            _see_that_nobody_is_here(connection)
            empty, known = _is_empty(connection), erasures.noted(connection)
    except DatabaseError:
        # What is damaged is still not for us to throw away unasked.
        empty, known = False, set()
    finally:
        # Whoever goes on with a connection to the file of before would not see the new one.
        database.close()
    if not empty and not replace:
        raise NotRestoredError(
            "The database is not empty: say --replace to put the backup in its place, and take a backup of it before, if it can "
            "still be read."
        )
    return known


def _see_that_nobody_is_here(connection: Connection) -> None:
    postgres = connection.dialect.name != "sqlite"
    if postgres and inspect(connection).has_table("processes") and processes.alive(connection):
        raise NotRestoredError(
            "A parvis is running on this database: stop every one of them first, and wait twenty seconds if one was killed."
        )


def _is_empty(connection: Connection) -> bool:
    there = inspect(connection).has_table(people.name)
    return not there or connection.execute(people.select().limit(1)).first() is None


def _apply(transaction: Transaction, known: set[Erasure]) -> int:
    """Forget whoever was forgotten since the backup was taken; return how many accounts that are."""
    connection = transaction.connection
    since = known - erasures.noted(connection)
    found = erasures.accounts_with(connection, since)
    for number, erasure in sorted(found.items()):
        who = connection.execute(accounts.select().where(accounts.c.id == number)).first()
        if who is None:
            continue
        theirs = connection.execute(accounts.select().where(accounts.c.person == who.person)).all()
        # Accounts that were unlinked since were not all forgotten.
        alone = all(each.id in found for each in theirs)
        forget(transaction, who.person if alone else part(transaction, number), Fate(erasure.fate))
    erasures.keep(connection, since)
    transaction.flush()
    return len(found)


# SQLite: the new file is made ready beside the old one, whose place it takes in one step


def _restore_sqlite(file: Path, backup: Path, known: set[Erasure], opened: Open) -> int:
    new = file.with_name(f"{file.name}.restoring")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for leftover in (new, *_beside(new)):
        leftover.unlink(missing_ok=True)
    _copy(backup, new)
    count = _made_ready(new, known, opened)
    _empty_the_log_of(file)
    new.replace(file)
    _sync(file.parent)
    return count


def _beside(file: Path) -> tuple[Path, Path]:
    return (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm"))


def _copy(backup: Path, new: Path) -> None:
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT, 0o600))
    try:
        with closing(_reading(backup)) as source, closing(sqlite3.connect(new)) as copy:
            source.backup(copy)
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.Error as error:
        raise NotRestoredError(
            f"The backup could not be copied ({error}): make room, or try another backup."
        ) from None
    if not sound:
        raise NotRestoredError(f"{backup} is damaged: restore an earlier backup.")


def _reading(backup: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)


def _made_ready(new: Path, known: set[Erasure], opened: Open) -> int:
    """Bring the copy up to date, forget who was forgotten, and let it be one file on the disk."""
    restored = Database(f"sqlite:///{new}")
    try:
        migrate(restored)
        with restored.writing() as connection:
            count = _apply(opened(connection), known)
    finally:
        restored.close()
    with closing(sqlite3.connect(new)) as alone:
        alone.execute("PRAGMA journal_mode=DELETE")
    _sync(new)
    return count


def _empty_the_log_of(file: Path) -> None:
    """Let nothing stand beside the old file that the new one would take for its own."""
    if file.exists():
        with contextlib.suppress(sqlite3.Error), closing(sqlite3.connect(file)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for beside in _beside(file):
        beside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


# PostgreSQL: while it has no revision, no program starts on it


def _restore_postgres(database: Database, backup: Path, found: str, known: set[Erasure], opened: Open) -> int:
    with database.writing() as connection:
        _clear(connection)
    with _contents(backup) as contents:
        run_postgres(
            [
                "pg_restore",
                "--no-owner",
                "--no-privileges",
                "--single-transaction",
                "--exit-on-error",
                f"--use-list={contents}",
                f"--dbname={postgres_address(database)}",
                str(backup),
            ],
            database,
        )
    with database.writing() as connection:
        connection.execute(text("insert into alembic_version values (:found)"), {"found": found})
        upgrade(connection)
        return _apply(opened(connection), known)


def _clear(connection: Connection) -> None:
    """Drop our tables, and nobody else's; the one that says which release they are of says that there is none."""
    connection.execute(
        text("create table if not exists alembic_version (version_num varchar(32) not null primary key)")
    )
    connection.execute(text("delete from alembic_version"))
    quote = connection.dialect.identifier_preparer.quote
    for name in sorted(metadata.tables.keys() & set(inspect(connection).get_table_names())):
        connection.execute(text(f"drop table {quote(name)} cascade"))
        if metadata.tables[name].info.get("append_only"):
            drop_function(connection, name)


@contextmanager
def _contents(backup: Path) -> Iterator[Path]:
    """Give the list of what is to be restored: all but the revision, which comes last, and the schema, which is there."""
    listed = run_postgres(["pg_restore", "--list", str(backup)])
    wanted = [line for line in listed.splitlines() if not _is_left_out(line)]
    with tempfile.TemporaryDirectory() as folder:
        contents = Path(folder) / "contents"
        contents.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        yield contents


def _is_left_out(line: str) -> bool:
    return " alembic_version" in line or " SCHEMA " in line


def _release_of(database: Database, backup: Path) -> str:
    """Return the revision of the tables in the backup. Raises NotRestoredError for what is no backup of this kind of database."""
    if not backup.is_file():
        raise NotRestoredError(f"There is no file at {backup}.")
    found = _revision_in_sqlite(backup) if database.file else _revision_in_dump(backup)
    if found is None:
        kind = "SQLite" if database.file else "PostgreSQL"
        raise NotRestoredError(
            f"{backup} is no backup that parvis made of a {kind} database: name one that is."
        )
    return found


def _revision_in_sqlite(backup: Path) -> str | None:
    try:
        with closing(_reading(backup)) as source:
            found = source.execute("select version_num from alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return None
    return found[0] if found else None


def _revision_in_dump(backup: Path) -> str | None:
    data = run_postgres(["pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(backup)])
    rows = data.partition("FROM stdin;\n")[2].partition("\n\\.")[0].splitlines()
    return rows[0] if rows else None
