"""Groups: what we know of them, the cards that stand there, and what is sent or found out for one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# SQLite numbers only INTEGER PRIMARY KEYs by itself.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the two tables, and let messages and jobs be for a group."""
    _groups()
    _cards()
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_constraint(op.f("ck_inbox_whose"), type_="check")
        inbox.create_check_constraint(
            op.f("ck_inbox_whose"),
            "state <> 'pending' or (raw is not null and (person is null) = (account is null))",
        )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("group", KEY, nullable=True))
        outbox.alter_column("account", existing_type=KEY, nullable=True)
        outbox.create_foreign_key(op.f("fk_outbox_group"), "groups", ["group"], ["id"])
        outbox.create_check_constraint(
            op.f("ck_outbox_to"), 'payload is null or (account is null) <> ("group" is null)'
        )
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(sa.Column("group", KEY, nullable=True))
        jobs.add_column(sa.Column("typed", sa.Text(), nullable=True))
        jobs.create_foreign_key(op.f("fk_jobs_group"), "groups", ["group"], ["id"])
        jobs.drop_constraint(op.f("ck_jobs_file"), type_="check")
        jobs.create_check_constraint(
            op.f("ck_jobs_work"),
            "state <> 'pending' or (file is null) <> (\"group\" is null or typed is null)",
        )
    _index_of_group("outbox")
    _index_of_group("jobs")


def _groups() -> None:
    op.create_table(
        "groups",
        sa.Column("id", KEY, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("weekly", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("edits_from", INSTANT, nullable=True),
        sa.Column("minute", sa.Integer(), server_default="0", nullable=False),
        sa.Column("said", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("platform", "chat", name=op.f("uq_groups_platform_chat")),
    )


def _cards() -> None:
    op.create_table(
        "group_cards",
        sa.Column("group", KEY, nullable=False),
        sa.Column("idea", KEY, nullable=False),
        sa.Column("outbox", KEY, nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("group", "idea", name=op.f("pk_group_cards")),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name=op.f("fk_group_cards_group")),
        sa.ForeignKeyConstraint(["idea"], ["ideas.id"], name=op.f("fk_group_cards_idea")),
    )
    op.create_index(op.f("ix_group_cards_idea"), "group_cards", ["idea"])


def _index_of_group(table: str) -> None:
    of_a_group = sa.text('"group" is not null')
    op.create_index(
        f"ix_{table}_group", table, ["group"], sqlite_where=of_a_group, postgresql_where=of_a_group
    )
