"""Words by which people look for metrics and segments too: of those at hand none is known before the next load."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("metric", "segment")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("also_called", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "also_called")
