"""What organisers tell many at once, and to whom it goes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from storage.tables.kinds import Instant, Key, index_where, is_one_of, metadata

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Key, primary_key=True),
    # 0: of no programme.
    Column("programme", Key, nullable=False, server_default="0"),
    # Who wrote it; nothing, if that was the operator, or if they are forgotten.
    Column("account", Key, ForeignKey("accounts.id")),
    Column("content", Text, nullable=False),
    Column("picture", Key, ForeignKey("media.id")),
    # As a line of words (bot/civic/audiences.py).
    Column("audience", Text, nullable=False),
    # When it is to begin, where not at once; as JSON.
    Column("moment", Text),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("made_at", Instant, nullable=False),
    Column("checked_at", Instant),
    # How many it was confirmed for, and when it begins then.
    Column("confirmed", Integer),
    Column("begins_at", Instant),
    Column("began_at", Instant),
    Column("ended_at", Instant),
    Column("why", Text),
    # That which comes again and again, and has begun this one.
    Column("origin", Key, ForeignKey("broadcasts.id")),
    # The process that writes the list of recipients.
    Column("freezer", Text),
    # How often it was sent, and which fates are taken up again.
    Column("round", Integer, nullable=False, server_default="1"),
    Column("retries", Text),
    # What sending has observed so far, as JSON; and the report, once its recipients are forgotten.
    Column("observed", Text, nullable=False, server_default="{}"),
    Column("report", Text),
    is_one_of(
        "draft",
        "checked",
        "scheduled",
        "freezing",
        "sending",
        "paused",
        "done",
        "cancelled",
    ),
    index_where("ix_broadcasts_going", "state", where="ended_at is null"),
    Index(None, "ended_at"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("broadcast", Key, ForeignKey("broadcasts.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    # Nobody any more, once they are forgotten: the report goes on counting them.
    Column("person", Key, ForeignKey("people.id")),
    Column("platform", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("not_before", Instant, nullable=False),
    is_one_of("waiting", "queued", "sent", "failed", "uncertain", "skipped", "cancelled"),
    # Who is next, by platform; and how many there are of each state, read from the index alone.
    Index(None, "broadcast", "state", "platform", "not_before", "place"),
    Index(None, "person", "broadcast", unique=True),
    sqlite_with_rowid=False,
)
