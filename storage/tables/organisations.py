"""Organisations: groups, sponsors, departments, initiatives, companies. Who speaks for them stands in `roles`."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from storage.tables.kinds import Instant, Key, metadata

organisations = Table(
    "organisations",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Text, nullable=False),
    # By language, as JSON.
    Column("names", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    # Counted up with each change of the profile.
    Column("version", Key, nullable=False, server_default="1"),
    # Since when nothing new can be theirs.
    Column("closed_at", Instant),
)
