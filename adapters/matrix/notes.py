"""Which rooms have been told that something in them cannot be opened: kept beside the keys that were missing."""

from __future__ import annotations

from typing import Any

TABLE = "create table if not exists told (room text primary key)"


def told(machine: Any, room: str) -> bool:
    """Return whether the room has been told."""
    asked = machine.store.database.execute_sql("select 1 from told where room = ?", (room,))
    return asked.fetchone() is not None


def note(machine: Any, room: str) -> None:
    """The room has been told."""
    machine.store.database.execute_sql("insert or ignore into told values (?)", (room,))


def clear(machine: Any, room: str) -> None:
    """The room may be told again."""
    machine.store.database.execute_sql("delete from told where room = ?", (room,))
