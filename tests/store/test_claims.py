"""Claims in the store: filters, pages and what an older revision held."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Claim, Fact, Source
from app.domain.errors import UnknownNameError
from app.store.engine import open_reader, open_writer
from app.store.facts import FactFilter, Order, count_undated, find_facts_of_sources
from app.store.loading import load, read_catalogue
from app.store.snapshot import Snapshot, open_snapshot
from app.store.vocabulary import EVERYTHING, ClaimFilter, Slice, find_claims, find_shares_of, get_claim
from tests.factories import AMAZON, WALMART, fact, metric, period
from tests.store.walking import find_facts, walk_facts

JANUARY = date(2026, 1, 1)
SOURCES = tuple(
    Source(slug=slug, kind="news", title="A title", title_is_ours=True, published=published)
    for slug, published in (
        ("gazette", JANUARY),
        ("herald", JANUARY + timedelta(days=31)),
        ("journal", None),
        ("ledger", JANUARY),
        ("letter", None),
        ("silent", None),
    )
)
REVENUE, PROFIT = metric(), metric(slug="profit")
SHARES = (
    metric(slug="share-of-sales", unit="fraction", kind="ratio", of="revenue"),
    metric(slug="growth", unit="fraction", kind="ratio"),
    metric(slug="margin", unit="fraction", kind="ratio", of="revenue"),
    metric(slug="share-of-profit", unit="fraction", kind="ratio", of="profit"),
)


def stated(number: int, source: str) -> Fact:
    company = (AMAZON, WALMART)[number % 2]
    about = (REVENUE, PROFIT)[number % 3 == 0]
    return fact(f"${number} billion", company=company, metric=about, source=source, paragraph=number)


def misprinted(fact: Fact) -> Fact:
    return replace(fact, id=f"old-{fact.id}", printed=f"{fact.printed} or so")


def claimed(number: int, about: Sequence[str], operation: Any, source: str) -> Claim:  # noqa: ANN401  one of a few
    return Claim(
        slug=f"claim-{number:02}",
        source=source,
        paragraphs=(number + 1,),
        text=f"This is claim {number}.",
        operation=operation,
        companies=tuple(about),
        metric=("revenue", "profit")[number % 2],
        period=period("FY2025") if number % 3 else None,
        than="profit" if operation == "larger-share" else None,
    )


ABOUT = (("amazon",), ("walmart", "amazon"), ("walmart",), ("amazon", "amazon"))
CLAIMS = [
    claimed(number, about, operation, ("journal", "gazette", "herald")[number % 3])
    for number, (about, operation) in enumerate(product(ABOUT, ("gap", "leads", "larger-share")))
]
FACTS = sorted((stated(number, SOURCES[number % 5].slug) for number in range(1, 31)), key=lambda each: each.id)
WORLD = Catalogue(companies=(AMAZON, WALMART), metrics=(REVENUE, PROFIT, *SHARES), sources=SOURCES)
EARLIER = replace(
    WORLD,
    metrics=(replace(SHARES[1], of="revenue"), SHARES[2], REVENUE, PROFIT),
    sources=(replace(SOURCES[0], published=None), replace(SOURCES[2], published=JANUARY)),
    facts=tuple(misprinted(each) for each in FACTS if each.source in ("gazette", "journal")),
    claims=tuple(replace(each, companies=("walmart",)) for each in CLAIMS if each.source == "journal"),
)
"""A first revision in which other things were known."""


@pytest.fixture(scope="module")
def world(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Hold the world open at its second revision."""
    path = tmp_path_factory.mktemp("claims") / "rivalry.db"
    shutil.copyfile(migrated_file, path)
    writer, reader = open_writer(f"sqlite:///{path}"), open_reader(f"sqlite:///{path}")
    load(writer, EARLIER)
    load(writer, replace(WORLD, facts=tuple(FACTS), claims=tuple(reversed(CLAIMS))))
    writer.dispose()
    with open_snapshot(reader) as snapshot:
        yield snapshot
    reader.dispose()


@pytest.fixture
def earlier(world: Snapshot) -> Snapshot:
    """Look at the first revision."""
    return Snapshot(world.connection, 1)


def names(*known: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*known, "nobody"]), max_size=2)


claim_filters = st.builds(
    ClaimFilter,
    companies=names("amazon", "walmart"),
    metrics=names("revenue", "profit"),
    operations=names("gap", "leads", "larger-share"),
    sources=names("gazette", "herald", "journal"),
)
days = st.none() | st.dates(JANUARY - timedelta(days=1), JANUARY + timedelta(days=32))
fact_filters = st.builds(
    FactFilter,
    companies=names("amazon", "walmart"),
    metrics=names("revenue", "profit"),
    sources=names("gazette", "herald", "journal", "letter"),
    value_min=st.none() | st.sampled_from([10e9, 20e9]),
    as_of=days,
)


def is_claimed(claim: Claim, wanted: ClaimFilter) -> bool:
    """Say in Python what the query says in SQL."""
    return (
        (not wanted.companies or bool(set(wanted.companies) & set(claim.companies)))
        and (not wanted.metrics or claim.metric in wanted.metrics)
        and (not wanted.operations or claim.operation in wanted.operations)
        and (not wanted.sources or claim.source in wanted.sources)
    )


def is_stated(fact: Fact, wanted: FactFilter) -> bool:
    """Say in Python what the query says in SQL, the day apart."""
    high = fact.quantity.high
    return (
        (not wanted.companies or fact.company in wanted.companies)
        and (not wanted.metrics or fact.metric in wanted.metrics)
        and (not wanted.sources or fact.source in wanted.sources)
        and (wanted.value_min is None or high is None or high >= wanted.value_min)
    )


def sorted_by(order: Order, fact: Fact) -> str | float:
    """Return what an order sorts a fact by."""
    if order.by == "value":
        return float(fact.quantity.anchor or 0)
    if order.by == "period":
        return fact.period.end.isoformat() if fact.period.end else ""
    return str(getattr(fact, order.by))


def published(fact: Fact) -> date | None:
    return next(source.published for source in SOURCES if source.slug == fact.source)


@given(wanted=claim_filters)
def test_claims_are_filtered_by_all_that_is_given(wanted: ClaimFilter, world: Snapshot) -> None:
    assert find_claims(world, EVERYTHING, wanted) == [each for each in CLAIMS if is_claimed(each, wanted)]


@given(wanted=claim_filters, limit=st.integers(1, 5))
def test_walking_the_claims_gives_each_once_in_the_order_of_its_slug(
    wanted: ClaimFilter, limit: int, world: Snapshot
) -> None:
    walked: list[Claim] = []
    page = find_claims(world, Slice(None, limit), wanted)
    while len(page) > limit:
        assert len(page) == limit + 1
        walked += page[:limit]
        assert len(walked) <= len(CLAIMS), "the walk goes in circles"
        page = find_claims(world, Slice(walked[-1].slug, limit), wanted)

    assert walked + page == [each for each in CLAIMS if is_claimed(each, wanted)]


def test_without_a_filter_every_claim_is_found(world: Snapshot) -> None:
    assert find_claims(world, EVERYTHING) == find_claims(world, EVERYTHING, ClaimFilter()) == CLAIMS


def test_a_claim_about_two_companies_is_found_once_under_both(world: Snapshot) -> None:
    found = find_claims(world, EVERYTHING, ClaimFilter(companies=["amazon", "walmart"], operations=["gap"]))

    assert [each.companies for each in found] == list(ABOUT)


def test_a_claim_is_found_under_the_companies_that_it_was_about_at_the_time(world: Snapshot, earlier: Snapshot) -> None:
    of_the_journal = [each for each in CLAIMS if each.source == "journal"]

    def found(snapshot: Snapshot, company: str) -> list[Claim]:
        return find_claims(snapshot, EVERYTHING, ClaimFilter(companies=[company], sources=["journal"]))

    assert found(earlier, "walmart") == [replace(each, companies=("walmart",)) for each in of_the_journal]
    assert found(earlier, "amazon") == []
    assert found(world, "amazon") == [each for each in of_the_journal if "amazon" in each.companies] != []


def test_every_claim_is_found_by_its_slug(world: Snapshot, snapshot: Snapshot, seed: Catalogue) -> None:
    assert [get_claim(world, each.slug) for each in CLAIMS] == CLAIMS
    assert tuple(get_claim(snapshot, each.slug) for each in seed.claims) == seed.claims != ()


@pytest.mark.parametrize(
    ("asked", "near"), [("claim-1", "claim-11"), ("Claim-03", "claim-03"), ("%", None), ("", None)]
)
def test_an_unknown_claim_offers_the_nearest_and_all_that_there_are(
    asked: str, near: str | None, world: Snapshot
) -> None:
    with pytest.raises(UnknownNameError) as raised:
        get_claim(world, asked)

    assert (raised.value.noun, raised.value.name, raised.value.did_you_mean) == ("claim", asked, near)
    assert raised.value.known == tuple(each.slug for each in CLAIMS)


def test_a_claim_that_was_not_made_yet_is_unknown(earlier: Snapshot) -> None:
    with pytest.raises(UnknownNameError) as raised:
        get_claim(earlier, "claim-01")

    assert raised.value.known == ("claim-00", "claim-03", "claim-06", "claim-09")


@pytest.mark.parametrize(
    ("metric", "shares"),
    [
        ("revenue", ["margin", "share-of-sales"]),
        ("profit", ["share-of-profit"]),
        ("growth", []),
        ("margin", []),
        ("nothing", []),
    ],
)
def test_the_shares_of_a_metric_come_by_slug(metric: str, shares: list[str], world: Snapshot) -> None:
    assert [each.slug for each in find_shares_of(world, metric)] == shares


def test_what_was_a_share_once_is_one_in_that_revision(earlier: Snapshot) -> None:
    assert [each.slug for each in find_shares_of(earlier, "revenue")] == ["growth", "margin"]


@given(sources=st.lists(st.sampled_from([*(each.slug for each in SOURCES), "nobody"]), max_size=4))
def test_all_facts_of_some_sources_come_by_id(sources: list[str], world: Snapshot) -> None:
    expected = [each for each in FACTS if each.source in sources]

    assert find_facts_of_sources(world, sources) == find_facts_of_sources(world, set(sources)) == expected


def test_facts_of_sources_are_those_of_the_revision(earlier: Snapshot) -> None:
    assert find_facts_of_sources(earlier, ["journal", "herald"]) == [
        misprinted(each) for each in FACTS if each.source == "journal"
    ]


@given(
    wanted=fact_filters,
    order=st.builds(Order, by=st.sampled_from(["id", "company", "value"]), descending=st.booleans()),
    limit=st.sampled_from([1, 4, 1000]),
)
def test_as_of_a_day_the_facts_are_those_of_what_was_published_by_then(
    wanted: FactFilter, order: Order, limit: int, world: Snapshot
) -> None:
    def known(fact: Fact) -> bool:
        day = published(fact)
        return wanted.as_of is None or (day is not None and day <= wanted.as_of)

    expected = [each for each in FACTS if is_stated(each, wanted) and known(each)]

    walked = walk_facts(world, wanted, order, limit, most=len(FACTS))

    assert sorted(walked, key=lambda each: each.id) == expected
    keys = [sorted_by(order, each) for each in walked]
    assert keys == sorted(keys, reverse=order.descending)


@pytest.mark.parametrize(
    ("day", "sources"),
    [
        (JANUARY - timedelta(days=1), set()),
        (JANUARY, {"gazette", "ledger"}),
        (JANUARY + timedelta(days=30), {"gazette", "ledger"}),
        (JANUARY + timedelta(days=31), {"gazette", "herald", "ledger"}),
        (date.max, {"gazette", "herald", "ledger"}),
        (date.min, set()),
        (None, {"gazette", "herald", "journal", "ledger", "letter"}),
    ],
    ids=[
        "the day before",
        "the day itself",
        "the last day before",
        "the later day",
        "the last of days",
        "the first",
        "any",
    ],
)
def test_a_source_is_known_from_the_day_on_which_it_was_published(
    day: date | None, sources: set[str], world: Snapshot
) -> None:
    found = find_facts(world, FactFilter(as_of=day), Order(), after=None, limit=100)

    assert {each.source for each in found} == sources


@given(wanted=fact_filters)
def test_undated_facts_are_counted_by_source_whatever_the_day(wanted: FactFilter, world: Snapshot) -> None:
    undated = [each.source for each in FACTS if is_stated(each, wanted) and published(each) is None]

    counts = count_undated(world, wanted)

    assert counts == {source: undated.count(source) for source in undated}
    assert list(counts) == sorted(counts)


@given(wanted=fact_filters)
def test_what_is_found_on_the_last_of_days_and_what_is_undated_is_all_that_is_wanted(
    wanted: FactFilter, world: Snapshot
) -> None:
    by_the_end = find_facts(world, replace(wanted, as_of=date.max), Order(), after=None, limit=1000)
    on_no_day = find_facts(world, replace(wanted, as_of=None), Order(), after=None, limit=1000)

    assert len(by_the_end) + sum(count_undated(world, wanted).values()) == len(on_no_day)


def test_when_a_source_was_published_is_what_the_revision_says(earlier: Snapshot) -> None:
    found = find_facts(earlier, FactFilter(as_of=JANUARY), Order(), after=None, limit=100)

    assert {each.source for each in found} == {"journal"}
    assert count_undated(earlier, FactFilter()) == {"gazette": 6}


def test_the_world_of_these_tests_comes_back_as_it_was_loaded(world: Snapshot) -> None:
    held = read_catalogue(world)

    assert set(held.facts) == set(FACTS)
    assert set(held.claims) == set(CLAIMS)
