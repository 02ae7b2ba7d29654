"""Periods: the few facts of one, or of some, that may stand for a company, found without reading all that are known."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, bindparam, func, or_, select
from sqlmodel import col

from app.domain.catalogue import Fact, Metric
from app.domain.material import Material
from app.domain.period import Frequency
from app.domain.series import has_step, is_off_calendar
from app.domain.standing import LATEST, Mention, facts_in_period, usual_kind, year_of_frame
from app.domain.window import Window
from app.store.facts import find_sources_of
from app.store.mapping import BEFORE_ALL, GATHERED, columns_of_facts, gather_fact, gather_period
from app.store.prepared import REVISION, SOME_REVISION, Prepared, prepare, prepare_rows, rows_named
from app.store.snapshot import Snapshot, remembered
from app.store.tables import FactRow

Asked = Mapping[str, object]
"""The company, the metric and the revision that are asked."""

Condition = ColumnElement[bool]

_ACTUAL = (col(FactRow.initiative).is_(None), col(FactRow.nature) == "actual")

MENTIONED = ("source", "initiative", "nature", "period_label", "period_kind", "period_start", "period_end")
"""The columns that a Mention is made of, in its order."""


@remembered
def find_material_in(
    snapshot: Snapshot, company: str, metric: Metric, source: str | None, label: str
) -> Material | None:
    """Gather what may stand for a whole company in the period that a label asks for, of one source or of all.

    None where nothing does. All facts on the same number are there, whatever their source: they end on the same day.
    """
    asked = {"company": company, "metric": metric.slug, REVISION: snapshot.revision}
    ending = _newest_usual(snapshot, asked, metric, source) if label == LATEST.label else None
    if ending is None:
        mentions = _mentions_in(snapshot, asked, label)
        in_period = facts_in_period((each for each in mentions if source in (None, each.source)), metric, label)
        if not in_period:
            return None
        end = in_period[0].period.end
        ending = end.isoformat() if end else BEFORE_ALL
    found = _facts_ending(snapshot.connection.dialect).read(snapshot.connection, {**asked, "ending": ending})
    facts = tuple(map(gather_fact, found))
    return Material(facts, find_sources_of(snapshot, facts))


def find_material_over(  # noqa: PLR0913  the parts of one question
    snapshot: Snapshot,
    company: str,
    metric: Metric,
    *,
    source: str | None,
    frequency: Frequency,
    shown: Window,
    drawn: Window,
) -> Material | None:
    """Gather what may stand for a whole company in its years or quarters, of one source or of all.

    None where no period in the window `shown` has a figure; of those that have one, all in `drawn` are there.
    """
    dialect = snapshot.connection.dialect
    asked = {"company": company, "metric": metric.slug, REVISION: snapshot.revision}
    rows = _figures(dialect, frequency).read(snapshot.connection, asked)
    mentions = [(pk, _mention(row)) for pk, *row in rows if source in (None, row[0])]
    steps = [(pk, each.period) for pk, each in mentions if has_step(each, frequency)]
    if not any(shown.holds(period) for _, period in steps):
        return None
    beside = [pk for pk, each in mentions if is_off_calendar(each) and shown.holds(each.period)]
    keys = [("fact", pk) for pk in (*(pk for pk, period in steps if drawn.holds(period)), *beside)]

    def read(missing: Sequence[tuple[str, int]]) -> list[Fact]:
        named = rows_named([pk for _, pk in missing])
        found = _facts_of_rows(dialect, len(named)).read(snapshot.connection, named)
        facts = {pk: gather_fact(row) for pk, *row in found}
        return [facts[pk] for _, pk in missing]

    found = read(keys) if snapshot.memory is None else snapshot.memory.recall_all(keys, read)
    facts = tuple(sorted(found, key=lambda fact: fact.id))
    return Material(facts, find_sources_of(snapshot, facts))


def _newest_usual(snapshot: Snapshot, asked: Asked, metric: Metric, source: str | None) -> str | None:
    """Return the end of the newest period of the kind that a metric is usually given for, None where there is none.

    What `latest` looks for first, found where the facts are; all else is looked for among mentions.
    """
    named = {**asked, "kind": usual_kind(metric)} | ({"source": source} if source else {})
    newest = _newest(snapshot.connection.dialect, of_source=source is not None)
    end: str | None = newest.read(snapshot.connection, named)[0][0]
    return end


def _mentions_in(snapshot: Snapshot, asked: Asked, label: str) -> list[Mention]:
    """List what may lie in the period that a label asks for, no more of each than it takes to choose a period."""
    dialect, year = snapshot.connection.dialect, year_of_frame(label)
    if label == LATEST.label:
        rows = _mentions(dialect).read(snapshot.connection, asked)
    elif year is None:
        rows = _mentions_labelled(dialect).read(snapshot.connection, {**asked, "label": label})
    else:
        ends = {"first_end": f"{year}-01-01", "last_end": f"{year + 1}-12-31"}
        rows = _mentions_ending(dialect).read(snapshot.connection, {**asked, **ends})
    return [_mention(row) for row in rows]


def _mention(row: Sequence[Any]) -> Mention:
    return Mention(row[0], row[1], row[2], gather_period(*row[3:]))


def _prepare(
    dialect: Dialect, columns: Sequence[ColumnElement[Any]], names: Sequence[str] = (), *only: Condition
) -> Prepared:
    """Spell a query for what is known of a whole company on a metric."""
    of_a_company = (
        col(FactRow.company) == bindparam("company"),
        col(FactRow.metric) == bindparam("metric"),
        col(FactRow.segment).is_(None),
    )
    query = select(*columns).where(SOME_REVISION.holds(FactRow), *of_a_company, *only)
    return prepare(query, dialect, ("company", "metric", *names))


@cache
def _mentions(dialect: Dialect) -> Prepared:
    return _prepare(dialect, columns_of_facts(MENTIONED))


@cache
def _mentions_labelled(dialect: Dialect) -> Prepared:
    return _prepare(dialect, columns_of_facts(MENTIONED), ("label",), col(FactRow.period_label) == bindparam("label"))


@cache
def _mentions_ending(dialect: Dialect) -> Prepared:
    ends = (col(FactRow.sort_period) >= bindparam("first_end"), col(FactRow.sort_period) <= bindparam("last_end"))
    return _prepare(dialect, columns_of_facts(MENTIONED), ("first_end", "last_end"), *ends)


@cache
def _newest(dialect: Dialect, *, of_source: bool) -> Prepared:
    from_it = [col(FactRow.source) == bindparam("source")] if of_source else []
    usual = (*_ACTUAL, col(FactRow.period_kind) == bindparam("kind"), *from_it)
    names = ("kind", "source") if of_source else ("kind",)
    return _prepare(dialect, [func.max(col(FactRow.sort_period))], names, *usual)


@cache
def _facts_ending(dialect: Dialect) -> Prepared:
    return _prepare(dialect, columns_of_facts(), ("ending",), col(FactRow.sort_period) == bindparam("ending"))


@cache
def _figures(dialect: Dialect, frequency: Frequency) -> Prepared:
    """Ask for actual figures; years have labels without a quarter, and moments may be the end of either."""
    is_quarter = col(FactRow.period_label).like("%-Q_")
    steps = is_quarter if frequency == "quarter" else ~is_quarter
    alike = or_(steps, col(FactRow.period_kind) == "instant")
    return _prepare(dialect, columns_of_facts(("pk", *MENTIONED)), (), *_ACTUAL, alike)


@cache
def _facts_of_rows(dialect: Dialect, count: int) -> Prepared:
    return prepare_rows(columns_of_facts(("pk", *GATHERED)), FactRow, dialect, count)
