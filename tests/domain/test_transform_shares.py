"""Shares and compound rates: several companies, a part and its whole, or the two ends of a line in one number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Company
from app.domain.derivation import Derivation
from app.domain.material import Material
from app.domain.period import Period
from app.domain.quantity import Quantity
from app.domain.question import Question
from app.domain.series import Gap, Line, Point, trace
from app.domain.transform import cagr, share_of_companies, share_of_total
from app.domain.window import Window, read_bound
from tests.domain.levels import Drawn, gap, holds, labels, level, line, only, ranges, spread, told
from tests.factories import AMAZON, COSTCO, KROGER, REVENUE, TARGET, WALMART, period

NEWEST = {AMAZON: "FY2025", WALMART: "FY2026", TARGET: "FY2026", KROGER: "FY2026"}


def beside(*amounts: Quantity | int) -> list[Line]:
    """Give Amazon, Walmart, Target and Kroger a level each in their newest years."""
    pairs = zip(NEWEST.items(), amounts, strict=False)
    return [line(level(label, amount, of), of=of) for (of, label), amount in pairs]


def share_of_first(*amounts: Quantity | int) -> Quantity:
    return only(share_of_companies(beside(*amounts))[:1]).computed.quantity


def fraction(value: str | None, low: str, high: str) -> Quantity:
    return Quantity(None if value is None else Decimal(value), Decimal(low), Decimal(high), "fraction")


@given(ranges(), ranges())
def test_a_share_of_the_total_holds_the_share_of_whatever_is_true(part: Drawn, total: Drawn) -> None:
    share = only(share_of_total([line(level("FY2025", part[0], segment="aws"))], [line(level("FY2025", total[0]))]))

    assert holds(share.computed.quantity, part[1] / total[1])


@given(st.lists(ranges(may_be_open=False), min_size=2, max_size=4))
def test_shares_of_companies_hold_what_is_true_and_together_hold_one(drawn: list[Drawn]) -> None:
    lines = beside(*(quantity for quantity, _ in drawn))

    shares = [only([made]).computed.quantity for made in share_of_companies(lines)]

    total = sum((truth for _, truth in drawn), Fraction())
    assert all(holds(share, truth / total) for share, (_, truth) in zip(shares, drawn, strict=True))
    assert holds(_sum_of(shares), Fraction(1))
    assert all(share.low is not None and share.low >= 0 and share.high is not None for share in shares)


def _sum_of(quantities: Sequence[Quantity]) -> Quantity:
    total = quantities[0]
    for quantity in quantities[1:]:
        total += quantity
    return total


@given(ranges(may_be_open=False), ranges(), st.integers(1, 12))
def test_a_compound_rate_holds_the_rate_of_whatever_is_true(before: Drawn, after: Drawn, years: int) -> None:
    drawn = line(level("FY2010", before[0]), level(f"FY{2010 + years}", after[0]))

    rate = only(cagr([drawn], "annual")).computed.quantity

    multiple = after[1] / before[1]
    assert rate.low is not None
    assert (1 + Fraction(rate.low)) ** years <= multiple
    assert rate.high is None or multiple <= (1 + Fraction(rate.high)) ** years


@pytest.mark.parametrize(
    ("amounts", "share"),
    [
        pytest.param([30, 10], fraction("0.75", "0.75", "0.75"), id="exact levels"),
        pytest.param([30, 10, 20], fraction("0.5", "0.5", "0.5"), id="three companies"),
        pytest.param([spread(100, 90, 110), 90], fraction("0.526315789474", "0.5", "0.55"), id="its own range once"),
        pytest.param([spread(None, 90, 110), 90], fraction(None, "0.5", "0.55"), id="no value of its own"),
        pytest.param([30, spread(None, 10, 20)], fraction(None, "0.6", "0.75"), id="no value of another's"),
        pytest.param([30, spread(None, 10, None)], fraction(None, "0", "0.75"), id="another is open above"),
        pytest.param([spread(None, 30, None), 10], fraction(None, "0.75", "1"), id="open above"),
        pytest.param([spread(None, 30, None), spread(None, 10, None)], fraction(None, "0", "1"), id="all open above"),
        pytest.param([0, 10], fraction("0", "0", "0"), id="nothing"),
        pytest.param([10, 0], fraction("1", "1", "1"), id="everything"),
        pytest.param([spread(5, 0, 10), 10], fraction("0.333333333333", "0", "0.5"), id="from nothing up"),
        pytest.param([10, spread(5, 0, 10)], fraction("0.666666666667", "0.5", "1"), id="beside what may be nothing"),
    ],
)
def test_a_share_of_companies_reaches_from_the_least_to_the_greatest(
    amounts: list[Quantity | int], share: Quantity
) -> None:
    assert share_of_first(*amounts) == share


@pytest.mark.parametrize(
    "amounts",
    [
        pytest.param([-1, 10], id="a loss"),
        pytest.param([10, -1], id="another's loss"),
        pytest.param([10, spread(5, -1, 6)], id="another's possible loss"),
        pytest.param([10, -1, 20], id="a loss that another's level hides"),
        pytest.param([spread(None, None, 6), 10], id="open below"),
        pytest.param([10, 20, spread(None, None, 6)], id="another is open below"),
        pytest.param([0, 0], id="nothing at all"),
    ],
)
def test_where_a_level_may_be_negative_or_all_are_nothing_there_is_no_share(amounts: list[Quantity | int]) -> None:
    made = share_of_companies(beside(*amounts))

    assert [each.points for each in made] == [()] * len(amounts)
    assert {code for _, code in told(made)} == {"not-positive"}


def test_nothing_is_no_share_even_of_what_may_be_nothing() -> None:
    share = share_of_first(0, spread(5, 0, 10))

    assert share.low == share.value == 0


def test_one_company_alone_has_no_counterpart_to_share_with() -> None:
    assert told(share_of_companies(beside(30))) == [("FY2025", "no-counterpart")]


def test_a_year_that_another_company_lacks_is_a_gap_that_names_it() -> None:
    amazon = line(level("FY2023", 10), gap("FY2024"), level("FY2025", 30))
    walmart = line(level("FY2025", 10, WALMART), level("FY2026", 10, WALMART), of=WALMART)

    made = share_of_companies([amazon, walmart])

    assert [labels(each) for each in made] == [["FY2025"], ["FY2026"]]
    assert told(made) == [("FY2023", "no-counterpart"), ("FY2024", "no-fact-in-period"), ("FY2025", "no-counterpart")]
    assert made[0].gaps[0].detail == "no period of walmart ends near enough"


def test_of_three_companies_all_have_to_have_the_year() -> None:
    amazon, walmart, _ = beside(10, 20, 30)
    target = line(level("FY2025", 30, TARGET), of=TARGET)

    made = share_of_companies([amazon, walmart, target])

    assert [each.gaps[0].detail for each in made] == [
        "no period of target ends near enough",
        "no period of target ends near enough",
        "no period of amazon, walmart ends near enough",
    ]


def test_companies_whose_periods_lie_far_from_each_other_share_nothing() -> None:
    ends = ((AMAZON, "FY2025-Q1"), (WALMART, "FY2026-Q1"), (COSTCO, "FY2025-Q2"))
    lines = [line(level(label, 5, of), of=of) for of, label in ends]

    made = share_of_companies(lines)

    assert {code for _, code in told(made)} == {"no-counterpart"}
    assert [each.gaps[0].detail for each in made] == [
        "the others' periods lie too far from each other",
        "no period of costco ends near enough",
        "no period of walmart ends near enough",
    ]


def test_a_share_of_companies_shows_its_own_level_first_and_then_the_others() -> None:
    lines = beside(10, 20, 30)
    amazon, walmart, target = (each.points[0].fact.id for each in lines)

    made = share_of_companies(lines)

    assert [each.points[0].computed.derivation for each in made] == [
        Derivation("share", "a / (a + b + c)", (amazon, walmart, target)),
        Derivation("share", "a / (a + b + c)", (walmart, amazon, target)),
        Derivation("share", "a / (a + b + c)", (target, amazon, walmart)),
    ]


def test_shares_do_not_depend_on_the_order_of_the_companies() -> None:
    lines = beside(spread(10, 9, 11), spread(None, 20, 30), 40)

    found = {
        tuple(sorted((each.company.slug, each.points[0].computed.quantity.high) for each in share_of_companies(order)))
        for order in permutations(lines)
    }

    assert len(found) == 1


@pytest.mark.parametrize(
    ("part", "total", "share"),
    [
        pytest.param(20, 80, fraction("0.25", "0.25", "0.25"), id="exact levels"),
        pytest.param(
            spread(20, 19, 21), spread(80, 76, 84), fraction("0.25", "0.22619047619", "0.276315789474"), id="ranges"
        ),
        pytest.param(20, spread(None, 80, None), fraction(None, "0", "0.25"), id="a total open above"),
        pytest.param(0, 80, fraction("0", "0", "0"), id="nothing"),
        pytest.param(spread(100, 95, 105), 100, fraction("1", "0.95", "1.05"), id="all of it"),
    ],
)
def test_a_share_of_the_total_reaches_from_the_least_to_the_greatest(
    part: Quantity | int, total: Quantity | int, share: Quantity
) -> None:
    parts, totals = line(level("FY2025", part, segment="aws")), line(level("FY2025", total))

    point = only(share_of_total([parts], [totals]))

    assert point.computed.quantity == share
    assert point.computed.derivation == Derivation("share", "a / b", (*parts.points[0].facts, *totals.points[0].facts))


@pytest.mark.parametrize(
    ("total", "code"),
    [
        pytest.param(level("FY2024", 80), "no-base", id="of another year"),
        pytest.param(level("FY2025-Q4", 80), "no-base", id="of a quarter"),
        pytest.param(gap("FY2025"), "no-base", id="none"),
        pytest.param(level("FY2025", 0), "not-positive", id="nothing"),
        pytest.param(level("FY2025", spread(None, None, 5)), "not-positive", id="open below"),
    ],
)
def test_without_a_total_above_zero_in_the_same_period_there_is_no_share(total: Point | Gap, code: str) -> None:
    part = line(level("FY2025", 20, segment="aws"))

    assert told(share_of_total([part], [line(total)])) == [("FY2025", code)]


def test_a_total_is_that_of_the_same_company_over_the_same_time_whatever_is_noted_beside() -> None:
    placed = replace(period("FY2025"), label="calendar 2025", inferred=True, note="printed as current")
    part = line(level("FY2025", 20, segment="aws"))
    walmarts = line(level(period("FY2025"), 40, WALMART), of=WALMART)

    assert only(share_of_total([part], [walmarts, line(level(placed, 80))])).computed.quantity.value == Decimal("0.25")
    assert told(share_of_total([part], [walmarts])) == [("FY2025", "no-base")]


def test_a_compound_rate_is_one_point_over_all_the_years_whatever_lies_between() -> None:
    drawn = line(level("FY2023", 100), gap("FY2024"), level("FY2025", 121))

    (made,) = cagr([drawn], "annual")

    (point,) = made.points
    first, last = drawn.points
    assert point.period == Period("FY2023/FY2025", "multi-year", date(2023, 1, 1), date(2025, 12, 31))
    assert point.computed.quantity == fraction("0.1", "0.1", "0.1")
    assert point.computed.derivation == Derivation("cagr", "(a / b) ^ (1 / 2) - 1", (last.fact.id, first.fact.id))
    assert (point.fact, made.gaps) == (last.fact, ())


def test_a_compound_rate_is_taken_between_years_whatever_is_stated_of_a_moment_in_between() -> None:
    moment = Gap(period("2024-06-30"), "off-calendar", "a moment at which no year ends")
    first, last = (level(period(label, instant=True), amount) for label, amount in (("FY2023", 100), ("FY2025", 121)))

    (made,) = cagr([line(moment, first, last)], "annual")

    assert [point.computed.quantity.value for point in made.points] == [Decimal("0.1")]


@pytest.mark.parametrize(
    ("first", "last", "formula", "rate"),
    [
        ("FY2024-Q1", "FY2025-Q1", "(a / b) ^ (1 / 1) - 1", "1"),
        ("FY2024-Q1", "FY2024-Q3", "(a / b) ^ (1 / 0.5) - 1", "3"),
        ("FY2024-Q1", "FY2024-Q2", "(a / b) ^ (1 / 0.25) - 1", "15"),
        ("FY2015-Q1", "FY2025-Q1", "(a / b) ^ (1 / 10) - 1", "0.0717734625363"),
    ],
    ids=["four quarters", "two quarters", "one quarter", "forty quarters"],
)
def test_a_compound_rate_over_quarters_is_a_year_s(first: str, last: str, formula: str, rate: str) -> None:
    point = only(cagr([line(level(first, 50), level(last, 100))], "quarter"))

    assert (point.computed.quantity.value, point.computed.derivation.formula) == (Decimal(rate), formula)


@pytest.mark.parametrize(
    ("first", "last", "rate"),
    [
        pytest.param(spread(None, 100, 121), spread(None, 121, 144), (None, "0", "0.2"), id="ranges"),
        pytest.param(100, spread(None, 121, None), (None, "0.1", None), id="open above at the end"),
        pytest.param(spread(None, 100, None), 121, (None, "-1", "0.1"), id="open above at the start"),
        pytest.param(100, 81, ("-0.1", "-0.1", "-0.1"), id="shrinking"),
    ],
)
def test_a_compound_rate_reaches_from_the_least_to_the_greatest(
    first: Quantity | int, last: Quantity | int, rate: tuple[str | None, str | None, str | None]
) -> None:
    found = only(cagr([line(level("FY2023", first), level("FY2025", last))], "annual")).computed.quantity

    assert (found.value, found.low, found.high) == tuple(None if each is None else Decimal(each) for each in rate)


@pytest.mark.parametrize(
    ("drawn", "code", "detail"),
    [
        pytest.param([gap("FY2023"), level("FY2025", 9)], "no-base", "no fact for FY2023", id="nothing first"),
        pytest.param([level("FY2023", 9), gap("FY2025")], "no-base", "no fact for FY2025", id="nothing last"),
        pytest.param([level("FY2025", 9)], "no-base", "the first and the last period are the same", id="one year"),
        pytest.param(
            [level("FY2023", 5, reported_as="net sales"), level("FY2025", 9, reported_as="revenues")],
            "definition-differs",
            "FY2023: net sales; FY2025: revenues",
            id="something else",
        ),
        pytest.param([level("FY2023", 0), level("FY2025", 9)], "not-positive", "above zero", id="from nothing"),
        pytest.param([level("FY2023", 9), level("FY2025", -9)], "not-positive", "above zero", id="into a loss"),
        pytest.param(
            [level("FY2023", 9), level("FY2025", spread(None, None, 9))], "not-positive", "above zero", id="open below"
        ),
    ],
)
def test_without_two_comparable_levels_above_zero_there_is_no_compound_rate(
    drawn: list[Point | Gap], code: str, detail: str
) -> None:
    (made,) = cagr([line(*drawn)], "annual")

    assert (made.points, [each.code for each in made.gaps]) == ((), [code])
    assert detail in made.gaps[0].detail
    assert made.gaps[0].period.kind == "multi-year"


@pytest.mark.parametrize(
    ("of", "share", "rate"),
    [("amazon", "0.501314954964", "0.209501744032"), ("walmart", "0.498685045036", "0.0399260676787")],
    ids=lambda each: each,
)
def test_shares_and_rates_of_the_shipped_revenue(seed: Catalogue, of: str, share: str, rate: str) -> None:
    lines = _shipped(seed)
    place = [each.company.slug for each in lines].index(of)

    (last,) = share_of_companies(lines)[place].points[-1:]
    point = only(cagr(lines, "annual")[place : place + 1])

    assert last.computed.quantity.value == Decimal(share)
    assert point.computed.quantity.value == Decimal(rate)


def _shipped(seed: Catalogue) -> list[Line]:
    """Draw both companies' revenue over the ten years to the newest."""
    companies: Sequence[Company] = [each for each in seed.companies if each.slug in ("amazon", "walmart")]
    sources = {each.slug: each for each in seed.sources}
    question = Question(metric=REVENUE, companies=tuple(companies))
    decade = Window(read_bound("CY2015"), read_bound("CY2025"))
    return trace(question, "annual", Material(seed.facts, sources), decade)[0]
