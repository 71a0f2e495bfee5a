"""What people reported."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text, UniqueConstraint

from storage.tables.kinds import Instant, Key, index_where, metadata

reports = Table(
    "reports",
    metadata,
    Column("id", Key, primary_key=True),
    Column("about", Text, nullable=False),
    Column("number", Key, nullable=False),
    # None once whoever reported it is forgotten: somebody still has to decide.
    Column("person", Key, ForeignKey("people.id"), index=True),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
    UniqueConstraint("about", "number", "person"),
    CheckConstraint("about = 'idea' or about = 'comment'", name="about"),
    index_where("ix_reports_settled", "settled_at", where="settled_at is not null"),
    index_where("ix_reports_open", "about", "number", "id", where="settled_at is null"),
)
