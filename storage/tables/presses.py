"""What people pressed on broadcasts."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, UniqueConstraint

from storage.tables.kinds import Instant, Key, metadata

presses = Table(
    "presses",
    metadata,
    Column("id", Key, primary_key=True),
    Column("broadcast", Key, ForeignKey("broadcasts.id"), nullable=False),
    # None once it was long ago: that it was pressed is still counted.
    Column("person", Key, ForeignKey("people.id"), index=True),
    Column("button", Integer, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("broadcast", "person"),
)
