"""The nouns, and the revisions that they belong to."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SLUG = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("source", SLUG, nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("companies", sa.JSON(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("printed", sa.String(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("hedges", sa.String(), nullable=True),
        sa.Column("period_label", sa.String(), nullable=True),
        sa.Column("period_kind", sa.String(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("period_inferred", sa.Boolean(), nullable=True),
        sa.Column("period_note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_slug"), ["slug"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_source"), ["source"], unique=False)

    op.create_table(
        "company",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ticker", sa.String(), nullable=True),
        sa.Column("exchange", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("cik", sa.String(), nullable=True),
        sa.Column("fiscal_year_end", sa.String(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("identifiers_from", sa.String(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_slug"), ["slug"], unique=False)

    op.create_table(
        "fact",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("id", SLUG, nullable=False),
        sa.Column("company", SLUG, nullable=False),
        sa.Column("metric", SLUG, nullable=False),
        sa.Column("segment", SLUG, nullable=True),
        sa.Column("initiative", SLUG, nullable=True),
        sa.Column("source", SLUG, nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=True),
        sa.Column("printed", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("hedges", SLUG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("attribution", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("period_label", SLUG, nullable=False),
        sa.Column("period_kind", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("period_inferred", sa.Boolean(), nullable=False),
        sa.Column("period_note", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("sort_period", SLUG, nullable=False),
        sa.Column("sort_value", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("ix_fact_company_metric_id", ["company", "metric", "id"], unique=False)
        batch_op.create_index("ix_fact_hedges_id", ["hedges", "id"], unique=False)
        batch_op.create_index("ix_fact_id", ["id"], unique=False)
        batch_op.create_index("ix_fact_initiative_id", ["initiative", "id"], unique=False)
        batch_op.create_index("ix_fact_metric_id", ["metric", "id"], unique=False)
        batch_op.create_index("ix_fact_period_label_id", ["period_label", "id"], unique=False)
        batch_op.create_index("ix_fact_segment_id", ["segment", "id"], unique=False)
        batch_op.create_index("ix_fact_sort_period_id", ["sort_period", "id"], unique=False)
        batch_op.create_index("ix_fact_sort_value_id", ["sort_value", "id"], unique=False)
        batch_op.create_index("ix_fact_source_id", ["source", "id"], unique=False)

    op.create_table(
        "initiative",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("company", SLUG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", SLUG, nullable=False),
        sa.Column("approach", SLUG, nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("initiative", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiative_approach"), ["approach"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiative_company"), ["company"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiative_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiative_slug"), ["slug"], unique=False)

    op.create_table(
        "metric",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("metric", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_metric_slug"), ["slug"], unique=False)

    op.create_table(
        "revision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "segment",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("company", SLUG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("line", SLUG, nullable=False),
        sa.Column("within", sa.String(), nullable=True),
        sa.Column("overlaps", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_company"), ["company"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_line"), ["line"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_slug"), ["slug"], unique=False)

    op.create_table(
        "source",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_is_ours", sa.Boolean(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_slug"), ["slug"], unique=False)

    op.create_table(
        "statement",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("id", SLUG, nullable=False),
        sa.Column("source", SLUG, nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("companies", sa.JSON(), nullable=False),
        sa.Column("topic", SLUG, nullable=False),
        sa.Column("nature", SLUG, nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_id"), ["id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_nature"), ["nature"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_source"), ["source"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_topic"), ["topic"], unique=False)

    op.create_table(
        "company_name",
        sa.Column("company_pk", sa.Integer(), nullable=False),
        sa.Column("name", SLUG, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_pk"],
            ["company.pk"],
        ),
        sa.PrimaryKeyConstraint("company_pk", "name"),
    )
    with op.batch_alter_table("company_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_name_name"), ["name"], unique=False)

    op.create_table(
        "initiative_partner",
        sa.Column("initiative_pk", sa.Integer(), nullable=False),
        sa.Column("company", SLUG, nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_pk"],
            ["initiative.pk"],
        ),
        sa.PrimaryKeyConstraint("initiative_pk", "company"),
    )
    with op.batch_alter_table("initiative_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiative_partner_company"), ["company"], unique=False)

    op.create_table(
        "statement_company",
        sa.Column("statement_pk", sa.Integer(), nullable=False),
        sa.Column("company", SLUG, nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_pk"],
            ["statement.pk"],
        ),
        sa.PrimaryKeyConstraint("statement_pk", "company"),
    )
    with op.batch_alter_table("statement_company", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_company_company"), ["company"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("statement_company", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_company_company"))

    op.drop_table("statement_company")
    with op.batch_alter_table("initiative_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiative_partner_company"))

    op.drop_table("initiative_partner")
    with op.batch_alter_table("company_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_name_name"))

    op.drop_table("company_name")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_topic"))
        batch_op.drop_index(batch_op.f("ix_statement_source"))
        batch_op.drop_index(batch_op.f("ix_statement_nature"))
        batch_op.drop_index(batch_op.f("ix_statement_id"))

    op.drop_table("statement")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_slug"))

    op.drop_table("source")
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_slug"))
        batch_op.drop_index(batch_op.f("ix_segment_line"))
        batch_op.drop_index(batch_op.f("ix_segment_company"))

    op.drop_table("segment")
    op.drop_table("revision")
    with op.batch_alter_table("metric", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_metric_slug"))

    op.drop_table("metric")
    with op.batch_alter_table("initiative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiative_slug"))
        batch_op.drop_index(batch_op.f("ix_initiative_kind"))
        batch_op.drop_index(batch_op.f("ix_initiative_company"))
        batch_op.drop_index(batch_op.f("ix_initiative_approach"))

    op.drop_table("initiative")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index("ix_fact_source_id")
        batch_op.drop_index("ix_fact_sort_value_id")
        batch_op.drop_index("ix_fact_sort_period_id")
        batch_op.drop_index("ix_fact_segment_id")
        batch_op.drop_index("ix_fact_period_label_id")
        batch_op.drop_index("ix_fact_metric_id")
        batch_op.drop_index("ix_fact_initiative_id")
        batch_op.drop_index("ix_fact_id")
        batch_op.drop_index("ix_fact_hedges_id")
        batch_op.drop_index("ix_fact_company_metric_id")

    op.drop_table("fact")
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_slug"))

    op.drop_table("company")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_source"))
        batch_op.drop_index(batch_op.f("ix_claim_slug"))

    op.drop_table("claim")
