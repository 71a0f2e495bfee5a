"""What people were told unasked, and of what they want to hear no more."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, metadata

nudges = Table(
    "nudges",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person", Key, ForeignKey("people.id"), nullable=False),
    Column("category", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "person", "at"),
)

mutes = Table(
    "mutes",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    # As `about` of bot/civic/nudges.py spells it: "idea.12".
    Column("thing", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
