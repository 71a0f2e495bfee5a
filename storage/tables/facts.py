"""What the database knows of itself."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from storage.tables.kinds import metadata

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
