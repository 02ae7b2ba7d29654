"""Recomputing what sources say of one company: how often its revenue has doubled, and what its parts make of it."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.catalogue import Fact, Metric, Operation
from app.domain.check import check
from app.domain.quantity import Quantity
from tests.domain.claims import INCOME, case, exact, inputs, recomputed, why_not
from tests.factories import REVENUE, fact, period

# A multiple

LARGER = {"companies": ("amazon",), "segment": "cloud", "metric": INCOME.slug, "than": "revenue"}
TWO_YEARS = period("FY2015/FY2025")


def test_a_multiple_is_the_last_period_over_the_first_with_the_basis_of_each() -> None:
    first, last = exact(100, "FY2015", basis="restated"), exact(230)

    found = recomputed("multiple", [first, last, exact(999, "FY2020")], companies=("amazon",), period=TWO_YEARS)

    assert found.computed.quantity.value == Decimal("2.3")
    assert found.computed.derivation.inputs == inputs(last, first)
    assert found.reason == "revenue: FY2015 restated, FY2025 as-reported"


@pytest.mark.parametrize(
    ("first", "asked", "reason"),
    [
        pytest.param([], TWO_YEARS, "for want of a fact on revenue of Amazon, for FY2015", id="the first is not known"),
        pytest.param(
            [exact(0, "FY2015")],
            TWO_YEARS,
            "revenue of FY2015 is not certainly above zero",
            id="the first may be nothing",
        ),
        pytest.param([exact(100, "FY2015")], period("FY2025"), "the claim names no two periods", id="one period"),
        pytest.param([exact(100, "FY2015")], None, "the claim names no two periods", id="no period"),
    ],
)
def test_a_multiple_cannot_be_checked_when(first: list[Fact], asked: Any, reason: str) -> None:  # noqa: ANN401  a period
    assert why_not("multiple", [*first, exact(230)], companies=("amazon",), period=asked) == reason


# Shares


def of(metric: Metric, total: int | None = None, **parts: int) -> list[Fact]:
    """State what a company has of something as a whole, and what parts of it have."""
    whole = [] if total is None else [exact(total, metric=metric)]
    return [*whole, *(exact(amount, metric=metric, segment=name) for name, amount in parts.items())]


def test_a_share_is_the_part_over_the_whole() -> None:
    total, cloud = of(REVENUE, 200, cloud=30)

    found = recomputed("share", [cloud, total], companies=("amazon",), segment="cloud")

    assert found.computed.quantity == Quantity.exactly(Decimal("0.15"), "fraction")
    assert (found.computed.derivation.formula, found.computed.derivation.inputs) == ("a / b", inputs(cloud, total))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (of(REVENUE, 200), "for want of a fact on revenue of Amazon, Cloud"),
        (of(REVENUE, cloud=30), "for want of a fact on revenue of Amazon as a whole; there are facts on cloud"),
        (of(REVENUE, 0, cloud=30), "the total of revenue is not certainly above zero"),
    ],
    ids=["no part", "no whole", "nothing as a whole"],
)
def test_a_share_cannot_be_checked_with(facts: list[Fact], reason: str) -> None:
    assert why_not("share", facts, companies=("amazon",), segment="cloud") == reason


@pytest.mark.parametrize("operation", ["share", "larger-share"])
def test_a_share_of_a_loss_says_nothing(operation: Operation) -> None:
    facts = [*of(INCOME, -100, cloud=50), *of(REVENUE, 200, cloud=30)]

    found = check(case(operation, facts, **LARGER, quantity=Quantity.exactly(Decimal("0.5"), "fraction")))

    assert found.result == "uncheckable"


@pytest.mark.parametrize(("income", "holds"), [(50, True), (20, False)], ids=["larger", "smaller"])
def test_a_larger_share_is_one_share_less_the_other(income: int, *, holds: bool) -> None:
    found = recomputed("larger-share", [*of(INCOME, 100, cloud=income), *of(REVENUE, 200, cloud=60)], **LARGER)

    assert found.holds is holds
    assert found.computed.quantity == Quantity.exactly(Decimal(income - 30) / 100, "fraction")
    assert found.computed.derivation.formula == "(a / b) - (c / d)"


@pytest.mark.parametrize(
    ("than", "reason"),
    [
        ("revenue", "the two shares are too near each other to tell"),
        (None, "the claim names no metric to compare with, or one that is gone: None"),
        ("profit", "the claim names no metric to compare with, or one that is gone: profit"),
    ],
)
def test_a_larger_share_cannot_be_told_from(than: str | None, reason: str) -> None:
    facts = [*of(INCOME, 100, cloud=30), *of(REVENUE, 200, cloud=60)]

    assert why_not("larger-share", facts, **{**LARGER, "than": than}) == reason


# The largest segment

LARGEST = {"companies": ("amazon",), "segment": "stores"}


@pytest.mark.parametrize(
    ("parts", "gap", "reason"),
    [
        ({"stores": 50, "ads": 20, "cloud": 30, "other": 5}, 20, "the next of 3 is Cloud"),
        ({"stores": 50, "ads": 20}, 30, "the next of 1 is Ads; no figure for Cloud"),
        ({"stores": 50, "cloud": 60, "other": 5}, -10, "the next of 2 is Cloud"),
        ({"stores": 50, "ads": 20, "cloud": 30, "home": 99, "media": 99}, 20, "the next of 2 is Cloud"),
    ],
    ids=["all known", "one not known", "another is larger", "beside other breakdowns"],
)
def test_the_largest_segment_is_held_against_the_next_of_its_breakdown(
    parts: dict[str, int], gap: int, reason: str
) -> None:
    found = recomputed("largest-segment", of(REVENUE, **parts), **LARGEST)

    assert (found.holds, found.reason) == (gap > 0, reason)
    assert found.computed.quantity.value == gap


def test_a_segment_that_may_hold_the_same_money_is_not_held_against_it() -> None:
    found = recomputed(
        "largest-segment", of(REVENUE, ads=50, other=60, stores=20), companies=("amazon",), segment="ads"
    )

    assert (found.holds, found.reason) == (True, "the next of 1 is Stores; no figure for Cloud")


def test_a_segment_of_no_breakdown_is_held_against_all_that_share_no_money_with_it() -> None:
    found = recomputed(
        "largest-segment", of(REVENUE, media=50, home=20, stores=30), companies=("amazon",), segment="media"
    )

    assert (found.holds, found.reason) == (True, "the next of 2 is Stores; no figure for Cloud")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (of(REVENUE, ads=20), "for want of a fact on revenue of Amazon, Stores"),
        (of(REVENUE, stores=50), "no other segment has a fact on revenue for FY2025"),
        (
            [*of(REVENUE, stores=50), exact(20, "FY2024", segment="ads")],
            "no other segment has a fact on revenue for FY2025",
        ),
        (of(REVENUE, stores=50, ads=50), "it is too near the next to tell"),
    ],
    ids=["itself not known", "no other known", "another known in another year", "as large as the next"],
)
def test_the_largest_segment_cannot_be_told(facts: list[Fact], reason: str) -> None:
    assert why_not("largest-segment", facts, **LARGEST) == reason


def test_a_segment_is_not_the_largest_while_one_known_by_its_magnitude_may_be_larger() -> None:
    wide = fact("hundreds of billions of dollars", segment="ads", source="filing")

    found = check(case("largest-segment", [*of(REVENUE, stores=5 * 10**11, cloud=3 * 10**11), wide], **LARGEST))

    assert found.result == "uncheckable"


def test_the_largest_segment_of_a_claim_that_names_none_is_uncheckable_and_not_an_error() -> None:
    found = check(case("largest-segment", of(REVENUE, 100, stores=50, ads=20), companies=("amazon",)))

    assert found.result == "uncheckable"
    assert found.reason
