"""Who was forgotten, in marks from which nobody can tell who: so that a restored backup forgets them, too."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, UniqueConstraint

from storage.tables.kinds import Instant, Key, metadata

erasures = Table(
    "erasures",
    metadata,
    Column("id", Key, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("fate", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("mark", "at"),
)
