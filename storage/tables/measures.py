"""What was decided about whoever wrote something: warnings, and blocks with their appeals; and blocks that outlast being forgotten."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Text

from storage.tables.kinds import Instant, Key, index_where, metadata

measures = Table(
    "measures",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person", Key, ForeignKey("people.id"), nullable=False),
    Column("programme", Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("number", Key, nullable=False),
    Column("reason", Text, nullable=False),
    # The account that decided; None for an operator's, or once whoever decided is forgotten.
    Column("decided_by", Key, ForeignKey("accounts.id"), index=True),
    Column("at", Instant, nullable=False, index=True),
    # Of a block: until when, which is earlier than was decided once an appeal has ended it.
    Column("until", Instant),
    Column("appeal", Text),
    Column("appealed_at", Instant),
    Column("answer", Text),
    Column("answered_at", Instant),
    Index(None, "person", "until"),
    CheckConstraint("kind = 'warning' or kind = 'block'", name="kind"),
    CheckConstraint("(kind = 'block') = (until is not null)", name="until"),
    index_where(
        "ix_measures_appealed",
        "appealed_at",
        where="appealed_at is not null and answered_at is null",
    ),
)

block_marks = Table(
    "block_marks",
    metadata,
    Column("id", Key, primary_key=True),
    # A keyed hash of an account, whose person was forgotten while they were blocked.
    Column("mark", Text, nullable=False, index=True),
    Column("programme", Key, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Key, ForeignKey("accounts.id"), index=True),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False, index=True),
    # An appeal was decided, and there is no second.
    Column("answered", Boolean, nullable=False),
)
