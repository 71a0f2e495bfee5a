"""The windows in which ideas are collected."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Table, Text

from storage.tables.kinds import Instant, Key, metadata

programmes = Table(
    "programmes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("names", Text, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant),
    CheckConstraint("closes_at is null or closes_at > opens_at", name="window"),
)
