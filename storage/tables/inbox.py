"""What came in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from storage.tables.kinds import Instant, Key, index_where, is_one_of, metadata

inbox = Table(
    "inbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("person", Key, ForeignKey("people.id")),
    Column("account", Key, ForeignKey("accounts.id")),
    Column("raw", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("arrived_at", Instant, nullable=False, index=True),
    UniqueConstraint("platform", "key"),
    is_one_of("pending", "done", "aside", "ignored"),
    # Whose turn could never come would wait for ever. What happened at a group's door is nobody's.
    CheckConstraint(
        "state <> 'pending' or (raw is not null and (person is null) = (account is null))", name="whose"
    ),
    index_where("ix_inbox_pending", "id", "person", where="state = 'pending'"),
    index_where("ix_inbox_aside", "id", where="state = 'aside'"),
)
