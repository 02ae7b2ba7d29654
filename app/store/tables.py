"""Tables: one a noun, every row with the revisions that it belongs to."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Float, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from app.store.versioned import FOREVER, SLUG, VersionedRow


def _slug(*, optional: bool = False, index: bool = False) -> Any:  # noqa: ANN401  SQLModel's own Field is untyped
    return Field(sa_type=SLUG, nullable=optional, index=index)


def _where(name: str, *columns: Any, only: str) -> Index:  # noqa: ANN401  columns or their names
    """Make an index of those rows alone for which a condition holds."""
    return Index(name, *columns, sqlite_where=text(only), postgresql_where=text(only))


class RevisionRow(SQLModel, table=True):
    """One state of the dataset, numbered from 1, and what made it."""

    __tablename__ = "revision"

    number: int = Field(primary_key=True)
    created: datetime
    added: int
    withdrawn: int
    replaced: int


class TallyRow(SQLModel, table=True):
    """How many there were in the revisions from `added` up to, not including, `withdrawn`; no row where none.

    Of `kind` collection, how many members the collection `name` had; of the kinds of COUNTED, how many facts were
    about the company, metric, segment or initiative `name`, or stated by that source. Counting is for the one that
    loads: at ten million facts it takes longer than any answer may.
    """

    __tablename__ = "tally"

    kind: str = Field(sa_type=SLUG, primary_key=True)
    name: str = Field(sa_type=SLUG, primary_key=True)
    added: int = Field(primary_key=True)
    withdrawn: int = FOREVER
    count: int


COUNTED = ("company", "metric", "segment", "initiative", "source")
"""Columns of a fact by whose values facts are counted."""


class CompanyRow(VersionedRow, table=True):
    """A company; every name that it answers to stands in CompanyNameRow."""

    __tablename__ = "company"

    slug: str = _slug(index=True)
    name: str
    ticker: str | None
    exchange: str | None
    country: str | None
    cik: str | None
    fiscal_year_end: str | None
    aliases: list[Any] = Field(sa_type=JSON)
    identifiers_from: str | None
    evidence: list[Any] = Field(sa_type=JSON)


class CompanyNameRow(SQLModel, table=True):
    """A name, in lower case, that a company answers to."""

    __tablename__ = "company_name"

    company_pk: int = Field(sa_column_args=[ForeignKey("company.pk")], primary_key=True)
    name: str = Field(sa_type=SLUG, primary_key=True, index=True)


class MetricRow(VersionedRow, table=True):
    """What is measured."""

    __tablename__ = "metric"

    slug: str = _slug(index=True)
    name: str
    unit: str
    kind: str
    direction: str
    category: str
    definition: str
    of: str | None
    also_called: list[Any] = Field(sa_type=JSON)


class SegmentRow(VersionedRow, table=True):
    """A part of a company's business."""

    __tablename__ = "segment"

    slug: str = _slug(index=True)
    company: str = _slug(index=True)
    name: str
    line: str = _slug(index=True)
    within: str | None
    overlaps: list[Any] = Field(sa_type=JSON)
    breakdowns: list[Any] = Field(sa_type=JSON)
    also_called: list[Any] = Field(sa_type=JSON)
    evidence: list[Any] = Field(sa_type=JSON)


class InitiativeRow(VersionedRow, table=True):
    """Something that a company does with AI; its partners stand in InitiativePartnerRow as well."""

    __tablename__ = "initiative"

    slug: str = _slug(index=True)
    company: str = _slug(index=True)
    name: str
    kind: str = _slug(index=True)
    approach: str = _slug(index=True)
    summary: str
    partners: list[Any] = Field(sa_type=JSON)
    evidence: list[Any] = Field(sa_type=JSON)


class InitiativePartnerRow(SQLModel, table=True):
    """A partner of an initiative, to be filtered by."""

    __tablename__ = "initiative_partner"

    initiative_pk: int = Field(sa_column_args=[ForeignKey("initiative.pk")], primary_key=True)
    company: str = Field(sa_type=SLUG, primary_key=True, index=True)


class SourceRow(VersionedRow, table=True):
    """An article, post or filing."""

    __tablename__ = "source"
    __table_args__: ClassVar[tuple[Index, ...]] = (_where("ix_source_undated", "slug", only="published IS NULL"),)

    slug: str = _slug(index=True)
    kind: str
    title: str
    title_is_ours: bool
    publisher: str | None
    url: str | None
    published: date | None
    form: str | None
    accession: str | None
    sha256: str | None
    note: str | None


_STANDING = ("company", "metric", "sort_period", "period_label")
"""By what the facts are found that may stand for a whole company."""


class FactRow(VersionedRow, table=True):
    """A fact, its quantity and period spread over columns.

    `sort_value` and `sort_period` are never null, so that every database sorts alike; every index
    ends with the id, which breaks ties and is the default order. Most facts are of no segment or initiative, so
    that the indexes of these leave the others out.
    """

    __tablename__ = "fact"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_fact_id", "id"),
        Index("ix_fact_company_id", "company", "id"),
        Index("ix_fact_company_metric_id", "company", "metric", "id"),
        _where("ix_fact_company_metric_sort_period", *_STANDING, only="segment IS NULL"),
        Index("ix_fact_metric_id", "metric", "id"),
        _where("ix_fact_segment_id", "segment", "id", only="segment IS NOT NULL"),
        _where("ix_fact_initiative_id", "initiative", "id", only="initiative IS NOT NULL"),
        Index("ix_fact_metric_sort_value_id", "metric", "sort_value", "id"),
        Index("ix_fact_metric_sort_period_id", "metric", "sort_period", "id"),
        Index("ix_fact_source_id", "source", "id"),
        Index("ix_fact_period_label_id", "period_label", "id"),
        Index("ix_fact_hedges_id", "hedges", "id"),
        Index("ix_fact_sort_period_id", "sort_period", "id"),
        Index("ix_fact_sort_value_id", "sort_value", "id"),
    )

    id: str = _slug()
    company: str = _slug()
    metric: str = _slug()
    segment: str | None = _slug(optional=True)
    initiative: str | None = _slug(optional=True)
    source: str = _slug()
    paragraph: int | None
    printed: str
    value: float | None = Field(sa_type=Float)
    low: float | None = Field(sa_type=Float)
    high: float | None = Field(sa_type=Float)
    unit: str
    hedges: str = _slug()
    kind: str
    nature: str
    attribution: str | None
    basis: str
    period_label: str = _slug()
    period_kind: str
    period_start: date | None
    period_end: date | None
    period_inferred: bool
    period_note: str | None
    reported_as: str | None
    note: str | None
    derivation: list[Any] | None = Field(sa_type=JSON(none_as_null=True))
    sort_period: str = _slug()
    sort_value: float = Field(sa_type=Float)


class StatementRow(VersionedRow, table=True):
    """A statement; the companies that it is about stand in StatementCompanyRow as well."""

    __tablename__ = "statement"

    id: str = _slug(index=True)
    source: str = _slug(index=True)
    paragraphs: list[Any] = Field(sa_type=JSON)
    companies: list[Any] = Field(sa_type=JSON)
    topic: str = _slug(index=True)
    nature: str = _slug(index=True)
    stance: str
    text: str = Field(sa_type=Text)


class StatementCompanyRow(SQLModel, table=True):
    """A company that a statement is about, to be filtered by."""

    __tablename__ = "statement_company"

    statement_pk: int = Field(sa_column_args=[ForeignKey("statement.pk")], primary_key=True)
    company: str = Field(sa_type=SLUG, primary_key=True, index=True)


class ClaimRow(VersionedRow, table=True):
    """A claim, its quantity and period spread over columns; all null where it states none."""

    __tablename__ = "claim"

    slug: str = _slug(index=True)
    source: str = _slug(index=True)
    paragraphs: list[Any] = Field(sa_type=JSON)
    text: str = Field(sa_type=Text)
    operation: str
    companies: list[Any] = Field(sa_type=JSON)
    metric: str
    segment: str | None
    printed: str | None
    than: str | None
    condition: str | None
    note: str | None
    value: float | None = Field(sa_type=Float)
    low: float | None = Field(sa_type=Float)
    high: float | None = Field(sa_type=Float)
    unit: str | None
    hedges: str | None
    period_label: str | None
    period_kind: str | None
    period_start: date | None
    period_end: date | None
    period_inferred: bool | None
    period_note: str | None


class ClaimCompanyRow(SQLModel, table=True):
    """A company that a claim is about, to be filtered by."""

    __tablename__ = "claim_company"

    claim_pk: int = Field(sa_column_args=[ForeignKey("claim.pk")], primary_key=True)
    company: str = Field(sa_type=SLUG, primary_key=True, index=True)


class DocumentRow(VersionedRow, table=True):
    """What a member of a collection is found by: its terms, with spaces between; `key` is its slug or id.

    They are searched by what each database has for that, and only its migration makes: in SQLite the table
    `document_terms`, which triggers keep, in PostgreSQL an index of that name.
    """

    __tablename__ = "document"
    __table_args__: ClassVar[tuple[Index, ...]] = (Index("ix_document_collection_key", "collection", "key"),)

    collection: str = Field(sa_type=SLUG)
    terms: str = Field(sa_type=Text)


def _index_revisions(*rows: Any) -> None:  # noqa: ANN401  ORM classes
    """List what a revision added or withdrew by key; few rows have an end, so that the index of ends is small."""
    for table in (row.__table__ for row in rows):
        Index(f"ix_{table.name}_added_key", table.c.added, table.c.key)
        _where(f"ix_{table.name}_withdrawn_key", table.c.withdrawn, table.c.key, only=f"withdrawn < {FOREVER}")


_index_revisions(CompanyRow, MetricRow, SegmentRow, InitiativeRow, SourceRow, FactRow, StatementRow, ClaimRow)
