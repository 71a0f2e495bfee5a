"""What falls due."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from storage.tables.kinds import Instant, metadata

due = Table(
    "due",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("args", Text),
)
