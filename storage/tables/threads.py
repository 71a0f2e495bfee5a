"""What citizens and organisers write to one another."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Table, Text

from storage.tables.kinds import Instant, Key, index_where, metadata

threads = Table(
    "threads",
    metadata,
    Column("id", Key, primary_key=True),
    # None once whoever wrote is forgotten: no number is given twice while an organiser may have it before them.
    Column("person", Key, ForeignKey("people.id"), index=True),
    # Where they wrote, and so where the answer goes.
    Column("account", Key, ForeignKey("accounts.id"), index=True),
    Column("programme", Key, nullable=False),
    # What it is about, where that was sent to many.
    Column("broadcast", Key, ForeignKey("broadcasts.id"), index=True),
    Column("touched_at", Instant, nullable=False, index=True),
    Column("waiting_since", Instant),
    index_where("ix_threads_waiting", "waiting_since", "id", where="waiting_since is not null"),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Key, primary_key=True),
    Column("thread", Key, ForeignKey("threads.id"), nullable=False, index=True),
    Column("by_organisers", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
