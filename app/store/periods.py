"""Periods: the few facts of one that may stand for a company, found without reading all that are known."""

from functools import cache

from sqlalchemy import Dialect, bindparam, select
from sqlmodel import col

from app.domain.catalogue import Metric
from app.domain.material import Material
from app.domain.standing import LATEST, Mention, facts_in_period, is_frame
from app.store.facts import find_sources_of
from app.store.mapping import BEFORE_ALL, columns_of_facts, gather_fact, gather_period
from app.store.prepared import REVISION, SOME_REVISION, Prepared, prepare
from app.store.snapshot import Snapshot, remembered
from app.store.tables import FactRow

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
    is_own = not is_frame(label) and label != LATEST.label
    rows = _mentions(snapshot.connection.dialect, labelled=is_own).read(
        snapshot.connection, {**asked, "label": label} if is_own else asked
    )
    mentions = [Mention(row[0], row[1], row[2], gather_period(*row[3:])) for row in rows]
    in_period = facts_in_period((each for each in mentions if source in (None, each.source)), metric, label)
    if not in_period:
        return None
    end = in_period[0].period.end
    ending = {**asked, "ending": end.isoformat() if end else BEFORE_ALL}
    found = _facts_ending(snapshot.connection.dialect).read(snapshot.connection, ending)
    facts = tuple(map(gather_fact, found))
    return Material(facts, find_sources_of(snapshot, facts))


_OF_A_COMPANY = (
    col(FactRow.company) == bindparam("company"),
    col(FactRow.metric) == bindparam("metric"),
    col(FactRow.segment).is_(None),
)


@cache
def _mentions(dialect: Dialect, *, labelled: bool) -> Prepared:
    """Ask for no more of each fact than it takes to choose a period, and only for those of one label where one is."""
    query = select(*columns_of_facts(MENTIONED)).where(SOME_REVISION.holds(FactRow), *_OF_A_COMPANY)
    if labelled:
        query = query.where(col(FactRow.period_label) == bindparam("label"))
    return prepare(query, dialect, ("company", "metric", *(("label",) if labelled else ())))


@cache
def _facts_ending(dialect: Dialect) -> Prepared:
    ends = col(FactRow.sort_period) == bindparam("ending")
    query = select(*columns_of_facts()).where(SOME_REVISION.holds(FactRow), *_OF_A_COMPANY, ends)
    return prepare(query, dialect, ("company", "metric", "ending"))
