"""Which rooms have been told that something in them cannot be opened: kept beside the keys that were missing."""

from __future__ import annotations

from typing import Any

TABLE = "create table if not exists told (room text primary key)"


def told(machine: Any, room: str) -> bool:
    """Return whether the room has been told."""
    asked = machine.store.database.execute_sql("select 1 from told where room = ?", (room,))
    return asked.fetchone() is not None


def note(machine: Any, room: str, *, told: bool) -> None:
    """The room has been told, or may be told again."""
    change = "insert or ignore into told values (?)" if told else "delete from told where room = ?"
    machine.store.database.execute_sql(change, (room,))
