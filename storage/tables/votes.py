"""Votes. Who voted and what was voted are apart, and nothing in them leads from one to the other but the vote's secret."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
)

from storage.tables.kinds import Instant, Key, metadata

votes = Table(
    "votes",
    metadata,
    Column("id", Key, primary_key=True),
    # 0: of no programme.
    Column("programme", Key, nullable=False, server_default="0"),
    Column("kind", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("least", Integer, nullable=False),
    Column("most", Integer, nullable=False),
    Column("live", Boolean, nullable=False, server_default=false()),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    # Once it is counted: when, and how many took part.
    Column("counted_at", Instant),
    Column("turnout", Integer),
    # How often its organisers changed it, or said something of it: who looked before looks again.
    Column("edits", Integer, nullable=False, server_default="0"),
    # Taken back before it opened: nobody is shown it any more, and its number is given to no other.
    Column("withdrawn_at", Instant),
    # What comes of its result, by language, who signs that, and since when it stands there.
    Column("outcome", Text, nullable=False, server_default="{}"),
    Column("signed_by", Text, nullable=False, server_default="{}"),
    Column("published_at", Instant),
    CheckConstraint("closes_at > opens_at", name="window"),
    CheckConstraint("(counted_at is null) = (turnout is null)", name="counted"),
)

# Destroyed when the vote is counted, and left out of backups.
vote_secrets = Table(
    "vote_secrets",
    metadata,
    Column("vote", Key, ForeignKey("votes.id"), primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
)

# In the order of their keys, which are as good as random: not even the order in which people voted is kept.
ballots = Table(
    "ballots",
    metadata,
    Column("vote", Key, ForeignKey("votes.id"), primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("choice", Text, nullable=False),
    sqlite_with_rowid=False,
)

# What somebody has chosen so far and not sent: under the same keys, for as long.
ballot_marks = Table(
    "ballot_marks",
    metadata,
    Column("vote", Key, ForeignKey("votes.id"), primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("choice", Text, nullable=False),
    sqlite_with_rowid=False,
)

voters = Table(
    "voters",
    metadata,
    Column("vote", Key, ForeignKey("votes.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "person"),
    sqlite_with_rowid=False,
)

awaited_results = Table(
    "awaited_results",
    metadata,
    Column("vote", Key, ForeignKey("votes.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Index(None, "person"),
    sqlite_with_rowid=False,
)

# What the ballots said, once they are gone; of fewer than five, nothing.
tallies = Table(
    "tallies",
    metadata,
    Column("vote", Key, ForeignKey("votes.id"), primary_key=True),
    Column("choice", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="count"),
    sqlite_with_rowid=False,
)
