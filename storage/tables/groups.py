"""Groups, and the cards of ideas and votes in them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text, UniqueConstraint, false

from storage.tables.kinds import Instant, Key, metadata

groups = Table(
    "groups",
    metadata,
    Column("id", Key, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("weekly", Boolean, nullable=False, server_default=false()),
    Column("closed_at", Instant),
    Column("edits_from", Instant),
    # How many messages it was answered with in which minute (H53).
    Column("minute", Integer, nullable=False, server_default="0"),
    Column("said", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("platform", "chat"),
)

group_cards = Table(
    "group_cards",
    metadata,
    Column("group", Key, ForeignKey("groups.id"), primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), primary_key=True, index=True),
    # The latest message about it, which may be forgotten before the card is; and what the platform calls the card.
    Column("outbox", Key, nullable=False),
    Column("message", Text),
    Column("shown", Integer, nullable=False),
)

vote_cards = Table(
    "vote_cards",
    metadata,
    Column("group", Key, ForeignKey("groups.id"), primary_key=True),
    Column("vote", Key, ForeignKey("votes.id"), primary_key=True, index=True),
    # As above; `shown` tells one state of the vote from another.
    Column("outbox", Key, nullable=False),
    Column("message", Text),
    Column("shown", Key, nullable=False),
)
