"""Who may do what for the city, and the log of what was done so."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.append_only import APPEND_ONLY
from storage.tables.kinds import Instant, Key, metadata

# Of an account, not of a person: linking gives nobody a role, and unlinking takes none (H20).
roles = Table(
    "roles",
    metadata,
    Column("account", Key, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True),
    # 0: in all of them.
    Column("programme", Key, primary_key=True, autoincrement=False, server_default="0"),
    # For which a speaker speaks; 0 for all other roles.
    Column("organisation", Key, primary_key=True, autoincrement=False, server_default="0"),
    Column("granted_at", Instant, nullable=False),
    # Whose account it is, in the words of whoever gave the role: ids are hard to tell apart.
    Column("label", Text, nullable=False),
    # Few have one: whoever has is not looked for among all accounts.
    Index(None, "role"),
)

# A role that is offered by a code, until both sides have agreed.
offers = Table(
    "offers",
    metadata,
    Column("id", Key, primary_key=True),
    # Until it is typed, which it can be but once.
    Column("code", Text, unique=True),
    # None: whoever holds the machine.
    Column("giver", Key, ForeignKey("accounts.id"), index=True),
    Column("role", Text, nullable=False),
    Column("programme", Key, nullable=False, server_default="0"),
    Column("organisation", Key, nullable=False, server_default="0"),
    Column("label", Text, nullable=False),
    Column("taker", Key, ForeignKey("accounts.id"), index=True),
    Column("agreed_at", Instant),
    Column("until", Instant, nullable=False, index=True),
)

# Who did it is a mark that leads nowhere once its salt is forgotten (H80).
audit = Table(
    "audit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("mark", Text, nullable=False),
    Column("function", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Index(None, "subject"),
    info=APPEND_ONLY,
)

audit_salts = Table(
    "audit_salts",
    metadata,
    Column("account", Key, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),
)
