"""Search: the terms by which companies, metrics, segments, initiatives and statements are found."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.domain.catalogue import Company, Initiative, Metric, Segment, Statement
from app.search.document import DOCUMENTS

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TERMS = "array_to_tsvector(string_to_array(terms, ' '))"
NOUNS: dict[str, tuple[str, type[Any], tuple[str, ...]]] = {
    "companies": ("company", Company, ("slug", "name", "ticker", "exchange", "country", "cik", "aliases")),
    "metrics": ("metric", Metric, ("slug", "name", "unit", "kind", "direction", "category", "definition")),
    "segments": ("segment", Segment, ("slug", "company", "name", "line")),
    "initiatives": ("initiative", Initiative, ("slug", "company", "name", "kind", "approach", "summary", "partners")),
    "statements": (
        "statement",
        Statement,
        ("id", "source", "paragraphs", "companies", "topic", "nature", "stance", "text"),
    ),
}
"""The table of each collection that is searched, and the columns that its documents are made of."""

INDEXED = """
CREATE VIRTUAL TABLE document_terms USING fts5(
  terms, content='document', content_rowid='pk', tokenize='unicode61 remove_diacritics 0'
)
"""
ON_INSERT = """
CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
  INSERT INTO document_terms (rowid, terms) VALUES (new.pk, new.terms);
END
"""
ON_DELETE = """
CREATE TRIGGER document_removed AFTER DELETE ON document BEGIN
  INSERT INTO document_terms (document_terms, rowid, terms) VALUES ('delete', old.pk, old.terms);
END
"""


def upgrade() -> None:
    slug = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    documents = op.create_table(
        "document",
        sa.Column("pk", sa.Integer(), primary_key=True),
        sa.Column("key", slug, nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("collection", slug, nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
    )
    op.create_index("ix_document_collection_key", "document", ["collection", "key"])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in (INDEXED, ON_INSERT, ON_DELETE):
            op.execute(statement)
    else:
        op.create_index("ix_document_terms", "document", [sa.text(TERMS)], postgresql_using="gin")
    for collection, (table, noun, columns) in NOUNS.items():
        rows = [document_of(collection, noun, row) for row in read(connection, table, columns)]
        if rows:
            connection.execute(documents.insert(), rows)


def read(connection: sa.Connection, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    named: list[sa.ColumnElement[Any]] = [sa.column(name) for name in (*columns, "key", "added", "withdrawn")]
    rows = connection.execute(sa.select(*named).select_from(sa.table(table)).order_by(sa.column("pk")))
    return [dict(row) for row in rows.mappings()]


def document_of(collection: str, noun: type[Any], row: dict[str, Any]) -> dict[str, object]:
    lived = {name: row.pop(name) for name in ("key", "added", "withdrawn")}
    for name in ("aliases", "partners", "companies", "paragraphs"):
        if name in row:
            row[name] = tuple(json.loads(row[name]) if isinstance(row[name], str) else row[name])
    terms = " ".join(sorted(DOCUMENTS[collection](noun(**row)).terms))
    return {**lived, "collection": collection, "terms": terms}


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE document_terms")
    op.drop_table("document")
