"""Add votes and events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Say what is true of the tables after this step."""
    op.create_table(
        "votes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turnout", sa.Integer(), nullable=True),
        sa.CheckConstraint("(counted_at is null) = (turnout is null)", name=op.f("ck_votes_counted")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_votes_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_votes_closes_at"), ["closes_at"], unique=False)

    op.create_table(
        "awaited_results",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_awaited_results_person")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_awaited_results_vote")),
        sa.PrimaryKeyConstraint("vote", "person", name=op.f("pk_awaited_results")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("awaited_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_awaited_results_person"), ["person"], unique=False)

    op.create_table(
        "ballot_marks",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_ballot_marks_vote")),
        sa.PrimaryKeyConstraint("vote", "key", name=op.f("pk_ballot_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballots",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_ballots_vote")),
        sa.PrimaryKeyConstraint("vote", "key", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mutes",
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_mutes_person")),
        sa.PrimaryKeyConstraint("person", "thing", name=op.f("pk_mutes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nudges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_nudges_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
    )
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nudges_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_nudges_person_at"), ["person", "at"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_tallies_count")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_tallies_vote")),
        sa.PrimaryKeyConstraint("vote", "choice", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vote_cards",
        sa.Column("group", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outbox", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("shown", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name=op.f("fk_vote_cards_group")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_vote_cards_vote")),
        sa.PrimaryKeyConstraint("group", "vote", name=op.f("pk_vote_cards")),
    )
    with op.batch_alter_table("vote_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_cards_vote"), ["vote"], unique=False)

    op.create_table(
        "vote_secrets",
        sa.Column(
            "vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_vote_secrets_vote")),
        sa.PrimaryKeyConstraint("vote", name=op.f("pk_vote_secrets")),
    )
    op.create_table(
        "voters",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_voters_person")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_voters_vote")),
        sa.PrimaryKeyConstraint("vote", "person", name=op.f("pk_voters")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("voters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voters_person"), ["person"], unique=False)

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preferred_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.alter_column("account", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.alter_column("owner", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_media_owner"), ["owner"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("latest", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("separated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("quiet", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("nudges", sa.Text(), server_default="{}", nullable=False))

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.alter_column("person", existing_type=sa.INTEGER(), nullable=True)
