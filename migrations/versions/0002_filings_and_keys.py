"""What filings need (form, accession number, derived figures, breakdowns), and the key that every row is known by."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SLUG = sa.String().with_variant(sa.String(collation="C"), "postgresql")

KEY_OF_A_FACT = (
    *("source", "company", "metric", "coalesce(segment, '')", "coalesce(initiative, '')", "nature", "basis"),
    *("period_label", "coalesce(cast(paragraph as text), '')"),
)
KEYS: dict[str, str] = {
    "claim": "source||'|'||slug",
    "company": "slug",
    "fact": "||'|'||".join(KEY_OF_A_FACT),
    "initiative": "slug",
    "metric": "slug",
    "segment": "slug",
    "source": "slug",
    "statement": "id",
}
INDEXED = ("key", "added", "withdrawn")
COLUMNS: dict[str, list[tuple[str, sa.types.TypeEngine[Any]]]] = {
    "claim": [("than", sa.String()), ("condition", sa.String()), ("note", sa.String())],
    "fact": [("reported_as", sa.String()), ("derivation", sa.JSON(none_as_null=True))],
    "source": [("form", sa.String()), ("accession", sa.String())],
}


def upgrade() -> None:
    """Add columns in place: a rebuilt table would break the foreign keys that point at it."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "claim_company",
        sa.Column("claim_pk", sa.Integer(), sa.ForeignKey("claim.pk"), primary_key=True),
        sa.Column("company", SLUG, primary_key=True),
    )
    op.create_index("ix_claim_company_company", "claim_company", ["company"])
    _link_claims()
    op.add_column("segment", sa.Column("breakdowns", sa.JSON(), nullable=False, server_default="[]"))
    for table, key in KEYS.items():
        op.add_column(table, sa.Column("key", SLUG, nullable=False, server_default=""))
        op.execute(f"UPDATE {table} SET key = {key}")  # noqa: S608  names from above
        for column in INDEXED:
            op.create_index(f"ix_{table}_{column}", table, [column])


def _link_claims() -> None:
    """Write down which companies the claims that are already there are about."""
    claim = sa.table("claim", sa.column("pk", sa.Integer()), sa.column("companies", sa.JSON()))
    rows = op.get_bind().execute(sa.select(claim.c.pk, claim.c.companies)).all()
    links = [{"claim_pk": pk, "company": company} for pk, companies in rows for company in dict.fromkeys(companies)]
    op.bulk_insert(sa.table("claim_company", sa.column("claim_pk"), sa.column("company")), links)


def downgrade() -> None:
    op.drop_table("claim_company")
    op.drop_column("segment", "breakdowns")
    for table in KEYS:
        for column in INDEXED:
            op.drop_index(f"ix_{table}_{column}", table)
        for name in ("key", *(name for name, _ in COLUMNS.get(table, []))):
            op.drop_column(table, name)
