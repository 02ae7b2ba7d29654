"""Facts in the store: filters, ranges of values and pages."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Fact
from app.domain.errors import UnknownNameError
from app.domain.hedge import HEDGES_READ
from app.domain.identity import fact_id
from app.domain.period import Period
from app.domain.quantity import Hedge, Quantity
from app.store.engine import open_reader, open_writer
from app.store.facts import (
    SORT_COLUMNS,
    FactFilter,
    Order,
    find_facts_about,
    find_facts_of_initiatives,
    find_sources_of,
    get_fact,
)
from app.store.loading import load, read_catalogue
from app.store.snapshot import Snapshot, open_snapshot
from tests.store.walking import find_facts, walk_facts

ENDS = ((5, 4, 6), (None, 5, None), (None, None, 5), (-2, -3, -1), (None, 2, 5), (0, 0, 0), (None, 6, 9))
PERIODS = (
    Period("unspecified", "unspecified"),
    Period("FY2024", "annual", date(2024, 1, 1), date(2024, 12, 31)),
    Period("2024-12-31", "instant", None, date(2024, 12, 31)),
)


def number_or_open(end: int | None) -> Decimal | None:
    return None if end is None else Decimal(end)


def many_facts() -> list[Fact]:
    """Facts that tie in everything they can be sorted by: each hedge with each range, names and periods in turn."""
    facts = []
    for number, (hedges, (value, low, high)) in enumerate(product(((), *HEDGES_READ), ENDS)):
        quantity = Quantity(number_or_open(value), number_or_open(low), number_or_open(high), "USD", hedges)
        made = Fact(
            id="",
            company=("acme", "globex")[number % 2],
            metric=("revenue", "profit")[number % 3 == 0],
            segment=(None, "acme-cloud", "acme-media")[number % 3] if number % 2 == 0 else None,
            initiative=(None, "globex-bot", "acme-bot", None)[number % 4],
            source=("gazette", "herald")[number % 5 == 0],
            printed=f"number {number}",
            quantity=quantity,
            period=PERIODS[number % 4 % 3],
            paragraph=number,
        )
        facts.append(replace(made, id=fact_id(made.key, made.printed, quantity)))
    return facts


FACTS = sorted(many_facts(), key=lambda each: each.id)


@pytest.fixture(scope="module")
def many(migrated_file: Path, small_world: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Hold the many facts open; those of the first revision are withdrawn."""
    path = tmp_path_factory.mktemp("many") / "many.db"
    shutil.copyfile(migrated_file, path)
    profit = replace(small_world.metrics[0], slug="profit")
    vocabulary = replace(small_world, metrics=(*small_world.metrics, profit))
    writer, reader = open_writer(f"sqlite:///{path}"), open_reader(f"sqlite:///{path}")
    gone = (replace(each, id=f"gone-{each.id}", printed="gone") for each in FACTS)
    load(writer, replace(vocabulary, facts=tuple(gone)))
    load(writer, replace(vocabulary, facts=tuple(FACTS)), prune=True)
    writer.dispose()
    with open_snapshot(reader) as snapshot:
        yield snapshot
    reader.dispose()


def names(*known: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*known, "nobody"]), max_size=2)


hedges = st.lists(st.sampled_from([*(hedge for read in HEDGES_READ for hedge in read), "nobody"]), max_size=3)
ends = st.none() | st.sampled_from([-3.5, -3.0, -1.0, 0.0, 1.5, 2.0, 4.0, 5.0, 6.0, 7.0, 9.5])
filters = st.builds(
    FactFilter,
    companies=names("acme", "globex"),
    metrics=names("revenue", "profit"),
    segments=names("acme-cloud", "acme-media"),
    initiatives=names("acme-bot", "globex-bot"),
    sources=names("gazette", "herald"),
    periods=names(*(each.label for each in PERIODS)),
    hedges=hedges,
    value_min=ends,
    value_max=ends,
)
single_filters = st.one_of(
    st.builds(FactFilter, companies=names("acme", "globex")),
    st.builds(FactFilter, metrics=names("revenue", "profit")),
    st.builds(FactFilter, segments=names("acme-cloud", "acme-media")),
    st.builds(FactFilter, initiatives=names("acme-bot", "globex-bot")),
    st.builds(FactFilter, sources=names("gazette", "herald")),
    st.builds(FactFilter, periods=names(*(each.label for each in PERIODS))),
    st.builds(FactFilter, hedges=hedges),
    st.builds(FactFilter, value_min=ends, value_max=ends),
)
orders = st.builds(Order, by=st.sampled_from(list(SORT_COLUMNS)), descending=st.booleans())


def is_wanted(fact: Fact, wanted: FactFilter) -> bool:
    """Say in Python what the query says in SQL."""
    pairs = (
        (fact.company, wanted.companies),
        (fact.metric, wanted.metrics),
        (fact.segment, wanted.segments),
        (fact.initiative, wanted.initiatives),
        (fact.source, wanted.sources),
        (fact.period.label, wanted.periods),
    )
    low, high = fact.quantity.low, fact.quantity.high
    return (
        all(not values or name in values for name, values in pairs)
        and (not wanted.hedges or bool(set(wanted.hedges) & set(fact.quantity.hedges)))
        and (wanted.value_min is None or high is None or high >= Decimal(wanted.value_min))
        and (wanted.value_max is None or low is None or low <= Decimal(wanted.value_max))
    )


def in_order(facts: list[Fact], order: Order) -> list[Fact]:
    """Sort in Python: FACTS are sorted by id, and sorting is stable."""
    keys = {
        "id": lambda fact: fact.id,
        "company": lambda fact: fact.company,
        "metric": lambda fact: fact.metric,
        "period": lambda fact: fact.period.end or date.min,
        "value": lambda fact: fact.quantity.anchor,
    }
    return sorted(facts, key=keys[order.by], reverse=order.descending)


@given(wanted=filters | single_filters, order=orders, limit=st.sampled_from([1, 2, 7, 50, 1000]))
def test_walking_pages_gives_every_fact_that_is_wanted_once_and_in_order(
    wanted: FactFilter, order: Order, limit: int, many: Snapshot
) -> None:
    expected = in_order([each for each in FACTS if is_wanted(each, wanted)], order)

    assert walk_facts(many, wanted, order, limit, most=len(FACTS)) == expected


@pytest.mark.parametrize(
    ("value_min", "value_max", "count"),
    [
        (None, None, 7),
        (5, 5, 4),
        (5.5, None, 3),
        (10, None, 1),
        (None, -3.5, 1),
        (None, -3, 2),
        (7, 3, 0),
        (6, 6, 3),
    ],
    ids=[
        "all",
        "touching ends meet",
        "from",
        "from far",
        "to far",
        "to a low end",
        "the wrong way round",
        "one number",
    ],
)
def test_a_range_of_values_keeps_the_facts_whose_range_meets_it(
    value_min: float | None, value_max: float | None, count: int, many: Snapshot
) -> None:
    wanted = FactFilter(hedges=["rounded"], value_min=value_min, value_max=value_max)

    found = find_facts(many, wanted, Order(), after=None, limit=100)

    assert len(found) == count


@pytest.mark.parametrize("hedge", ["rounded", "approximately", "between"])
def test_a_hedge_is_found_alone_and_beside_another(hedge: Hedge, many: Snapshot) -> None:
    found = find_facts(many, FactFilter(hedges=[hedge]), Order(), after=None, limit=100)

    assert {each.quantity.hedges for each in found} == {read for read in HEDGES_READ if hedge in read}


def test_a_hedge_that_there_is_not_finds_nothing(many: Snapshot) -> None:
    assert find_facts(many, FactFilter(hedges=["roughly"]), Order(), after=None, limit=100) == []


def test_an_old_revision_is_filtered_like_the_newest(many: Snapshot) -> None:
    before = Snapshot(many.connection, 1)

    found = find_facts(before, FactFilter(companies=["globex"]), Order(), after=None, limit=1000)

    assert len(found) == len([each for each in FACTS if each.company == "globex"])
    assert {each.printed for each in found} == {"gone"}


def test_facts_of_companies_come_by_id_all_at_once(many: Snapshot) -> None:
    everything = find_facts_about(many, ["acme", "globex"])

    assert everything == FACTS
    assert find_facts_about(many, ["acme"], ["profit"]) == [
        each for each in FACTS if (each.company, each.metric) == ("acme", "profit")
    ]


def test_facts_of_initiatives_come_by_id(many: Snapshot) -> None:
    assert find_facts_of_initiatives(many, ["acme-bot"]) == [each for each in FACTS if each.initiative == "acme-bot"]
    assert find_facts_of_initiatives(many, []) == []


def test_every_fact_is_found_by_its_id(snapshot: Snapshot) -> None:
    for fact in read_catalogue(snapshot).facts:
        assert get_fact(snapshot, fact.id) == fact


def test_an_unknown_id_offers_the_facts_that_say_the_same_otherwise(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError) as raised:
        get_fact(snapshot, "amazon-revenue-fy2025-0000000000")

    assert "amazon-revenue-fy2025-538dfc96a1" in raised.value.known
    assert all(re.fullmatch("amazon-revenue-fy2025-[0-9a-f]{10}", each) for each in raised.value.known)


def test_the_sources_of_facts_are_found_together(snapshot: Snapshot, seed: Catalogue) -> None:
    facts = [each for each in seed.facts if each.source == seed.sources[0].slug]

    assert find_sources_of(snapshot, seed.facts) == {each.slug: each for each in seed.sources}
    assert list(find_sources_of(snapshot, facts)) == [seed.sources[0].slug]
    assert find_sources_of(snapshot, []) == {}
