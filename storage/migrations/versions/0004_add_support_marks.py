"""Support marks: what somebody gave their support with, where they can take that back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let a support know what gave it."""
    with op.batch_alter_table("supports") as supports:
        supports.add_column(sa.Column("mark", sa.Text(), nullable=True))
