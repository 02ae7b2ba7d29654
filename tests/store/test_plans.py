"""How SQLite goes about the questions that every client asks: through an index, and in its order."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from app.domain.catalogue import Catalogue, Fact, Initiative, Source
from app.domain.hedge import HEDGES_READ
from app.domain.identity import fact_id
from app.domain.period import Frequency, Period
from app.domain.quantity import Quantity
from app.domain.window import Bound, Window, read_bound
from app.store.changes import find_changes
from app.store.dataset import count_facts_by, count_nouns, find_most_spoken_of
from app.store.engine import open_reader, open_writer
from app.store.facts import (
    FactFilter,
    Order,
    count_undated,
    find_facts_about,
    find_facts_of_initiatives,
    find_facts_of_sources,
    get_fact,
)
from app.store.loading import load
from app.store.pages import find_places
from app.store.periods import find_material_in, find_material_over
from app.store.snapshot import Snapshot, open_snapshot
from app.store.tables import FactRow
from tests.factories import company, metric, segment

COMPANIES = [company(slug=f"company-{number}", name=f"Company {number}") for number in range(25)]
METRICS = [metric(slug=f"metric-{number}") for number in range(10)]
SEGMENTS = [segment(slug=f"{each.slug}-cloud", company=each.slug) for each in COMPANIES]
YEARS = range(1986, 2026)
SOURCES = [
    Source(
        slug=f"{each.slug}-{year}", kind="filing", title="A title", title_is_ours=True, published=date(year + 1, 2, 1)
    )
    for each, year in product(COMPANIES, YEARS)
]

Ask = Callable[[Snapshot], object]
MIDDLE = "company-17-metric-5-fy2001-0000000000"
"""Lies in the middle of all ids; no fact has it."""


def made_up(number: int, about: str, measure: str, year: int) -> Fact:
    """Make one of ten thousand facts: few have a segment, nearly all are rounded, and many have one value."""
    value = number * 7919 % 500
    plain = Fact(
        id="",
        company=about,
        metric=measure,
        segment=f"{about}-cloud" if number % 10 == 0 else None,
        initiative=f"{about}-bot" if number % 100 == 1 else None,
        source=f"{about}-{year}",
        printed=f"${value}",
        quantity=replace(Quantity.exactly(value, "USD"), hedges=("rounded",) if number % 20 else HEDGES_READ[-1]),
        period=Period(f"FY{year}", "annual", date(year, 1, 1), date(year, 12, 31)),
    )
    return replace(plain, id=fact_id(plain.key, plain.printed, plain.quantity))


@pytest.fixture(scope="module")
def grown(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Hold ten thousand facts open, loaded as production loads them, and the few that a second load replaced."""
    path = tmp_path_factory.mktemp("grown") / "grown.db"
    shutil.copyfile(migrated_file, path)
    writer, reader = open_writer(f"sqlite:///{path}"), open_reader(f"sqlite:///{path}")
    about = product(COMPANIES, METRICS, YEARS)
    facts = tuple(made_up(number, one.slug, of.slug, year) for number, (one, of, year) in enumerate(about))
    first = Catalogue(
        companies=tuple(COMPANIES), metrics=tuple(METRICS), segments=tuple(SEGMENTS), sources=tuple(SOURCES)
    )
    bots = tuple(initiative(each.slug) for each in COMPANIES)
    load(writer, replace(first, facts=facts, initiatives=bots))
    again = replace(facts[0], printed="$1", id=f"{facts[0].id}x")
    load(writer, Catalogue(sources=(SOURCES[0],), facts=(again,)))
    writer.dispose()
    with open_snapshot(reader) as snapshot:
        yield snapshot
    reader.dispose()


def initiative(about: str) -> Initiative:
    return Initiative(
        slug=f"{about}-bot", company=about, name="Bot", kind="assistant", approach="build", summary="Answers."
    )


def plans_of(ask: Ask, snapshot: Snapshot) -> list[str]:
    """Ask, and return each step of the plan of each statement that reached the database, whoever sent it."""
    sent: list[str] = []
    driver = snapshot.connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_trace_callback(sent.append)
    try:
        ask(snapshot)
    finally:
        driver.set_trace_callback(None)
    return [str(step[-1]) for text in sent for step in driver.execute(f"EXPLAIN QUERY PLAN {text}")]


def page(order: str = "id", after: tuple[str | float, str] | None = None, **wanted: object) -> Ask:
    by = Order(order.removeprefix("-"), descending=order.startswith("-"))
    return lambda snapshot: find_places(snapshot, FactFilter(**wanted), by, after=after, limit=50)  # type: ignore[arg-type]


FILTERS: dict[str, dict[str, object]] = {
    "no filter": {},
    "a company": {"companies": ["company-17"]},
    "two companies": {"companies": ["company-17", "company-3"]},
    "a company and a metric": {"companies": ["company-17"], "metrics": ["metric-5"]},
    "two companies and a metric": {"companies": ["company-17", "company-3"], "metrics": ["metric-5"]},
    "a metric": {"metrics": ["metric-5"]},
    "two metrics": {"metrics": ["metric-5", "metric-6"]},
    "a segment": {"segments": ["company-17-cloud"]},
    "an initiative": {"initiatives": ["company-17-bot"]},
    "a source": {"sources": ["company-17-2001"]},
    "two sources": {"sources": ["company-17-2001", "company-17-2002"]},
    "a period": {"periods": ["FY2001"]},
    "a common hedge": {"hedges": ["rounded"]},
    "a hedge that stands alone and beside another": {"hedges": ["approximately"]},
    "a source and a hedge": {"sources": ["company-17-2001"], "hedges": ["rounded"]},
    "a company as of a day": {"companies": ["company-17"], "as_of": date(2010, 1, 1)},
    "a company and a period": {"companies": ["company-17"], "periods": ["FY2001"]},
}
PAGES = {
    f"{name}, {where}, by {order}": page(order, after, **wanted)
    for name, wanted in FILTERS.items()
    for where, after in (("first page", None), ("deep page", (MIDDLE, MIDDLE)))
    for order in ("id", "-id")
}
PLACES: dict[str, str | float] = {"company": "company-17", "metric": "metric-5", "period": "2001-12-31", "value": 250.0}
SORTS = {
    f"{where} by {sign}{column}": page(f"{sign}{column}", after)
    for column, value in PLACES.items()
    for where, after in (("first page", None), ("deep page", (value, MIDDLE)))
    for sign in ("", "-")
}
OF_A_METRIC = {
    f"a metric, {where} by {sign}{column}": page(f"{sign}{column}", after, metrics=["metric-5"])
    for column in ("value", "period")
    for where, after in (("first page", None), ("deep page", (PLACES[column], MIDDLE)))
    for sign in ("", "-")
}
WITHOUT_SORTING = {**SORTS, **OF_A_METRIC}


def standing(label: str, source: str | None = None) -> Ask:
    return lambda snapshot: find_material_in(snapshot, "company-17", METRICS[5], source, label)


def drawn(frequency: Frequency, **bounds: Bound) -> Ask:
    window = Window(**bounds)
    return lambda snapshot: find_material_over(
        snapshot, "company-17", METRICS[5], source=None, frequency=frequency, shown=window, drawn=window
    )


STANDING: dict[str, Ask] = {
    "what stands in a year": standing("FY2001"),
    "what stands in a frame": standing("CY2001"),
    "what stands in the newest year": standing("latest"),
    "what stands in the newest year, of a source": standing("latest", "company-17-2001"),
    "what is drawn of all years": drawn("annual"),
    "what is drawn of some years": drawn("annual", start=read_bound("CY2001"), end=read_bound("CY2011")),
    "what is drawn of quarters": drawn("quarter"),
}
OTHERS: dict[str, Ask] = {
    "counts": count_nouns,
    "counts of facts": lambda snapshot: count_facts_by(snapshot, "company", ["company-17", "company-3"]),
    "undated sources": lambda snapshot: count_undated(snapshot, FactFilter(as_of=date(2020, 1, 1))),
    "a fact": lambda snapshot: get_fact(snapshot, first_id(snapshot)),
    "facts of a company and a metric": lambda snapshot: find_facts_about(snapshot, ["company-17"], ["metric-5"]),
    "facts of two companies": lambda snapshot: find_facts_about(snapshot, ["company-17", "company-3"], ["metric-5"]),
    "facts of initiatives": lambda snapshot: find_facts_of_initiatives(snapshot, ["company-17-bot"]),
    "facts of sources": lambda snapshot: find_facts_of_sources(snapshot, ["company-17-2001"]),
    "changes": lambda snapshot: find_changes(snapshot, since=0, after=None, limit=50),
    "changes from a place on": lambda snapshot: find_changes(snapshot, since=0, after=(1, "facts", "m"), limit=50),
    "newest changes": lambda snapshot: find_changes(snapshot, since=1, after=None, limit=50),
}


def first_id(snapshot: Snapshot) -> str:
    return find_places(snapshot, FactFilter(), Order(), after=None, limit=1)[0].key[1]


HOT = {**PAGES, **WITHOUT_SORTING, **STANDING, **OTHERS}


@pytest.mark.parametrize("ask", HOT.values(), ids=HOT)
def test_no_hot_question_scans_the_facts_or_sorts_them(ask: Ask, grown: Snapshot) -> None:
    plans = plans_of(ask, grown)

    assert plans
    assert [step for step in plans if "TEMP B-TREE" in step or is_scan(step)] == []


def is_scan(step: str) -> bool:
    """Whether a step goes through all of a table, other than in the order of an index from where a list begins."""
    return step.startswith(("SCAN fact", "SCAN source")) and "USING INDEX ix_" not in step


FILTERED = {name: ask for name, ask in PAGES.items() if not name.startswith("no filter")}
DEEP = {name: ask for name, ask in WITHOUT_SORTING.items() if "deep page" in name}
LOOKED_UP = {**FILTERED, **DEEP}


@pytest.mark.parametrize("ask", LOOKED_UP.values(), ids=LOOKED_UP)
def test_what_is_filtered_or_goes_on_from_a_cursor_is_looked_up(ask: Ask, grown: Snapshot) -> None:
    facts = [step for step in plans_of(ask, grown) if " fact " in step]

    assert facts
    assert [step for step in facts if not step.startswith("SEARCH fact USING INDEX ix_fact_")] == []


def test_a_metric_sorted_is_read_in_the_order_of_an_index_of_its_own(grown: Snapshot) -> None:
    for name, ask in OF_A_METRIC.items():
        column = name.rpartition("-")[2].rpartition(" ")[2]

        steps = [step for step in plans_of(ask, grown) if " fact " in step]

        assert {step.split()[4] for step in steps} == {f"ix_fact_metric_sort_{column}_id"}, name


def test_what_may_stand_for_a_company_is_found_by_an_index_of_its_own(grown: Snapshot) -> None:
    for name, ask in STANDING.items():
        steps = [step for step in plans_of(ask, grown) if " fact " in step]

        found = {step.split()[4] for step in steps}

        assert found <= {"ix_fact_company_metric_sort_period", "PRIMARY", "ix_fact_source_id"}, name
        assert "ix_fact_company_metric_sort_period" in found, name


def test_every_index_of_facts_is_of_use(grown: Snapshot) -> None:
    indexes = {str(index.name) for index in FactRow.__table__.indexes}  # type: ignore[attr-defined]

    used = {word for ask in HOT.values() for step in plans_of(ask, grown) for word in step.split()}

    assert indexes - used == set()


def test_what_to_begin_with_is_found_without_going_through_the_facts(grown: Snapshot) -> None:
    facts = [step for step in plans_of(find_most_spoken_of, grown) if " fact " in step]

    assert facts
    assert [step for step in facts if "company=? AND metric=?" not in step] == []
