"""What people were shown, and what they searched for."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, metadata

shown = Table(
    "shown",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "person", "at"),
    sqlite_with_rowid=False,
)

searches = Table(
    "searches",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
