"""Crossovers: when the lead changed hands, and how sure that is."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answer import Standing
from app.domain.catalogue import Catalogue, Company, Direction
from app.domain.comparison import find_leader, rank
from app.domain.crossover import Crossovers, Row, find_crossovers, side_by_side
from app.domain.derivation import Derivation
from app.domain.material import Material
from app.domain.period import FARTHEST_APART_DAYS, Frequency, Period
from app.domain.quantity import Quantity
from app.domain.question import Missing, Question, TooFewFactsError
from app.domain.series import Line, trace
from app.domain.window import Window
from tests.domain.levels import gap, level, line, ranges, spread
from tests.factories import AMAZON, COSTCO, KROGER, NEWS, REVENUE, TARGET, WALMART, metric, period

Amount = Quantity | int | None
FIRST = 2020
NAMED = {AMAZON: FIRST, WALMART: FIRST + 1, TARGET: FIRST + 1, KROGER: FIRST + 1}
"""Each company's own number of the first year, so that years with one index lie side by side."""


def named(order: tuple[Company, ...]) -> str:
    return ", ".join(each.slug for each in order)


def course(of: Company, *amounts: Amount) -> Line:
    """Draw a company's years from FY2020 on, or from the year that lies beside it; None is a year without a fact."""
    years = enumerate(amounts, start=NAMED[of])
    return line(*(level(f"FY{year}", amount, of) for year, amount in years if amount is not None), of=of)


def asked(lines: Sequence[Line], direction: Direction = "higher", **more: Any) -> Question:  # noqa: ANN401  any part
    of = tuple(each.company for each in lines)
    return Question(**{"metric": metric(direction=direction), "companies": of, **more})


def crossed(*lines: Line, frequency: Frequency = "annual", **more: Any) -> Crossovers:  # noqa: ANN401  any part
    return find_crossovers(asked(lines, **more), frequency, lines, ())


def rows(*lines: Line, **more: Any) -> list[Row]:  # noqa: ANN401  any part of a question
    return list(side_by_side(asked(lines, **more), lines))


def hands(found: Crossovers) -> list[tuple[str, str, str]]:
    return [(each.from_company, each.to_company, each.after.label) for each in found.crossovers]


def shipped(seed: Catalogue, frequency: Frequency, *slugs: str, source: str | None = None) -> Crossovers:
    """Find the crossovers of revenue that the shipped packs hold."""
    companies = tuple(each for slug in slugs for each in seed.companies if each.slug == slug)
    question = Question(metric=REVENUE, companies=companies, source=source)
    sources = {each.slug: each for each in seed.sources}
    lines, missing = trace(question, frequency, Material(seed.facts, sources), Window())
    return find_crossovers(question, frequency, lines, missing)


def test_annual_revenue_crossed_once_to_amazon_and_the_ranges_decide_it(seed: Catalogue) -> None:
    found = shipped(seed, "annual", "amazon", "walmart")

    (crossover,) = found.crossovers
    assert (crossover.from_company, crossover.to_company) == ("walmart", "amazon")
    assert (crossover.before.label, crossover.after.label) == ("FY2024/FY2025", "FY2025/FY2026")
    assert (crossover.before.frame, crossover.after.frame) == ("CY2024", "CY2025")
    assert (crossover.decided, crossover.days_apart) == (True, 31)
    assert {reason.code for reason in crossover.comparability.reasons} == {"period-ends-differ", "definition-differs"}
    assert crossover.after.gap.quantity.value == Decimal(3_761_000_000)


def test_quarterly_revenue_crossed_to_amazon_and_back_and_to_amazon_again(seed: Catalogue) -> None:
    found = shipped(seed, "quarter", "amazon", "walmart")

    assert [(each.to_company, each.after.frame, each.decided) for each in found.crossovers] == [
        ("amazon", "CY2024Q4", True),
        ("walmart", "CY2025Q1", True),
        ("amazon", "CY2025Q3", True),
    ]


@pytest.mark.parametrize("frequency", ["annual", "quarter"])
def test_the_shipped_crossovers_are_the_same_whoever_is_named_first(seed: Catalogue, frequency: Frequency) -> None:
    one, other = shipped(seed, frequency, "amazon", "walmart"), shipped(seed, frequency, "walmart", "amazon")

    found = [(each.to_company, each.after.frame) for each in one.crossovers]
    assert found == [(each.to_company, each.after.frame) for each in other.crossovers]
    assert len(one.rows) == len(other.rows)


def test_one_article_alone_cannot_tell_when_the_lead_changed(seed: Catalogue) -> None:
    with pytest.raises(TooFewFactsError, match="between two annual periods that pair") as refused:
        shipped(seed, "annual", "amazon", "walmart", source=NEWS)

    assert [(each.company, each.code) for each in refused.value.missing] == [
        ("amazon", "too-few-periods"),
        ("walmart", "too-few-periods"),
    ]


@pytest.mark.parametrize(
    ("amazon", "walmart", "changes"),
    [
        pytest.param([1, 3], [2, 2], [("walmart", "amazon", "FY2021/FY2022")], id="once"),
        pytest.param(
            [1, 3, 1],
            [2, 2, 2],
            [("walmart", "amazon", "FY2021/FY2022"), ("amazon", "walmart", "FY2022/FY2023")],
            id="there and back",
        ),
        pytest.param([3, 3], [2, 2], [], id="never"),
        pytest.param(
            [1, 2, 3], [2, 2, 2], [("walmart", "amazon", "FY2022/FY2023")], id="over a year in which both were level"
        ),
        pytest.param([3, 2, 3], [2, 2, 2], [], id="level for a year and ahead again"),
        pytest.param(
            [1, None, 3], [2, 2, 2], [("walmart", "amazon", "FY2022/FY2023")], id="over a year that one lacks"
        ),
        pytest.param([-3, -1], [-2, -2], [("walmart", "amazon", "FY2021/FY2022")], id="losses"),
        pytest.param([2, 2], [2, 2], [], id="always level"),
    ],
)
def test_the_lead_changes_where_another_leads_than_the_last_time_that_anybody_did(
    amazon: list[Amount], walmart: list[Amount], changes: list[tuple[str, str, str]]
) -> None:
    assert hands(crossed(course(AMAZON, *amazon), course(WALMART, *walmart))) == changes


@pytest.mark.parametrize(
    ("amount", "other", "leader", "decided"),
    [
        pytest.param(3, 2, "amazon", True, id="apart"),
        pytest.param(2, 2, None, False, id="level"),
        pytest.param(spread(3, 2, 4), spread(2, 1, 3), "amazon", False, id="ranges meet"),
        pytest.param(spread(3, 2, 4), spread(1, 1, 2), "amazon", False, id="ranges touch"),
        pytest.param(spread(None, 3, None), 2, "amazon", True, id="open above and beyond"),
        pytest.param(spread(None, 2, None), 3, None, False, id="open above and behind"),
        pytest.param(spread(None, 2, 4), 3, None, False, id="no value where ranges meet"),
        pytest.param(3, spread(None, 2, 4), None, False, id="no value of the other where ranges meet"),
        pytest.param(spread(None, 3, 4), spread(None, 1, 2), "amazon", True, id="no values and apart"),
        pytest.param(spread(None, None, 4), 3, None, False, id="open below"),
        pytest.param(spread(None, None, None), -3, None, False, id="anything"),
    ],
)
def test_somebody_leads_where_values_say_so_and_it_is_decided_where_ranges_do(
    amount: Amount, other: Amount, leader: str | None, *, decided: bool
) -> None:
    (row,) = rows(course(AMAZON, amount), course(WALMART, other))

    assert (row.leader, row.decided) == (leader, decided)


@given(
    st.lists(ranges(st.decimals(-3, 3, places=0)).map(lambda drawn: drawn[0]), min_size=2, max_size=4),
    st.sampled_from(["higher", "lower", "neither"]),
)
def test_who_leads_a_row_leads_the_comparison_of_the_same_facts(amounts: list[Quantity], direction: Direction) -> None:
    lines = [course(of, amount) for of, amount in zip(NAMED, amounts, strict=False)]
    question = asked(lines, direction)

    (row,) = side_by_side(question, lines)

    ranked = rank(question.metric, [Standing(point.fact, point.computed) for point in row.points])
    leader = find_leader(question.metric, ranked, [each.quantity for _, each in ranked])
    assert (row.leader, row.decided) == (leader.company, leader.decided)
    assert row.leader is not None or not row.decided


def test_one_far_behind_without_a_value_does_not_hide_who_leads() -> None:
    contested = course(AMAZON, spread(9, 7, 11)), course(WALMART, spread(8, 6, 10))

    (row,) = rows(*contested, course(TARGET, spread(None, 1, 2)))

    assert (row.leader, row.decided) == ("amazon", False)


LEVELS = st.lists(st.none() | st.integers(0, 3), min_size=8, max_size=8).filter(any)


@given(LEVELS, LEVELS, st.sampled_from(["higher", "lower"]))
def test_changes_hang_together_whoever_is_named_first(
    amazon: list[Amount], walmart: list[Amount], direction: Direction
) -> None:
    lines = [course(AMAZON, *amazon), course(WALMART, *walmart)]
    beside = [(one, other) for one, other in zip(amazon, walmart, strict=True) if one is not None and other is not None]

    if len(beside) < 2:
        with pytest.raises(TooFewFactsError):
            crossed(*lines, direction=direction)
        return
    found, turned = crossed(*lines, direction=direction), crossed(*reversed(lines), direction=direction)

    assert len(found.rows) == len(beside)
    assert all(each.from_company != each.to_company for each in found.crossovers)
    assert all(one.to_company == other.from_company for one, other in pairwise(found.crossovers))
    assert [each.after.of("amazon") for each in found.crossovers] == [
        each.after.of("amazon") for each in turned.crossovers
    ]


def test_a_change_is_undecided_where_the_ranges_before_or_after_it_meet() -> None:
    walmart = course(WALMART, 3, 3)
    found = [
        crossed(course(AMAZON, *amounts), walmart).crossovers
        for amounts in ([1, 5], [spread(1, 0, 3), 5], [1, spread(5, 3, 7)])
    ]

    assert [[each.decided for each in crossovers] for crossovers in found] == [[True], [False], [False]]


def test_where_less_is_better_the_smallest_leads_and_the_gap_is_what_it_saves() -> None:
    found = crossed(course(AMAZON, 9, 5), course(WALMART, 7, 7), direction="lower")

    assert hands(found) == [("walmart", "amazon", "FY2021/FY2022")]
    assert [row.gap.quantity for row in found.rows] == [Quantity.exactly(-2, "USD")] * 2
    assert [row.decided for row in found.rows] == [True, True]


@pytest.mark.parametrize(
    ("direction", "amazon", "formula"),
    [("higher", [5, 9], "a - b < 0 < c - d"), ("lower", [9, 5], "a - b > 0 > c - d")],
    ids=["more is better", "less is better"],
)
def test_a_change_shows_that_who_leads_after_was_behind_before(
    direction: Direction, amazon: list[Amount], formula: str
) -> None:
    lines = course(AMAZON, *amazon), course(WALMART, 7, 7)

    (crossover,) = crossed(*lines, direction=direction).crossovers

    inputs = [lines[company].points[year].fact.id for year in (0, 1) for company in (0, 1)]
    assert crossover.derivation == Derivation("crossover", formula, tuple(inputs))


@pytest.mark.parametrize("order", list(permutations((AMAZON, WALMART, TARGET))), ids=named)
def test_of_three_companies_the_lead_is_that_over_all_others(order: tuple[Company, ...]) -> None:
    amounts: dict[Company, list[Amount]] = {AMAZON: [1, 2, 9], WALMART: [5, 5, 5], TARGET: [2, 7, 2]}

    found = crossed(*(course(of, *amounts[of]) for of in order))

    assert [(each.from_company, each.to_company) for each in found.crossovers] == [
        ("walmart", "target"),
        ("target", "amazon"),
    ]
    assert [row.gap.quantity.value for row in found.rows] == [3, 2, 4]


def quarters(of: Company, amount: int = 5, last: Period | None = None) -> Line:
    """Draw four quarters that end in 2025 or in January after it; another period may stand for the last."""
    year = 2026 if of.year_end_month == 1 else 2025
    whole = [level(f"FY{year}-Q{quarter}", amount, of) for quarter in (1, 2, 3, 4)]
    return line(*(whole if last is None else [*whole[:3], level(last, 2 * amount, of)]), of=of)


def test_a_year_without_one_that_ends_near_it_is_left_out() -> None:
    beside = rows(course(AMAZON, 1, 2, None, 4), course(WALMART, 5, None, 5, 5))

    assert [(row.label, row.days_apart) for row in beside] == [("FY2020/FY2021", 31), ("FY2023/FY2024", 31)]


def test_a_third_company_that_lacks_a_year_leaves_it_out_for_all() -> None:
    beside = rows(course(AMAZON, 1, 2), course(WALMART, 3, 4), course(TARGET, None, 4))

    assert [row.label for row in beside] == ["FY2021/FY2022/FY2022"]


@pytest.mark.parametrize("order", list(permutations((AMAZON, WALMART, COSTCO))), ids=named)
def test_periods_side_by_side_end_at_most_45_days_apart_whoever_is_named_first(order: tuple[Company, ...]) -> None:
    beside = rows(*(quarters(of) for of in order))

    assert [row.label for row in beside if row.days_apart > FARTHEST_APART_DAYS] == []


def test_nobody_takes_the_lead_with_a_quarter_of_another_length() -> None:
    sixteen_weeks = Period("FY2026-Q4", "quarter", date(2025, 10, 12), date(2026, 1, 31))

    found = crossed(
        quarters(WALMART, 5), quarters(TARGET, 4, last=sixteen_weeks), quarters(KROGER, 3), frequency="quarter"
    )

    assert found.rows[0].leader == "walmart"
    assert hands(found) == []


@pytest.mark.parametrize(
    ("of", "label", "at_instant", "frame"),
    [
        pytest.param(AMAZON, "FY2025", False, "CY2025", id="a calendar year"),
        pytest.param(WALMART, "FY2026", False, "CY2025", id="a year to January"),
        pytest.param(WALMART, "FY2026-Q1", False, "CY2025Q1", id="a quarter to April"),
        pytest.param(AMAZON, "FY2025-Q4", False, "CY2025Q4", id="a calendar quarter"),
        pytest.param(WALMART, "FY2026", True, "CY2025Q4", id="a moment at the end of January"),
    ],
)
def test_a_row_is_named_by_the_frame_of_its_first_period(
    of: Company, label: str, frame: str, *, at_instant: bool
) -> None:
    points = tuple(level(period(label, each, instant=at_instant), 5, each) for each in (of, of))

    (row,) = rows(*(line(point, of=of) for point in points))

    assert (row.frame, row.label) == (frame, f"{label}/{label}")


@pytest.mark.parametrize(
    ("order", "frame"),
    [((WALMART, COSTCO), "CY2025Q4"), ((COSTCO, WALMART), "CY2026Q1")],
    ids=["a quarter to January first", "a quarter to February first"],
)
def test_of_two_frames_the_first_period_s_names_the_row(order: tuple[Company, ...], frame: str) -> None:
    ends = {WALMART: "FY2026-Q4", COSTCO: "FY2026-Q2"}

    (row,) = rows(*(line(level(ends[of], 5, of), of=of) for of in order))

    assert row.frame == frame


def test_a_row_knows_the_point_of_each_company() -> None:
    lines = course(WALMART, 3), course(AMAZON, 5)

    (row,) = rows(*lines)

    assert [row.of(slug) for slug in ("amazon", "walmart")] == [lines[1].points[0], lines[0].points[0]]
    assert row.gap.derivation == Derivation("difference", "a - b", (*row.points[1].facts, *row.points[0].facts))


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([course(AMAZON, 1, 2, 3, 4)], id="one company"),
        pytest.param([course(AMAZON, 1, None), course(WALMART, 5, 5)], id="one year that pairs"),
        pytest.param([course(AMAZON, 1, None), course(WALMART, None, 5)], id="no year that pairs"),
    ],
)
def test_with_fewer_than_two_rows_the_answer_is_refused_and_says_what_every_company_needs(lines: list[Line]) -> None:
    absent = Missing("kroger", "no-fact", "a fact on revenue of kroger", None)

    with pytest.raises(TooFewFactsError) as refused:
        find_crossovers(asked(lines), "annual", lines, [absent])

    first, *others = refused.value.missing
    assert first == absent
    assert [(each.company, each.code, each.nearest) for each in others] == [
        (drawn.company.slug, "too-few-periods", drawn.points[-1].fact.id) for drawn in lines
    ]


def test_a_company_with_one_year_is_missing_and_does_not_stand_in_the_way_of_the_others() -> None:
    lines = course(AMAZON, 1, 6), course(WALMART, 5, 5), course(TARGET, 7)

    found = crossed(*lines)

    assert hands(found) == [("walmart", "amazon", "FY2021/FY2022")]
    assert [(each.company, each.code) for each in found.missing] == [("target", "too-few-periods")]


def test_years_that_are_no_row_are_gaps_of_each_company() -> None:
    amazon = line(level("FY2020", 1), level("FY2021", 2), gap("FY2022"), level("FY2023", 4))
    walmart = course(WALMART, 5, None, 5, 5)

    found = crossed(amazon, walmart)

    assert (len(found.rows), found.steps) == (2, 4)
    assert [(company, each.period.label, each.code) for company, each in found.gaps] == [
        ("amazon", "FY2021", "no-counterpart"),
        ("amazon", "FY2022", "no-fact-in-period"),
        ("walmart", "FY2023", "no-counterpart"),
    ]


def test_a_refusal_names_the_newest_three_periods_at_hand() -> None:
    with pytest.raises(TooFewFactsError) as refused:
        crossed(course(AMAZON, 1, 2, 3, 4))

    (missing,) = refused.value.missing
    assert missing.needs == "annual facts on revenue of Amazon beside FY2021, FY2022, FY2023, near the others\u2019"


def test_what_is_missing_beside_enough_rows_is_kept() -> None:
    lines = course(AMAZON, 1, 2), course(WALMART, 5, 5)
    absent = Missing("kroger", "no-fact", "a fact on revenue of kroger", None)

    found = find_crossovers(asked(lines), "annual", lines, [absent])

    assert (found.missing, found.crossovers, len(found.rows)) == ((absent,), (), 2)
