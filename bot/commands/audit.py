"""`parvis audit`: who did what to what, by marks; the latest of it, or all as a file."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.civic.exports import COLUMNS, Rows, Value, What
from bot.commands.doors import opened
from bot.commands.export import Asked, export
from bot.commands.saying import table
from bot.text.languages import SOURCE

if TYPE_CHECKING:
    from bot.settings import Settings

LATEST = 100
"""Deeds that are said at a terminal."""


def audit(settings: Settings, file: Path | None) -> None:
    """Say the latest of what was done, the newest last; or write all of it to a new file. Raises NotDoneError."""
    if file is not None:
        export(settings, Asked(What.AUDIT, None, open=False, language=SOURCE.code), file)
        return
    columns = COLUMNS[What.AUDIT]
    with opened(settings) as office, office.reads(Rows(What.AUDIT)) as rows:
        latest = deque(rows, LATEST)
    said = [[_said(row[column]) for column in columns] for row in latest]
    table(columns, said, empty="Nothing was done in a role so far.")


def _said(value: Value) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
