"""What filings need (form, accession number, derived figures, breakdowns), and the key that every row is known by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SLUG = sa.String().with_variant(sa.String(collation="C"), "postgresql")

FACT_KEY = "||'|'||".join(
    [
        "source",
        "company",
        "metric",
        "coalesce(segment, '')",
        "coalesce(initiative, '')",
        "nature",
        "basis",
        "period_label",
        "coalesce(cast(paragraph as text), '')",
    ]
)
KEYS = {
    "claim": "source||'|'||slug",
    "company": "slug",
    "fact": FACT_KEY,
    "initiative": "slug",
    "metric": "slug",
    "segment": "slug",
    "source": "slug",
    "statement": "id",
}
INDEXED = ("key", "added", "withdrawn")
COLUMNS = {
    "claim": [("than", sa.String()), ("condition", sa.String()), ("note", sa.String())],
    "fact": [("reported_as", sa.String()), ("derivation", sa.JSON(none_as_null=True))],
    "source": [("form", sa.String()), ("accession", sa.String())],
}


def upgrade() -> None:
    """Add columns in place: a rebuilt table would break the foreign keys that point at it."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.add_column("segment", sa.Column("breakdowns", sa.JSON(), nullable=False, server_default="[]"))
    for table, key in KEYS.items():
        op.add_column(table, sa.Column("key", SLUG, nullable=False, server_default=""))
        op.execute(f"UPDATE {table} SET key = {key}")  # noqa: S608  names from above
        for column in INDEXED:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    op.drop_column("segment", "breakdowns")
    for table in KEYS:
        for column in INDEXED:
            op.drop_index(f"ix_{table}_{column}", table)
        for name in ("key", *(name for name, _ in COLUMNS.get(table, []))):
            op.drop_column(table, name)
