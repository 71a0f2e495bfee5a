"""Complete organisers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Say what is true of the tables after this step."""
    op.create_table(
        "block_marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("programme", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_block_marks_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_marks")),
    )
    with op.batch_alter_table("block_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_marks_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_marks_mark"), ["mark"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_marks_until"), ["until"], unique=False)

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_out", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("cancelled_reasons", sa.Text(), server_default="{}", nullable=False))

    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("own", sa.Text(), server_default="[]", nullable=False))

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True))
    # By hand: that stages begin and are over is told by due rows, which programmes from before have not yet.
    op.execute(
        "insert into due (kind, subject, at, version) "
        "select 'stage-turns', cast(id as text), current_timestamp, 0 from programmes"
    )
