"""Ideas, the words by which they are found, and who supports them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, Table, Text

from storage.tables.kinds import Instant, Key, index_where, metadata

ideas = Table(
    "ideas",
    metadata,
    Column("id", Key, primary_key=True),
    Column("programme", Key, ForeignKey("programmes.id"), nullable=False),
    Column("author", Key, ForeignKey("people.id")),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("neighbourhood", Text, nullable=False),
    Column("picture", Key, ForeignKey("media.id")),
    Column("published_at", Instant, nullable=False),
    Column("hidden_at", Instant),
    Column("hidden_reason", Text),
    Column("supports", Integer, nullable=False, server_default="0"),
    # What the trending order needs, kept up to date idea by idea (bot/civic/trending.py).
    Column("supports_weight", Float, nullable=False, server_default="0"),
    Column("acts_weight", Float, nullable=False, server_default="0"),
    Column("acts_seconds", Float, nullable=False, server_default="0"),
    Column("trend", Float, nullable=False, server_default="0"),
    Column("trend_stale_at", Instant, index=True),
    CheckConstraint("supports >= 0", name="supports"),
    # What is out of sight is hidden by an organiser, unless this says that it is held or withdrawn.
    Column("hidden_as", Text),
    Column("changed_at", Instant),
    Column("comments", Integer, nullable=False, server_default="0"),
    # Supports and twice the comments: what many care about (bot/civic/feed.py).
    Column("interest", Integer, nullable=False, server_default="0"),
    # What became of it officially, and when something was last said so (bot/civic/statuses.py).
    Column("status", Text, nullable=False, server_default="proposed"),
    Column("answered_at", Instant),
    # With which idea it was joined.
    Column("merged_into", Key, index=True),
    index_where("ix_ideas_new", "id", where="hidden_at is null"),
    index_where("ix_ideas_trend", "trend", "id", where="hidden_at is null"),
    index_where("ix_ideas_topic", "topic", "id", where="hidden_at is null"),
    index_where("ix_ideas_neighbourhood", "neighbourhood", "id", where="hidden_at is null"),
    index_where("ix_ideas_interest", "interest", "id", where="hidden_at is null"),
    index_where("ix_ideas_status", "status", "id", where="hidden_at is null"),
    index_where("ix_ideas_unanswered", "interest", "id", where="hidden_at is null and answered_at is null"),
    index_where("ix_ideas_screening", "id", where="hidden_as = 'screening'"),
    Index(None, "author", "id"),
)

idea_words = Table(
    "idea_words",
    metadata,
    Column("word", Text, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), primary_key=True),
    sqlite_with_rowid=False,
)

word_forms = Table(
    "word_forms",
    metadata,
    # How people may write the beginning of a word that ideas have: the word itself, shorter, or with a slip.
    Column("form", Text, primary_key=True),
    Column("word", Text, primary_key=True),
    sqlite_with_rowid=False,
)

supports = Table(
    "supports",
    metadata,
    Column("idea", Key, ForeignKey("ideas.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("weight", Float, nullable=False),
    Index(None, "person"),
    Index(None, "idea", "at"),
    sqlite_with_rowid=False,
)
