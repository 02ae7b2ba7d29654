"""Series: what stands for a company in each of its years or quarters; where nothing does, a gap and never a guess."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Basis, Catalogue, Company, Fact, Metric
from app.domain.derivation import stated
from app.domain.material import Material
from app.domain.period import Frequency, Period, PeriodKind, step_label
from app.domain.quantity import Quantity
from app.domain.question import Missing, Question, Without, material_for
from app.domain.series import Gap, Line, Point, trace, usual_frequency
from app.domain.window import Window, read_bound
from tests.factories import (
    AMAZON,
    COSTCO,
    NEWS,
    REVENUE,
    STORES,
    TARGET,
    WALMART,
    company,
    fact,
    metric,
    period,
    segment,
    source,
)

SOURCES = {
    each.slug: each
    for each in (
        source(),
        source(slug="news-of-2025", published=date(2025, 2, 7)),
        source(slug="10-k-fy2024", kind="filing", published=date(2025, 2, 7)),
        source(slug="10-k-fy2025", kind="filing", published=date(2026, 2, 6)),
    )
}
INITECH = company(slug="initech", name="Initech", fiscal_year_end=None)
AWS = segment()
MAIN = ("amazon", "walmart")
CLOUD = Without(names=("cloud",), segments={"amazon": [AWS]})


def level(label: str, number: int = 5, *, of: Company = AMAZON, **more: Any) -> Fact:  # noqa: ANN401  any field
    """State a figure on the calendar of its company, or on Costco's where it has none."""
    at_instant = more.get("metric", REVENUE).at_instant
    placed = period(label, of if of.fiscal_year_end else COSTCO, instant=at_instant)
    return fact(company=of, period=placed, **{"quantity": Quantity.exactly(number, "USD"), **more})


def draw(
    *facts: Fact,
    companies: Sequence[Company] = (AMAZON,),
    frequency: Frequency = "annual",
    window: Window | None = None,
    beyond: bool = False,
    **asked: Any,  # noqa: ANN401  any part of a question
) -> tuple[list[Line], list[Missing]]:
    question = Question(**{"metric": REVENUE, "companies": tuple(companies), **asked})
    material = material_for(question, Material(facts, SOURCES))
    return trace(question, frequency, material, window or Window(), beyond=beyond)


def years(first: str | None, last: str | None) -> Window:
    return Window(None if first is None else read_bound(first), None if last is None else read_bound(last))


def labels(each: Sequence[Point] | Sequence[Gap]) -> list[str]:
    return [one.period.label for one in each]


def test_a_line_holds_the_facts_in_order_and_names_the_years_between_them_that_have_none() -> None:
    facts = [level("FY2025", 9), level("FY2021", 5), level("FY2022", 6)]

    (line,), missing = draw(*facts)

    assert labels(line.points) == ["FY2021", "FY2022", "FY2025"]
    assert [point.computed for point in line.points] == [
        stated(each.quantity, each.id) for each in (facts[1], facts[2], facts[0])
    ]
    assert line.gaps == tuple(
        Gap(period(label), "no-fact-in-period", f"no fact on revenue of Amazon for {label}")
        for label in ("FY2023", "FY2024")
    )
    assert (line.company, line.breaks, missing) == (AMAZON, (), [])


@given(
    known=st.sets(st.integers(8000, 8020), min_size=1),
    ends=st.tuples(st.none() | st.integers(8000, 8020), st.none() | st.integers(8000, 8020)),
    frequency=st.sampled_from(["annual", "quarter"]),
    of=st.sampled_from([AMAZON, WALMART, COSTCO, INITECH]),
)
def test_every_step_out_to_the_ends_of_the_window_is_a_point_or_a_gap_and_never_both(
    known: set[int], ends: tuple[int | None, int | None], frequency: Frequency, of: Company
) -> None:
    shift = 0 if frequency == "quarter" else -6000
    names = {step: step_label(step + shift, frequency) for step in range(7999, 8022)}
    first, last = ends
    facts = [level(names[step], of=of) for step in known]
    asked = years(None if first is None else names[first], None if last is None else names[last])
    inside = [step for step in known if (first is None or step >= first) and (last is None or step <= last)]

    lines, missing = draw(*facts, companies=[of], frequency=frequency, window=asked)

    assert [each.code for each in missing] == ([] if inside else ["no-fact-in-period"])
    for line in lines:
        start, end = first or min(inside), last or max(inside)
        assert labels(line.points) == [names[step] for step in sorted(inside)]
        assert labels(line.gaps) == [names[step] for step in range(start, end + 1) if step not in known]


@pytest.mark.parametrize(("of", "kind"), [(REVENUE, "annual"), (STORES, "instant")], ids=["a flow", "a count"])
def test_gaps_on_a_calendar_that_is_not_known_have_a_label_and_no_dates(of: Metric, kind: PeriodKind) -> None:
    facts = [level(label, of=INITECH, metric=of) for label in ("FY2021", "FY2023")]

    (line,), _ = draw(*facts, companies=[INITECH], metric=of)

    assert [gap.period for gap in line.gaps] == [Period("FY2022", kind)]


def test_a_window_ends_a_line_and_draws_it_out_to_its_own_ends() -> None:
    facts = [level(label) for label in ("FY2019", "FY2021", "FY2023")]

    (line,), _ = draw(*facts, window=years("FY2020", "FY2022"))

    assert labels(line.points) == ["FY2021"]
    assert labels(line.gaps) == ["FY2020", "FY2022"]


@pytest.mark.parametrize(
    ("window", "steps"),
    [
        pytest.param(years("FY1900", "FY2099"), 800, id="all years that a bound may name"),
        pytest.param(Window(read_bound("1900-01-01"), None), 501, id="from the first day that a bound may name"),
        pytest.param(Window(None, read_bound("2099-12-31")), 300, id="to the last day that a bound may name"),
    ],
)
def test_a_line_of_quarters_is_drawn_over_two_centuries_and_no_further(window: Window, steps: int) -> None:
    (line,), _ = draw(level("FY2025-Q1"), frequency="quarter", window=window)

    assert 1 + len(line.gaps) == steps


def test_beyond_a_window_a_line_goes_on_to_what_has_to_be_compared() -> None:
    facts = [level(label) for label in ("FY2019", "FY2021", "FY2023")]

    (line,), _ = draw(*facts, window=years("FY2020", "FY2024"), beyond=True)

    assert labels(line.points) == ["FY2019", "FY2021", "FY2023"]
    assert labels(line.gaps) == ["FY2020", "FY2022", "FY2024"]


@pytest.mark.parametrize("beyond", [False, True])
def test_a_company_without_a_fact_in_the_window_is_missing_and_its_newest_is_named(*, beyond: bool) -> None:
    facts = [level("FY2018"), level("FY2019")]

    lines, missing = draw(*facts, window=years("FY2023", "FY2025"), beyond=beyond)

    needs = "a fact on revenue of Amazon, annual, in the time asked for"
    assert (lines, missing) == ([], [Missing("amazon", "no-fact-in-period", needs, facts[1].id)])


def test_companies_keep_their_order_and_those_without_facts_are_missing() -> None:
    facts = [level("FY2025"), level("FY2026", of=WALMART), level("FY2026-Q1", of=TARGET)]

    lines, missing = draw(*facts, companies=[WALMART, COSTCO, TARGET, AMAZON])

    assert [line.company for line in lines] == [WALMART, AMAZON]
    assert [(each.company, each.code) for each in missing] == [("costco", "no-fact"), ("target", "no-fact-in-period")]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(level("FY2024", nature="plan"), id="a plan"),
        pytest.param(level("FY2024", nature="forecast"), id="a forecast"),
        pytest.param(level("FY2024", initiative="rufus"), id="an initiative"),
        pytest.param(level("FY2024", segment="aws"), id="a segment"),
        pytest.param(level("FY2024", metric=metric(slug="net-income")), id="another metric"),
        pytest.param(level("FY2024-Q4"), id="a quarter"),
        pytest.param(level("FY2024-9M"), id="nine months"),
        pytest.param(level("FY2023/FY2024"), id="several years"),
        pytest.param(level("unspecified"), id="whenever"),
    ],
)
def test_only_actual_figures_of_whole_years_belong_in_a_line_of_years(other: Fact) -> None:
    (line,), _ = draw(level("FY2023"), other, level("FY2025"))

    assert labels(line.points) == ["FY2023", "FY2025"]
    assert labels(line.gaps) == ["FY2024"]


@pytest.mark.parametrize("frequency", ["annual", "quarter"])
def test_a_count_at_a_moment_at_which_no_quarter_ends_is_no_point_and_is_named(frequency: Frequency) -> None:
    facts = [level(label, of=WALMART, metric=STORES) for label in ("FY2024", "2010-09-30", "FY2025")]

    (line,), _ = draw(*facts, companies=[WALMART], metric=STORES, frequency=frequency)

    first = line.gaps[0]
    assert labels(line.points) == ["FY2024", "FY2025"]
    assert (first.period.label, first.code) == ("2010-09-30", "off-calendar")
    assert facts[1].id in first.detail


def test_a_stock_at_the_end_of_a_year_is_that_of_its_fourth_quarter() -> None:
    facts = [level(label, of=WALMART, metric=STORES) for label in ("FY2024-Q4", "FY2025-Q2", "FY2025")]

    (annual,), _ = draw(*facts, companies=[WALMART], metric=STORES)
    (quarterly,), _ = draw(*facts, companies=[WALMART], metric=STORES, frequency="quarter")

    assert labels(annual.points) == ["FY2024-Q4", "FY2025"]
    assert labels(quarterly.points) == ["FY2024-Q4", "FY2025-Q2", "FY2025"]
    assert [gap.period for gap in quarterly.gaps] == [
        period(label, WALMART, instant=True) for label in ("FY2025-Q1", "FY2025-Q3")
    ]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(level("FY2025", 5, source="10-k-fy2025"), level("FY2025", 6), id="a filing before news"),
        pytest.param(
            level("FY2025", 6, source="10-k-fy2025", basis="restated"),
            level("FY2025", 5, source="10-k-fy2024"),
            id="what was restated later before what was reported first",
        ),
        pytest.param(
            level("FY2025", 6),
            level("FY2025", quantity=Quantity(None, Decimal(5), None, "USD", ("more-than",))),
            id="the narrower range",
        ),
    ],
)
def test_what_stands_in_a_comparison_stands_in_a_line(better: Fact, worse: Fact) -> None:
    (line,), _ = draw(worse, better)

    assert [(point.fact, point.facts) for point in line.points] == [(better, (better.id,))]


def test_as_of_a_day_the_figure_first_reported_stands_and_undated_sources_are_left_out() -> None:
    first = level("FY2024", 5, source="10-k-fy2024")
    restated = level("FY2024", 6, source="10-k-fy2025", basis="restated")

    (then,), _ = draw(first, restated, as_of=date(2026, 2, 5))
    (later,), _ = draw(first, restated, as_of=date(2026, 2, 6))
    lines, missing = draw(level("FY2024"), as_of=date(2026, 2, 6))

    assert [point.fact for point in (*then.points, *later.points)] == [first, restated]
    assert (lines, [each.code for each in missing]) == ([], ["undated-source"])
    assert NEWS in missing[0].needs


def test_a_part_of_the_business_has_a_line_of_its_own() -> None:
    facts = [level("FY2024", 100), level("FY2024", 20, segment="aws"), level("FY2025", 100)]

    (line,), missing = draw(*facts, companies=[AMAZON, WALMART], segments={"amazon": [AWS]}, line="cloud")

    assert [point.fact for point in line.points] == [facts[1]]
    assert [(each.company, each.code) for each in missing] == [("walmart", "no-segment")]


def test_without_a_part_a_point_is_what_is_left_and_comes_from_both_facts() -> None:
    whole, part = level("FY2024", 100), level("FY2024", 20, segment="aws")

    (line,), _ = draw(whole, part, without=CLOUD)

    (point,) = line.points
    assert (point.computed.quantity, point.facts) == (Quantity.exactly(80, "USD"), (whole.id, part.id))
    assert point.computed.derivation.formula == "a - b"
    assert point.fact == whole


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        pytest.param([], "no-part", id="no figure of the part"),
        pytest.param([level("FY2023", 20, segment="aws")], "no-part", id="a figure of another year"),
        pytest.param([fact("billions", period="FY2024", segment="aws")], "too-wide", id="an order of magnitude"),
    ],
)
def test_a_year_in_which_the_part_cannot_be_taken_out_is_a_gap_with_its_reason(parts: list[Fact], code: str) -> None:
    whole = [level("FY2024", 100), level("FY2025", 100), level("FY2025", 20, segment="aws")]

    (line,), _ = draw(*whole, *parts, without=CLOUD)

    assert labels(line.points) == ["FY2025"]
    assert [(gap.period.label, gap.code) for gap in line.gaps] == [("FY2024", code)]


@pytest.mark.parametrize(
    ("parts", "code"),
    [([], "no-part"), ([fact("billions", period="FY2024", segment="aws")], "too-wide")],
    ids=["no figure of the part", "an order of magnitude"],
)
def test_a_company_whose_part_can_never_be_taken_out_is_missing_for_that_reason(parts: list[Fact], code: str) -> None:
    lines, missing = draw(level("FY2024", 100), *parts, without=CLOUD)

    assert lines == []
    assert [each.code for each in missing] == [code]


def test_the_reason_is_that_of_the_newest_year_in_the_window() -> None:
    wide = fact("billions", period="FY2025", segment="aws")
    facts = [level(f"FY{year}", 100) for year in (2023, 2024, 2025)]

    lines, missing = draw(
        *facts, level("FY2023", 20, segment="aws"), wide, without=CLOUD, window=years("FY2024", None), beyond=True
    )

    assert (lines, [(each.code, each.nearest) for each in missing]) == ([], [("too-wide", wide.id)])


def test_parts_that_may_share_money_are_not_both_taken_out() -> None:
    inner = segment(slug="aws-ai", within="aws")
    in_line = Without(names=("cloud",), lines={"amazon": [[AWS, inner]]}, parents={"aws": None, "aws-ai": "aws"})
    whole = [level(label, 100) for label in ("FY2024", "FY2025")]
    parts = [level(label, 20, segment="aws") for label in ("FY2024", "FY2025")]

    (line,), _ = draw(*whole, *parts, level("FY2024", 5, segment="aws-ai"), without=in_line)

    assert labels(line.points) == ["FY2025"]
    assert [(gap.period.label, gap.code) for gap in line.gaps] == [("FY2024", "several-segments")]


@pytest.mark.parametrize(
    ("names", "breaks"),
    [
        pytest.param(["net sales", "net sales", "net sales"], [], id="one name"),
        pytest.param(["net sales", "net sales", "total revenues"], ["FY2025"], id="another from the last year on"),
        pytest.param(["total revenues", "net sales", "total revenues"], ["FY2024", "FY2025"], id="there and back"),
        pytest.param([None, "net sales", "net sales"], [], id="no name at first"),
        pytest.param(["net sales", None, "net sales"], [], id="no name for a while"),
        pytest.param(["net sales", None, "total revenues"], ["FY2025"], id="another name after a year without"),
        pytest.param([None, None, None], [], id="no names"),
    ],
)
def test_a_line_breaks_where_something_else_is_reported(names: list[str | None], breaks: list[str]) -> None:
    facts = [level(label, reported_as=name) for label, name in zip(("FY2023", "FY2024", "FY2025"), names, strict=True)]

    (line,), _ = draw(*facts)

    assert [each.period.label for each in line.breaks] == breaks


def test_a_break_says_what_was_reported_before_and_what_is_from_then_on() -> None:
    facts = [level("FY2023", reported_as="net sales"), level("FY2025", reported_as="total revenues")]

    (line,), _ = draw(*facts)

    (found,) = line.breaks
    assert (found.period.label, found.code) == ("FY2025", "definition-differs")
    assert found.detail == "before: net sales; from here on: total revenues"


@pytest.mark.parametrize(
    ("bases", "breaks"),
    [
        pytest.param("aaa", [], id="all as first reported"),
        pytest.param("arr", ["FY2024"], id="restated from then on"),
        pytest.param("ara", ["FY2024"], id="restated once"),
        pytest.param("rra", [], id="restated to be like what came after"),
    ],
)
def test_a_line_breaks_where_it_is_restated_and_what_came_before_is_not(bases: str, breaks: list[str]) -> None:
    years_of_line = ("FY2023", "FY2024", "FY2025")
    named: dict[str, Basis] = {"a": "as-reported", "r": "restated"}
    facts = [level(label, basis=named[each]) for label, each in zip(years_of_line, bases, strict=True)]

    (line,), _ = draw(*facts)

    assert [(each.period.label, each.code) for each in line.breaks] == [(each, "basis-differs") for each in breaks]


@pytest.mark.parametrize(
    ("given_labels", "frequency"),
    [
        (["FY2024-Q1", "FY2023", "FY2024-Q2"], "annual"),
        (["FY2024-Q1", "FY2024-Q2"], "quarter"),
        (["FY2024-9M", "unspecified"], "quarter"),
        ([], "quarter"),
    ],
    ids=["a year among quarters", "quarters", "neither", "nothing"],
)
def test_years_are_usual_where_there_is_any(given_labels: list[str], frequency: Frequency) -> None:
    assert usual_frequency(level(label) for label in given_labels) == frequency


@pytest.mark.parametrize("frequency", ["annual", "quarter"])
@pytest.mark.parametrize("of", ["revenue", "net-sales", "operating-income", "net-income", "employees"])
def test_every_step_of_the_shipped_lines_is_a_point_or_a_gap(seed: Catalogue, of: str, frequency: Frequency) -> None:
    measured = next(each for each in seed.metrics if each.slug == of)
    question = Question(metric=measured, companies=tuple(each for each in seed.companies if each.slug in MAIN))
    sources = {each.slug: each for each in seed.sources}

    lines, _ = trace(question, frequency, Material(seed.facts, sources), Window())

    assert {line.company.slug for line in lines} == set(MAIN)
    for line in lines:
        periods = [*(point.period for point in line.points), *(gap.period for gap in line.gaps)]
        steps = [each.step(frequency) for each in periods]
        known = sorted(step for step in steps if step is not None)
        assert known == list(range(known[0], known[-1] + 1))
        assert len(known) == len(steps)
