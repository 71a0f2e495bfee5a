"""Add votes and events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Say what is true of the tables after this step."""
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preferred_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.alter_column("account", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.alter_column("owner", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_media_owner"), ["owner"], unique=False)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("separated_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.alter_column("person", existing_type=sa.INTEGER(), nullable=True)
