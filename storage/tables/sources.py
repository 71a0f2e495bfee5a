"""Which messages gave something that stands."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Key, metadata

sources = Table(
    "sources",
    metadata,
    Column("account", Key, ForeignKey("accounts.id"), primary_key=True),
    # The conversation that takes it back, and which part of it the message gave (bot/engine/sources.py).
    Column("leads", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("message", Text, nullable=False),
    Index(None, "account", "message"),
    sqlite_with_rowid=False,
)
