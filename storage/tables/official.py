"""What is said officially about ideas, what is promised, and whether people say that it happened."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from storage.tables.kinds import Instant, Key, index_where, is_one_of, metadata

official_answers = Table(
    "official_answers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    # None: the idea's status stayed as it was.
    Column("status", Text),
    Column("texts", Text, nullable=False),
    Column("function", Text, nullable=False),
    # Whose answer it is besides; 0: no organisation's.
    Column("organisation", Key, nullable=False, server_default="0"),
    Column("at", Instant, nullable=False),
    Index(None, "idea", "id"),
    Index(None, "organisation"),
)

commitments = Table(
    "commitments",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    Column("texts", Text, nullable=False),
    Column("function", Text, nullable=False),
    # Who is asked about it; nobody once they are forgotten.
    Column("owner", Key, ForeignKey("accounts.id"), index=True),
    # The end of the day that it is promised for.
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("version", Integer, nullable=False, server_default="1"),
    is_one_of("open", "kept", "dropped"),
    Index(None, "idea", "id"),
    index_where("ix_commitments_open", "due_at", "id", where="state = 'open'"),
)

commitment_steps = Table(
    "commitment_steps",
    metadata,
    Column("id", Key, primary_key=True),
    Column("commitment", Key, ForeignKey("commitments.id"), nullable=False),
    Column("kind", Text, nullable=False),
    # What was said with it, and for which day it is promised from then on.
    Column("texts", Text),
    Column("due_at", Instant),
    Column("at", Instant, nullable=False),
    Index(None, "commitment", "id"),
)

idea_questions = Table(
    "idea_questions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("asked_by", Key, ForeignKey("accounts.id"), index=True),
    Column("at", Instant, nullable=False),
    Column("reply", Text),
    Column("replied_at", Instant),
    Index(None, "idea", "id"),
)

outcomes = Table(
    "outcomes",
    metadata,
    # The answer that said that it was carried out: with another one, people are asked anew.
    Column("answer", Key, ForeignKey("official_answers.id"), primary_key=True, autoincrement=False),
    Column("person", Key, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("said", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("said = 'yes' or said = 'no' or said = 'unsure'", name="said"),
    Index(None, "person"),
)
