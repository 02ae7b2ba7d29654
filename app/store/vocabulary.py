"""The vocabulary: queries for companies, metrics, segments, initiatives, sources, statements and claims."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, and_, bindparam, select
from sqlmodel import col

from app.domain.catalogue import Claim, Company, Initiative, Metric, Segment, Source, Statement
from app.domain.errors import UnknownNameError
from app.store.damage import fetched
from app.store.mapping import FROM_ROW, TABLES, columns_of, gather
from app.store.prepared import REVISION, SOME_REVISION, Prepared, prepare
from app.store.snapshot import Snapshot, remembered
from app.store.tables import (
    ClaimCompanyRow,
    ClaimRow,
    CompanyNameRow,
    CompanyRow,
    InitiativePartnerRow,
    InitiativeRow,
    MetricRow,
    SegmentRow,
    StatementCompanyRow,
    StatementRow,
)

MOST_NAMES_SHOWN = 1000
"""Names that an error may offer; a longer list helps nobody and costs a query."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is wanted: at most `limit` members after the key `after`, None from the start."""

    after: str | None
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeFilter:
    """Which initiatives are wanted: those that are among the values of every filter given."""

    companies: Sequence[str] = ()
    kinds: Sequence[str] = ()
    approaches: Sequence[str] = ()
    partners: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which statements are wanted: those that are among the values of every filter given."""

    companies: Sequence[str] = ()
    topics: Sequence[str] = ()
    natures: Sequence[str] = ()
    sources: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """Which claims are wanted: those that are among the values of every filter given."""

    companies: Sequence[str] = ()
    metrics: Sequence[str] = ()
    operations: Sequence[str] = ()
    sources: Sequence[str] = ()


EVERYTHING = Slice(None, 10_000)
"""All of a vocabulary that one answer needs whole, with a bound that none of ours comes near."""


@remembered
def get_company(snapshot: Snapshot, name: str) -> Company:
    """Return the company that answers to a slug, ticker or CIK, in any case. Raises UnknownNameError."""
    asked = name.lstrip("0") if name.isascii() and name.isdigit() else name.lower()
    query = _company_called(snapshot.connection.dialect)
    found = query.read(snapshot.connection, {"called": asked, REVISION: snapshot.revision})
    if not found:
        names = select(col(CompanyNameRow.name)).join(CompanyRow).where(snapshot.holds(CompanyRow))
        known = snapshot.connection.execute(names.order_by(col(CompanyNameRow.name)).limit(MOST_NAMES_SHOWN))
        raise UnknownNameError("company", name, _slugs(snapshot, "companies"), tuple(known.scalars()))
    return gather(Company, found[0])


@remembered
def get_metric(snapshot: Snapshot, slug: str) -> Metric:
    """Return a metric. Raises UnknownNameError."""
    metric: Metric = _get(snapshot, "metrics", "metric", slug)
    return metric


@remembered
def get_segment(snapshot: Snapshot, slug: str) -> Segment:
    """Return a segment. Raises UnknownNameError."""
    segment: Segment = _get(snapshot, "segments", "segment", slug)
    return segment


@remembered
def get_initiative(snapshot: Snapshot, slug: str) -> Initiative:
    """Return an initiative. Raises UnknownNameError."""
    initiative: Initiative = _get(snapshot, "initiatives", "initiative", slug)
    return initiative


@remembered
def get_source(snapshot: Snapshot, slug: str) -> Source:
    """Return a source. Raises UnknownNameError."""
    source: Source = _get(snapshot, "sources", "source", slug)
    return source


def find_companies(snapshot: Snapshot, part: Slice) -> list[Company]:
    """List companies by slug."""
    return _find(snapshot, "companies", (), part)


def find_metrics(snapshot: Snapshot, part: Slice) -> list[Metric]:
    """List metrics by slug."""
    return _find(snapshot, "metrics", (), part)


@remembered
def find_shares_of(snapshot: Snapshot, metric: str) -> list[Metric]:
    """List the metrics that state a share of a metric, by slug."""
    return _find(snapshot, "metrics", [col(MetricRow.of) == metric], EVERYTHING)


def find_sources(snapshot: Snapshot, part: Slice) -> list[Source]:
    """List sources by slug."""
    return _find(snapshot, "sources", (), part)


@remembered
def find_segments(
    snapshot: Snapshot, part: Slice, *, companies: tuple[str, ...] = (), lines: tuple[str, ...] = ()
) -> list[Segment]:
    """List segments by slug, of some companies and lines of business, or of all."""
    wanted = [*_among(SegmentRow.company, companies), *_among(SegmentRow.line, lines)]
    return _find(snapshot, "segments", wanted, part)


def find_named(snapshot: Snapshot, collection: str, names: Sequence[str]) -> list[Any]:
    """List the members of a collection that have some slugs or, of statements, ids."""
    if not names:
        return []
    table: Any = TABLES[collection]
    return _find(
        snapshot, collection, _among(table.id if collection == "statements" else table.slug, names), EVERYTHING
    )


def find_initiatives(snapshot: Snapshot, part: Slice, wanted: InitiativeFilter | None = None) -> list[Initiative]:
    """List initiatives by slug."""
    wanted = wanted or InitiativeFilter()
    conditions = [
        *_among(InitiativeRow.company, wanted.companies),
        *_among(InitiativeRow.kind, wanted.kinds),
        *_among(InitiativeRow.approach, wanted.approaches),
    ]
    if wanted.partners:
        is_partner = col(InitiativePartnerRow.company).in_(wanted.partners)
        link = select(col(InitiativePartnerRow.initiative_pk)).where(is_partner)
        conditions.append(col(InitiativeRow.pk).in_(link))
    return _find(snapshot, "initiatives", conditions, part)


def find_statements(snapshot: Snapshot, part: Slice, wanted: StatementFilter | None = None) -> list[Statement]:
    """List statements by id."""
    wanted = wanted or StatementFilter()
    conditions = [
        *_among(StatementRow.topic, wanted.topics),
        *_among(StatementRow.nature, wanted.natures),
        *_among(StatementRow.source, wanted.sources),
    ]
    if wanted.companies:
        is_about = col(StatementCompanyRow.company).in_(wanted.companies)
        link = select(col(StatementCompanyRow.statement_pk)).where(is_about)
        conditions.append(col(StatementRow.pk).in_(link))
    return _find(snapshot, "statements", conditions, part)


def get_claim(snapshot: Snapshot, slug: str) -> Claim:
    """Return a claim. Raises UnknownNameError."""
    claim: Claim = _get(snapshot, "claims", "claim", slug)
    return claim


def find_claims(snapshot: Snapshot, part: Slice, wanted: ClaimFilter | None = None) -> list[Claim]:
    """List claims by slug."""
    wanted = wanted or ClaimFilter()
    conditions = [
        *_among(ClaimRow.metric, wanted.metrics),
        *_among(ClaimRow.operation, wanted.operations),
        *_among(ClaimRow.source, wanted.sources),
    ]
    if wanted.companies:
        is_about = col(ClaimCompanyRow.company).in_(wanted.companies)
        link = select(col(ClaimCompanyRow.claim_pk)).where(is_about)
        conditions.append(col(ClaimRow.pk).in_(link))
    return _find(snapshot, "claims", conditions, part)


@cache
def _company_called(dialect: Dialect) -> Prepared:
    bears_it = select(col(CompanyNameRow.company_pk)).where(col(CompanyNameRow.name) == bindparam("called"))
    query = select(*columns_of(Company, CompanyRow)).where(
        SOME_REVISION.holds(CompanyRow), col(CompanyRow.pk).in_(bears_it)
    )
    return prepare(query, dialect, ("called",))


def _get(snapshot: Snapshot, collection: str, noun: str, slug: str) -> Any:  # noqa: ANN401  any noun
    table: Any = TABLES[collection]
    query = snapshot.select(table).where(col(table.slug) == slug)
    rows = fetched(snapshot.connection.execute(query), table.__tablename__)
    if not rows:
        raise UnknownNameError(noun, slug, _slugs(snapshot, collection))
    return FROM_ROW[collection](rows[0])


def _find(snapshot: Snapshot, collection: str, wanted: Iterable[ColumnElement[bool]], part: Slice) -> list[Any]:
    """List a slice of a collection in the order of its key, and one member more if there is one."""
    table: Any = TABLES[collection]
    key = col(table.id if collection == "statements" else table.slug)
    query = snapshot.select(table).where(*wanted)
    if part.after is not None:
        query = query.where(key > part.after)
    found = snapshot.connection.execute(query.order_by(key).limit(part.limit + 1))
    return [FROM_ROW[collection](row) for row in fetched(found, table.__tablename__)]


def _among(column: Any, values: Sequence[str]) -> list[ColumnElement[bool]]:  # noqa: ANN401  an ORM attribute
    return [and_(col(column).in_(values))] if values else []


def _slugs(snapshot: Snapshot, collection: str) -> tuple[str, ...]:
    table: Any = TABLES[collection]
    query = select(col(table.slug)).where(snapshot.holds(table)).order_by(col(table.slug)).limit(MOST_NAMES_SHOWN)
    return tuple(snapshot.connection.execute(query).scalars())
