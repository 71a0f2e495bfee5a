"""The windows in which ideas are collected."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from storage.tables.kinds import Instant, Key, metadata

programmes = Table(
    "programmes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("names", Text, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant),
    # What it was made of: the name of a template, or nothing.
    Column("template", Text, nullable=False, server_default=""),
    # JSON lists: its stages with their dates; topics, neighbourhoods and required languages (none: all of the city's).
    Column("stages", Text, nullable=False, server_default="[]"),
    Column("topics", Text, nullable=False, server_default="[]"),
    Column("neighbourhoods", Text, nullable=False, server_default="[]"),
    Column("languages", Text, nullable=False, server_default="[]"),
    # Raised by every change: who has looked before it is told to look again.
    Column("edits", Integer, nullable=False, server_default="0"),
    CheckConstraint("closes_at is null or closes_at > opens_at", name="window"),
)
