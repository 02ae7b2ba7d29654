"""Wording: how amounts and verdicts read, and what no sentence ever says."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Direction, Fact, FactNature, Line, Metric
from app.domain.comparison import compare
from app.domain.figure import read_figure
from app.domain.hedge import HEDGES_READ
from app.domain.material import Material
from app.domain.quantity import Hedge, Quantity, Unit
from app.domain.question import Question, TooFewFactsError
from app.domain.wording import amount, number, sentence, share
from tests.factories import (
    AMAZON,
    COSTCO,
    NEWS,
    REVENUE,
    SHARE,
    STORES,
    STREAK,
    TARGET,
    WALMART,
    amazon_revenue,
    company,
    fact,
    metric,
    period,
    segment,
    source,
    walmart_revenue,
)

LOWES = company(slug="lowes", name="Lowe's")
STAPLES = company(slug="staples", name="Staples")
EVERYONE = (AMAZON, WALMART, TARGET, COSTCO, LOWES, STAPLES)
GROWTH = metric(slug="growth", name="Growth", unit="fraction", kind="ratio")
MULTIPLE = metric(slug="revenue-multiple", name="Revenue multiple", unit="multiple", kind="ratio")
AI_SPENDING = metric(slug="ai-spending", name="AI spending", direction="neither")
NET_SALES = metric(slug="net-sales", name="Net sales")
LOSSES = metric(slug="losses", name="Losses", direction="lower")
DEBT = metric(slug="debt", name="Debt", direction="lower")


def said(*facts: Fact, **asked: Any) -> str:  # noqa: ANN401  any field of a question
    present = {each.company for each in facts}
    plain = Question(metric=REVENUE, companies=tuple(each for each in EVERYONE if each.slug in present))
    return sentence(compare(replace(plain, **asked), Material(facts, {NEWS: source()})))


# Amounts


@pytest.mark.parametrize(
    ("printed", "unit", "text"),
    [
        ("15", "count", "15"),
        ("4,611", "count", "4,611"),
        ("$713.2 billion", "USD", "$713.2 billion"),
        ("roughly $716.9 billion", "USD", "about $716.9 billion"),
        ("more than 4,600", "count", "more than 4,600"),
        ("just over $4 billion", "USD", "just over $4 billion"),
        ("at least 2 quarters", "quarters", "at least 2 quarters"),
        ("at least 1 quarter", "quarters", "at least 1 quarter"),
        ("less than $5 billion", "USD", "less than $5 billion"),
        ("up to 20%", "fraction", "at most 20%"),
        ("just under $4 billion", "USD", "just under $4 billion"),
        ("nearly 20%", "fraction", "nearly 20%"),
        ("nearly -$5 billion", "USD", "nearly \u2212$5 billion"),
        ("between 200 million and 1 billion", "count", "between 200 million and 1 billion"),
        ("2 to 3 quarters", "quarters", "between 2 and 3 quarters"),
        ("roughly 3 to 4 billion dollars", "USD", "between $2.5 billion and $4.5 billion"),
        ("hundreds of millions", "count", "between 200 million and 1 billion"),
        ("several quarters", "quarters", "at least 3 quarters"),
        ("multibillion-dollar", "USD", "between $2 billion and $1 trillion"),
        ("double-digit growth", "fraction", "between 10% and 100%"),
        ("more than doubling", "multiple", "more than 2 times"),
        ("more than one-third", "fraction", "more than 33.33%"),
        ("-$4.6 billion", "USD", "\u2212$4.6 billion"),
        ("minus 5%", "fraction", "\u22125%"),
    ],
    ids=str,
)
def test_an_amount_is_said_with_its_hedge(printed: str, unit: Unit, text: str) -> None:
    assert amount(read_figure(printed, unit=unit)) == text


def test_every_hedge_that_is_read_is_said() -> None:
    said_of = {
        hedges: amount(Quantity(None, Decimal(2), Decimal(3), "count", hedges))
        for hedges in HEDGES_READ
        if hedges[0] in ("just-under", "nearly", "more-than", "between")
    }

    assert said_of == {
        ("just-under",): "just under 3",
        ("nearly",): "nearly 3",
        ("more-than",): "just over 2",
        ("between",): "between 2 and 3",
    }


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        pytest.param("2e9", "2e9", "about $2 billion", id="one number"),
        pytest.param("2.00001e9", "2.00002e9", "about $2 billion", id="alike as shown"),
        pytest.param("-3e9", "-2e9", "between \u2212$3 billion and \u2212$2 billion", id="negative"),
        pytest.param(None, None, "an unknown amount", id="nothing"),
    ],
)
def test_a_range_of_the_editors_own_is_said_without_a_hedge(low: str | None, high: str | None, text: str) -> None:
    ends = [None if end is None else Decimal(end) for end in (low, high)]

    assert amount(Quantity(None, ends[0], ends[1], "USD")) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("999950000", "USD", "$1 billion"),
        ("999940000", "USD", "$999.9 million"),
        ("999950", "USD", "$1 million"),
        ("12345", "USD", "$12,340"),
        ("1e15", "USD", "$1,000 trillion"),
        ("0", "USD", "$0"),
        ("-0", "USD", "$0"),
        ("0E+3", "USD", "$0"),
        ("0.5", "USD", "$0.5"),
        ("999999", "count", "999,999"),
        ("1234567", "count", "1.235 million"),
        ("1", "quarters", "1 quarter"),
        ("-2", "quarters", "\u22122 quarters"),
        ("0", "quarters", "0 quarters"),
        ("2.5", "multiple", "2.5 times"),
        ("112.377723321", "index", "112.4"),
        ("-1234567", "index", "\u22121,235,000"),
        ("0.333333333333", "fraction", "33.33%"),
        ("0.00518788558609", "fraction", "0.5188%"),
        ("1e-9", "fraction", "0.0000001%"),
    ],
)
def test_a_number_is_rounded_before_it_is_scaled(value: str, unit: Unit, text: str) -> None:
    assert number(Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("37.62%", "37.6%"),
        ("9.57%", "9.6%"),
        ("0.828%", "0.8%"),
        ("0.00505%", "under 0.1%"),
        ("about 25%", "about 25%"),
        ("nearly 20%", "nearly 20%"),
        ("0%", "0%"),
        ("between 17.55% and 20%", "between 17.6% and 20%"),
    ],
)
def test_a_share_has_at_most_one_decimal_place(printed: str, text: str) -> None:
    assert share(read_figure(printed, unit="fraction")) == text


# Verdicts


def test_the_articles_verdict_reads_as_the_design_has_it() -> None:
    assert said(amazon_revenue(), walmart_revenue()) == (
        "Amazon\u2019s revenue of about $716.9 billion (FY2025) leads Walmart\u2019s $713.2 billion (FY2026) "
        "by about $3.7 billion, or 0.52%."
    )


def two(first: str, second: str, of: Metric = REVENUE) -> list[Fact]:
    return [fact(first, metric=of), fact(second, metric=of, company=WALMART, period="FY2026")]


AMAZONS = "Amazon's revenue of $5 billion (FY2025)"
VERDICTS: dict[str, tuple[list[Fact], dict[str, Any], str]] = {
    "a lead of a multiple": (
        two("$5 billion", "$2 billion"),
        {},
        f"{AMAZONS} leads Walmart's $2 billion (FY2026) by $3 billion, or 2.5 times as much.",
    ),
    "a multiple of a count": (
        two("4,600", "1,000", STORES),
        {"metric": STORES},
        "Amazon's number of stores of 4,600 (FY2025) leads Walmart's 1,000 (FY2026) by 3,600, or 4.6 times as many.",
    ),
    "a lead between ranges": (
        two("$5 billion", "just under $2 billion"),
        {},
        f"{AMAZONS} leads Walmart's just under $2 billion (FY2026) by between $2.5 billion and $4 billion.",
    ),
    "a lead without an upper end": (
        two("more than $5 billion", "$2 billion"),
        {},
        (
            "Amazon's revenue of more than $5 billion (FY2025) leads Walmart's $2 billion (FY2026) "
            "by at least $2.5 billion."
        ),
    ),
    "a lead over a loss": (
        two("$5 billion", "-$2 billion"),
        {},
        f"{AMAZONS} leads Walmart's \u2212$2 billion (FY2026) by $7 billion.",
    ),
    "percentage points": (
        two("27%", "24.5%", GROWTH),
        {"metric": GROWTH},
        "Amazon's growth of 27% (FY2025) leads Walmart's 24.5% (FY2026) by 2.5 percentage points.",
    ),
    "one percentage point": (
        two("27.0%", "26.0%", GROWTH),
        {"metric": GROWTH},
        "Amazon's growth of 27% (FY2025) leads Walmart's 26% (FY2026) by 1 percentage point.",
    ),
    "a range of percentage points": (
        two("30%", "nearly 20%", SHARE),
        {"metric": replace(SHARE, direction="neither")},
        (
            "Amazon's share of revenue of 30% (FY2025) exceeds Walmart's nearly 20% (FY2026) "
            "by between 9.5 and 13 percentage points."
        ),
    ),
    "one quarter": (
        two("4 quarters", "3 quarters", STREAK),
        {"metric": STREAK},
        "Amazon's growth streak of 4 quarters (FY2025) leads Walmart's 3 quarters (FY2026) by 1 quarter, or 33%.",
    ),
    "multiples": (
        two("2.5 times", "2.0 times", MULTIPLE),
        {"metric": MULTIPLE},
        "Amazon's revenue multiple of 2.5 times (FY2025) leads Walmart's 2 times (FY2026) by 0.5 times.",
    ),
    "neither is better": (
        two("$5 billion", "$4.0 billion", AI_SPENDING),
        {"metric": AI_SPENDING},
        "Amazon's AI spending of $5 billion (FY2025) exceeds Walmart's $4 billion (FY2026) by $1 billion, or 25%.",
    ),
    "lower is better": (
        two("$5 billion", "$4.0 billion", DEBT),
        {"metric": DEBT},
        "Walmart's debt of $4 billion (FY2026) is lower than Amazon's $5 billion (FY2025) by $1 billion, or 20%.",
    ),
    "a plural leads": (
        two("$5 billion", "$4.0 billion", NET_SALES),
        {"metric": NET_SALES},
        "Amazon's net sales of $5 billion (FY2025) lead Walmart's $4 billion (FY2026) by $1 billion, or 25%.",
    ),
    "a plural is level": (
        two("$5 billion", "$5 billion", NET_SALES),
        {"metric": NET_SALES},
        "Amazon's net sales of $5 billion (FY2025) are level with Walmart's $5 billion (FY2026).",
    ),
    "a plural of which lower is better, undecided": (
        two("$4.9 billion", "$5 billion", LOSSES),
        {"metric": LOSSES},
        (
            "Amazon's losses of $4.9 billion (FY2025) are probably lower than Walmart's $5 billion (FY2026), "
            "but the ranges do not decide it."
        ),
    ),
    "a number of something": (
        two("4,600", "4,000", replace(STORES, direction="neither")),
        {"metric": replace(STORES, direction="neither")},
        "Amazon's number of stores of 4,600 (FY2025) exceeds Walmart's 4,000 (FY2026) by 600, or 15%.",
    ),
    "undecided": (
        two("$5 billion", "$4.9 billion"),
        {},
        f"{AMAZONS} probably leads Walmart's $4.9 billion (FY2026), but the ranges do not decide it.",
    ),
    "undecided once widened": (
        [amazon_revenue(), walmart_revenue()],
        {"tolerance": Decimal("0.01")},
        (
            "Amazon's revenue of about $716.9 billion (FY2025) probably leads Walmart's $713.2 billion (FY2026), "
            "but the ranges do not decide it."
        ),
    ),
    "a tie": (two("$5 billion", "$5 billion"), {}, f"{AMAZONS} is level with Walmart's $5 billion (FY2026)."),
    "a tie that may hide a lead": (
        two("$5 billion", "more than $5 billion"),
        {},
        (f"Who is ahead cannot be told: the ranges of {AMAZONS} and Walmart's more than $5 billion (FY2026) overlap."),
    ),
    "a tie, and one behind whose range reaches it": (
        [*two("$5 billion", "$5 billion"), fact("$4.9 billion", company=TARGET)],
        {},
        (
            f"Who is ahead cannot be told: the ranges of {AMAZONS} and Walmart's $5 billion (FY2026) and "
            "Target's $4.9 billion (FY2025) overlap."
        ),
    ),
    "lower is better, and undecided": (
        two("$5 billion", "$4.9 billion", DEBT),
        {"metric": DEBT},
        (
            "Walmart's debt of $4.9 billion (FY2026) is probably lower than Amazon's $5 billion (FY2025), "
            "but the ranges do not decide it."
        ),
    ),
    "a metric that begins with an abbreviation": (
        two("$5 billion", "$1.0 billion", replace(REVENUE, slug="rd", name="R&D spending")),
        {"metric": replace(REVENUE, slug="rd", name="R&D spending")},
        (
            "Amazon's R&D spending of $5 billion (FY2025) leads Walmart's $1 billion (FY2026) by $4 billion, "
            "or 5 times as much."
        ),
    ),
    "ranges that meet, one without a central figure": (
        two("$6.4 billion", "multibillion-dollar"),
        {},
        (
            "Who is ahead cannot be told: the ranges of Amazon's revenue of $6.4 billion (FY2025) and "
            "Walmart's between $2 billion and $1 trillion (FY2026) overlap."
        ),
    ),
    "a tie of three, and one behind": (
        [
            fact("$5 billion"),
            fact("$5 billion", company=TARGET, period="FY2026"),
            fact("$5 billion", company=WALMART, period="FY2026"),
            fact("$1 billion", company=COSTCO),
        ],
        {},
        (
            f"{AMAZONS} is level with Target's $5 billion (FY2026) and Walmart's $5 billion (FY2026). "
            "Behind: Costco with $1 billion (FY2025)."
        ),
    ),
    "four companies": (
        [*two("$5 billion", "$2 billion"), fact("$0.5 billion", company=TARGET), fact("$1 billion", company=COSTCO)],
        {},
        (
            f"{AMAZONS} leads Walmart's $2 billion (FY2026) by $3 billion, or 2.5 times as much. "
            "Behind: Costco with $1 billion (FY2025), Target with $500 million (FY2025)."
        ),
    ),
    "two companies missing": (
        [amazon_revenue(), walmart_revenue()],
        {"companies": (TARGET, AMAZON, LOWES, WALMART)},
        (
            "Amazon's revenue of about $716.9 billion (FY2025) leads Walmart's $713.2 billion (FY2026) "
            "by about $3.7 billion, or 0.52%. There is no such figure for Target and Lowe's."
        ),
    ),
    "names that end in s": (
        [fact("$5 billion", company=STAPLES), fact("$2 billion", company=LOWES)],
        {},
        "Staples' revenue of $5 billion (FY2025) leads Lowe's $2 billion (FY2025) by $3 billion, or 2.5 times as much.",
    ),
    "no period stated": (
        [fact("$5 billion", period="unspecified"), fact("$4.0 billion", company=WALMART, period="unspecified")],
        {},
        (
            "Amazon's revenue of $5 billion (period not stated) leads Walmart's $4 billion (period not stated) "
            "by $1 billion, or 25%."
        ),
    ),
    "a line of business": (
        [fact("$5 billion", segment="aws"), fact("$2 billion", segment="ware", company=WALMART, period="FY2026")],
        {
            "line": "physical-retail",
            "segments": {"amazon": [segment()], "walmart": [segment(slug="ware", company="walmart")]},
        },
        f"In physical retail, {AMAZONS} leads Walmart's $2 billion (FY2026) by $3 billion, or 2.5 times as much.",
    ),
    "periods far apart": (
        [fact("$5 billion"), fact("$2 billion", company=WALMART, period="FY2025")],
        {},
        (
            f"{AMAZONS} leads Walmart's $2 billion (FY2025) by $3 billion, or 2.5 times as much. "
            "Their periods end 334 days apart."
        ),
    ),
    "plans": (
        [fact("$5 billion", nature="plan"), fact("$2 billion", nature="plan", company=WALMART, period="FY2026")],
        {},
        (
            "Amazon's revenue of $5 billion (FY2025, plan) leads Walmart's $2 billion (FY2026, plan) "
            "by $3 billion, or 2.5 times as much."
        ),
    ),
    "incomparable": (
        [amazon_revenue(), fact("$190 billion", company=WALMART, period=period("FY2026-Q4", WALMART), nature="plan")],
        {},
        (
            "Amazon's revenue of about $716.9 billion (FY2025) and Walmart's $190 billion (FY2026-Q4, plan) "
            "cannot be compared: they differ in nature (Amazon: actual, Walmart: plan); "
            "their periods differ in length (92 to 365 days long)."
        ),
    ),
    "incomparable for the third": (
        [*two("$5 billion", "$2 billion"), fact("$1 billion", company=TARGET, nature="forecast")],
        {"companies": (AMAZON, WALMART, TARGET, COSTCO)},
        (
            f"{AMAZONS}, Walmart's $2 billion (FY2026) and Target's $1 billion (FY2025, forecast) cannot be compared: "
            "they differ in nature (Amazon: actual, Walmart: actual, Target: forecast). "
            "There is no such figure for Costco."
        ),
    ),
}


@pytest.mark.parametrize(("facts", "asked", "text"), VERDICTS.values(), ids=VERDICTS)
def test_a_verdict_reads_well(facts: list[Fact], asked: dict[str, Any], text: str) -> None:
    assert said(*facts, **asked) == text.replace("'", "\u2019")


# What no sentence says


NUMBERS = st.decimals(-(10**18), 10**18, places=6) | st.integers(-20, 20).map(Decimal)
ENDS = st.none() | NUMBERS
HEDGES = st.lists(st.sampled_from(get_args(Hedge)), max_size=2).map(tuple)


@st.composite
def facts_of_anything(draw: st.DrawFn, of: Metric) -> list[Fact]:
    """Draw facts with any range under any hedge, sensible or not."""
    facts = []
    natures: list[FactNature] = draw(st.sampled_from([["actual"], ["actual", "plan"]]))
    labels = draw(st.sampled_from([["FY2025"], ["unspecified"], ["FY2025", "FY2025-Q4", "unspecified", "2025-12-31"]]))
    for each in EVERYONE[: draw(st.integers(2, 4))]:
        low, value, high = draw(st.tuples(ENDS, ENDS, ENDS))
        given_numbers = iter(sorted(number for number in (low, value, high) if number is not None))
        low, value, high = (None if number is None else next(given_numbers) for number in (low, value, high))
        quantity = Quantity(value, low, high, of.unit, draw(HEDGES))
        label, nature = draw(st.sampled_from(labels)), draw(st.sampled_from(natures))
        facts.append(fact(company=each, metric=of, period=label, quantity=quantity, nature=nature))
    return facts


METRICS = st.builds(
    metric,
    name=st.sampled_from(["Revenue", "AI spending", "X"]),
    unit=st.sampled_from(get_args(Unit)),
    direction=st.sampled_from(get_args(Direction)),
)


@given(
    METRICS.flatmap(lambda of: st.tuples(st.just(of), facts_of_anything(of))),
    st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.999999")]),
)
def test_a_sentence_is_always_one_and_shows_nothing_of_the_machine(
    drawn: tuple[Metric, list[Fact]], tolerance: Decimal
) -> None:
    of, facts = drawn

    text = said(*facts, metric=of, companies=EVERYONE, tolerance=tolerance)

    assert text.endswith(".")
    assert not [trace for trace in ("None", "Decimal", "E+", "E-", "NaN", "  ", "..", "()") if trace in text]


@pytest.mark.parametrize("line", get_args(Line))
def test_every_line_of_business_is_said_in_words(line: Line) -> None:
    segments = {"amazon": [segment()], "walmart": [segment(slug="ware", company="walmart")]}
    facts = [fact("$5 billion", segment="aws"), fact("$2 billion", segment="ware", company=WALMART)]

    text = said(*facts, line=line, segments=segments)

    assert text.startswith(f"In {line.replace('-', ' ')}, Amazon\u2019s revenue")


def test_there_is_no_sentence_about_one_company() -> None:
    with pytest.raises(TooFewFactsError):
        said(amazon_revenue())
