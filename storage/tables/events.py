"""Events, who comes to them, who is at the door, and what was said of them afterwards."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    false,
)

from storage.tables.kinds import Instant, Key, index_where, is_one_of, metadata

events = Table(
    "events",
    metadata,
    Column("id", Key, primary_key=True),
    # What calendars know it by, whatever becomes of it (RFC 5545, 3.8.4.7).
    Column("uid", Text, nullable=False, unique=True),
    # The first date of a series stands for all of them; an event by itself stands for itself.
    Column("series", Key, nullable=False, index=True),
    # 0: of no programme; of no organisation.
    Column("programme", Key, nullable=False, server_default="0"),
    Column("organisation", Key, nullable=False, server_default="0"),
    Column("titles", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("spoken", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("seats", Integer),
    Column("most_guests", Integer, nullable=False),
    Column("members_only", Boolean, nullable=False, server_default=false()),
    # Raised by every change that those concerned are told (SEQUENCE of RFC 5545).
    Column("version", Integer, nullable=False, server_default="0"),
    # Raised by every change: who has looked before it is told to look again.
    Column("edits", Integer, nullable=False, server_default="0"),
    # One that is asked no longer stays in its place, with what was answered to it: `left_out` are those places.
    Column("questions", Text, nullable=False, server_default="[]"),
    Column("left_out", Text, nullable=False, server_default="[]"),
    # At how many percent of the seats its organisers heard of it last.
    Column("alerted", Integer, nullable=False, server_default="0"),
    Column("report", Text, nullable=False, server_default="{}"),
    Column("made_at", Instant, nullable=False),
    Column("cancelled_at", Instant),
    # In each language; the one beside it is what releases up to 0.4 read and wrote.
    Column("cancelled_reasons", Text, nullable=False, server_default="{}"),
    Column("cancelled_reason", Text),
    CheckConstraint("ends_at > starts_at", name="times"),
    CheckConstraint("seats is null or seats > 0", name="seats"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("event", Key, ForeignKey("events.id"), nullable=False, index=True),
    Column("titles", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("seats", Integer),
    # Raised by every change that those who chose it are told.
    Column("version", Integer, nullable=False, server_default="0"),
    # Who chose it before is still known then: their calendars are to let go of it.
    Column("left_out_at", Instant),
)

rsvps = Table(
    "rsvps",
    metadata,
    Column("event", Key, ForeignKey("events.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("guests", Integer, nullable=False, server_default="0"),
    Column("at", Instant, nullable=False),
    # The place in the line of those who wait: the least is next.
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("offered_until", Instant),
    Column("reminders", Text),
    # What is shown at the door; whoever comes has one.
    Column("code", Text, unique=True),
    Column("checked_in_at", Instant),
    # What they answered to the questions of the event, as JSON: a list, one for each.
    Column("replies", Text, nullable=False, server_default="[]"),
    # When they were asked how it was, which happens once.
    Column("asked_at", Instant),
    Column("said_at", Instant),
    is_one_of("yes", "maybe", "no", "waiting", "offered", "missed"),
    CheckConstraint("guests >= 0", name="guests"),
    CheckConstraint("(state = 'offered') = (offered_until is not null)", name="offered"),
    Index(None, "event", "state", "turn"),
    Index(None, "person", "event"),
    index_where("ix_rsvps_offered", "event", "offered_until", where="state = 'offered'"),
    sqlite_with_rowid=False,
)

picks = Table(
    "picks",
    metadata,
    Column("session", Key, ForeignKey("sessions.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

members = Table(
    "members",
    metadata,
    # The series: who may come to one date may come to all.
    Column("series", Key, ForeignKey("events.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

listed_accounts = Table(
    "listed_accounts",
    metadata,
    Column("series", Key, ForeignKey("events.id"), primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("external", Text, primary_key=True),
    sqlite_with_rowid=False,
)

event_keys = Table(
    "event_keys",
    metadata,
    # Keys and invitation codes that were not used yet, so that nobody who reads this can use them.
    Column("hash", Text, primary_key=True),
    Column("event", Key, ForeignKey("events.id"), nullable=False, index=True),
    Column("opens", Text, nullable=False),
    Column("made_at", Instant, nullable=False, index=True),
    CheckConstraint("opens = 'door' or opens = 'members'", name="opens"),
    sqlite_with_rowid=False,
)

door_accounts = Table(
    "door_accounts",
    metadata,
    Column("account", Key, ForeignKey("accounts.id"), primary_key=True),
    Column("event", Key, ForeignKey("events.id"), primary_key=True, index=True),
    Column("at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False, index=True),
    Column("count", Integer, nullable=False),
)

event_feedback = Table(
    "event_feedback",
    metadata,
    # Nobody is told whose it is, and nobody can find out: there is no person, and no instant.
    Column("id", Key, primary_key=True),
    Column("event", Key, ForeignKey("events.id"), nullable=False, index=True),
    Column("score", Integer, nullable=False),
    Column("words", Text, nullable=False),
    CheckConstraint("score between 1 and 5", name="score"),
)
