"""Facts: the queries that find them."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Dialect, RowMapping, Select, and_, bindparam, func, or_, select
from sqlmodel import col

from app.domain.catalogue import Fact, Source
from app.domain.errors import UnknownNameError
from app.domain.hedge import HEDGES_READ
from app.domain.material import JoinedMaterial, Material
from app.store.mapping import columns_of, columns_of_facts, gather, gather_fact
from app.store.paging import Key, by_id, read_downwards, upwards
from app.store.prepared import REVISION, SOME_REVISION, Prepared, prepare
from app.store.snapshot import Snapshot, remembered
from app.store.tables import FactRow, SourceRow

MOST_QUERIES = 20
"""Values of one filter whose facts are merged; those of more are sorted."""

MOST_IDS = 100
"""Facts that are looked through by their figure."""

SORT_COLUMNS = {"id": "id", "company": "company", "metric": "metric", "period": "sort_period", "value": "sort_value"}
"""What facts may be sorted by; none of the columns is ever null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFilter:
    """Which facts are wanted: those that are among the values of every filter given.

    `value_min` and `value_max` keep facts whose range meets that interval; an end not given is open. `as_of` keeps
    the facts of sources that were published by that day, and none of those whose day is not known.
    """

    companies: Sequence[str] = ()
    metrics: Sequence[str] = ()
    segments: Sequence[str] = ()
    initiatives: Sequence[str] = ()
    sources: Sequence[str] = ()
    periods: Sequence[str] = ()
    hedges: Sequence[str] = ()
    value_min: float | None = None
    value_max: float | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What facts are sorted by: a key of SORT_COLUMNS, ties by id."""

    by: str = "id"
    descending: bool = False

    @property
    def column(self) -> Any:  # noqa: ANN401  an ORM attribute
        """The column that it sorts by."""
        return col(getattr(FactRow, SORT_COLUMNS[self.by]))


def read_page_down(  # noqa: PLR0913  the parts of one question
    snapshot: Snapshot, query: Select[Any], wanted: FactFilter, order: Order, *, after: Key | None, most: int
) -> Sequence[RowMapping]:
    """Read a page of at most so many rows downwards by what is sorted by, which takes more than one query.

    `query` selects the columns, that which is sorted by and the id among them, of the rows of the revision.
    """
    wanted_rows = query.where(*_conditions(snapshot, wanted))
    return read_downwards(snapshot.connection, wanted_rows, order.column, after, most)


def page_query(  # noqa: PLR0913  likewise
    snapshot: Snapshot, query: Select[Any], wanted: FactFilter, order: Order, *, after: Key | None, most: int
) -> Select[Any] | CompoundSelect[Any]:
    """Narrow a query to a page of at most so many rows, upwards, or in either direction by id."""
    if order.by == "id":
        return by_id(_queries(snapshot, query, wanted), after, most, descending=order.descending)
    return upwards(query.where(*_conditions(snapshot, wanted)), order.column, after, most)


def select_facts(snapshot: Snapshot, wanted: FactFilter) -> Select[Any]:
    """Return the query for the facts that are wanted, in no order."""
    return snapshot.select(FactRow).where(*_conditions(snapshot, wanted))


def count_undated(snapshot: Snapshot, wanted: FactFilter) -> dict[str, int]:
    """Count by source the facts that are wanted, but of which nobody knows when they were published."""
    at_any_time = replace(wanted, as_of=None)
    undated = col(FactRow.source).in_(_published(snapshot, col(SourceRow.published).is_(None)))
    query = select(col(FactRow.source), func.count()).where(
        snapshot.holds(FactRow), *_conditions(snapshot, at_any_time), undated
    )
    rows = snapshot.connection.execute(query.group_by(col(FactRow.source)).order_by(col(FactRow.source)))
    return {source: count for source, count in rows}  # noqa: C416  rows are not pairs to mypy


def find_facts_about(snapshot: Snapshot, companies: Sequence[str], metrics: Collection[str] = ()) -> list[Fact]:
    """List all facts about some companies, of some metrics or of all, by id: what answers are computed from."""
    wanted = FactFilter(companies=companies, metrics=sorted(metrics))
    return _all_facts(snapshot, *_conditions(snapshot, wanted))


def find_material(snapshot: Snapshot, companies: Iterable[str], metrics: frozenset[str]) -> Material:
    """Gather all that may answer questions about some metrics of some companies."""
    return JoinedMaterial({company: find_material_of(snapshot, company, metrics) for company in companies})


@remembered
def find_material_of(snapshot: Snapshot, company: str, metrics: frozenset[str]) -> Material:
    """Gather all that may answer questions about some metrics of a company."""
    facts = find_facts_about(snapshot, [company], metrics)
    return Material(tuple(facts), find_sources_of(snapshot, facts))


def find_facts_named(snapshot: Snapshot, ids: Collection[str]) -> list[Fact]:
    """List the facts that have some ids, by id."""
    return _all_facts(snapshot, col(FactRow.id).in_(ids))


def find_ids_between(snapshot: Snapshot, wanted: FactFilter, ends: tuple[float, float], unit: str | None) -> list[str]:
    """List the ids of facts whose figure lies between two ends, in a unit or in any; MOST_IDS, from the closed end.

    An end that is open is infinite. What is sorted otherwise would have to be read whole.
    """
    value, fact_id = col(FactRow.sort_value), col(FactRow.id)
    order = (value.desc(), fact_id.desc()) if ends[0] == -math.inf else (value, fact_id)
    conditions = [*_conditions(snapshot, wanted), value.between(*ends)]
    if unit:
        conditions.append(col(FactRow.unit) == unit)
    query = select(fact_id).where(snapshot.holds(FactRow), *conditions).order_by(*order).limit(MOST_IDS)
    return list(snapshot.connection.execute(query).scalars())


def find_facts_of_sources(snapshot: Snapshot, sources: Collection[str]) -> list[Fact]:
    """List all facts of some sources, by id."""
    return _all_facts(snapshot, col(FactRow.source).in_(sources))


def find_facts_of_initiatives(snapshot: Snapshot, initiatives: Sequence[str]) -> list[Fact]:
    """List all facts stated about some initiatives, by id."""
    return _all_facts(snapshot, col(FactRow.initiative).in_(initiatives))


def _all_facts(snapshot: Snapshot, *conditions: ColumnElement[bool]) -> list[Fact]:
    """Read many facts, by id; sorted here, since an index that sorts them would have to be read whole."""
    rows = snapshot.connection.execute(select(*columns_of_facts()).where(snapshot.holds(FactRow), *conditions))
    return sorted(map(gather_fact, rows.all()), key=lambda fact: fact.id)


def get_fact(snapshot: Snapshot, fact_id: str) -> Fact:
    """Return a fact. Raises UnknownNameError."""
    found = _fact_of(snapshot.connection.dialect).read(
        snapshot.connection, {"id": fact_id, REVISION: snapshot.revision}
    )
    if not found:
        same_length = func.length(col(FactRow.id)) == len(fact_id)
        alike = and_(same_length, col(FactRow.id).startswith(_stem(fact_id).lower(), autoescape=True))
        near = select(col(FactRow.id)).where(snapshot.holds(FactRow), alike)
        known = snapshot.connection.execute(near.order_by(col(FactRow.id)).limit(20)).scalars()
        raise UnknownNameError("fact", fact_id, tuple(known))
    return gather_fact(found[0])


def find_sources_of(snapshot: Snapshot, facts: Sequence[Fact]) -> Mapping[str, Source]:
    """Return the source of each fact, by slug."""

    def read(asked: Sequence[tuple[str, int, str]]) -> list[Source]:
        named = {f"slug_{number}": slug for number, (*_, slug) in enumerate(asked)}
        query = _sources_named(snapshot.connection.dialect, len(named))
        rows = query.read(snapshot.connection, {**named, REVISION: snapshot.revision})
        found = {source.slug: source for source in (gather(Source, row) for row in rows)}
        return [found[slug] for slug in named.values()]

    asked = [("source", snapshot.revision, slug) for slug in sorted({fact.source for fact in facts})]
    sources = read(asked) if snapshot.memory is None else snapshot.memory.recall_all(asked, read)
    return {source.slug: source for source in sources}


@cache
def _fact_of(dialect: Dialect) -> Prepared:
    query = select(*columns_of_facts()).where(SOME_REVISION.holds(FactRow), col(FactRow.id) == bindparam("id"))
    return prepare(query, dialect, ("id",))


@lru_cache(maxsize=1000)
def _sources_named(dialect: Dialect, count: int) -> Prepared:
    names = [f"slug_{number}" for number in range(count)]
    among = col(SourceRow.slug).in_([bindparam(name) for name in names])
    sources = select(*columns_of(Source, SourceRow)).where(SOME_REVISION.holds(SourceRow), among)
    return prepare(sources, dialect, names)


def _published(snapshot: Snapshot, when: ColumnElement[bool]) -> Select[Any]:
    return select(col(SourceRow.slug)).where(snapshot.holds(SourceRow), when)


def _queries(snapshot: Snapshot, query: Select[Any], wanted: FactFilter) -> list[Select[Any]]:
    """Narrow a query to queries that together find what is wanted, each thing once.

    They are one for each value of the filter that tends to leave the least: the facts of one value are in the order
    of ids in an index, and those of several are not.
    """
    query = query.where(*_limits(snapshot, wanted))
    filters = _filters(wanted)
    if not filters:
        return [query]
    column, values = filters[0]
    query = query.where(*(other.in_(among) for other, among in filters[1:]))
    if not 1 < len(values) <= MOST_QUERIES:
        return [query.where(column.in_(values))]
    return [query.where(column == value) for value in values]


def _conditions(snapshot: Snapshot, wanted: FactFilter) -> list[ColumnElement[bool]]:
    return [*(column.in_(values) for column, values in _filters(wanted)), *_limits(snapshot, wanted)]


def _filters(wanted: FactFilter) -> list[tuple[Any, list[str]]]:
    """List the columns of which only some values are wanted, from those that tend to leave the least."""
    read = [" ".join(each) for each in HEDGES_READ if set(each) & set(wanted.hedges)]
    filters: tuple[tuple[Any, Sequence[str], Sequence[str]], ...] = (
        (FactRow.source, wanted.sources, wanted.sources),
        (FactRow.segment, wanted.segments, wanted.segments),
        (FactRow.initiative, wanted.initiatives, wanted.initiatives),
        (FactRow.company, wanted.companies, wanted.companies),
        (FactRow.period_label, wanted.periods, wanted.periods),
        (FactRow.metric, wanted.metrics, wanted.metrics),
        (FactRow.hedges, wanted.hedges, read),
    )
    return [(col(column), list(dict.fromkeys(values))) for column, given, values in filters if given]


def _limits(snapshot: Snapshot, wanted: FactFilter) -> list[ColumnElement[bool]]:
    """List the conditions that no index answers: the day as of which, and the range of values."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.as_of is not None:
        of_it = _published(snapshot, col(SourceRow.published) <= wanted.as_of).where(
            col(SourceRow.slug) == col(FactRow.source)
        )
        conditions.append(of_it.exists())  # looked up fact by fact: a page has few, and there are many sources
    if wanted.value_min is not None:
        conditions.append(or_(col(FactRow.high).is_(None), col(FactRow.high) >= wanted.value_min))
    if wanted.value_max is not None:
        conditions.append(or_(col(FactRow.low).is_(None), col(FactRow.low) <= wanted.value_max))
    return conditions


def _stem(fact_id: str) -> str:
    """What comes before the digest in an id: facts that say the same thing otherwise share it."""
    return fact_id.rpartition("-")[0] or fact_id
