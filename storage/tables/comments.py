"""Comments on ideas."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, index_where, metadata

comments = Table(
    "comments",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    Column("author", Key, ForeignKey("people.id")),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("weight", Float, nullable=False),
    Column("hidden_at", Instant),
    Column("hidden_as", Text),
    Column("hidden_reason", Text),
    index_where("ix_comments_shown", "idea", "id", where="hidden_at is null"),
    Index(None, "idea", "at"),
    Index(None, "author", "idea"),
)
