"""What is said officially about ideas."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, metadata

official_answers = Table(
    "official_answers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    # None: the idea's status stayed as it was.
    Column("status", Text),
    Column("texts", Text, nullable=False),
    Column("function", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "idea", "id"),
)
