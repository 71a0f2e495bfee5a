"""Who is there, with which accounts, what they agreed to, and what is under way in their chats."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, false

from storage.tables.kinds import Instant, Key, index_where, metadata

people = Table(
    "people",
    metadata,
    Column("id", Key, primary_key=True),
    Column("language", Text),
    Column("welcomed_at", Instant),
    Column("stopped_at", Instant),
    Column("neighbourhood", Text),
    Column("topics", Text, nullable=False, server_default="[]"),
    Column("joined_at", Instant, nullable=False),
    # Since when they are no longer one with somebody else: what opened before is not theirs to decide (H19).
    Column("separated_at", Instant),
    # Those that were chosen, as "21:00-08:00", or empty for none.
    Column("quiet", Text),
    # Which categories of messages were turned on or off.
    Column("nudges", Text, nullable=False, server_default="{}"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person", Key, ForeignKey("people.id"), nullable=False, index=True),
    Column("platform", Text, nullable=False),
    Column("external", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("hint", Text),
    Column("unreachable", Boolean, nullable=False, server_default=false()),
    # Notices go to the account that was preferred last; without one, to the one they joined with first.
    Column("preferred_at", Instant),
    UniqueConstraint("platform", "external"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person", Key, ForeignKey("people.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Index(None, "person", "kind"),
    index_where(
        "uq_consents_in_force", "person", "kind", "version", where="withdrawn_at is null", unique=True
    ),
)

chats = Table(
    "chats",
    metadata,
    Column("account", Key, ForeignKey("accounts.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("offered", Text),
    Column("touched_at", Instant, nullable=False),
)
