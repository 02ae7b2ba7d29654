"""The dataset: its revisions, and how much each holds."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from app.store.damage import fetched
from app.store.mapping import TABLES
from app.store.snapshot import Snapshot, remembered
from app.store.spreading import BEFORE_ALL
from app.store.tables import (
    FactRow,
    RevisionRow,
    SourceRow,
    TallyRow,
)

MOST_TRIED = 20
"""Metrics and companies among which something to begin with is looked for."""

Spoken = dict[tuple[str, str], int]
"""Facts by the company that they are about and the kind of source that states them."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of the dataset: when it was made, and what it added, withdrew and replaced."""

    number: int
    created: datetime
    added: int
    withdrawn: int
    replaced: int


def get_revision(snapshot: Snapshot) -> Revision:
    """Return the revision that the snapshot holds."""
    return find_revisions(snapshot, after=snapshot.revision + 1, limit=1)[0]


def find_revisions(snapshot: Snapshot, *, after: int | None, limit: int) -> list[Revision]:
    """List revisions from the newest back, from below the number `after`; one more than `limit` if there are."""
    before = snapshot.revision + 1 if after is None else min(after, snapshot.revision + 1)
    columns = [col(getattr(RevisionRow, field.name)) for field in fields(Revision)]
    query = select(*columns).where(col(RevisionRow.number) < before)
    rows = snapshot.connection.execute(query.order_by(col(RevisionRow.number).desc()).limit(limit + 1))
    return [Revision(**row) for row in fetched(rows, "revision")]


def count_nouns(snapshot: Snapshot) -> dict[str, int]:
    """Count the members of each collection."""
    return dict.fromkeys(TABLES, 0) | _counts(snapshot, "collection", None)


def count_facts_by(snapshot: Snapshot, column: str, names: list[str]) -> dict[str, int]:
    """Count the facts of each of some companies, metrics, segments, initiatives or sources."""
    return _counts(snapshot, column, col(TallyRow.name).in_(names))


def _counts(snapshot: Snapshot, kind: str, which: ColumnElement[bool] | None) -> dict[str, int]:
    query = select(col(TallyRow.name), col(TallyRow.count)).where(col(TallyRow.kind) == kind, _counted_in(snapshot))
    rows = snapshot.connection.execute(query if which is None else query.where(which))
    return {name: count for name, count in rows}  # noqa: C416  rows are not pairs to mypy


def _counted_in(snapshot: Snapshot) -> ColumnElement[bool]:
    return and_(col(TallyRow.added) <= snapshot.revision, col(TallyRow.withdrawn) > snapshot.revision)


def find_span(snapshot: Snapshot) -> tuple[date, date] | None:
    """Return from when to when facts are: the first day of the periods that end first, and the last of all.

    Facts stand by the ends of their periods in an index; to look for one that begins earlier, all had to be read.
    """
    dated = snapshot.select(FactRow).where(col(FactRow.sort_period) > BEFORE_ALL)
    ends = dated.with_only_columns(col(FactRow.period_end))
    first = snapshot.connection.execute(ends.order_by(col(FactRow.sort_period)).limit(1)).scalar()
    last = snapshot.connection.execute(ends.order_by(col(FactRow.sort_period).desc()).limit(1)).scalar()
    if first is None or last is None:
        return None
    starts = dated.with_only_columns(func.min(col(FactRow.period_start)))
    begun = snapshot.connection.execute(starts.where(col(FactRow.sort_period) == first.isoformat())).scalar()
    return begun or first, last


@remembered
def find_most_spoken_of(snapshot: Snapshot) -> tuple[str, list[str]] | None:
    """Return a metric that can compare two companies, and these: that which the most kinds of sources speak of.

    Only MOST_TRIED metrics and companies are tried, those that have the most facts by the counts that are kept: to go
    through all facts takes the longer the more there are.
    """
    companies = _most_counted(snapshot, "company")
    found = [(metric, _spoken_of(snapshot, metric, companies)) for metric in _most_counted(snapshot, "metric")]
    shared = [(metric, spoken) for metric, spoken in found if len({company for company, _ in spoken}) > 1]
    if not shared:
        return None

    def order(one: tuple[str, Spoken]) -> tuple[int, int, str]:
        return -len({kind for _, kind in one[1]}), -sum(one[1].values()), one[0]

    metric, spoken = min(shared, key=order)
    speaking = {company for company, _ in spoken}
    return metric, sorted([company for company in companies if company in speaking][:2])


def find_most_stated(snapshot: Snapshot) -> tuple[str, str] | None:
    """Return the company of which there are the most facts, and the metric that most of those about all of it state."""
    companies = _most_counted(snapshot, "company")
    if not companies:
        return None
    company = companies[0]
    whole = [snapshot.holds(FactRow), col(FactRow.segment).is_(None), col(FactRow.initiative).is_(None)]
    by_metric = select(col(FactRow.metric)).where(*whole, col(FactRow.company) == company).group_by(col(FactRow.metric))
    metric = snapshot.connection.execute(by_metric.order_by(func.count().desc(), col(FactRow.metric)).limit(1)).scalar()
    return None if metric is None else (company, metric)


def _most_counted(snapshot: Snapshot, kind: str) -> list[str]:
    query = select(col(TallyRow.name)).where(col(TallyRow.kind) == kind, _counted_in(snapshot))
    most = query.order_by(col(TallyRow.count).desc(), col(TallyRow.name)).limit(MOST_TRIED)
    return list(snapshot.connection.execute(most).scalars())


def _spoken_of(snapshot: Snapshot, metric: str, companies: list[str]) -> Spoken:
    """Count the facts on a metric about some whole companies, by company and by the kind of source that states them."""
    whole = (snapshot.holds(FactRow), col(FactRow.segment).is_(None), col(FactRow.initiative).is_(None))
    asked = (col(FactRow.company).in_(companies), col(FactRow.metric) == metric)
    by = (col(FactRow.company), col(SourceRow.kind))
    stated = select(*by, func.count()).join_from(FactRow, SourceRow, col(SourceRow.slug) == col(FactRow.source))
    rows = snapshot.connection.execute(stated.where(*asked, *whole, snapshot.holds(SourceRow)).group_by(*by))
    return {(company, kind): count for company, kind, count in rows}
