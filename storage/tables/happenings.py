"""What happens to ideas, who follows them, and what each of those was told."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, metadata

follows = Table(
    "follows",
    metadata,
    Column("idea", Key, ForeignKey("ideas.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "person", "idea"),
    sqlite_with_rowid=False,
)

happenings = Table(
    "happenings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Key, ForeignKey("people.id")),
    # Which answer, which commitment, which other idea: what it is depends on the kind.
    Column("about", Key),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "idea", "id"),
)

told = Table(
    "told",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, primary_key=True, index=True),
    Column("upto", Key, nullable=False),
    sqlite_with_rowid=False,
)
