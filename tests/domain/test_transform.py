"""Transforms: what can be made of the levels of a series, wherever the truth lies in their ranges."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Metric
from app.domain.derivation import Derivation
from app.domain.material import Material
from app.domain.period import Period, step_label
from app.domain.quantity import Quantity, Unit
from app.domain.question import Question
from app.domain.series import Break, Gap, Line, trace
from app.domain.transform import FORMULAS, Over, Transform, compare_with_past, index, share_of_total, unit_of
from app.domain.window import Window, read_bound
from tests.domain.levels import ANY, Drawn, gap, holds, labels, level, line, only, ranges, spread, told
from tests.factories import AMAZON, COSTCO, REVENUE, SHARE, STORES, STREAK, WALMART, company, metric

MADE: dict[Transform, Callable[[Line], Line]] = {
    "change": lambda drawn: compare_with_past([drawn], "change", "annual", "year")[0],
    "growth": lambda drawn: compare_with_past([drawn], "growth", "annual", "year")[0],
    "index": lambda drawn: index([drawn], None)[0],
    "share": lambda drawn: share_of_total([drawn], [drawn])[0],
}


@given(ranges(ANY), ranges(ANY))
def test_a_change_holds_the_change_of_whatever_is_true(before: Drawn, after: Drawn) -> None:
    drawn = line(level("FY2024", before[0]), level("FY2025", after[0]))

    change = only(compare_with_past([drawn], "change", "annual", "year"))

    assert holds(change.computed.quantity, after[1] - before[1])


@given(ranges(), ranges(ANY))
def test_growth_holds_the_growth_of_whatever_is_true(before: Drawn, after: Drawn) -> None:
    drawn = line(level("FY2024", before[0]), level("FY2025", after[0]))

    growth = only(compare_with_past([drawn], "growth", "annual", "year"))

    assert holds(growth.computed.quantity, after[1] / before[1] - 1)


@given(ranges(), ranges(ANY))
def test_an_index_holds_the_index_of_whatever_is_true(before: Drawn, after: Drawn) -> None:
    base, point = index([line(level("FY2024", before[0]), level("FY2025", after[0]))], None)[0].points

    assert holds(point.computed.quantity, 100 * after[1] / before[1])
    assert base.computed.quantity == Quantity.exactly(100, "index")


@given(st.sampled_from(sorted(MADE)), st.dictionaries(st.integers(2001, 2012), ranges(ANY), min_size=1))
def test_a_transform_makes_a_point_or_a_gap_of_every_step_and_adds_none(
    transform: Transform, known: dict[int, Drawn]
) -> None:
    steps = range(min(known), max(known) + 1)
    drawn = line(*(level(f"FY{step}", known[step][0]) if step in known else gap(f"FY{step}") for step in steps))

    made = MADE[transform](drawn)

    assert sorted([*labels(made), *(each.period.label for each in made.gaps)]) == [f"FY{step}" for step in steps]
    assert labels(made) == sorted(labels(made))
    assert set(drawn.gaps) <= set(made.gaps)
    assert [each.period.end for each in made.gaps] == sorted(each.period.end for each in made.gaps if each.period.end)
    assert all(each.detail for each in made.gaps)


@pytest.mark.parametrize(
    ("over", "first", "base", "lacking"),
    [
        ("year", "FY2025-Q2", "FY2024-Q2", "nothing stands a year before to compare with"),
        ("previous", "FY2024-Q3", "FY2024-Q2", "nothing stands in the quarter before to compare with"),
    ],
    ids=["a year", "a quarter"],
)
def test_quarters_grow_over_the_same_quarter_a_year_before_or_over_the_one_before(
    over: Over, first: str, base: str, lacking: str
) -> None:
    points = [level(step_label(step, "quarter"), 100 + step) for step in range(2024 * 4 + 1, 2025 * 4 + 4)]

    (made,) = compare_with_past([line(*points)], "growth", "quarter", over)

    assert labels(made)[0] == first
    facts = {point.period.label: point.fact.id for point in points}
    assert made.points[0].facts == (facts[first], facts[base])
    assert {(each.code, each.detail) for each in made.gaps} == {("no-base", lacking)}


@pytest.mark.parametrize("over", get_args(Over))
def test_years_grow_over_the_year_before_either_way(over: Over) -> None:
    drawn = line(level("FY2023", 80), level("FY2024", 100), level("FY2025", 125))

    (made,) = compare_with_past([drawn], "growth", "annual", over)

    assert [point.computed.quantity for point in made.points] == [Quantity.exactly(Decimal("0.25"), "fraction")] * 2
    assert [(each.period.label, each.detail) for each in made.gaps] == [
        ("FY2023", "nothing stands a year before to compare with")
    ]


def test_nothing_grows_over_a_gap() -> None:
    drawn = line(level("FY2022", 80), gap("FY2023"), level("FY2024", 100), level("FY2025", 125))

    (made,) = compare_with_past([drawn], "growth", "annual", "year")

    assert labels(made) == ["FY2025"]
    assert told([made]) == [("FY2022", "no-base"), ("FY2023", "no-fact-in-period"), ("FY2024", "no-base")]


def test_gaps_of_quarters_stay_in_the_order_of_time() -> None:
    drawn = line(level("FY2024-Q3", 80), gap("FY2024-Q4"), level("FY2025-Q1", 100), gap("FY2025-Q2"))

    made = compare_with_past([drawn], "growth", "quarter", "previous")

    assert [label for label, _ in told(made)] == ["FY2024-Q3", "FY2024-Q4", "FY2025-Q1", "FY2025-Q2"]


@pytest.mark.parametrize("transform", ["change", "growth"])
def test_nothing_grows_over_what_is_reported_as_something_else(transform: Transform) -> None:
    names = {"FY2022": None, "FY2023": "net sales", "FY2024": "total revenues", "FY2025": "total revenues"}
    drawn = line(*(level(label, 100, reported_as=name) for label, name in names.items()))

    (made,) = compare_with_past([drawn], transform, "annual", "year")

    assert labels(made) == ["FY2023", "FY2025"]
    assert told([made]) == [("FY2022", "no-base"), ("FY2024", "definition-differs")]
    assert made.gaps[1].detail == "FY2023: net sales; FY2024: total revenues"


@pytest.mark.parametrize("transform", ["change", "growth"])
def test_nothing_grows_over_a_quarter_of_another_length_but_over_a_week_more(transform: Transform) -> None:
    weeks = {12: date(2025, 2, 16), 13: date(2025, 5, 18), 16: date(2025, 9, 7)}
    starts = {12: date(2024, 11, 25), 13: date(2025, 2, 17), 16: date(2025, 5, 19)}
    placed = [
        Period(f"FY2025-Q{quarter}", "quarter", starts[length], weeks[length])
        for quarter, length in enumerate((12, 13, 16), start=2)
    ]

    (made,) = compare_with_past([line(*(level(each, 5) for each in placed))], transform, "quarter", "previous")

    assert labels(made) == ["FY2025-Q3"]
    assert told([made]) == [("FY2025-Q2", "no-base"), ("FY2025-Q4", "length-differs")]
    assert made.gaps[1].detail == "91 to 112 days long"


@pytest.mark.parametrize(
    "base",
    [spread(0, 0, 0), spread(-5, -5, -5), spread(1, -1, 3), spread(1, 0, 2), spread(None, None, 5)],
    ids=["nothing", "a loss", "on both sides of nothing", "from nothing up", "open below"],
)
def test_nothing_grows_over_what_may_not_be_above_zero_but_it_changes(base: Quantity) -> None:
    drawn = line(level("FY2024", base), level("FY2025", 10))

    grown, indexed = compare_with_past([drawn], "growth", "annual", "year"), index([drawn], None)
    (changed,) = compare_with_past([drawn], "change", "annual", "year")

    assert told(grown) == [("FY2024", "no-base"), ("FY2025", "not-positive")]
    assert ("FY2025", "not-positive") in told(indexed)
    assert labels(changed) == ["FY2025"]


@pytest.mark.parametrize("base", [spread(0, 0, 0), spread(1, -1, 3)], ids=["nothing", "on both sides of nothing"])
def test_what_may_not_be_above_zero_is_no_hundred_either(base: Quantity) -> None:
    drawn = line(level("FY2024", base), level("FY2025", 10))

    assert told(index([drawn], None)) == [("FY2024", "not-positive"), ("FY2025", "not-positive")]


@pytest.mark.parametrize(
    ("before", "after", "growth"),
    [
        pytest.param(spread(100, 90, 110), spread(None, 110, None), (None, "0", None), id="open above"),
        pytest.param(spread(None, 100, None), spread(50, 40, 60), (None, "-1", "-0.4"), id="a base that is open above"),
        pytest.param(spread(100, 80, 125), spread(-50, -60, -40), ("-1.5", "-1.75", "-1.32"), id="into a loss"),
    ],
)
def test_growth_reaches_from_the_least_to_the_greatest(
    before: Quantity, after: Quantity, growth: tuple[str | None, str | None, str | None]
) -> None:
    made = only(compare_with_past([line(level("FY2024", before), level("FY2025", after))], "growth", "annual", "year"))

    found = made.computed.quantity
    assert (found.value, found.low, found.high) == tuple(None if each is None else Decimal(each) for each in growth)
    assert found.unit == "fraction"


def test_an_index_is_100_in_the_base_period_asked_for_and_the_first_point_in_it_counts() -> None:
    quarters = line(*(level(f"FY2025-Q{quarter}", 10 * quarter) for quarter in (1, 2, 3, 4)))
    bound = read_bound("CY2025Q2")

    (made,) = index([quarters], Window(bound, bound))
    (from_year,) = index([quarters], Window(read_bound("FY2025"), read_bound("FY2025")))

    assert [point.computed.quantity.value for point in made.points] == [50, 100, 150, 200]
    assert [point.computed.quantity.value for point in from_year.points] == [100, 200, 300, 400]


def test_by_default_the_base_is_the_first_period_that_all_lines_have() -> None:
    amazon = line(*(level(f"FY{year}", year) for year in (2021, 2022, 2023)))
    walmart = line(*(level(f"FY{year}", year, WALMART) for year in (2023, 2024)), of=WALMART)

    made = index([amazon, walmart], None)

    hundreds = [[point.period.label for point in each.points if point.computed.quantity.value == 100] for each in made]
    assert hundreds == [["FY2022"], ["FY2023"]]


def test_a_common_base_is_one_in_which_all_lines_lie_side_by_side() -> None:
    lines = [
        line(*(level(f"FY{year}-Q{quarter}", 5, of) for quarter in (1, 2, 3, 4)), of=of)
        for of, year in ((AMAZON, 2025), (WALMART, 2026), (COSTCO, 2025))
    ]

    assert [labels(each) for each in index(lines[:2], None)] == [labels(each) for each in lines[:2]]
    assert {code for _, code in told(index(lines, None))} == {"no-base"}
    assert [each.points for each in index(lines, None)] == [(), (), ()]


def test_what_is_reported_as_something_else_than_the_base_is_not_indexed_by_it() -> None:
    names = {"FY2023": "net sales", "FY2024": "net sales", "FY2025": "total revenues"}
    drawn = line(*(level(label, 100, reported_as=name) for label, name in names.items()))

    (made,) = index([drawn], None)

    assert labels(made) == ["FY2023", "FY2024"]
    assert told([made]) == [("FY2025", "definition-differs")]


def test_without_a_base_period_nothing_is_indexed() -> None:
    apart = [line(level("FY2022", 5)), line(level("FY2025", 5, WALMART), of=WALMART)]
    bound = read_bound("FY2030")

    assert told(index(apart, None)) == [("FY2022", "no-base"), ("FY2025", "no-base")]
    assert told(index(apart, Window(bound, bound))) == [("FY2022", "no-base"), ("FY2025", "no-base")]


def test_gaps_stay_in_the_order_of_time_where_a_calendar_is_not_known() -> None:
    initech = company(slug="initech", fiscal_year_end=None)
    dated = [Period(f"FY{year}", "annual", date(year, 1, 1), date(year, 12, 31)) for year in (2022, 2024)]
    known = [level(each, 5, initech) for each in dated]
    unknown = Gap(Period("FY2023", "annual"), "no-fact-in-period", "no fact")

    made = compare_with_past([line(known[0], unknown, known[1], of=initech)], "growth", "annual", "year")

    assert [label for label, _ in told(made)] == ["FY2022", "FY2023", "FY2024"]


@pytest.mark.parametrize(
    ("transform", "derivation"),
    [
        ("change", Derivation("change", "a - b", ("after", "before"))),
        ("growth", Derivation("growth", "a / b - 1", ("after", "before"))),
        ("index", Derivation("index", "100 * a / b", ("after", "before"))),
        ("share", Derivation("share", "a / a", ("after",))),
    ],
)
def test_each_point_shows_how_it_was_made_of_which_facts(transform: Transform, derivation: Derivation) -> None:
    drawn = line(level("FY2024", 80, id="before"), level("FY2025", 100, id="after"))

    point = MADE[transform](drawn).points[-1]

    assert point.computed.derivation == derivation
    assert (point.facts, point.fact, point.period) == (derivation.inputs, drawn.points[1].fact, drawn.points[1].period)


def test_the_hundred_itself_comes_from_the_base_alone() -> None:
    (made,) = index([line(level("FY2024", 80, id="base"), level("FY2025", 100))], None)

    assert made.points[0].computed.derivation == Derivation("index", "100 * a / a", ("base",))


def test_breaks_in_what_is_reported_are_kept() -> None:
    sales, revenues = level("FY2024", 80, reported_as="net sales"), level("FY2025", 100, reported_as="total revenues")
    broken = Break(revenues.period, "definition-differs", "before: net sales; from here on: total revenues")
    drawn = replace(line(sales, revenues), breaks=(broken,))

    assert {make(drawn).breaks for make in MADE.values()} == {(broken,)}


@pytest.mark.parametrize(
    ("transform", "of", "unit"),
    [
        ("level", REVENUE, "USD"),
        ("change", REVENUE, "USD"),
        ("growth", REVENUE, "fraction"),
        ("index", REVENUE, "index"),
        ("share", REVENUE, "fraction"),
        ("cagr", REVENUE, "fraction"),
        ("level", SHARE, "fraction"),
        ("change", STORES, "count"),
        ("growth", STREAK, "fraction"),
        ("index", SHARE, "index"),
    ],
    ids=lambda each: getattr(each, "slug", each),
)
def test_levels_and_changes_keep_the_unit_of_the_metric(transform: Transform, of: Metric, unit: Unit) -> None:
    assert unit_of(transform, of) == unit


@pytest.mark.parametrize("unit", get_args(Unit))
@pytest.mark.parametrize("transform", sorted(MADE))
def test_every_point_has_the_unit_that_the_transform_says(transform: Transform, unit: Unit) -> None:
    measured = metric(unit=unit)
    drawn = line(*(level(label, Quantity.exactly(number, unit)) for label, number in (("FY2024", 4), ("FY2025", 5))))

    units = {point.computed.quantity.unit for point in MADE[transform](drawn).points}

    assert units == {unit_of(transform, measured)}


def test_every_transform_has_its_formula() -> None:
    assert {transform for transform, _ in FORMULAS} == set(get_args(Transform))


@pytest.mark.parametrize(
    ("company_slug", "growth"), [("amazon", "0.123777546833"), ("walmart", "0.0472521421177")], ids=lambda each: each
)
def test_revenue_of_the_newest_shipped_year_grew_as_the_filings_say(
    seed: Catalogue, company_slug: str, growth: str
) -> None:
    of = next(each for each in seed.companies if each.slug == company_slug)
    sources = {each.slug: each for each in seed.sources}
    question = Question(metric=REVENUE, companies=(of,))
    newest = read_bound("CY2025")
    lines, _ = trace(question, "annual", Material(seed.facts, sources), Window(None, newest))

    (made,) = compare_with_past(lines, "growth", "annual", "year")

    quantity = made.points[-1].computed.quantity
    assert quantity.value == Decimal(growth)
    assert quantity.width < Decimal("0.00001")
