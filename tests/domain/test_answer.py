"""Answers: what stands for a company, and what is left of it without some parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answer import Standing, find_standing, part_of, stand, take_out
from app.domain.catalogue import Catalogue, Fact, Line, Segment
from app.domain.comparison import Comparison, compare
from app.domain.derivation import Computed, Derivation, stated
from app.domain.material import Material
from app.domain.quantity import Quantity
from app.domain.question import Missing, Question, TooFewFactsError, Without
from app.domain.scorecard import segments_in_line
from app.domain.wording import sentence
from tests.factories import (
    AMAZON,
    NEWS,
    REVENUE,
    SHARE,
    WALMART,
    amazon_revenue,
    fact,
    period,
    segment,
    source,
    walmart_revenue,
)

SOURCES = {NEWS: source(), "filing": source(slug="filing", kind="filing", published=date(2026, 2, 6))}
AWS = segment()
ADS = segment(slug="amazon-advertising", name="Amazon advertising", line="advertising")
SEARCH_ADS = segment(slug="search-ads", line="advertising", within="amazon-advertising")
VIDEO_ADS = segment(slug="video-ads", line="advertising")
CONNECT = segment(slug="walmart-connect", company="walmart", line="advertising")
PARENTS = {each.slug: each.within for each in (AWS, ADS, SEARCH_ADS, VIDEO_ADS, CONNECT)}
TOTAL = amazon_revenue(printed="$700 billion", source="filing")
CLOUD_REVENUE = fact("$100 billion", segment="aws", source="filing")
CLOUD_SHARE = fact("close to one-fifth", metric=SHARE, segment="aws")
ADS_REVENUE = fact("$60 billion", segment="amazon-advertising", source="filing")


def question(**overrides: Any) -> Question:  # noqa: ANN401  any field
    plain = Question(metric=REVENUE, companies=(AMAZON, WALMART), shares=frozenset({"revenue-share"}))
    return replace(plain, **overrides)


def material(*facts: Fact, **overrides: Any) -> Material:  # noqa: ANN401  any field
    return replace(Material(facts, SOURCES), **overrides)


def without(*segments: Segment, lines: Sequence[Sequence[Segment]] = ()) -> Without:
    """Take segments of Amazon out, and of each line those that are named."""
    by_line = {
        each: [[part for part in line if part.company == each] for line in lines] for each in ("amazon", "walmart")
    }
    return Without(names=("parts",), segments={"amazon": segments}, lines=by_line if lines else {}, parents=PARENTS)


def amazon_less(*facts: Fact, **asked: Any) -> Standing | Missing:  # noqa: ANN401  any field
    return find_standing(question(**asked), AMAZON, material(TOTAL, *facts))


def usd(low: str, high: str, value: str | None = None) -> Quantity:
    return Quantity(None if value is None else Decimal(value), Decimal(low), Decimal(high), "USD")


# The filings and the article


def without_line(seed: Catalogue, line: Line, **asked: Any) -> Comparison:  # noqa: ANN401  any field
    """Compare the revenue of the two companies, less one line of business."""
    companies = tuple(each for each in seed.companies if each.slug in ("amazon", "walmart"))
    in_line = segments_in_line(line, seed.segments)
    less = Without(
        names=(line,),
        lines={each.slug: [in_line.get(each.slug, [])] for each in companies},
        parents={each.slug: each.within for each in seed.segments},
    )
    facts = [each for each in seed.facts if each.metric in ("revenue", "revenue-share")]
    metric = next(each for each in seed.metrics if each.slug == "revenue")
    asked_of = question(metric=metric, companies=companies, without=less, **asked)
    return compare(asked_of, Material(tuple(facts), {each.slug: each for each in seed.sources}))


def test_without_cloud_walmart_leads_by_the_filings(seed: Catalogue) -> None:
    comparison = without_line(seed, "cloud")

    walmart, amazon = comparison.entries
    assert (walmart.company.slug, walmart.computed.derivation.formula) == ("walmart", "a")
    assert amazon.computed.quantity == usd("588198000000", "588200000000", "588199000000")
    assert (amazon.computed.derivation.operation, amazon.computed.derivation.formula) == ("remainder", "a - b")
    assert comparison.leader is not None
    assert (comparison.leader.company, comparison.leader.decided) == ("walmart", True)
    assert comparison.gap is not None
    assert comparison.gap.quantity == usd("124962500000", "124965500000", "124964000000")
    assert comparison.gap.derivation.formula == "a - (b - c)"
    assert comparison.gap.derivation.inputs == (walmart.fact.id, *amazon.computed.derivation.inputs)
    assert sentence(comparison) == (
        "Without cloud, Walmart\u2019s revenue of $713.2 billion (FY2026) leads Amazon\u2019s $588.2 billion (FY2025) "
        "by $125 billion, or 21%."
    )


def test_without_cloud_the_article_alone_gives_amazon_a_range(seed: Catalogue) -> None:
    comparison = without_line(seed, "cloud", source=NEWS)

    walmart, amazon = comparison.entries
    assert (walmart.company.slug, walmart.computed.quantity.value) == ("walmart", Decimal(713200000000))
    assert amazon.computed.quantity == usd("573480000000", "591483750000")
    assert amazon.computed.derivation.formula == "a * (1 - b)"
    assert comparison.leader is not None
    assert (comparison.leader.company, comparison.leader.decided) == ("walmart", True)
    assert sentence(comparison) == (
        "Without cloud, Walmart\u2019s revenue of $713.2 billion (FY2026) leads Amazon\u2019s between $573.5 billion "
        "and $591.5 billion (FY2025) by between $121.7 billion and $139.8 billion."
    )


@pytest.mark.parametrize("origin", [None, NEWS], ids=["filings", "article"])
def test_it_is_said_that_nothing_was_taken_out_of_a_company_without_that_line(
    origin: str | None, seed: Catalogue
) -> None:
    verdict = without_line(seed, "cloud", source=origin).comparability

    assert [each.detail for each in verdict.reasons if each.code == "nothing-taken-out"] == ["Walmart"]
    assert verdict.status == "caution"


def test_a_line_of_which_a_company_has_a_segment_but_no_figure_is_refused(seed: Catalogue) -> None:
    with pytest.raises(TooFewFactsError) as refused:
        without_line(seed, "advertising")

    assert [(each.company, each.code, each.needs) for each in refused.value.missing] == [
        ("walmart", "no-part", "a fact on revenue of Walmart, Walmart advertising, for FY2026, or on its share")
    ]


def test_the_article_gives_only_an_order_of_magnitude_of_advertising_so_nothing_is_left_of_amazon(
    seed: Catalogue,
) -> None:
    with pytest.raises(TooFewFactsError) as refused:
        without_line(seed, "advertising", source=NEWS)

    amazons = refused.value.missing[0]
    assert (amazons.company, amazons.code) == ("amazon", "too-wide")
    assert amazons.needs == "more than an order of magnitude on Amazon advertising of Amazon"


# What is taken out, and how


@pytest.mark.parametrize(
    ("facts", "less", "quantity", "formula", "inputs"),
    [
        pytest.param([], None, TOTAL.quantity, "a", [TOTAL], id="nothing asked"),
        pytest.param([CLOUD_REVENUE], without(), TOTAL.quantity, "a", [TOTAL], id="nothing named"),
        pytest.param([], without(lines=[[CONNECT]]), TOTAL.quantity, "a", [TOTAL], id="a line of the other\u2019s"),
        pytest.param(
            [CLOUD_REVENUE, CLOUD_SHARE],
            without(AWS),
            usd("599e9", "601e9", "600e9"),
            "a - b",
            [TOTAL, CLOUD_REVENUE],
            id="a value before a share",
        ),
        pytest.param(
            [CLOUD_SHARE],
            without(lines=[[AWS]]),
            usd("559.6e9", "577.9125e9"),
            "a * (1 - b)",
            [TOTAL, CLOUD_SHARE],
            id="a share",
        ),
        pytest.param(
            [ADS_REVENUE, CLOUD_SHARE],
            without(ADS, lines=[[AWS, CONNECT]]),
            usd("499.1e9", "518.4125e9"),
            "a * (1 - b) - c",
            [TOTAL, CLOUD_SHARE, ADS_REVENUE],
            id="a share before a value",
        ),
        pytest.param(
            [ADS_REVENUE, CLOUD_REVENUE],
            without(lines=[[SEARCH_ADS, ADS], [AWS]]),
            usd("538.5e9", "541.5e9", "540e9"),
            "a - b - c",
            [TOTAL, ADS_REVENUE, CLOUD_REVENUE],
            id="a line but for what lies within another of it",
        ),
    ],
)
def test_parts_are_taken_from_the_total(
    facts: list[Fact], less: Without | None, quantity: Quantity, formula: str, inputs: list[Fact]
) -> None:
    found = amazon_less(*facts, without=less)

    assert isinstance(found, Standing)
    assert (found.company, found.fact) == ("amazon", TOTAL)
    assert found.quantity == quantity
    assert found.computed.derivation.formula == formula
    assert found.computed.derivation.inputs == tuple(each.id for each in inputs)


WIDE_ADS = fact("multibillion-dollar", segment="amazon-advertising")
INNER_ADS = fact("$20 billion", segment="search-ads")


@pytest.mark.parametrize(
    ("facts", "less", "code", "needs", "nearest"),
    [
        pytest.param(
            [ADS_REVENUE],
            without(AWS),
            "no-part",
            "a fact on revenue of Amazon, Amazon Web Services, for FY2025, or on its share",
            TOTAL,
            id="a segment without a figure",
        ),
        pytest.param(
            [ADS_REVENUE],
            without(lines=[[ADS, VIDEO_ADS]]),
            "no-part",
            "a fact on revenue of Amazon, Video ads, for FY2025, or on its share",
            TOTAL,
            id="one of two segments in a line",
        ),
        pytest.param(
            [CLOUD_REVENUE],
            without(lines=[[AWS], [ADS, VIDEO_ADS]]),
            "no-part",
            "a fact on revenue of Amazon, Amazon advertising or Video ads, for FY2025, or on its share",
            TOTAL,
            id="a line without a figure",
        ),
        pytest.param(
            [WIDE_ADS, CLOUD_REVENUE],
            without(AWS, ADS),
            "too-wide",
            "more than an order of magnitude on Amazon advertising of Amazon",
            WIDE_ADS,
            id="an order of magnitude only",
        ),
        pytest.param(
            [ADS_REVENUE, INNER_ADS],
            without(ADS, SEARCH_ADS),
            "several-segments",
            "one of Amazon advertising and Search ads, which may share money",
            INNER_ADS,
            id="one inside the other",
        ),
        pytest.param(
            [ADS_REVENUE, INNER_ADS],
            without(ADS, lines=[[SEARCH_ADS]]),
            "several-segments",
            "one of Amazon advertising and Search ads, which may share money",
            INNER_ADS,
            id="a line inside a segment",
        ),
    ],
)
def test_what_cannot_be_taken_out_is_missing(
    facts: list[Fact], less: Without, code: str, needs: str, nearest: Fact
) -> None:
    assert amazon_less(*facts, without=less) == Missing("amazon", code, needs, nearest.id)  # type: ignore[arg-type]  # a code


def test_a_company_of_which_nothing_is_taken_out_stands_whole() -> None:
    walmart = walmart_revenue()

    found = stand(question(without=without(AWS)), walmart, material(walmart, CLOUD_REVENUE))

    assert found == Standing(walmart, stated(walmart.quantity, walmart.id))


def test_the_sentence_names_the_line_compared_and_every_part_that_is_taken_out() -> None:
    parts = [fact("$90 billion", segment="aws"), fact("$60 billion", segment="cloud-unit", company=WALMART)]
    less = Without(names=("Video ads", "search ads"), parents={})
    asked = question(segments={"amazon": [AWS], "walmart": [segment(slug="cloud-unit", company="walmart")]})

    said = sentence(compare(replace(asked, line="cloud", without=less), Material(tuple(parts), SOURCES)))

    assert said.startswith(
        "In cloud, without Video ads and search ads, Amazon\u2019s revenue of $90 billion (FY2025) leads"
    )


# The figure of a part

FILED = fact("$120 billion", segment="aws", source="filing")


@pytest.mark.parametrize(
    ("facts", "asked", "found"),
    [
        pytest.param([], {}, None, id="nothing known"),
        pytest.param([CLOUD_SHARE], {}, CLOUD_SHARE, id="a share"),
        pytest.param([CLOUD_SHARE], {"shares": frozenset()}, None, id="a share of something else"),
        pytest.param([CLOUD_SHARE, WIDE_ADS, CLOUD_REVENUE], {}, CLOUD_REVENUE, id="a value before a share"),
        pytest.param([fact("$5 billion", segment="aws"), FILED], {}, FILED, id="a filing before news"),
        pytest.param([CLOUD_SHARE, FILED], {"source": NEWS}, CLOUD_SHARE, id="of the source asked for"),
        pytest.param([FILED], {"source": NEWS}, None, id="not of the source asked for"),
        pytest.param([fact(segment="aws", period="FY2024")], {}, None, id="of another year"),
        pytest.param([fact(segment="aws", period="FY2025-Q4")], {}, None, id="of a quarter"),
        pytest.param([fact(segment="aws", nature="plan")], {}, None, id="planned"),
        pytest.param([fact(segment="aws", initiative="bedrock")], {}, None, id="of one initiative in it"),
    ],
)
def test_the_figure_of_a_part_is_of_the_same_time_and_nature_as_the_total(
    facts: list[Fact], asked: dict[str, Any], found: Fact | None
) -> None:
    assert part_of(question(**asked), TOTAL, AWS, material(*facts)) == found


def test_the_figure_of_a_part_may_have_another_label_for_the_same_time() -> None:
    relabelled = replace(CLOUD_REVENUE, period=replace(period("FY2025"), label="FY25", inferred=True, note="so called"))

    assert part_of(question(), TOTAL, AWS, material(relabelled)) == relabelled


# What was known by a day


@pytest.mark.parametrize("asked", [{}, {"source": NEWS}], ids=["any source", "one source"])
def test_who_has_only_undated_figures_lacks_the_day(asked: dict[str, Any]) -> None:
    left_out = amazon_revenue()
    known = material(undated=(left_out, fact(segment="aws")))

    found = find_standing(question(as_of=date(2026, 3, 1), **asked), AMAZON, known)

    needs = f"a fact on revenue of Amazon, published by 2026-03-01; that of {NEWS} has no date"
    assert found == Missing("amazon", "undated-source", needs, left_out.id)


def test_an_undated_figure_of_a_part_says_nothing_of_the_whole() -> None:
    known = material(undated=(fact(segment="aws"), CLOUD_SHARE))

    found = find_standing(question(as_of=date(2026, 3, 1)), AMAZON, known)

    assert isinstance(found, Missing)
    assert (found.code, found.nearest) == ("no-fact", None)


def test_a_dated_figure_answers_and_no_undated_one_is_waited_for() -> None:
    known = material(TOTAL, undated=(amazon_revenue(),))

    found = find_standing(question(as_of=date(2026, 3, 1)), AMAZON, known)

    assert isinstance(found, Standing)
    assert found.fact == TOTAL


# Arithmetic

NUMBERS = st.integers(-(10**6), 10**6).map(Decimal)
PORTIONS = st.integers(0, 1000).map(lambda thousandths: Decimal(thousandths) / 1000)


@st.composite
def computed(draw: st.DrawFn, name: str, numbers: st.SearchStrategy[Decimal], *, share: bool = False) -> Computed:
    """Draw a closed range with or without a central figure, stated by the fact of that name."""
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    central = draw(st.sampled_from([None, value]))
    return stated(Quantity(central, low, high, "fraction" if share else "USD"), name)


SHARES = st.tuples(computed("b", PORTIONS, share=True), computed("c", PORTIONS, share=True))
VALUES = st.tuples(computed("d", NUMBERS), computed("e", NUMBERS))


def ends(each: Computed) -> tuple[Decimal, Decimal]:
    low, high = each.quantity.low, each.quantity.high
    assert low is not None
    assert high is not None
    return low, high


@given(computed("a", NUMBERS), SHARES, VALUES, st.integers(0, 2), st.integers(0, 2))
def test_what_is_left_is_exactly_as_wide_as_total_shares_and_values_allow(
    total: Computed, shares: tuple[Computed, ...], values: tuple[Computed, ...], most: int, more: int
) -> None:
    shares, values = shares[:most], values[:more]

    left = take_out(total, shares, values)

    corners = [
        of_total * (1 - sum(numbers[:most])) - sum(numbers[most:])
        for of_total, *numbers in product(ends(total), *map(ends, (*shares, *values)))
    ]
    assert ends(left) == (min(corners), max(corners))
    given_values = [each.quantity.value for each in (total, *shares, *values)]
    assert (left.quantity.value is None) == (None in given_values)
    assert left.derivation.inputs == tuple(each.derivation.inputs[0] for each in (total, *shares, *values))


@pytest.mark.parametrize(
    ("shares", "values", "formula"),
    [
        (0, 0, "a"),
        (1, 0, "a * (1 - b)"),
        (2, 0, "a * (1 - b - c)"),
        (0, 1, "a - b"),
        (0, 3, "a - b - c - d"),
        (2, 2, "a * (1 - b - c) - d - e"),
    ],
)
def test_the_formula_takes_the_shares_in_one_step_and_then_the_values(shares: int, values: int, formula: str) -> None:
    total = stated(usd("100", "110"), "total")
    portions = [stated(Quantity.exactly(Decimal("0.1"), "fraction"), f"share-{each}") for each in range(shares)]
    amounts = [stated(Quantity.exactly(5, "USD"), f"value-{each}") for each in range(values)]

    left = take_out(total, portions, amounts)

    inputs = tuple(each.derivation.inputs[0] for each in (total, *portions, *amounts))
    assert left.derivation == Derivation("remainder", formula, inputs)


def test_the_totals_own_range_counts_once_however_many_shares_are_taken() -> None:
    total = stated(usd("90", "110", "100"), "total")
    shares = [stated(Quantity.exactly(Decimal("0.25"), "fraction"), f"share-{each}") for each in range(3)]

    left = take_out(total, shares, [])

    assert left.quantity == usd("22.5", "27.5", "25")


def test_a_total_without_an_upper_end_leaves_something_without_one() -> None:
    total = stated(Quantity(None, Decimal(100), None, "USD"), "total")

    left = take_out(total, [stated(Quantity.exactly(Decimal("0.2"), "fraction"), "share")], [])

    assert left.quantity == Quantity(None, Decimal(80), None, "USD")
