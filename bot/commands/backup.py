"""`parvis backup`: a copy of everything, taken while the program runs."""

from __future__ import annotations

import shlex
from pathlib import Path

from bot.commands.saying import NotDoneError, line
from bot.settings import Settings
from storage.backup import BackupNotMadeError, back_up
from storage.database import Database, reaching


def backup(settings: Settings, target: Path) -> None:
    """Write the backup, and say how it is restored."""
    with reaching():
        database = Database(settings.address_of_database())
    try:
        back_up(database, target)
    except BackupNotMadeError as error:
        raise NotDoneError(str(error)) from None
    line(
        f"The backup is whole: {target} ({target.stat().st_size / 1e6:.1f} MB). It holds what people wrote: keep it safe."
    )
    line(f"To restore it, stop every parvis, then: parvis restore {shlex.quote(str(target))} --replace")
    if settings.matrix.named and settings.matrix.encryption:
        # A copy of them that is older than what was said since opens nothing any more.
        line(
            f"The keys of the Matrix device are not in it: copy {settings.folder_of_keys()} while parvis is stopped, and keep "
            "the newest copy beside this. Restoring this leaves them as they are."
        )
