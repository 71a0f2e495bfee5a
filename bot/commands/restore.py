"""`parvis restore`: a backup in the place of the database, without whoever was forgotten since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.commands.saying import NotDoneError, line
from bot.engine.clock import SystemClock
from bot.office import Office, only_process, the_city
from bot.settings import BadSettings, Settings
from storage.backup import BackupNotMadeError
from storage.database import Database, reaching
from storage.restoring import NotRestoredError, restore


def restore_backup(settings: Settings, backup: Path, erasures: Sequence[Path], *, replace: bool) -> None:
    """Restore the backup, and say what was done."""
    with reaching():
        database = Database(settings.address_of_database())
        database.make_folder()
    office = Office(database, the_city(settings), SystemClock(), settings)
    try:
        # Nobody serves this file meanwhile; whoever serves PostgreSQL says that they live.
        lock = (
            only_process(database.file, "A parvis is running on this database: stop it first.")
            if database.file
            else None
        )
    except BadSettings as running:
        raise NotDoneError(str(running)) from None
    try:
        with reaching():
            forgotten = restore(
                database,
                backup,
                office.log_of_erasures,
                others=erasures,
                replace=replace,
                opened=office.desk,
            )
    except (NotRestoredError, BackupNotMadeError) as error:
        raise NotDoneError(str(error)) from None
    finally:
        if lock:
            lock.close()
    line(f"{backup} is restored whole: start parvis.")
    line(f"Accounts that were forgotten since it was taken, and are forgotten here, too: {forgotten}.")
    line(
        "Erasures are known from the database that was there, and from logs; docs/operations.md says what to keep."
    )
