"""Accounts that are about to become one person's, and codes that were typed in vain."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, metadata

links = Table(
    "links",
    metadata,
    Column("id", Key, primary_key=True),
    # Until it is typed, which it can be but once.
    Column("code", Text, unique=True),
    Column("showed", Key, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("typed", Key, ForeignKey("accounts.id"), index=True),
    Column("agreed_at", Instant),
    Column("until", Instant, nullable=False, index=True),
)

link_tries = Table(
    "link_tries",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person", Key, ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "person", "at"),
)
