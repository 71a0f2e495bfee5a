"""The windows in which ideas are collected."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, Text, text

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
    Column("template", Text, nullable=False, server_default=text("('')")),
    # JSON lists: its stages with their dates; topics, neighbourhoods and required languages (none: all of the city's).
    Column("stages", Text, nullable=False, server_default="[]"),
    Column("topics", Text, nullable=False, server_default="[]"),
    Column("neighbourhoods", Text, nullable=False, server_default="[]"),
    Column("languages", Text, nullable=False, server_default="[]"),
    # Raised by every change: who has looked before it is told to look again.
    Column("edits", Integer, nullable=False, server_default="0"),
    # Whether its ideas are looked at before they are in the list, and with how many supports they are owed an answer.
    # Written like this it means the same to both databases, in a migration, too.
    Column("screens", Boolean, nullable=False, server_default=text("(false)")),
    Column("threshold", Integer),
    # JSON list: the topics and places that it has beside the city's; what is gone stays, since others chose it.
    Column("own", Text, nullable=False, server_default="[]"),
    CheckConstraint("closes_at is null or closes_at > opens_at", name="window"),
)
