"""Photos, and the slow work that makes them ready."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Table, Text

from storage.tables.kinds import Instant, Key, index_where, is_one_of, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", Key, primary_key=True),
    # None once whoever it was done for is forgotten: a number is never given twice while others remember it.
    Column("account", Key, ForeignKey("accounts.id")),
    Column("file", Text),
    # What a document is called; a photo has no name.
    Column("name", Text),
    Column("group", Key, ForeignKey("groups.id")),
    Column("typed", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False, index=True),
    is_one_of("pending", "done"),
    CheckConstraint(
        "state <> 'pending' or (file is null) <> (\"group\" is null or typed is null)", name="work"
    ),
    index_where("ix_jobs_pending", "id", where="state = 'pending'"),
    index_where("ix_jobs_group", "group", where='"group" is not null'),
)

media = Table(
    "media",
    metadata,
    Column("id", Key, primary_key=True),
    # None once whoever sent it is forgotten.
    Column("owner", Key, ForeignKey("people.id"), index=True),
    # What a document is called, which stands in the place of the JPEG then; a photo has no name.
    Column("name", Text),
    Column("jpeg", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)
