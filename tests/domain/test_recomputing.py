"""Recomputing what sources say of companies beside each other: levels, gaps, leads and growth."""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from app.domain.case import Finding
from app.domain.catalogue import Fact, Operation
from app.domain.check import check
from app.domain.figure import read_figure
from app.domain.quantity import Quantity
from app.domain.recomputing import RECOMPUTERS
from tests.domain.claims import case, exact, inputs, quarters, recomputed, why_not, years
from tests.factories import AMAZON, REVENUE, WALMART, amazon_revenue, fact, period


def value(finding: Finding) -> Decimal | None:
    return finding.computed.quantity.value


def ends(finding: Finding) -> tuple[Decimal | None, Decimal | None]:
    return finding.computed.quantity.low, finding.computed.quantity.high


def test_every_operation_that_a_claim_may_name_can_be_recomputed() -> None:
    assert set(RECOMPUTERS) == set(get_args(Operation))


# A level


def test_a_level_is_what_other_sources_state_and_never_what_the_claims_own_does() -> None:
    filed = amazon_revenue(printed="$716,924 million", source="filing")

    found = recomputed("level", [amazon_revenue(), filed], companies=("amazon",))

    assert (found.computed.quantity, found.computed.derivation.inputs) == (filed.quantity, inputs(filed))
    assert (found.holds, found.reason) == (None, None)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param([amazon_revenue()], "no other source has a fact on revenue of Amazon", id="nobody else's"),
        pytest.param(
            [amazon_revenue(), exact(1, "FY2024")],
            "no other source has a fact on revenue of Amazon, for FY2025",
            id="another year's",
        ),
        pytest.param(
            [amazon_revenue(), exact(1, segment="ads")],
            "no other source has a fact on revenue of Amazon as a whole; there are facts on ads",
            id="a part's",
        ),
    ],
)
def test_a_level_cannot_be_checked_by(facts: list[Fact], reason: str) -> None:
    assert why_not("level", facts, companies=("amazon",)) == reason


# A gap and a lead

AHEAD, BEHIND = exact(110), exact(100, "FY2026", company=WALMART)


@pytest.mark.parametrize("companies", [("amazon", "walmart"), ("walmart", "amazon")], ids=["ahead", "behind"])
def test_a_gap_is_the_first_place_less_the_second_whoever_is_named_first(companies: tuple[str, ...]) -> None:
    found = recomputed("gap", [AHEAD, BEHIND], companies=companies)

    assert found.computed.quantity == Quantity.exactly(10, "USD")
    assert found.computed.derivation.inputs == inputs(AHEAD, BEHIND)


def test_a_gap_is_as_great_where_less_is_better() -> None:
    known = case("gap", [AHEAD, BEHIND])
    catalogue = replace(known.catalogue, metrics=(replace(REVENUE, direction="lower"),))

    assert value(RECOMPUTERS["gap"](replace(known, catalogue=catalogue))) == 10


@pytest.mark.parametrize(("companies", "holds"), [(("amazon", "walmart"), True), (("walmart", "amazon"), False)])
def test_a_lead_holds_for_the_one_that_is_ahead(companies: tuple[str, ...], *, holds: bool) -> None:
    found = recomputed("leads", [AHEAD, BEHIND], companies=companies)

    assert (found.holds, found.reason) == (holds, None)
    assert value(found) == 10


@pytest.mark.parametrize("companies", [("amazon", "walmart"), ("walmart", "amazon")], ids=["ahead", "behind"])
def test_a_lead_that_the_ranges_do_not_decide_is_neither_held_nor_denied(companies: tuple[str, ...]) -> None:
    rough = [fact("about $7 billion"), fact("about $6.9 billion", company=WALMART, period="FY2026")]

    assert why_not("leads", rough, companies=companies) == "the ranges do not decide who is ahead"


def test_companies_are_not_compared_in_years_that_are_not_about_one_time() -> None:
    reason = why_not("leads", [AHEAD, exact(100, "FY2020", company=WALMART)])

    assert reason == "Amazon FY2025 and Walmart FY2020 are not about one time"


@pytest.mark.parametrize("operation", ["gap", "leads", "first-lead", "faster-growth"])
@pytest.mark.parametrize("facts", [[], [AHEAD]], ids=["of nobody", "of one"])
def test_a_comparison_needs_figures_of_both(operation: Operation, facts: list[Fact]) -> None:
    assert "revenue" in why_not(operation, facts)


@pytest.mark.parametrize("operation", ["gap", "leads"])
def test_a_comparison_of_one_company_is_uncheckable_with_a_reason(operation: Operation) -> None:
    found = check(case(operation, [AHEAD], companies=("amazon",)))

    assert found.result == "uncheckable"
    assert found.reason


def test_a_gap_between_what_cannot_be_compared_is_refused_with_the_reasons() -> None:
    reason = why_not("gap", [AHEAD, replace(BEHIND, nature="plan")])

    assert "they differ in nature (Amazon: actual, Walmart: plan)" in reason


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([AHEAD, exact(110, "FY2026", company=WALMART)], id="level"),
        pytest.param([fact("more than $5 billion"), fact("$6 billion", company=WALMART, period="FY2026")], id="open"),
        pytest.param([AHEAD, replace(BEHIND, nature="plan")], id="not comparable"),
    ],
)
def test_who_is_ahead_cannot_be_told(facts: list[Fact]) -> None:
    assert why_not("leads", facts) == "who is ahead cannot be told"


# A first lead


WALMARTS = years(WALMART, 2024, 50, 60, 70)


@pytest.mark.parametrize(
    ("amazons", "holds", "reason"),
    [
        ((40, 50, 71), True, "the annual figures of both go back to FY2023/FY2024"),
        ((40, 50, 69), False, "the annual figures of both go back to FY2023/FY2024"),
        ((51, 50, 71), False, "it led in FY2023/FY2024 already"),
        ((51, 61, 71), False, "it led in FY2023/FY2024 already"),
    ],
    ids=["for the first time", "not at all", "again", "as ever"],
)
def test_a_first_lead_holds_when_it_never_led_before(amazons: tuple[int, ...], reason: str, *, holds: bool) -> None:
    found = recomputed("first-lead", [*WALMARTS, *years(AMAZON, 2023, *amazons)])

    assert (found.holds, found.reason) == (holds, reason)
    assert value(found) == abs(amazons[-1] - 70)


def test_a_first_lead_is_that_of_the_year_that_the_claim_speaks_of() -> None:
    facts = [*WALMARTS, *years(AMAZON, 2023, 40, 61, 60)]

    then, now = (recomputed("first-lead", facts, period=period(label)) for label in ("FY2024", "FY2025"))

    assert (then.holds, now.holds) == (True, False)


def test_a_first_lead_needs_more_than_one_year_of_both() -> None:
    reason = why_not("first-lead", [*WALMARTS, *years(AMAZON, 2025, 71)])

    assert reason == "for want of annual facts on revenue of both for a year and one before"


def test_a_first_lead_is_not_judged_by_another_year_where_its_own_is_not_known() -> None:
    facts = [*WALMARTS[:2], *years(AMAZON, 2023, 40, 50, 71)]

    found = check(case("first-lead", facts, period=period("FY2025")))

    assert found.result == "uncheckable"


def open_ended(label: str) -> Fact:
    return fact("more than $1", period=label, source="filing")


def rough(label: str, amount: int) -> Fact:
    around = Quantity(Decimal(amount), Decimal(amount - 5), Decimal(amount + 5), "USD")
    return replace(exact(amount, label), quantity=around)


@pytest.mark.parametrize(
    "amazons",
    [
        pytest.param([*years(AMAZON, 2023, 40, 50), open_ended("FY2025")], id="now"),
        pytest.param([*years(AMAZON, 2023, 40), open_ended("FY2024"), exact(71)], id="before"),
        pytest.param([*years(AMAZON, 2023, 40, 50), rough("FY2025", 71)], id="now by the ranges"),
        pytest.param([*years(AMAZON, 2023, 40), rough("FY2024", 61), exact(71)], id="before by the ranges"),
    ],
)
def test_a_first_lead_is_neither_held_nor_denied_where_nobody_can_tell_who_leads(amazons: list[Fact]) -> None:
    found = check(case("first-lead", [*WALMARTS, *amazons], period=period("FY2025")))

    assert found.result == "uncheckable"


# Faster growth


BEFORE = [*quarters(AMAZON, 2024, 100, 100, 100, 100), *quarters(WALMART, 2025, 100, 100, 100, 100)]
SLOWER = quarters(WALMART, 2026, 105, 105, 105, 105)


@pytest.mark.parametrize(
    ("grown", "count", "reason"),
    [
        ((110, 110, 110, 110), (Decimal(4), None), "the figures go back no further"),
        ((110, 104, 110, 110), (Decimal(2), Decimal(2)), "FY2025-Q2/FY2026-Q2 falls short"),
        ((110, 105, 110, 110), (Decimal(2), Decimal(2)), "FY2025-Q2/FY2026-Q2 falls short"),
        ((110, 110, 110, 104), (Decimal(0), Decimal(0)), "FY2025-Q4/FY2026-Q4 falls short"),
    ],
    ids=["in all", "until slower", "until level", "not in the last"],
)
def test_faster_growth_counts_the_quarters_in_a_row_up_to_the_last(
    grown: tuple[int, ...], count: tuple[Decimal, Decimal | None], reason: str
) -> None:
    amazons = quarters(AMAZON, 2025, *grown)

    found = recomputed("faster-growth", [*BEFORE, *SLOWER, *amazons])

    assert ends(found) == count
    assert (found.computed.derivation.operation, found.reason, found.holds) == ("count", reason, None)
    assert found.is_incomplete == (count[1] is None)
    assert len(found.computed.derivation.inputs) == 4 * count[0]


def test_growth_that_the_ranges_do_not_decide_leaves_the_row_open() -> None:
    amazons = quarters(AMAZON, 2025, 104, 110, 110, 110)
    amazons[2] = replace(amazons[2], quantity=Quantity(Decimal(110), Decimal(104), Decimal(116), "USD"))

    found = recomputed("faster-growth", [*BEFORE, *SLOWER, *amazons])

    assert ends(found) == (Decimal(1), Decimal(3))
    assert found.reason == "not known: FY2025-Q3/FY2026-Q3; FY2025-Q1/FY2026-Q1 falls short"


def test_faster_growth_is_counted_up_to_the_period_that_the_claim_speaks_of() -> None:
    newer = [*quarters(AMAZON, 2026, 90), *quarters(WALMART, 2027, 120)]
    known = [*BEFORE, *SLOWER, *quarters(AMAZON, 2025, 104, 110, 110, 110), *newer, amazon_revenue()]

    found = recomputed("faster-growth", known)

    assert value(found) == 3


def test_growth_that_nobody_can_tell_is_not_known_to_fall_short() -> None:
    amazons = quarters(AMAZON, 2025, 104, 110, 110, 110)
    amazons[3] = replace(amazons[3], quantity=Quantity(None, Decimal(103), None, "USD"))

    found = recomputed("faster-growth", [*BEFORE, *SLOWER, *amazons])

    assert ends(found) == (Decimal(0), Decimal(3))


def test_costs_grow_faster_when_they_grow_more_whichever_end_is_better() -> None:
    known = case("faster-growth", [*BEFORE, *SLOWER, *quarters(AMAZON, 2025, 110, 110, 110, 110)])
    catalogue = replace(known.catalogue, metrics=(replace(REVENUE, direction="lower"),))

    assert ends(RECOMPUTERS["faster-growth"](replace(known, catalogue=catalogue))) == (Decimal(4), None)


def test_quarters_with_one_between_them_that_is_not_known_are_not_in_a_row() -> None:
    amazons = quarters(AMAZON, 2025, 110, 110, 110, 110)

    found = recomputed("faster-growth", [*BEFORE, *SLOWER, *amazons[:1], *amazons[2:]])

    assert found.computed.quantity.low == 2


def test_faster_growth_needs_more_than_a_year_of_quarters() -> None:
    known = [*SLOWER, *quarters(AMAZON, 2025, 110, 110, 110, 110)]

    assert why_not("faster-growth", known) == "for want of quarterly facts on revenue of both over more than a year"


# Growth


def test_growth_is_how_much_more_a_year_is_than_the_one_before() -> None:
    known = years(AMAZON, 2023, 100, 100, 112)

    found = recomputed("growth", known, companies=("amazon",), period=period("FY2025"))

    assert (value(found), found.holds) == (Decimal("0.12"), None)
    assert found.computed.quantity.unit == "fraction"
    assert found.computed.derivation.formula == "a / b - 1"
    assert found.computed.derivation.inputs == inputs(known[2], known[1])
    assert found.reason == "revenue: FY2024 as-reported, FY2025 as-reported"


def test_growth_of_a_quarter_is_over_the_same_quarter_of_the_year_before() -> None:
    known = [*quarters(AMAZON, 2024, 10, 20, 30, 40), *quarters(AMAZON, 2025, 15, 40)]

    found = recomputed("growth", known, companies=("amazon",), period=period("FY2025-Q2"))

    assert value(found) == 1


def test_growth_without_a_period_is_of_the_year_that_the_claims_source_states() -> None:
    known = [*years(AMAZON, 2023, 350_000_000_000, 640_000_000_000), exact(2 * 10**12, "FY2026"), amazon_revenue()]

    low, high = ends(recomputed("growth", known, companies=("amazon",)))

    assert low is not None
    assert high is not None
    assert low < Decimal("716.9") / 640 - 1 < high


def test_growth_of_a_segment_is_of_that_segment() -> None:
    known = [*years(AMAZON, 2024, 100, 300), exact(10, "FY2024", segment="ads"), exact(15, segment="ads")]

    found = recomputed("growth", known, companies=("amazon",), segment="ads", period=period("FY2025"))

    assert value(found) == Decimal("0.5")


NET, GROSS = {"reported_as": "net sales"}, {"reported_as": "gross sales"}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param([exact(112)], "for want of a fact on revenue of Amazon, for FY2024", id="nothing before"),
        pytest.param(years(AMAZON, 2024, 0, 5), "FY2024 is not certainly above zero", id="nothing to grow from"),
        pytest.param(
            [exact(100, "FY2024", **NET), exact(112, **GROSS)],
            "FY2024: net sales; FY2025: gross sales",
            id="something else before",
        ),
    ],
)
def test_growth_cannot_be_checked_by(facts: list[Fact], reason: str) -> None:
    assert why_not("growth", facts, companies=("amazon",), period=period("FY2025")).startswith(reason)


def test_growth_over_half_a_year_is_of_no_year_and_no_quarter() -> None:
    found = why_not("growth", [exact(5, "FY2025-6M")], companies=("amazon",), period=period("FY2025-6M"))

    assert found == "FY2025-6M is neither a year nor a quarter, which would have one a year before"


@pytest.mark.parametrize(
    ("printed", "result"), [("about 12%", "consistent"), ("13%", "loose"), ("20%", "inconsistent")]
)
def test_a_stated_growth_is_held_against_what_the_levels_give(printed: str, result: str) -> None:
    stated = {"printed": printed, "quantity": read_figure(printed), "period": period("FY2025")}

    assert check(case("growth", years(AMAZON, 2024, 100, 112), companies=("amazon",), **stated)).result == result
