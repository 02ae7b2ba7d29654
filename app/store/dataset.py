"""The dataset: its revisions, and how much each holds."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, and_, distinct, func, select
from sqlmodel import col

from app.store.mapping import TABLES
from app.store.snapshot import Snapshot
from app.store.tables import FactRow, RevisionRow, SourceRow, TallyRow


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
    return [Revision(**row) for row in rows.mappings()]


def count_nouns(snapshot: Snapshot) -> dict[str, int]:
    """Count the members of each collection."""
    return dict.fromkeys(TABLES, 0) | _counts(snapshot, "collection", None)


def count_facts_by(snapshot: Snapshot, column: str, names: list[str]) -> dict[str, int]:
    """Count the facts of each of some companies, metrics, segments, initiatives or sources."""
    return _counts(snapshot, column, col(TallyRow.name).in_(names))


def _counts(snapshot: Snapshot, kind: str, which: ColumnElement[bool] | None) -> dict[str, int]:
    holds = and_(col(TallyRow.added) <= snapshot.revision, col(TallyRow.withdrawn) > snapshot.revision)
    query = select(col(TallyRow.name), col(TallyRow.count)).where(col(TallyRow.kind) == kind, holds)
    rows = snapshot.connection.execute(query if which is None else query.where(which))
    return {name: count for name, count in rows}  # noqa: C416  rows are not pairs to mypy


def find_most_spoken_of(snapshot: Snapshot) -> tuple[str, list[str]] | None:
    """Return a metric that can compare two companies, and these: that which the most kinds of sources speak of."""
    whole = [snapshot.holds(FactRow), col(FactRow.segment).is_(None), col(FactRow.initiative).is_(None)]
    companies = func.count(distinct(col(FactRow.company)))
    kinds = func.count(distinct(col(SourceRow.kind)))
    stated = select(col(FactRow.metric)).join(SourceRow, col(SourceRow.slug) == col(FactRow.source))
    by_metric = stated.where(*whole, snapshot.holds(SourceRow)).group_by(col(FactRow.metric)).having(companies > 1)
    first = by_metric.order_by(kinds.desc(), func.count().desc(), col(FactRow.metric)).limit(1)
    metric = snapshot.connection.execute(first).scalar()
    if metric is None:
        return None
    owners = select(col(FactRow.company)).distinct().where(*whole, col(FactRow.metric) == metric)
    return metric, list(snapshot.connection.execute(owners.order_by(col(FactRow.company)).limit(2)).scalars())


def find_most_stated(snapshot: Snapshot) -> tuple[str, str] | None:
    """Return the company of which there are the most facts, and the metric that most of those about all of it state."""
    counts = _counts(snapshot, "company", None)
    if not counts:
        return None
    company = min(counts, key=lambda name: (-counts[name], name))
    whole = [snapshot.holds(FactRow), col(FactRow.segment).is_(None), col(FactRow.initiative).is_(None)]
    by_metric = select(col(FactRow.metric)).where(*whole, col(FactRow.company) == company).group_by(col(FactRow.metric))
    metric = snapshot.connection.execute(by_metric.order_by(func.count().desc(), col(FactRow.metric)).limit(1)).scalar()
    return None if metric is None else (company, metric)
