"""Everything one can do with ideas: search, comments, following, news, reports, corrections."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# SQLite numbers only INTEGER PRIMARY KEYs by itself.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

SHOWN = "hidden_at is null"


def upgrade() -> None:
    """Make what is new, and bring the ideas that are there in line with it."""
    _of_ideas()
    _of_words()
    _of_comments()
    _of_following()
    _of_reading()
    _of_reports()


def _of_ideas() -> None:
    op.add_column("ideas", _text("hidden_as", null=True))
    op.add_column("ideas", _instant("changed_at", null=True))
    for name in ("comments", "interest"):
        op.add_column("ideas", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.execute("update ideas set interest = supports")
    for name in ("topic", "neighbourhood", "interest"):
        _index("ideas", name, "id", name=f"ix_ideas_{name}", where=SHOWN)


def _of_words() -> None:
    op.create_table(
        "word_forms",
        _text("form"),
        _text("word"),
        _primary("word_forms", "form", "word"),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    words = connection.execute(sa.text("select distinct word from idea_words")).scalars().all()
    rows = [{"form": form, "word": word} for word in words for form in _forms(word)]
    if rows:
        connection.execute(sa.text("insert into word_forms (form, word) values (:form, :word)"), rows)


def _forms(word: str) -> set[str]:
    """Return the forms of a word as `word_forms` of bot/civic/search.py made them in this release."""
    shorter = {word[:length] for length in range(3, len(word))}
    slips = {word[:n] + word[n + 1 :] for n in range(len(word))} if len(word) > 3 else set()
    return {word} | shorter | slips


def _of_comments() -> None:
    op.create_table(
        "comments",
        _id(),
        _key("idea"),
        _key("author", null=True),
        _text("text"),
        _text("language"),
        _instant("at"),
        sa.Column("weight", sa.Float, nullable=False),
        _instant("hidden_at", null=True),
        _text("hidden_as", null=True),
        _text("hidden_reason", null=True),
        _primary("comments", "id"),
        _foreign("comments", "idea", "ideas.id"),
        _foreign("comments", "author", "people.id"),
    )
    _index("comments", "idea", "id", name="ix_comments_shown", where=SHOWN)
    _index("comments", "idea", "at")
    _index("comments", "author", "idea")


def _of_following() -> None:
    op.create_table(
        "follows",
        _key("idea"),
        _key("person"),
        _instant("at"),
        _primary("follows", "idea", "person"),
        _foreign("follows", "idea", "ideas.id"),
        _foreign("follows", "person", "people.id"),
        sqlite_with_rowid=False,
    )
    _index("follows", "person", "idea")
    op.create_table(
        "happenings",
        _id(),
        _key("idea"),
        _text("kind"),
        _key("actor", null=True),
        _instant("at"),
        _primary("happenings", "id"),
        _foreign("happenings", "idea", "ideas.id"),
        _foreign("happenings", "actor", "people.id"),
    )
    _index("happenings", "at")
    _index("happenings", "idea", "id")
    op.create_table(
        "told",
        _key("person"),
        _instant("at"),
        _key("upto"),
        _primary("told", "person", "at"),
        _foreign("told", "person", "people.id"),
        sqlite_with_rowid=False,
    )
    _index("told", "at")


def _of_reading() -> None:
    op.create_table(
        "shown",
        _key("person"),
        _key("idea"),
        _instant("at"),
        _primary("shown", "person", "idea"),
        _foreign("shown", "person", "people.id"),
        _foreign("shown", "idea", "ideas.id"),
        sqlite_with_rowid=False,
    )
    _index("shown", "at")
    _index("shown", "person", "at")
    op.create_table(
        "searches",
        _key("person"),
        _text("words"),
        _instant("at"),
        _primary("searches", "person"),
        _foreign("searches", "person", "people.id"),
    )
    _index("searches", "at")


def _of_reports() -> None:
    op.create_table(
        "reports",
        _id(),
        _text("about"),
        _key("number"),
        _key("person"),
        _text("reason"),
        _text("words"),
        _instant("at"),
        _instant("settled_at", null=True),
        _primary("reports", "id"),
        _foreign("reports", "person", "people.id"),
        sa.UniqueConstraint("about", "number", "person", name=op.f("uq_reports_about_number_person")),
        sa.CheckConstraint("about = 'idea' or about = 'comment'", name=op.f("ck_reports_about")),
    )
    _index("reports", "person")
    _index("reports", "about", "number", "id", name="ix_reports_open", where="settled_at is null")


def _id() -> sa.Column[int]:
    return sa.Column("id", KEY, nullable=False, autoincrement=True)


def _key(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, KEY, nullable=null, autoincrement=False)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, INSTANT, nullable=null)


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str, name: str | None = None, where: str | None = None) -> None:
    op.create_index(
        op.f(name or f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        sqlite_where=sa.text(where) if where else None,
        postgresql_where=sa.text(where) if where else None,
    )
