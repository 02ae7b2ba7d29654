"""Comparability: one row a reason, and what each is worth."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from app.domain.catalogue import Fact
from app.domain.comparability import ComparabilityStatus, ReasonCode, comparability
from app.domain.comparison import compare
from app.domain.material import Material
from app.domain.period import Period
from app.domain.question import Question
from tests.factories import (
    AMAZON,
    NEWS,
    REVENUE,
    SHARE,
    STORES,
    WALMART,
    amazon_revenue,
    fact,
    period,
    source,
    walmart_revenue,
)

NAMES = {"amazon": "Amazon", "walmart": "Walmart", "aws": "Amazon Web Services"}
YEAR_END = date(2025, 12, 31)
AMAZONS = fact()
WALMARTS = fact("$713.2 billion", company=WALMART, period=replace(period("FY2025"), label="calendar 2025"))


def walmarts(**overrides: Any) -> Fact:  # noqa: ANN401  any field
    return replace(WALMARTS, **overrides)


def lasting(days: int) -> Fact:
    return walmarts(period=Period("own", "annual", YEAR_END - timedelta(days=days - 1), YEAR_END))


REASONS: list[tuple[str, ReasonCode, Fact, Fact, str]] = [
    ("unit", "unit-differs", fact("27%", metric=SHARE), WALMARTS, "Amazon: fraction, Walmart: USD"),
    ("nature", "nature-differs", AMAZONS, walmarts(nature="plan"), "Amazon: actual, Walmart: plan"),
    ("a quarter beside a year", "length-differs", fact(period="FY2025-Q4"), WALMARTS, "92 to 365 days long"),
    ("15 days less than a year", "length-differs", AMAZONS, lasting(350), "350 to 365 days long"),
    (
        "a moment beside a year",
        "length-differs",
        AMAZONS,
        walmarts(period=period("2025-12-31")),
        "a period beside a moment",
    ),
    (
        "dated years beside a year",
        "length-differs",
        AMAZONS,
        walmarts(period=period("FY2024/FY2025")),
        "365 to 731 days long",
    ),
    (
        "undated years beside a year",
        "length-differs",
        AMAZONS,
        walmarts(period=period("multi-year")),
        "several years beside a year or less",
    ),
    (
        "Walmart's year",
        "period-ends-differ",
        AMAZONS,
        walmarts(period=period("FY2026", WALMART)),
        "31 days apart",
    ),
    (
        "a day",
        "period-ends-differ",
        AMAZONS,
        walmarts(period=Period("own", "annual", date(2025, 1, 2), date(2026, 1, 1))),
        "1 day apart",
    ),
    ("inferred", "period-inferred", amazon_revenue(), WALMARTS, "Amazon FY2025"),
    ("unspecified", "period-unspecified", AMAZONS, walmarts(period=period("unspecified")), "Walmart"),
    ("basis", "basis-differs", AMAZONS, walmarts(basis="restated"), "Amazon: as-reported, Walmart: restated"),
    (
        "segments",
        "definition-differs",
        fact(segment="aws"),
        walmarts(segment="cloud"),
        "Amazon: Amazon Web Services, Walmart: cloud",
    ),
    (
        "net sales beside total revenues",
        "definition-differs",
        fact(reported_as="net sales"),
        walmarts(reported_as="total revenues"),
        "Amazon: net sales, Walmart: total revenues",
    ),
    (
        "parts named apart",
        "definition-differs",
        fact(segment="aws", reported_as="net sales"),
        walmarts(segment="cloud", reported_as="total revenues"),
        "Amazon: Amazon Web Services (net sales), Walmart: cloud (total revenues)",
    ),
    (
        "a part",
        "scope-differs",
        fact(segment="aws"),
        WALMARTS,
        "Amazon: Amazon Web Services, Walmart: the whole company",
    ),
    (
        "an initiative in a part beside a part",
        "scope-differs",
        fact(segment="aws", initiative="rufus"),
        walmarts(segment="cloud"),
        "Amazon: rufus, Walmart: cloud",
    ),
    (
        "an initiative beside a company",
        "scope-differs",
        fact(initiative="rufus"),
        WALMARTS,
        "Amazon: rufus, Walmart: the whole company",
    ),
    (
        "two initiatives",
        "initiative-differs",
        fact(initiative="rufus"),
        walmarts(initiative="sparky"),
        "Amazon: rufus, Walmart: sparky",
    ),
    ("hearsay", "attributed", AMAZONS, walmarts(attribution="reportedly"), "Walmart (reportedly)"),
]


@pytest.mark.parametrize(
    ("code", "amazon", "walmart", "detail"),
    [row[1:] for row in REASONS],
    ids=[f"{row[1]}, {row[0]}" for row in REASONS],
)
def test_each_difference_has_its_reason(code: ReasonCode, amazon: Fact, walmart: Fact, detail: str) -> None:
    found = comparability([amazon, walmart], NAMES)

    fatal = {"unit-differs", "scope-differs", "nature-differs", "length-differs"}
    status: ComparabilityStatus = "incomparable" if code in fatal else "caution"
    assert [(reason.code, reason.detail) for reason in found.reasons if reason.code == code] == [(code, detail)]
    assert found.status == status


def test_every_reason_that_facts_can_give_has_a_row() -> None:
    assert {row[1] for row in REASONS} | {
        "zero-in-range",
        "not-positive",
        "sources-conflict",
        "nothing-taken-out",
    } == set(get_args(ReasonCode))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([AMAZONS, WALMARTS], id="one year"),
        pytest.param([fact("27%", metric=SHARE), fact("30%", metric=SHARE, company=AMAZON)], id="one share"),
        pytest.param([fact("4,600", metric=STORES), fact("600", metric=STORES)], id="two moments"),
        pytest.param([AMAZONS, lasting(351)], id="two weeks less than a year"),
    ],
)
def test_alike_facts_are_comparable_without_a_reason(facts: list[Fact]) -> None:
    found = comparability(facts, NAMES)

    assert (found.status, found.reasons) == ("comparable", ())


def test_a_caution_stays_beside_what_forbids_a_verdict() -> None:
    found = comparability([amazon_revenue(), walmart_revenue(nature="forecast")], NAMES)

    assert found.status == "incomparable"
    assert [reason.code for reason in found.reasons] == ["nature-differs", "period-ends-differ", "period-inferred"]


def test_one_fact_among_three_is_enough_for_a_reason() -> None:
    found = comparability([AMAZONS, WALMARTS, replace(AMAZONS, company="target", nature="plan")], NAMES)

    assert [reason.code for reason in found.reasons] == ["nature-differs"]


@pytest.mark.parametrize("printed", ["less than $5 billion", "$0", "-$5 to $5 billion"])
def test_a_runner_up_that_may_be_zero_leaves_no_ratio_and_says_so(printed: str) -> None:
    question = Question(metric=REVENUE, companies=(AMAZON, WALMART))
    facts = [AMAZONS, fact(printed, company=WALMART, period="FY2026")]

    comparison = compare(question, Material(tuple(facts), {NEWS: source()}))

    assert (comparison.ratio, comparison.lead) == (None, None)
    assert comparison.comparability.status == "caution"
    assert comparison.comparability.reasons[-1].code == "zero-in-range"
    assert comparison.gap is not None


@pytest.mark.parametrize(
    ("first", "other", "who"),
    [
        pytest.param("-$2.722 billion", "$11.68 billion", "Amazon", id="the runner-up lost"),
        pytest.param("-$2.722 billion", "-$1.0 billion", "Walmart and Amazon", id="both lost"),
        pytest.param("less than $5 billion", "$1.0 billion", "Amazon", id="the first may have lost"),
    ],
)
def test_a_loss_is_no_number_of_times_a_profit(first: str, other: str, who: str) -> None:
    question = Question(metric=REVENUE, companies=(AMAZON, WALMART))
    facts = (fact(first), fact(other, company=WALMART, period="FY2026"))

    comparison = compare(question, Material(facts, {NEWS: source()}))

    assert (comparison.ratio, comparison.lead) == (None, None)
    assert comparison.gap is not None
    assert comparison.comparability.status == "caution"
    reason = comparison.comparability.reasons[-1]
    assert (reason.code, reason.detail) == (
        "not-positive",
        f"{who}: not certainly above zero, so no ratio and no lead is computed",
    )
