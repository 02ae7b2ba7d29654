"""Periods: the few facts of one, or of some, that may stand for a company, found without reading all that are known."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Dialect, bindparam, func, or_, select
from sqlmodel import col

from app.domain.catalogue import Fact, Metric, Source
from app.domain.material import Material
from app.domain.period import Frequency
from app.domain.series import has_step, is_off_calendar
from app.domain.standing import LATEST, Mention, Mentioned, facts_in_period, usual_kind, year_of_frame
from app.domain.window import Window
from app.store.facts import find_sources_of
from app.store.mapping import GATHERED, columns_of, columns_of_facts, gather, gather_fact, gather_period
from app.store.prepared import REVISION, SOME_REVISION, Prepared, prepare, prepare_rows, rows_named
from app.store.snapshot import Snapshot, remembered
from app.store.spreading import BEFORE_ALL
from app.store.tables import FactRow, SourceRow

Asked = Mapping[str, object]
"""The company, the metric and the revision that are asked."""

Condition = ColumnElement[bool]
MentionT = TypeVar("MentionT", Fact, Mention)

_OTHER: Any = FactRow.__table__.alias("other").c  # type: ignore[attr-defined]
"""The columns of facts beside those that are looked for. None of an entity's alias: that finds its columns when they
are first asked for, and two threads that ask at once may be given those of the table itself."""

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
    connection = snapshot.connection
    asked = {"company": company, "metric": metric.slug, REVISION: snapshot.revision}
    if label == LATEST.label:
        usual = {"kind": usual_kind(metric), **({} if source is None else {"source": source})}
        newest = _gather(
            _stated_newest(connection.dialect, of_source=source is not None).read(connection, asked | usual)
        )
        if newest.facts:
            return newest
    elif year_of_frame(label) is None:
        labelled = _gather(_stated_labelled(connection.dialect).read(connection, asked | {"label": label}))
        end = _end_of_period(labelled.facts, metric, source, label)
        facts = tuple(fact for fact in labelled.facts if _end(fact) == end)
        return Material(facts, labelled.sources) if facts else None
    end = _end_of_period(_mentions_in(snapshot, asked, label), metric, source, label)
    if end is None:
        return None
    return _gather(_stated_ending(connection.dialect).read(connection, asked | {"ending": end}))


def _end_of_period(mentions: Iterable[MentionT], metric: Metric, source: str | None, label: str) -> str | None:
    """Return the day on which the period asked for ends, as facts are sorted by it; None where nothing lies in it."""
    in_period = facts_in_period((each for each in mentions if source in (None, each.source)), metric, label)
    return _end(in_period[0]) if in_period else None


def _end(mention: Mentioned) -> str:
    end = mention.period.end
    return end.isoformat() if end else BEFORE_ALL


def _gather(rows: Iterable[Sequence[Any]]) -> Material:
    """Gather facts from rows that hold each with its source."""
    width = len(GATHERED)
    stated = [(gather_fact(row[:width]), gather(Source, row[width:])) for row in rows]
    return Material(tuple(fact for fact, _ in stated), {source.slug: source for _, source in stated})


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


def _mentions_in(snapshot: Snapshot, asked: Asked, label: str) -> list[Mention]:
    """List what may lie in a frame or be the latest, no more of each than it takes to choose a period."""
    dialect, year = snapshot.connection.dialect, year_of_frame(label)
    if year is None:
        rows = _mentions(dialect).read(snapshot.connection, asked)
    else:
        ends = {"first_end": f"{year}-01-01", "last_end": f"{year + 1}-12-31"}
        rows = _mentions_ending(dialect).read(snapshot.connection, {**asked, **ends})
    return [_mention(row) for row in rows]


def _mention(row: Sequence[Any]) -> Mention:
    return Mention(row[0], row[1], row[2], gather_period(*row[3:]))


def _known(fact: Any) -> list[Condition]:  # noqa: ANN401  FactRow or the columns of an alias
    """List the conditions that a fact is about a whole company and a metric, and known in the revision."""
    about = (fact.company == bindparam("company"), fact.metric == bindparam("metric"), fact.segment.is_(None))
    return [SOME_REVISION.holds(fact), *about]


def _prepare(
    dialect: Dialect, columns: Sequence[ColumnElement[Any]], names: Sequence[str] = (), *only: Condition
) -> Prepared:
    query = select(*columns).where(*_known(FactRow), *only)
    return prepare(query, dialect, ("company", "metric", *names))


@cache
def _mentions(dialect: Dialect) -> Prepared:
    return _prepare(dialect, columns_of_facts(MENTIONED))


@cache
def _mentions_ending(dialect: Dialect) -> Prepared:
    ends = (col(FactRow.sort_period) >= bindparam("first_end"), col(FactRow.sort_period) <= bindparam("last_end"))
    return _prepare(dialect, columns_of_facts(MENTIONED), ("first_end", "last_end"), *ends)


@cache
def _stated_newest(dialect: Dialect, *, of_source: bool) -> Prepared:
    from_it = [_OTHER.source == bindparam("source")] if of_source else []
    usual = (_OTHER.initiative.is_(None), _OTHER.nature == "actual", _OTHER.period_kind == bindparam("kind"))
    newest = select(func.max(_OTHER.sort_period)).where(*_known(_OTHER), *usual, *from_it).scalar_subquery()
    return _stated(dialect, ("kind", "source") if of_source else ("kind",), col(FactRow.sort_period) == newest)


@cache
def _stated_labelled(dialect: Dialect) -> Prepared:
    ends = select(_OTHER.sort_period).where(*_known(_OTHER), _OTHER.period_label == bindparam("label"))
    return _stated(dialect, ("label",), col(FactRow.sort_period).in_(ends))


@cache
def _stated_ending(dialect: Dialect) -> Prepared:
    return _stated(dialect, ("ending",), col(FactRow.sort_period) == bindparam("ending"))


def _stated(dialect: Dialect, names: Sequence[str], ends: Condition) -> Prepared:
    """Spell a query for the facts about a whole company that end on some days, each with its source."""
    facts, sources = columns_of_facts(), columns_of(Source, SourceRow)
    stated = select(*facts, *sources).join_from(FactRow, SourceRow, col(SourceRow.slug) == col(FactRow.source))
    query = stated.where(*_known(FactRow), SOME_REVISION.holds(SourceRow), ends)
    return prepare(query, dialect, ("company", "metric", *names))


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
