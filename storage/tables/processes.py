"""The processes that live, and what only one of them may do."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from storage.tables.kinds import Instant, metadata

processes = Table(
    "processes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("until", Instant, nullable=False),
)
