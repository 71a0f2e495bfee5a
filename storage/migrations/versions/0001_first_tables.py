"""The first tables: people and their chats, the engine's boxes, programmes and ideas."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite numbers only INTEGER PRIMARY KEYs by itself.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table; whoever is referred to comes first."""
    _of_the_program()
    _of_people()
    _of_the_boxes()
    _of_ideas()


def _of_the_program() -> None:
    op.create_table("facts", _text("name"), _text("value"), _primary("facts", "name"))
    op.create_table("processes", _text("id"), _instant("seen_at"), _primary("processes", "id"))
    op.create_table(
        "leases",
        _text("name"),
        _text("owner"),
        sa.Column("fence", sa.Integer, nullable=False),
        _instant("until"),
        _primary("leases", "name"),
    )


def _of_people() -> None:
    op.create_table(
        "people",
        _id(),
        _text("language", null=True),
        _instant("welcomed_at", null=True),
        _instant("stopped_at", null=True),
        _text("neighbourhood", null=True),
        _text("topics", server_default="[]"),
        _instant("joined_at"),
        _primary("people", "id"),
    )
    op.create_table(
        "accounts",
        _id(),
        _key("person"),
        _text("platform"),
        _text("external"),
        _text("chat"),
        _text("hint", null=True),
        sa.Column("unreachable", sa.Boolean, nullable=False, server_default=sa.false()),
        _primary("accounts", "id"),
        _foreign("accounts", "person", "people.id"),
        _unique("accounts", "platform", "external"),
    )
    _index("accounts", "person")
    op.create_table(
        "consents",
        _id(),
        _key("person"),
        _text("kind"),
        sa.Column("version", sa.Integer, nullable=False),
        _instant("given_at"),
        _instant("withdrawn_at", null=True),
        _primary("consents", "id"),
        _foreign("consents", "person", "people.id"),
    )
    _index("consents", "person", "kind")
    in_force = "withdrawn_at is null"
    _index("consents", "person", "kind", "version", name="uq_consents_in_force", where=in_force, unique=True)
    op.create_table(
        "chats",
        _key("account"),
        _text("state"),
        _text("offered", null=True),
        _instant("touched_at"),
        _primary("chats", "account"),
        _foreign("chats", "account", "accounts.id"),
    )


def _of_the_boxes() -> None:
    op.create_table(
        "inbox",
        _id(),
        _text("platform"),
        _text("key"),
        _key("person", null=True),
        _key("account", null=True),
        _text("raw", null=True),
        _text("state"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        _text("reason", null=True),
        _instant("arrived_at"),
        _primary("inbox", "id"),
        _foreign("inbox", "person", "people.id"),
        _foreign("inbox", "account", "accounts.id"),
        _unique("inbox", "platform", "key"),
        _is_one_of("inbox", "pending", "done", "aside", "ignored"),
        _check(
            "inbox",
            "whose",
            "state <> 'pending' or (person is not null and account is not null and raw is not null)",
        ),
    )
    _index("inbox", "arrived_at")
    _index("inbox", "id", "person", name="ix_inbox_pending", where="state = 'pending'")
    _index("inbox", "id", name="ix_inbox_aside", where="state = 'aside'")
    op.create_table(
        "outbox",
        _id(),
        _key("account"),
        _text("platform"),
        _text("chat"),
        _text("lane"),
        _text("payload", null=True),
        _text("state"),
        _text("owner", null=True),
        _text("key", null=True),
        _text("reason", null=True),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        _instant("not_before"),
        _instant("created_at"),
        _text("message", null=True),
        _primary("outbox", "id"),
        _foreign("outbox", "account", "accounts.id"),
        _unique("outbox", "key"),
        _is_one_of("outbox", "pending", "attempting", "sent", "failed", "uncertain"),
        _check("outbox", "owner", "(state = 'attempting') = (owner is not null)"),
        _check("outbox", "payload", "(state <> 'pending' and state <> 'attempting') or payload is not null"),
    )
    _index("outbox", "created_at")
    _index("outbox", "lane", "not_before", "id", name="ix_outbox_pending", where="state = 'pending'")
    _index("outbox", "platform", "chat", name="ix_outbox_attempting", where="state = 'attempting'")
    _index("outbox", "id", name="ix_outbox_uncertain", where="state = 'uncertain'")
    op.create_table(
        "due",
        _text("kind"),
        _text("subject"),
        _instant("at"),
        sa.Column("version", sa.Integer, nullable=False),
        _text("args", null=True),
        _primary("due", "kind", "subject"),
    )
    _index("due", "at")
    op.create_table(
        "jobs",
        _id(),
        _key("account"),
        _text("file", null=True),
        _text("state"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        _instant("created_at"),
        _primary("jobs", "id"),
        _foreign("jobs", "account", "accounts.id"),
        _is_one_of("jobs", "pending", "done"),
        _check("jobs", "file", "state <> 'pending' or file is not null"),
    )
    _index("jobs", "created_at")
    _index("jobs", "id", name="ix_jobs_pending", where="state = 'pending'")


def _of_ideas() -> None:
    op.create_table(
        "programmes",
        _id(),
        _text("code"),
        _text("names"),
        _instant("opens_at"),
        _instant("closes_at", null=True),
        _primary("programmes", "id"),
        _unique("programmes", "code"),
        _check("programmes", "window", "closes_at is null or closes_at > opens_at"),
    )
    op.create_table(
        "media",
        _id(),
        _key("owner"),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        _instant("created_at"),
        _primary("media", "id"),
        _foreign("media", "owner", "people.id"),
    )
    op.create_table(
        "ideas",
        _id(),
        _key("programme"),
        _key("author", null=True),
        _text("title"),
        _text("description"),
        _text("language"),
        _text("topic"),
        _text("neighbourhood"),
        _key("picture", null=True),
        _instant("published_at"),
        _instant("hidden_at", null=True),
        _text("hidden_reason", null=True),
        sa.Column("supports", sa.Integer, nullable=False, server_default="0"),
        *(
            sa.Column(name, sa.Float, nullable=False, server_default="0")
            for name in ("supports_weight", "acts_weight", "acts_seconds", "trend")
        ),
        _instant("trend_stale_at", null=True),
        _primary("ideas", "id"),
        _foreign("ideas", "programme", "programmes.id"),
        _foreign("ideas", "author", "people.id"),
        _foreign("ideas", "picture", "media.id"),
        _check("ideas", "supports", "supports >= 0"),
    )
    _index("ideas", "trend_stale_at")
    _index("ideas", "id", name="ix_ideas_new", where="hidden_at is null")
    _index("ideas", "trend", "id", name="ix_ideas_trend", where="hidden_at is null")
    _index("ideas", "author", "id")
    op.create_table(
        "idea_words",
        _text("word"),
        _key("idea"),
        _primary("idea_words", "word", "idea"),
        _foreign("idea_words", "idea", "ideas.id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "supports",
        _key("idea"),
        _key("person"),
        _instant("at"),
        sa.Column("weight", sa.Float, nullable=False),
        _primary("supports", "idea", "person"),
        _foreign("supports", "idea", "ideas.id"),
        _foreign("supports", "person", "people.id"),
        sqlite_with_rowid=False,
    )
    _index("supports", "person")
    _index("supports", "idea", "at")


def _id() -> sa.Column[int]:
    return sa.Column("id", KEY, nullable=False, autoincrement=True)


def _key(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, KEY, nullable=null, autoincrement=False)


def _text(name: str, *, null: bool = False, server_default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, server_default=server_default)


def _instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, INSTANT, nullable=null)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _is_one_of(table: str, *states: str) -> sa.CheckConstraint:
    return _check(table, "state", " or ".join(f"state = '{name}'" for name in states))


def _index(
    table: str, *columns: str, name: str | None = None, where: str | None = None, unique: bool = False
) -> None:
    op.create_index(
        op.f(name or f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        unique=unique,
        sqlite_where=sa.text(where) if where else None,
        postgresql_where=sa.text(where) if where else None,
    )
