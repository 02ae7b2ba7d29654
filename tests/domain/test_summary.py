"""Summaries: what a check and a sum that does not add up are said to come to."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.case import Case
from app.domain.catalogue import Catalogue, Fact
from app.domain.check import Check, CheckResult, check
from app.domain.derivation import stated
from app.domain.naming import listed
from app.domain.quantity import Quantity, Unit
from app.domain.reconciliation import Imbalance, reconcile
from app.domain.summary import describe_imbalance, sentence_of_check
from app.domain.wording import margin
from tests.domain.claims import case, claim, exact
from tests.factories import WALMART, fact


def spread(value: str | None, low: str | None, high: str | None, unit: Unit = "USD") -> Quantity:
    exact, bottom, top = (None if end is None else Decimal(end) for end in (value, low, high))
    return Quantity(exact, bottom, top, unit)


# Checks


def judged(result: CheckResult, computed: Quantity | None, reason: str | None = None, **overrides: Any) -> Check:  # noqa: ANN401  any field of a claim
    found = None if computed is None else stated(computed, "fact")
    return Check(claim(text="It is so.", **overrides), result, (), found, reason)


FOUR_BILLION = spread("4e9", "3.9e9", "4.1e9")
PRINTED = {"printed": "just under $4 billion"}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(
            judged("consistent", FOUR_BILLION, **PRINTED),
            'It is so: that holds, $4 billion computed against "just under $4 billion" as printed.',
            id="a figure that holds",
        ),
        pytest.param(
            judged("loose", FOUR_BILLION, **PRINTED),
            'It is so: that is loose, $4 billion computed against "just under $4 billion" as printed.',
            id="a loose figure",
        ),
        pytest.param(
            judged("inconsistent", spread(None, "2e9", None), "mind this", **PRINTED),
            'It is so: that does not hold, at least $2 billion computed against "just under $4 billion" as printed '
            "(mind this).",
            id="a figure that does not hold, with a reason",
        ),
        pytest.param(
            judged("uncheckable", spread(None, "6", "15", "quarters"), "not known: FY2025-Q2", printed="15 quarters"),
            'It is so: that cannot be checked, between 6 and 15 quarters computed against "15 quarters" as printed '
            "(not known: FY2025-Q2).",
            id="a figure that may hold",
        ),
        pytest.param(
            judged("uncheckable", None, "no other source has it", **PRINTED),
            "It is so: that cannot be checked, no other source has it.",
            id="nothing computed",
        ),
        pytest.param(judged("consistent", FOUR_BILLION), "It is so: that holds, by $4 billion.", id="no figure"),
        pytest.param(
            judged("inconsistent", -FOUR_BILLION, "it led before"),
            "It is so: that does not hold, by $4 billion (it led before).",
            id="no figure, with a reason",
        ),
        pytest.param(
            judged("consistent", spread("0.39", "0.38", "0.4", "fraction")),
            "It is so: that holds, by 39 percentage points.",
            id="no figure, between shares",
        ),
    ],
)
def test_a_check_is_said_with_its_claim_its_result_and_what_was_computed(found: Check, said: str) -> None:
    assert sentence_of_check(found) == said


@pytest.mark.parametrize("text", ["Amazon leads.", "Amazon leads"])
def test_a_claim_is_said_with_or_without_a_full_stop_of_its_own(text: str) -> None:
    found = check(case("leads", [exact(110), exact(100, "FY2026", company=WALMART)], text=text))

    assert sentence_of_check(found) == "Amazon leads: that holds, by $10."


SAID_OF_THE_SEED = {
    "revenue-gap": (
        "The two annual revenues are a little less than four billion dollars apart: that holds, "
        '$3.761 billion computed against "just under $4 billion" as printed.'
    ),
    "amazon-first-ahead-in-annual-revenue": (
        "Amazon\u2019s annual revenue exceeds Walmart\u2019s for the first time: that holds, by $3.761 billion "
        "(the annual figures of both go back to FY2007/FY2008)."
    ),
    "aws-larger-share-of-profit": (
        "AWS has a larger share of Amazon\u2019s operating profit than of its sales: that holds, "
        "by 39.07 percentage points."
    ),
    "walmart-digital-streak": (
        "Walmart\u2019s digital sales have grown at double-digit rates for fifteen quarters in a row: that cannot be "
        'checked, between 6 and 15 quarters computed against "15 consecutive quarters" as printed '
        "(not known: FY2025-Q2; FY2023-Q1 falls short)."
    ),
    "walmart-worth-a-trillion": (
        "Walmart\u2019s market value has passed one trillion dollars: that cannot be checked, "
        "no other source has a fact on market capitalization of Walmart."
    ),
}


@pytest.mark.parametrize("slug", SAID_OF_THE_SEED)
def test_what_is_said_of_the_articles_claims(slug: str, seed: Catalogue) -> None:
    (claimed,) = (each for each in seed.claims if each.slug == slug)

    assert sentence_of_check(check(Case(claimed, seed))) == SAID_OF_THE_SEED[slug]


def test_every_check_of_the_seed_is_one_sentence(seed: Catalogue) -> None:
    said = [sentence_of_check(check(Case(each, seed))) for each in seed.claims]

    assert len(said) == 22
    for each in said:
        assert each.count(": that ") == 1
        assert each.endswith(".")
        assert ".." not in each
        assert "None" not in each


# Sums that do not add up


def imbalance(figure: Fact, difference: Quantity) -> Imbalance:
    return Imbalance("amazon revenue FY2025: quarters", figure, difference)


@pytest.mark.parametrize(
    ("figure", "difference", "said"),
    [
        pytest.param(
            fact("$100 million", source="filing"),
            Quantity.exactly(3 * 10**6, "USD"),
            "with $100 million (FY2025, as-reported, filing) the whole is $3 million more than its parts",
            id="a year that is more",
        ),
        pytest.param(
            fact("$100 million", source="filing", basis="restated"),
            Quantity.exactly(-3 * 10**6, "USD"),
            "with $100 million (FY2025, restated, filing) the whole is $3 million less than its parts",
            id="a restated year that is less",
        ),
        pytest.param(
            fact("$40 million", period="FY2025-Q1", segment="aws", source="filing"),
            spread(None, "-5e6", "-4e6"),
            "with $40 million (FY2025-Q1 aws, as-reported, filing) the whole is between $4 million and $5 million less "
            "than its parts",
            id="a segment\u2019s quarter",
        ),
        pytest.param(
            fact("more than $100 million", source="filing"),
            spread(None, "3e6", None),
            "with more than $100 million (FY2025, as-reported, filing) the whole is at least $3 million more than its "
            "parts",
            id="a year without an upper end",
        ),
        pytest.param(
            fact("less than $100 million", source="filing"),
            spread(None, None, "-3e6"),
            "with less than $100 million (FY2025, as-reported, filing) the whole is at least $3 million less than its "
            "parts",
            id="a year without a lower end",
        ),
    ],
)
def test_a_figure_that_fits_in_no_sum_is_named_with_what_it_is_off(
    figure: Fact, difference: Quantity, said: str
) -> None:
    assert describe_imbalance(imbalance(figure, difference)) == f"amazon revenue FY2025: quarters: {said}"


def test_what_walmart_keeps_outside_its_segments_is_said(seed: Catalogue) -> None:
    found = reconcile(seed, ["walmart-10-k-fy2026"])

    assert (
        "walmart revenue FY2026: reportable-segments: with $713,163 million (FY2026, as-reported, walmart-10-k-fy2026) "
        "the whole is $36 million more than its parts"
    ) in [describe_imbalance(each) for each in found.imbalances]


# Words that sentences are made of


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
    ids=["none", "one", "two", "three"],
)
def test_names_are_listed_with_an_and_before_the_last(names: list[str], said: str) -> None:
    assert listed(names) == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        pytest.param(spread("3.7e9", "3.6e9", "3.8e9"), "$3.7 billion", id="ahead"),
        pytest.param(spread("-3.7e9", "-3.8e9", "-3.6e9"), "$3.7 billion", id="behind"),
        pytest.param(spread("0", "0", "0"), "$0", id="level"),
        pytest.param(spread(None, "3.6e9", "3.8e9"), "between $3.6 billion and $3.8 billion", id="a range ahead"),
        pytest.param(spread(None, "-3.8e9", "-3.6e9"), "between $3.6 billion and $3.8 billion", id="a range behind"),
        pytest.param(spread(None, "2.00001e9", "2.00002e9"), "about $2 billion", id="a range that looks like a number"),
        pytest.param(spread(None, "-1e9", "3e9"), "at most $3 billion", id="either way"),
        pytest.param(spread(None, "3.6e9", None), "at least $3.6 billion", id="ahead, without an end"),
        pytest.param(spread(None, None, "-3.6e9"), "at least $3.6 billion", id="behind, without an end"),
        pytest.param(spread(None, None, None), "an unknown margin", id="unknown"),
        pytest.param(spread("0.0052", "0.005", "0.0053", "fraction"), "0.52 percentage points", id="shares"),
        pytest.param(spread("-0.01", "-0.01", "-0.01", "fraction"), "1 percentage point", id="one point"),
        pytest.param(spread(None, "0.02", "0.03", "fraction"), "between 2 and 3 percentage points", id="some points"),
        pytest.param(spread("1", "1", "1", "quarters"), "1 quarter", id="quarters"),
        pytest.param(spread("4611", "4611", "4611", "count"), "4,611", id="counts"),
        pytest.param(spread("2", "2", "2", "multiple"), "2 times", id="multiples"),
    ],
)
def test_a_margin_is_said_without_its_sign(gap: Quantity, said: str) -> None:
    assert margin(gap) == said
