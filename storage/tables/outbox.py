"""What goes out."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text

from storage.tables.kinds import Instant, Key, index_where, is_one_of, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("account", Key, ForeignKey("accounts.id")),
    Column("group", Key, ForeignKey("groups.id")),
    Column("platform", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("payload", Text),
    Column("state", Text, nullable=False),
    Column("owner", Text),
    Column("key", Text, unique=True),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant, nullable=False),
    Column("latest", Instant),
    Column("created_at", Instant, nullable=False, index=True),
    Column("message", Text),
    is_one_of("pending", "attempting", "sent", "failed", "uncertain"),
    CheckConstraint("(state = 'attempting') = (owner is not null)", name="owner"),
    CheckConstraint("(state <> 'pending' and state <> 'attempting') or payload is not null", name="payload"),
    # To an account or to a group; to neither, once that was forgotten.
    CheckConstraint('payload is null or (account is null) <> ("group" is null)', name="to"),
    index_where("ix_outbox_group", "group", where='"group" is not null'),
    # What waits, lane by lane in the order in which it is to leave; what is on its way, by chat.
    index_where("ix_outbox_pending", "lane", "not_before", "id", where="state = 'pending'"),
    index_where("ix_outbox_attempting", "platform", "chat", where="state = 'attempting'"),
    index_where("ix_outbox_uncertain", "id", where="state = 'uncertain'"),
)
