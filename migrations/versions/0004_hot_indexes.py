"""Indexes for what is asked most: the facts of a metric sorted, and those that may stand for a whole company."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SORTED_BY = ("sort_value", "sort_period")
STANDING = "ix_fact_company_metric_sort_period"
WHOLE = sa.text("segment IS NULL")


def upgrade() -> None:
    for column in SORTED_BY:
        op.create_index(f"ix_fact_metric_{column}_id", "fact", ["metric", column, "id"])
    columns = ["company", "metric", "sort_period", "period_label"]
    op.create_index(STANDING, "fact", columns, sqlite_where=WHOLE, postgresql_where=WHOLE)
    op.execute("ANALYZE fact")  # an index of which nothing is known would be taken for the best one


def downgrade() -> None:
    op.drop_index(STANDING, "fact")
    for column in SORTED_BY:
        op.drop_index(f"ix_fact_metric_{column}_id", "fact")
