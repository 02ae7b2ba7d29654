"""Comparison: the golden verdict of the two articles, and what holds of every other one."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Company, Fact
from app.domain.comparison import Comparison, compare, difference, ratio, ratio_and_lead
from app.domain.derivation import Computed, Derivation, stated
from app.domain.material import Material
from app.domain.quantity import Quantity, Unit
from app.domain.question import Question, TooFewFactsError
from app.domain.standing import PeriodRequest, read_period_request
from tests.factories import (
    AMAZON,
    COSTCO,
    KROGER,
    NEWS,
    REVENUE,
    TARGET,
    WALMART,
    amazon_revenue,
    fact,
    metric,
    segment,
    source,
    walmart_revenue,
)

COMPANIES = (AMAZON, WALMART, TARGET, COSTCO, KROGER)
SOURCES = {NEWS: source(), "filing": source(slug="filing", kind="filing")}
LOWER = metric(slug="debt-ratio", name="Debt", direction="lower")
A_MOMENT_OFF = Decimal("1e-9")
"""How far below and above its limit a tolerance is tried; results are good to 12 digits."""


def question(**overrides: Any) -> Question:  # noqa: ANN401  any field
    return replace(Question(metric=REVENUE, companies=(AMAZON, WALMART)), **overrides)


def compared(*facts: Fact, **overrides: Any) -> Comparison:  # noqa: ANN401  any field
    return compare(question(**overrides), Material(facts, SOURCES))


def quantity(value: str, low: str, high: str, unit: Unit = "USD") -> Quantity:
    return Quantity(Decimal(value), Decimal(low), Decimal(high), unit)


NUMBERS = st.integers(-(10**6), 10**6).map(Decimal)


@st.composite
def quantities(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal] = NUMBERS) -> Quantity:
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    form = draw(st.sampled_from(["value", "exact", "range", "from", "to"]))
    if form == "exact":
        return Quantity(value, value, value, "USD")
    central = value if form == "value" else None
    return Quantity(central, None if form == "to" else low, None if form == "from" else high, "USD")


@st.composite
def facts_of(draw: st.DrawFn, companies: Sequence[Company], *, most: int = 2) -> list[Fact]:
    """Draw one to `most` facts of each company, of which one source has one each."""
    return [
        fact(company=company, quantity=draw(quantities()), source=origin, period="FY2025")
        for company in companies
        for origin in list(SOURCES)[: draw(st.integers(1, most))]
    ]


PAIRS = facts_of((AMAZON, WALMART), most=1)
TOLERANCES = st.integers(0, 999_999).map(lambda millionths: Decimal(millionths) / 10**6)


@st.composite
def pairs_with_truths(draw: st.DrawFn) -> tuple[list[Fact], list[Fraction]]:
    """Draw two positive facts, each with a number that it may truly be."""
    facts, truths = [], []
    for company in (AMAZON, WALMART):
        drawn = draw(quantities(st.integers(1, 10**6).map(Decimal)))
        low = Fraction(1, 10**6) if drawn.low is None else Fraction(drawn.low)
        high = Fraction(10**9) if drawn.high is None else Fraction(drawn.high)
        truths.append(draw(st.fractions(low, high)))
        facts.append(fact(company=company, quantity=drawn))
    return facts, truths


def itself(stands: Fact) -> Computed:
    return stated(stands.quantity, stands.id)


def holds(found: Computed | None, truth: Fraction) -> bool:
    if found is None:
        return True
    low, high = found.quantity.low, found.quantity.high
    return (low is None or Fraction(low) <= truth) and (high is None or truth <= Fraction(high))


# The two articles


def test_the_articles_figures_give_the_gap_the_ratio_and_the_lead_of_the_design() -> None:
    amazon, walmart = amazon_revenue(), walmart_revenue()

    comparison = compared(amazon, walmart)

    inputs = (amazon.id, walmart.id)
    assert comparison.gap == Computed(quantity("3.7e9", "3.6e9", "3.8e9"), Derivation("difference", "a - b", inputs))
    assert comparison.ratio == Computed(
        quantity("1.00518788559", "1.00504731861", "1.00532847228", "multiple"), Derivation("ratio", "a / b", inputs)
    )
    assert comparison.lead == Computed(
        quantity("0.00518788558609", "0.00504731861198", "0.00532847227092", "fraction"),
        Derivation("relative-difference", "a / b - 1", inputs),
    )


def test_amazon_leads_the_articles_comparison_decidedly_and_by_how_little_is_said() -> None:
    comparison = compared(amazon_revenue(), walmart_revenue())

    leader = comparison.leader
    assert leader is not None
    assert (leader.company, leader.decided) == ("amazon", True)
    assert leader.flip_margin == Decimal("0.00258723166212")
    assert leader.decided_up_to == Decimal("0.00251730648206")


@pytest.mark.parametrize(
    ("inferred", "reasons"),
    [
        (True, [("period-ends-differ", "31 days apart"), ("period-inferred", "Amazon FY2025, Walmart FY2026")]),
        (False, [("period-ends-differ", "31 days apart")]),
    ],
    ids=["inferred", "printed"],
)
def test_the_articles_comparison_is_one_with_caution(*, inferred: bool, reasons: list[tuple[str, str]]) -> None:
    facts = [
        replace(each, period=replace(each.period, inferred=inferred)) for each in (amazon_revenue(), walmart_revenue())
    ]

    found = compared(*facts).comparability

    assert found.status == "caution"
    assert [(reason.code, reason.detail) for reason in found.reasons] == reasons


def test_each_entry_carries_its_distance_to_the_first() -> None:
    amazon, walmart = amazon_revenue(), walmart_revenue()

    first, second = compared(amazon, walmart).entries

    assert (first.rank, first.company, first.fact) == (1, AMAZON, amazon)
    assert first.distance == Computed(quantity("0", "0", "0"), Derivation("difference", "a - a", (amazon.id,)))
    assert (second.rank, second.company, second.fact) == (2, WALMART, walmart)
    assert second.distance == compared(amazon, walmart).gap


def test_the_callers_source_answers_where_a_better_one_stands() -> None:
    filed = amazon_revenue(printed="$716,924 million", source="filing")
    facts = (filed, amazon_revenue(), walmart_revenue())

    by_default = compared(*facts)
    by_request = compared(*facts, source=NEWS)

    assert [entry.fact.source for entry in by_default.entries] == ["filing", NEWS]
    assert [entry.fact.source for entry in by_request.entries] == [NEWS, NEWS]
    assert by_request.entries[0].agreement.state == "agree"


# Arithmetic that holds whatever is true


@given(pairs_with_truths())
def test_gap_ratio_and_lead_hold_whatever_is_true(drawn: tuple[list[Fact], list[Fraction]]) -> None:
    facts, truths = drawn
    truth = dict(zip([each.company for each in facts], truths, strict=True))

    comparison = compared(*facts)

    first, second = (truth[entry.company.slug] for entry in comparison.entries)
    assert comparison.gap is not None
    assert holds(comparison.gap, first - second)
    assert holds(comparison.ratio, first / second)
    assert holds(comparison.lead, first / second - 1)


@given(PAIRS, TOLERANCES)
def test_a_difference_swapped_is_negated(pair: list[Fact], tolerance: Decimal) -> None:
    a, b = (replace(each, quantity=each.quantity.widen(tolerance)) for each in map(itself, pair))

    forth, back = difference(a, b).quantity, difference(b, a).quantity

    assert back == -forth


@given(PAIRS)
def test_a_ratio_swapped_is_inverted(pair: list[Fact]) -> None:
    a, b = map(itself, pair)
    forth, back = ratio(a, b), ratio(b, a)
    if forth is None or back is None:
        return

    there, again = forth.quantity, back.quantity

    ends = [(there.low, again.high), (there.value, again.value), (there.high, again.low)]
    closed = [(one, other) for one, other in ends if one and other]
    assert all(abs(one * other - 1) < Decimal("1e-11") for one, other in closed)


@given(PAIRS)
def test_a_lead_is_the_ratio_less_one(pair: list[Fact]) -> None:
    a, b = map(itself, pair)

    quotient, lead = ratio_and_lead(a, b)

    assert (quotient is None) == (lead is None)
    if quotient and lead and quotient.quantity.value is not None and lead.quantity.value is not None:
        slack = Decimal("1e-11") * max(Decimal(1), abs(quotient.quantity.value))
        assert abs(quotient.quantity.value - 1 - lead.quantity.value) <= slack


# Order


def verdict(comparison: Comparison) -> tuple[object, ...]:
    """Everything but the question and what is missing, which follows its companies."""
    return (
        comparison.entries,
        comparison.comparability,
        comparison.leader,
        comparison.gap,
        comparison.ratio,
        comparison.lead,
    )


@given(facts_of(COMPANIES[:3]), st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_companies_or_facts(facts: list[Fact], random: Any) -> None:  # noqa: ANN401  as hypothesis gives it
    companies = list(COMPANIES[:4])
    before = compared(*facts, companies=tuple(companies))
    random.shuffle(companies)
    random.shuffle(facts)

    after = compared(*facts, companies=tuple(companies))

    assert verdict(after) == verdict(before)


def test_what_is_missing_follows_the_order_of_companies() -> None:
    orders = list(permutations((AMAZON, WALMART, TARGET, KROGER)))

    found = [compared(amazon_revenue(), walmart_revenue(), companies=order) for order in orders]

    for order, comparison in zip(orders, found, strict=True):
        lacking = [company.slug for company in order if company in (TARGET, KROGER)]
        assert [each.company for each in comparison.missing] == lacking


# Rank


@given(st.integers(2, 5).flatmap(lambda count: facts_of(COMPANIES[:count], most=1)), st.booleans())
def test_the_first_is_the_greatest_or_the_smallest_where_lower_is_better(facts: list[Fact], lower: bool) -> None:  # noqa: FBT001  as hypothesis gives it
    of = replace(REVENUE, direction="lower" if lower else "higher")

    comparison = compared(*facts, metric=of, companies=COMPANIES)

    anchors = [entry.fact.quantity.anchor or Decimal(0) for entry in comparison.entries]
    assert anchors == sorted(anchors, reverse=not lower)
    assert len(comparison.entries) == len(facts)
    assert len(comparison.missing) == len(COMPANIES) - len(facts)
    assert [entry.rank for entry in comparison.entries] == [
        1 + sum(other < anchor if lower else other > anchor for other in anchors) for anchor in anchors
    ]


@pytest.mark.parametrize(
    ("direction", "leader", "gap"),
    [("higher", "amazon", "3.7e9"), ("neither", "amazon", "3.7e9"), ("lower", "walmart", "-3.7e9")],
)
def test_direction_says_who_leads(direction: str, leader: str, gap: str) -> None:
    comparison = compared(amazon_revenue(), walmart_revenue(), metric=metric(direction=direction))

    assert comparison.leader is not None
    assert comparison.leader.company == leader
    assert comparison.leader.decided
    assert comparison.leader.flip_margin == Decimal("0.00258723166212")
    assert comparison.gap is not None
    assert comparison.gap.quantity.value == Decimal(gap)


def test_equal_firsts_share_the_rank_in_slug_order_and_nobody_leads() -> None:
    facts = [fact("$5 billion", company=company) for company in (WALMART, TARGET, AMAZON)]
    behind = fact("$4 billion", company=KROGER)

    comparison = compared(behind, *facts, companies=COMPANIES)

    assert [(entry.rank, entry.company.slug) for entry in comparison.entries] == [
        (1, "amazon"),
        (1, "target"),
        (1, "walmart"),
        (4, "kroger"),
    ]
    assert comparison.leader is not None
    assert (comparison.leader.company, comparison.leader.decided) == (None, False)


def test_equal_seconds_share_the_rank_and_the_first_leads() -> None:
    facts = [fact("$5 billion", company=company) for company in (TARGET, COSTCO)]

    comparison = compared(amazon_revenue(), *facts, companies=COMPANIES)

    assert [(entry.rank, entry.company.slug) for entry in comparison.entries] == [
        (1, "amazon"),
        (2, "costco"),
        (2, "target"),
    ]
    assert comparison.leader is not None
    assert comparison.leader.company == "amazon"


def test_nobody_leads_while_a_third_without_a_central_figure_may_be_first() -> None:
    facts = [
        fact("$10 billion", company=AMAZON),
        fact("$5 billion", company=WALMART),
        fact("more than $4 billion", company=TARGET),
    ]

    comparison = compared(*facts, companies=COMPANIES)

    assert comparison.leader is not None
    assert (comparison.leader.company, comparison.leader.decided) == (None, False)
    assert comparison.leader.contenders == ("target",)
    assert comparison.leader.decided_up_to is None


def test_a_lead_over_the_second_is_not_decided_while_the_third_may_be_first() -> None:
    facts = [
        fact("$10 billion", company=AMAZON),
        fact("$9.0 billion", company=WALMART),
        fact("about $8 billion", company=TARGET, quantity=quantity("8e9", "5e9", "11e9")),
    ]

    comparison = compared(*facts, companies=COMPANIES)

    assert comparison.leader is not None
    assert (comparison.leader.company, comparison.leader.decided) == ("amazon", False)
    assert comparison.leader.contenders == ("target",)


def test_sources_that_conflict_are_a_caution_beside_the_verdict() -> None:
    other = replace(walmart_revenue(), id="other", source="filing", quantity=quantity("720e9", "719e9", "721e9"))

    comparison = compared(amazon_revenue(), walmart_revenue(), other)

    conflicts = [each for each in comparison.comparability.reasons if each.code == "sources-conflict"]
    assert comparison.comparability.status == "caution"
    assert [each.detail for each in conflicts] == ["Walmart"]


# How sure


@given(PAIRS, TOLERANCES, TOLERANCES)
def test_a_greater_tolerance_never_decides_what_a_smaller_one_leaves_open(
    facts: list[Fact], first: Decimal, second: Decimal
) -> None:
    less, more = sorted((first, second))

    narrow, wide = (compared(*facts, tolerance=tolerance).leader for tolerance in (less, more))

    assert narrow is not None
    assert wide is not None
    assert narrow.decided or not wide.decided
    assert (narrow.company, narrow.decided_up_to, narrow.flip_margin) == (
        wide.company,
        wide.decided_up_to,
        wide.flip_margin,
    )


@given(facts_of(COMPANIES[:3], most=1), st.sampled_from([REVENUE, LOWER]))
def test_decided_up_to_is_where_the_verdict_turns(facts: list[Fact], of: Any) -> None:  # noqa: ANN401  a metric
    facts = [replace(each, metric=of.slug) for each in facts]

    def decided(tolerance: Decimal) -> bool:
        leader = compared(*facts, metric=of, companies=COMPANIES, tolerance=tolerance).leader
        return leader is not None and leader.decided

    leader = compared(*facts, metric=of, companies=COMPANIES).leader
    assert leader is not None
    limit = leader.decided_up_to

    assert leader.decided == (limit is not None)
    if limit is not None:
        assert decided(limit * (1 - A_MOMENT_OFF))
        assert limit == 1 or not decided(limit * (1 + A_MOMENT_OFF))


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_an_error_of_the_flip_margin_in_both_values_erases_the_lead(first: int, second: int) -> None:
    exact = [
        fact(company=company, quantity=quantity(str(number), str(number), str(number)))
        for company, number in ((AMAZON, first), (WALMART, second))
    ]

    leader = compared(*exact).leader

    assert leader is not None
    assert leader.flip_margin is not None
    greater, smaller = max(first, second), min(first, second)
    meeting = greater * (1 - leader.flip_margin) - smaller * (1 + leader.flip_margin)
    assert abs(meeting) <= Decimal("1e-11") * greater


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("more than $716 billion", "$713 billion"),
        ("$716 billion", "more than $713 billion"),
        ("$5 billion", "-$5 billion"),
        ("$5 billion", "$0"),
    ],
)
def test_no_flip_margin_without_two_positive_values(first: str, second: str) -> None:
    leader = compared(fact(first), fact(second, company=WALMART)).leader

    assert leader is not None
    assert leader.company in ("amazon", None)
    assert leader.flip_margin is None


def test_tolerance_widens_the_gap_and_keeps_its_value() -> None:
    exact = [
        fact(company=company, quantity=quantity(number, number, number))
        for company, number in ((AMAZON, "200"), (WALMART, "100"))
    ]

    comparison = compared(*exact, tolerance=Decimal("0.1"))

    assert comparison.gap is not None
    assert comparison.ratio is not None
    assert comparison.gap.quantity == quantity("100", "70", "130")
    assert comparison.ratio.quantity == quantity("2", "1.63636363636", "2.44444444445", "multiple")


# Refusals


def test_incomparable_facts_keep_their_entries_and_have_no_verdict() -> None:
    comparison = compared(amazon_revenue(), walmart_revenue(nature="plan"))

    assert comparison.comparability.status == "incomparable"
    assert [(entry.rank, entry.distance) for entry in comparison.entries] == [(1, None), (2, None)]
    assert (comparison.leader, comparison.gap, comparison.ratio, comparison.lead) == (None, None, None, None)


AWS, ADVERTISING, STUDIOS = (segment(slug=slug) for slug in ("aws", "amazon-advertising", "amazon-studios"))
NEARBY = fact(period="FY2024")
ABROAD = fact(segment="aws")

MISSING = [
    pytest.param([], {}, "no-fact", "a fact on revenue of Amazon", None, id="no fact at all"),
    pytest.param(
        [ABROAD],
        {},
        "no-fact",
        "a fact on revenue of Amazon as a whole; there are facts on aws",
        ABROAD,
        id="a fact about a segment only",
    ),
    pytest.param(
        [NEARBY],
        {"segments": {"amazon": [AWS], "walmart": [segment(slug="clubs", company="walmart")]}},
        "no-fact",
        "a fact on revenue of Amazon, Aws",
        NEARBY,
        id="a fact about the whole only",
    ),
    pytest.param(
        [NEARBY],
        {"period": PeriodRequest("FY2025")},
        "no-fact-in-period",
        "a fact on revenue of Amazon, for FY2025",
        NEARBY,
        id="another period",
    ),
    pytest.param(
        [NEARBY],
        {"period": read_period_request("amazon:CY2025,walmart:FY2026")},
        "no-fact-in-period",
        "a fact on revenue of Amazon, for CY2025",
        NEARBY,
        id="another period than its own",
    ),
    pytest.param(
        [NEARBY],
        {"source": "filing"},
        "no-fact-from-source",
        "a fact on revenue of Amazon, from filing",
        NEARBY,
        id="another source",
    ),
    pytest.param(
        [NEARBY],
        {"segments": {}},
        "no-segment",
        "a segment of Amazon in that line of business",
        NEARBY,
        id="no segment",
    ),
    pytest.param(
        [NEARBY],
        {"segments": {"amazon": [ADVERTISING, STUDIOS]}},
        "several-segments",
        "one segment of Amazon: Amazon advertising (amazon-advertising), Amazon studios (amazon-studios)",
        NEARBY,
        id="several segments",
    ),
]


@pytest.mark.parametrize(("facts", "asked", "code", "needs", "nearest"), MISSING)
def test_too_few_facts_are_refused_with_what_is_missing(
    facts: list[Fact], asked: dict[str, Any], code: str, needs: str, nearest: Fact | None
) -> None:
    with pytest.raises(TooFewFactsError, match="revenue can be compared only where at least two") as refused:
        compared(*facts, walmart_revenue(), **asked)

    amazons = refused.value.missing[0]
    assert (amazons.company, amazons.code, amazons.needs) == ("amazon", code, needs)
    assert amazons.nearest == (nearest and nearest.id)


def test_the_nearest_fact_is_the_one_that_would_stand() -> None:
    filed = fact(period="FY2024", source="filing")

    with pytest.raises(TooFewFactsError) as refused:
        compared(NEARBY, filed, period=PeriodRequest("FY2025"))

    assert [each.nearest for each in refused.value.missing] == [filed.id, None]


def test_two_facts_are_compared_and_the_third_company_is_missing() -> None:
    comparison = compared(amazon_revenue(), walmart_revenue(), companies=(TARGET, AMAZON, WALMART))

    assert [entry.company.slug for entry in comparison.entries] == ["amazon", "walmart"]
    assert [(each.company, each.code) for each in comparison.missing] == [("target", "no-fact")]


def test_segments_in_one_line_are_compared_with_caution() -> None:
    facts = [
        fact("$68 billion", segment="amazon-advertising"),
        fact("$4 billion", segment="walmart-connect", company=WALMART),
        amazon_revenue(),
        walmart_revenue(),
    ]
    segments = {
        "amazon": [segment(slug="amazon-advertising", line="advertising")],
        "walmart": [segment(slug="walmart-connect", company="walmart", line="advertising")],
    }

    comparison = compared(*facts, segments=segments, line="advertising")

    assert [entry.fact.segment for entry in comparison.entries] == ["amazon-advertising", "walmart-connect"]
    assert "definition-differs" in {reason.code for reason in comparison.comparability.reasons}
