"""The tables, for SQLite and PostgreSQL alike. Instants are UTC; what is structured is JSON text with a schema in code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    literal_column,
    text,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as the database keeps it."""
        if value is None:
            return None
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - so called
        """Return the instant, in UTC."""
        if value is None:
            return None
        kept: datetime = value
        return kept.replace(tzinfo=UTC) if kept.tzinfo is None else kept.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Key = BigInteger().with_variant(Integer(), "sqlite")
"""A row id: SQLite numbers only INTEGER PRIMARY KEYs by itself."""


def possible(key: int) -> bool:
    """Tell whether a row can have that id: what people name may be any number, and neither driver takes them all."""
    return 0 < key < 2**63


def _state(name: str) -> ColumnElement[str]:
    # A constant and no parameter: only so does either database see that an index of these rows alone serves.
    return literal_column(f"'{name}'", Text)


PENDING, ATTEMPTING, ASIDE, UNCERTAIN = map(_state, ("pending", "attempting", "aside", "uncertain"))


def _is_one_of(*states: str) -> CheckConstraint:
    # SQLite makes a table of what stands after IN, each time anew; comparisons cost nothing.
    return CheckConstraint(" or ".join(f"state = '{name}'" for name in states), name="state")


def _index_where(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of only those rows: it costs the others nothing."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

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
    _index_where(
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

inbox = Table(
    "inbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("person", Key, ForeignKey("people.id")),
    Column("account", Key, ForeignKey("accounts.id")),
    Column("raw", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("arrived_at", Instant, nullable=False, index=True),
    UniqueConstraint("platform", "key"),
    _is_one_of("pending", "done", "aside", "ignored"),
    # Whose turn could never come would wait for ever. What happened at a group's door is nobody's.
    CheckConstraint(
        "state <> 'pending' or (raw is not null and (person is null) = (account is null))", name="whose"
    ),
    _index_where("ix_inbox_pending", "id", "person", where="state = 'pending'"),
    _index_where("ix_inbox_aside", "id", where="state = 'aside'"),
)

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

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("account", Key, ForeignKey("accounts.id")),
    Column("group", Key, ForeignKey("groups.id")),
    Column("platform", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("payload", Text),
    Column("state", Text, nullable=False),
    Column("owner", Text),
    Column("key", Text, unique=True),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Column("message", Text),
    _is_one_of("pending", "attempting", "sent", "failed", "uncertain"),
    CheckConstraint("(state = 'attempting') = (owner is not null)", name="owner"),
    CheckConstraint("(state <> 'pending' and state <> 'attempting') or payload is not null", name="payload"),
    # To an account or to a group; to neither, once the group was forgotten.
    CheckConstraint('payload is null or (account is null) <> ("group" is null)', name="to"),
    _index_where("ix_outbox_group", "group", where='"group" is not null'),
    # What waits, lane by lane in the order in which it is to leave; what is on its way, by chat.
    _index_where("ix_outbox_pending", "lane", "not_before", "id", where="state = 'pending'"),
    _index_where("ix_outbox_attempting", "platform", "chat", where="state = 'attempting'"),
    _index_where("ix_outbox_uncertain", "id", where="state = 'uncertain'"),
)

due = Table(
    "due",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("args", Text),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("account", Key, ForeignKey("accounts.id"), nullable=False),
    Column("file", Text),
    Column("group", Key, ForeignKey("groups.id")),
    Column("typed", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False, index=True),
    _is_one_of("pending", "done"),
    CheckConstraint(
        "state <> 'pending' or (file is null) <> (\"group\" is null or typed is null)", name="work"
    ),
    _index_where("ix_jobs_pending", "id", where="state = 'pending'"),
    _index_where("ix_jobs_group", "group", where='"group" is not null'),
)

media = Table(
    "media",
    metadata,
    Column("id", Key, primary_key=True),
    Column("owner", Key, ForeignKey("people.id"), nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)

programmes = Table(
    "programmes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("names", Text, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant),
    CheckConstraint("closes_at is null or closes_at > opens_at", name="window"),
)

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
    _index_where("ix_ideas_new", "id", where="hidden_at is null"),
    _index_where("ix_ideas_trend", "trend", "id", where="hidden_at is null"),
    _index_where("ix_ideas_topic", "topic", "id", where="hidden_at is null"),
    _index_where("ix_ideas_neighbourhood", "neighbourhood", "id", where="hidden_at is null"),
    _index_where("ix_ideas_interest", "interest", "id", where="hidden_at is null"),
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
    # What gave it on its platform, where that can be taken back (H58).
    Column("mark", Text),
    Index(None, "person"),
    Index(None, "idea", "at"),
    sqlite_with_rowid=False,
)

comments = Table(
    "comments",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    Column("author", Key, ForeignKey("people.id")),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("weight", Float, nullable=False),
    Column("hidden_at", Instant),
    Column("hidden_as", Text),
    Column("hidden_reason", Text),
    _index_where("ix_comments_shown", "idea", "id", where="hidden_at is null"),
    Index(None, "idea", "at"),
    Index(None, "author", "idea"),
)

follows = Table(
    "follows",
    metadata,
    Column("idea", Key, ForeignKey("ideas.id"), primary_key=True),
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "person", "idea"),
    sqlite_with_rowid=False,
)

happenings = Table(
    "happenings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Key, ForeignKey("people.id")),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "idea", "id"),
)

told = Table(
    "told",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("at", Instant, primary_key=True, index=True),
    Column("upto", Key, nullable=False),
    sqlite_with_rowid=False,
)

shown = Table(
    "shown",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True),
    Column("idea", Key, ForeignKey("ideas.id"), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "person", "at"),
    sqlite_with_rowid=False,
)

searches = Table(
    "searches",
    metadata,
    Column("person", Key, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Key, primary_key=True),
    Column("about", Text, nullable=False),
    Column("number", Key, nullable=False),
    Column("person", Key, ForeignKey("people.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
    UniqueConstraint("about", "number", "person"),
    CheckConstraint("about = 'idea' or about = 'comment'", name="about"),
    _index_where("ix_reports_open", "about", "number", "id", where="settled_at is null"),
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

processes = Table(
    "processes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("until", Instant, nullable=False),
)
