"""Who may do what for the city, and the log of what was done so."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, metadata

# Of an account, not of a person: linking gives nobody a role, and unlinking takes none (H20).
roles = Table(
    "roles",
    metadata,
    Column("account", Key, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True),
    # 0: in all of them.
    Column("programme", Key, primary_key=True, autoincrement=False, server_default="0"),
    Column("granted_at", Instant, nullable=False),
)

# Only ever added to. Who did it is a mark that leads nowhere once its salt is forgotten (H80).
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
)

audit_salts = Table(
    "audit_salts",
    metadata,
    Column("account", Key, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),
)
