"""Somebody arrives in a database that only commands have been at."""

from __future__ import annotations

from bot.civic.doors import Citizen
from storage import tables
from storage.desk import Desk


def somebody(desk: Desk, name: str = "noor") -> Citizen:
    """Let somebody arrive."""
    person = desk.insert(tables.people, joined_at=desk.now)
    account = desk.insert(tables.accounts, person=person, platform="phones", external=name, chat=name)
    return Citizen(person, account)
