"""Counts that are kept instead of made for each answer, and indexes in the order in which rows are asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SLUG = sa.String().with_variant(sa.String(collation="C"), "postgresql")
FOREVER = 2**31 - 1

COLLECTIONS = {
    "companies": "company",
    "metrics": "metric",
    "segments": "segment",
    "initiatives": "initiative",
    "sources": "source",
    "facts": "fact",
    "statements": "statement",
    "claims": "claim",
}
COUNTED = ("company", "metric", "segment", "initiative", "source")
SPARSE = ("segment", "initiative")
OLD_INDEXES = ("key", "added", "withdrawn")


def upgrade() -> None:
    for table in COLLECTIONS.values():
        for column in OLD_INDEXES:
            op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_added_key", table, ["added", "key"])
        _create_partial(f"ix_{table}_withdrawn_key", table, ["withdrawn", "key"], f"withdrawn < {FOREVER}")
    for column in SPARSE:
        op.drop_index(f"ix_fact_{column}_id", "fact")
        _create_partial(f"ix_fact_{column}_id", "fact", [column, "id"], f"{column} IS NOT NULL")
    _create_partial("ix_source_undated", "source", ["slug"], "published IS NULL")
    op.create_index("ix_fact_company_id", "fact", ["company", "id"])
    op.create_table(
        "tally",
        sa.Column("kind", SLUG, primary_key=True),
        sa.Column("name", SLUG, primary_key=True),
        sa.Column("added", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in ("kind", "name", "added", "withdrawn", "count")]
    op.bulk_insert(sa.table("tally", *columns), [*_tallies()])


def _create_partial(name: str, table: str, columns: list[str], only: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))


def _tallies() -> Iterator[dict[str, Any]]:
    """Count what every revision held: what was added up to it, less what was withdrawn."""
    for collection, table in COLLECTIONS.items():
        yield from _counted("collection", table, f"'{collection}'")
    for column in COUNTED:
        yield from _counted(column, "fact", column)


def _counted(kind: str, table: str, name: str) -> Iterator[dict[str, Any]]:
    changes: dict[str, Counter[int]] = defaultdict(Counter)
    for column, sign in (("added", 1), ("withdrawn", -1)):
        query = f"SELECT {name}, {column}, count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1, 2"  # noqa: S608
        for each, number, count in op.get_bind().execute(sa.text(query)):
            if number < FOREVER:
                changes[each][number] += sign * count
    for each, by_number in sorted(changes.items()):
        numbers = sorted(number for number, change in by_number.items() if change)
        counts = accumulate(by_number[number] for number in numbers)
        for added, withdrawn, count in zip(numbers, [*numbers[1:], FOREVER], counts, strict=True):
            if count:
                yield {"kind": kind, "name": each, "added": added, "withdrawn": withdrawn, "count": count}


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_index("ix_fact_company_id", "fact")
    op.drop_index("ix_source_undated", "source")
    for column in SPARSE:
        op.drop_index(f"ix_fact_{column}_id", "fact")
        op.create_index(f"ix_fact_{column}_id", "fact", [column, "id"])
    for table in COLLECTIONS.values():
        op.drop_index(f"ix_{table}_withdrawn_key", table)
        op.drop_index(f"ix_{table}_added_key", table)
        for column in OLD_INDEXES:
            op.create_index(f"ix_{table}_{column}", table, [column])
