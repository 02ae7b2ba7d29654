"""Reconciliation: what fits in no sum is named, and nothing else is."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Fact, Metric, Segment
from app.domain.quantity import Quantity
from app.domain.reconciliation import MOST_WAYS, Imbalance, Reconciled, reconcile
from tests.factories import NEWS, REVENUE, SHARE, STORES, WALMART, catalogue, fact, segment, source

SOURCES = (source(), source(slug="filing", kind="filing"), source(slug="later", kind="filing"))
LINES, REGIONS = ("product-lines",), ("regions",)
SEGMENTS = (
    segment(slug="stores", breakdowns=LINES),
    segment(slug="ads", breakdowns=LINES),
    segment(slug="cloud", breakdowns=(*LINES, *REGIONS)),
    segment(slug="home", breakdowns=REGIONS),
    segment(slug="media"),
    segment(slug="clubs", company="walmart", breakdowns=LINES),
)


def stated(label: str, amount: int, *, metric: Metric = REVENUE, **overrides: Any) -> Fact:  # noqa: ANN401  any field
    """State an amount without any doubt, in a filing."""
    exact = Quantity.exactly(amount, metric.unit)
    return fact(str(amount), metric=metric, quantity=exact, **{"period": label, "source": "filing", **overrides})


def quarters(*amounts: int, **overrides: Any) -> list[Fact]:  # noqa: ANN401  any field
    return [stated(f"FY2025-Q{number}", amount, **overrides) for number, amount in enumerate(amounts, start=1)]


def parts(label: str = "FY2025", metric: Metric = REVENUE, **amounts: int) -> list[Fact]:
    return [stated(label, amount, segment=name, metric=metric) for name, amount in amounts.items()]


def reconciled(*facts: Fact, segments: tuple[Segment, ...] = SEGMENTS) -> Reconciled:
    """Reconcile all facts of all sources."""
    return all_of(catalogue(*facts, segments=segments, sources=SOURCES))


def all_of(found: Catalogue) -> Reconciled:
    return reconcile(found, [each.slug for each in found.sources])


def checked(
    facts: Sequence[Fact], segments: tuple[Segment, ...] = SEGMENTS
) -> tuple[int, list[tuple[str, int | None]]]:
    """Say how many sums there are, and what fits in none with its difference."""
    found = reconciled(*facts, segments=segments)
    return found.sums, [(each.fact.id, number(each)) for each in found.imbalances]


def number(imbalance: Imbalance) -> int | None:
    value = imbalance.difference.value
    return None if value is None else int(value)


YEAR = stated("FY2025", 100)


# Over time


@pytest.mark.parametrize(
    ("facts", "sums"),
    [
        pytest.param([YEAR, *quarters(10, 20, 30, 40)], 1, id="a year"),
        pytest.param([stated("FY2025-9M", 60), *quarters(10, 20, 30)], 1, id="nine months"),
        pytest.param([stated("FY2025-6M", 30), *quarters(10, 20)], 1, id="six months"),
        pytest.param(
            [YEAR, stated("FY2025-9M", 60), stated("FY2025-6M", 30), *quarters(10, 20, 30, 40)], 3, id="all of them"
        ),
        pytest.param([YEAR, *quarters(10, 20, 30)], 0, id="three quarters of a year"),
        pytest.param(quarters(10, 20, 30, 40), 0, id="quarters of a year that is not stated"),
        pytest.param([YEAR, *quarters(10, 20, 30, 40)[::-1]], 1, id="in any order"),
        pytest.param([stated("FY2024", 9), *quarters(10, 20, 30, 40)], 0, id="quarters of another year"),
        pytest.param(
            [YEAR, *quarters(10, 20, 30), stated("FY2025-Q4", 40, segment="ads")], 0, id="a segment's quarter"
        ),
        pytest.param(
            [YEAR, *quarters(10, 20, 30), stated("FY2025-Q4", 40, company=WALMART)], 0, id="another company's quarter"
        ),
        pytest.param([YEAR, *quarters(10, 20, 30), stated("FY2025-Q4", 40, source=NEWS)], 0, id="a quarter from news"),
        pytest.param(
            [YEAR, *quarters(10, 20, 30), stated("FY2025-Q4", 40, kind="derived")], 0, id="a quarter that follows"
        ),
        pytest.param(
            [stated("FY2025", 9, metric=STORES), *quarters(3, 3, 3, 3, metric=STORES)], 0, id="counts at an instant"
        ),
        pytest.param([stated("FY2025", 1, metric=SHARE), *quarters(1, 1, 1, 1, metric=SHARE)], 0, id="ratios"),
    ],
)
def test_quarters_that_make_the_time_they_lie_in_are_a_sum_without_fault(facts: list[Fact], sums: int) -> None:
    assert checked(facts) == (sums, [])


def test_a_year_that_its_quarters_do_not_make_is_named_with_what_is_left_over() -> None:
    found = reconciled(YEAR, *quarters(10, 20, 30, 37))

    (imbalance,) = found.imbalances
    assert imbalance == Imbalance("amazon revenue FY2025: quarters", YEAR, Quantity.exactly(3, "USD"))


@pytest.mark.parametrize(
    ("whole", "what"),
    [
        (stated("FY2025-9M", 50, segment="ads"), "amazon revenue ads FY2025-9M: quarters"),
        (stated("FY2025-6M", 50, segment="ads"), "amazon revenue ads FY2025-6M: quarters"),
    ],
    ids=["nine months", "six months"],
)
def test_a_sum_is_called_by_what_it_is_of(whole: Fact, what: str) -> None:
    (imbalance,) = reconciled(whole, *quarters(1, 2, 3, segment="ads")).imbalances

    assert (imbalance.what, imbalance.fact) == (what, whole)


def test_a_restated_year_that_no_quarters_make_is_named_beside_one_that_they_make() -> None:
    restated = stated("FY2025", 98, basis="restated", source="later")

    assert checked([YEAR, restated, *quarters(10, 20, 30, 40)]) == (1, [(restated.id, -2)])


def test_a_quarter_that_makes_no_year_is_named_beside_the_ones_that_do() -> None:
    wrong = stated("FY2025-Q2", 25, basis="restated", source="later")

    assert checked([YEAR, *quarters(10, 20, 30, 40), wrong]) == (1, [(wrong.id, -5)])


def test_a_restated_year_of_restated_quarters_is_without_fault_beside_the_first_reported() -> None:
    restated = [
        stated("FY2025", 98, basis="restated"),
        stated("FY2025-Q1", 9, basis="restated"),
        stated("FY2025-Q4", 39, basis="restated"),
    ]

    assert checked([YEAR, *quarters(10, 20, 30, 40), *restated]) == (1, [])


def test_where_no_combination_holds_the_years_are_named_each_by_the_last_stated_quarters() -> None:
    restated = stated("FY2025", 110, basis="restated", source="later")
    newer = stated("FY2025-Q1", 12, basis="restated", source="later")

    assert checked([YEAR, restated, *quarters(1, 20, 30, 40), newer]) == (1, [(YEAR.id, -2), (restated.id, 8)])


@pytest.mark.parametrize(("fourth", "faults"), [("$30.2 billion", 0), ("$30.4 billion", 1)], ids=["within", "beyond"])
def test_rounding_is_allowed_for(fourth: str, faults: int) -> None:
    printed = {"": "$100.0 billion", "-Q1": "$20.0 billion", "-Q2": "$20.0 billion", "-Q3": "$30.0 billion"}
    facts = [fact(text, period=f"FY2025{part}", source="filing") for part, text in (*printed.items(), ("-Q4", fourth))]

    sums, named = checked(facts)

    assert (sums, len(named)) == (1, faults)


@pytest.mark.parametrize(
    ("fourth", "left"),
    [
        pytest.param(["$30.1 billion"], Decimal("-100e6"), id="less than the parts"),
        pytest.param(["$29.9 billion"], Decimal("100e6"), id="more than the parts"),
        pytest.param(["$29.8 billion", "$29.9 billion"], Decimal("100e6"), id="in the way that leaves least"),
        pytest.param(["$30.1 billion", "$30.0 billion"], None, id="not where some way is equal"),
    ],
)
def test_a_sum_that_holds_by_rounding_only_is_named_with_what_is_left(fourth: list[str], left: Decimal | None) -> None:
    printed = {"": "$100.0 billion", "-Q1": "$20.0 billion", "-Q2": "$20.0 billion", "-Q3": "$30.0 billion"}
    stated = [*printed.items(), *(("-Q4", text) for text in fourth)]
    facts = [fact(text, period=f"FY2025{part}", source="filing") for part, text in stated]

    found = reconciled(*facts)

    assert [(each.what, each.difference.value) for each in found.rounded] == (
        [] if left is None else [("amazon revenue FY2025: quarters", left)]
    )
    assert found.imbalances == ()


# Over segments


@pytest.mark.parametrize(
    ("facts", "sums"),
    [
        pytest.param([YEAR, *parts(stores=50, ads=20, cloud=30)], 1, id="one breakdown"),
        pytest.param([YEAR, *parts(stores=50, ads=20, cloud=30, home=70)], 2, id="two breakdowns"),
        pytest.param([YEAR, *parts(stores=50, ads=50)], 1, id="those that are stated"),
        pytest.param([YEAR, *parts(stores=50)], 0, id="one segment only"),
        pytest.param(parts(stores=50, ads=20, cloud=30), 0, id="no total"),
        pytest.param([YEAR, *parts(media=1, stores=1)], 0, id="a segment of no breakdown"),
        pytest.param([YEAR, stated("FY2025", 1, company=WALMART), *parts(stores=1)], 0, id="another company's total"),
        pytest.param([YEAR, *parts("FY2024", stores=50, ads=20)], 0, id="another year's segments"),
        pytest.param(
            [stated("FY2025", 9, metric=STORES), *parts(metric=STORES, stores=4, ads=5)],
            1,
            id="counts",
        ),
        pytest.param(
            [
                stated("FY2025", 9, metric=SHARE),
                *parts(metric=SHARE, stores=4, ads=4),
            ],
            0,
            id="ratios",
        ),
    ],
)
def test_segments_that_make_the_total_are_a_sum_without_fault(facts: list[Fact], sums: int) -> None:
    assert checked(facts) == (sums, [])


def test_a_total_that_its_segments_do_not_make_is_named_by_the_breakdown() -> None:
    facts = [YEAR, *parts(stores=50, ads=20, cloud=33, home=67)]

    found = reconciled(*facts)

    assert found.sums == 2
    assert found.imbalances == (Imbalance("amazon revenue FY2025: product-lines", YEAR, Quantity.exactly(-3, "USD")),)


@pytest.mark.parametrize(
    ("others", "sums"),
    [
        pytest.param(["FY2024", "FY2026"], 0, id="before and after"),
        pytest.param(["FY2024"], 1, id="before"),
        pytest.param(["FY2026"], 1, id="after"),
        pytest.param([], 1, id="never"),
        pytest.param(["FY2024-Q4", "FY2026-Q1"], 1, id="in quarters only"),
    ],
)
def test_a_year_is_not_checked_where_a_segment_is_missing_that_is_stated_before_and_after(
    others: list[str], sums: int
) -> None:
    facts = [YEAR, *parts(stores=60, ads=40), *(stated(label, 1, segment="cloud") for label in others)]

    assert checked(facts, SEGMENTS[:3]) == (sums, [])


def test_segments_are_checked_in_each_year_and_quarter_apart() -> None:
    quarter = stated("FY2025-Q1", 30)

    found = checked([YEAR, quarter, *parts(stores=60, ads=40), *parts("FY2025-Q1", stores=15, ads=14)])

    assert found == (2, [(quarter.id, 1)])


# What is not a statement of the whole company and of what has been


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(stated("FY2025", 5, initiative="rufus"), id="of an initiative"),
        pytest.param(stated("FY2025", 120, nature="plan"), id="planned"),
        pytest.param(stated("FY2025", 120, nature="forecast"), id="forecast"),
    ],
)
def test_no_sum_is_expected_of_what_is(other: Fact) -> None:
    assert checked([YEAR, other, *parts(stores=60, ads=40), *quarters(10, 20, 30, 40)]) == (2, [])


# Too many ways


def many_ways(wholes: int) -> list[Fact]:
    """State a year in some ways and each of its quarters in eight, so that nothing adds up."""
    years = [stated("FY2025", 10**6 + each) for each in range(wholes)]
    return [*years, *(stated(f"FY2025-Q{quarter}", each) for quarter in range(1, 5) for each in range(8))]


def test_as_many_combinations_as_are_allowed_are_tried() -> None:
    sums, faults = checked(many_ways(1))

    assert MOST_WAYS == 8**4
    assert (sums, len(faults)) == (1, 1)


def test_a_sum_with_more_combinations_is_named_and_neither_found_wrong_nor_counted_as_checked() -> None:
    found = reconciled(*many_ways(2))

    assert found == Reconciled(0, (), (), ("amazon revenue FY2025: quarters",))


# Whose figures are checked


@pytest.mark.parametrize(
    ("sources", "sums"),
    [((), 0), (("filing",), 2), (("later",), 1), (("filing", "later"), 2), ((NEWS,), 0)],
    ids=["nobody's", "those of both sums", "those in one sum", "all", "another's"],
)
def test_only_sums_that_a_figure_of_the_sources_is_part_of_are_checked(sources: tuple[str, ...], sums: int) -> None:
    whole = stated("FY2024", 50)
    facts = [YEAR, *quarters(10, 20, 30, 40), whole, *parts("FY2024", stores=30), stated("FY2024", 19, segment="ads")]
    facts[-1] = replace(facts[-1], source="later")

    found = reconcile(catalogue(*facts, segments=SEGMENTS, sources=SOURCES), sources)

    assert found.sums == sums
    assert [each.fact for each in found.imbalances] == ([whole] if sums else [])


# Whatever is true

AMOUNTS = st.integers(-(10**6), 10**6)
ERRORS = st.integers(0, 100)


@st.composite
def statements_of(draw: st.DrawFn, label: str, truth: int) -> list[Fact]:
    """Draw one to three filings' statements of a true amount, each with a range that holds it."""
    return [
        fact(
            f"statement {each}",
            period=label,
            source="filing",
            quantity=Quantity(None, Decimal(truth - draw(ERRORS)), Decimal(truth + draw(ERRORS)), "USD"),
        )
        for each in range(draw(st.integers(1, 3)))
    ]


@given(st.data(), st.lists(AMOUNTS, min_size=4, max_size=4))
def test_statements_that_may_all_be_true_are_never_named(data: st.DataObject, truths: list[int]) -> None:
    labels = [f"FY2025-Q{number}" for number in range(1, 5)]
    amounts = {**dict(zip(labels, truths, strict=True)), "FY2025": sum(truths), "FY2025-9M": sum(truths[:3])}
    facts = [each for label, truth in amounts.items() for each in data.draw(statements_of(label, truth))]

    assert checked(facts) == (2, [])


@given(st.lists(AMOUNTS, min_size=4, max_size=4), AMOUNTS.filter(bool))
def test_an_exact_year_is_named_by_exactly_what_it_is_off(truths: list[int], error: int) -> None:
    year = stated("FY2025", sum(truths) + error)

    assert checked([year, *quarters(*truths)]) == (1, [(year.id, error)])


# The seed


def test_all_of_amazons_filings_add_up(seed: Catalogue) -> None:
    found = all_of(seed)

    assert found.sums > 200
    assert {each.fact.company for each in found.imbalances} == {"walmart"}


@pytest.mark.parametrize(
    ("what", "difference"),
    [
        ("walmart revenue FY2026: reportable-segments", 36 * 10**6),
        ("walmart operating-income FY2026: reportable-segments", -2878 * 10**6),
    ],
)
def test_what_walmart_keeps_outside_its_segments_is_named(what: str, difference: int, seed: Catalogue) -> None:
    (imbalance,) = (each for each in all_of(seed).imbalances if each.what == what)

    assert (imbalance.fact.segment, number(imbalance)) == (None, difference)


def test_what_is_named_cannot_be_rounding(seed: Catalogue) -> None:
    zero = Quantity.exactly(0, "USD")

    assert not any(each.difference.meets(zero) for each in all_of(seed).imbalances)


def test_derived_quarters_neither_make_nor_break_a_sum(seed: Catalogue) -> None:
    stated_only = replace(seed, facts=tuple(each for each in seed.facts if each.kind == "stated"))

    assert len(stated_only.facts) < len(seed.facts)
    assert all_of(stated_only) == all_of(seed)
