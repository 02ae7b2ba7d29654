"""An index of the facts of a metric by value."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_fact_metric_sort_value_id", "fact", ["metric", "sort_value", "id"])
    op.execute("ANALYZE fact")  # an index of which nothing is known would be taken for the best one


def downgrade() -> None:
    op.drop_index("ix_fact_metric_sort_value_id", "fact")
