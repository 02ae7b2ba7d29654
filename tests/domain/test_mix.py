"""Mix: a total taken apart, each part counted once, and whether the parts make it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Fact, Segment
from app.domain.derivation import Computed, stated
from app.domain.material import Material
from app.domain.mix import Mix, Part, take_apart
from app.domain.overlap import share_money
from app.domain.quantity import Quantity
from app.domain.question import Question, TooFewFactsError, material_for
from app.domain.standing import PeriodRequest
from tests.factories import AMAZON, NEWS, REVENUE, SHARE, fact, segment, source

SOURCES = {NEWS: source(), "filing": source(slug="filing", kind="filing", published=date(2026, 2, 6))}
LINES, REGIONS = ("product-lines",), ("regions",)
STORES = segment(slug="stores", breakdowns=LINES)
CLOUD = segment(slug="cloud", breakdowns=(*LINES, *REGIONS))
ADS = segment(slug="ads", breakdowns=LINES)
HOME = segment(slug="home", breakdowns=REGIONS)
LOGISTICS = segment(slug="logistics", overlaps=("stores",))
MEDIA = segment(slug="media")
GROCERY = segment(slug="grocery", within="stores")
SEGMENTS = (MEDIA, GROCERY, LOGISTICS, HOME, ADS, CLOUD, STORES)


def exact(amount: int, segment: str | None = None, **overrides: Any) -> Fact:  # noqa: ANN401  any field
    """State an amount without any doubt, in a filing."""
    return fact(quantity=Quantity.exactly(amount, "USD"), segment=segment, **{"source": "filing", **overrides})


def share(printed: str, segment: str) -> Fact:
    return fact(printed, metric=SHARE, segment=segment)


def apart(*facts: Fact, breakdown: str | None = None, **asked: Any) -> Mix:  # noqa: ANN401  any field
    plain = Question(metric=REVENUE, companies=(AMAZON,), shares=frozenset({"revenue-share"}))
    question = replace(plain, **asked)
    return take_apart(question, SEGMENTS, material_for(question, Material(tuple(facts), SOURCES)), breakdown)


def parts_of(mix: Mix) -> list[str]:
    return [part.segment.slug for part in mix.parts]


def left_out(mix: Mix) -> list[tuple[str, str]]:
    return [(each.segment, each.code) for each in mix.left_out]


def residual(mix: Mix) -> Quantity:
    assert mix.residual is not None
    return mix.residual.quantity


def usd(low: str, high: str, value: str | None = None) -> Quantity:
    return Quantity(None if value is None else Decimal(value), Decimal(low), Decimal(high), "USD")


# The filings and the article


def mix_in_seed(
    seed: Catalogue,
    company: str = "amazon",
    metric: str = "revenue",
    breakdown: str | None = None,
    **asked: Any,  # noqa: ANN401  any field
) -> Mix:
    shares = frozenset(each.slug for each in seed.metrics if each.of == metric)
    (measured,) = (each for each in seed.metrics if each.slug == metric)
    (owner,) = (each for each in seed.companies if each.slug == company)
    question = Question(metric=measured, companies=(owner,), shares=shares, **asked)
    facts = [each for each in seed.facts if each.metric in (metric, *shares)]
    segments = [each for each in seed.segments if each.company == company]
    material = material_for(question, Material(tuple(facts), {each.slug: each for each in seed.sources}))
    return take_apart(question, segments, material, breakdown)


def part_in(mix: Mix, segment: str) -> Part:
    (found,) = (each for each in mix.parts if each.segment.slug == segment)
    return found


def test_amazons_product_lines_make_its_revenue_as_its_filing_says(seed: Catalogue) -> None:
    mix = mix_in_seed(seed, period=PeriodRequest("FY2025"))

    aws = part_in(mix, "aws")
    assert (aws.kind, aws.fact.source) == ("official", "amazon-10-k-fy2025")
    assert aws.computed == stated(aws.fact.quantity, aws.fact.id)
    assert (aws.fact.printed, aws.computed.quantity.value) == ("$128,725 million", Decimal(128725000000))
    assert aws.share is not None
    assert aws.share.quantity.value == Decimal("0.179551807444")
    assert aws.share.derivation.formula == "a / b"
    assert (mix.breakdown, mix.breakdowns) == ("product-lines", ("product-lines", "reportable-segments"))
    assert [each.kind for each in mix.parts] == ["official"] * 7
    assert left_out(mix) == [("amazon-north-america", "other-breakdown"), ("amazon-international", "other-breakdown")]
    assert mix.reconciliation.state == "adds-up"
    assert mix.reconciliation.total_of_parts is not None
    assert mix.reconciliation.total_of_parts.quantity.value == mix.total.quantity.value == Decimal(716924000000)
    assert mix.reconciliation.difference == mix.residual
    assert residual(mix) == usd("-4000000", "4000000", "0")


def test_the_article_alone_implies_parts_by_their_shares_and_counts_the_totals_range_once(seed: Catalogue) -> None:
    mix = mix_in_seed(seed, source=NEWS)

    total = mix.total.fact
    aws, sellers, ads = (
        part_in(mix, slug) for slug in ("aws", "amazon-third-party-seller-services", "amazon-advertising")
    )
    assert [each.kind for each in (aws, sellers, ads)] == ["implied", "implied", "stated"]
    assert aws.computed.quantity == usd("125448750000", "143390000000")
    assert (aws.computed.derivation.formula, aws.computed.derivation.inputs) == ("a * b", (total.id, aws.fact.id))
    assert aws.share == stated(aws.fact.quantity, aws.fact.id)
    assert residual(mix) == usd("376346250000", "430170000000")
    assert mix.residual is not None
    assert mix.residual.derivation.formula == "a * (1 - b - c)"
    assert mix.residual.derivation.inputs == (total.id, sellers.fact.id, aws.fact.id)
    assert mix.residual_share is not None
    assert mix.residual_share.quantity == Quantity(None, Decimal("0.525"), Decimal("0.6"), "fraction")
    assert left_out(mix) == [("amazon-advertising", "too-wide")]
    assert ads.share is None
    assert mix.reconciliation.state == "incomplete"


@pytest.mark.parametrize(
    ("wanted", "state", "difference"),
    [
        ("walmart revenue FY2026", "remainder", 36 * 10**6),
        ("walmart operating-income FY2026", "exceeds", -2878 * 10**6),
        ("walmart net-sales FY2026", "adds-up", 0),
        ("amazon operating-income FY2022", "adds-up", 0),
        ("amazon revenue FY2014-Q4", "adds-up", 0),
    ],
)
def test_whether_the_segments_of_the_filings_make_the_total(
    wanted: str, state: str, difference: int, seed: Catalogue
) -> None:
    company, metric, label = wanted.split()

    mix = mix_in_seed(seed, company, metric, period=PeriodRequest(label))

    assert (mix.breakdown, mix.reconciliation.state) == ("reportable-segments", state)
    assert residual(mix).value == difference


@pytest.mark.parametrize(
    "wanted", ["amazon revenue FY2025", "amazon operating-income FY2022", "walmart net-sales FY2026"]
)
def test_where_nothing_is_left_its_share_is_nothing(wanted: str, seed: Catalogue) -> None:
    company, metric, label = wanted.split()

    mix = mix_in_seed(seed, company, metric, period=PeriodRequest(label))

    assert residual(mix).value == 0
    assert mix.residual_share is not None
    assert mix.residual_share.quantity.value == 0


def test_the_regions_of_the_seed_are_taken_where_they_are_asked_for(seed: Catalogue) -> None:
    mix = mix_in_seed(seed, breakdown="reportable-segments", period=PeriodRequest("FY2025"))

    assert parts_of(mix) == ["amazon-north-america", "amazon-international", "aws"]
    assert mix.reconciliation.state == "adds-up"


def test_a_quarter_of_which_no_segment_is_known_has_a_total_and_no_parts(seed: Catalogue) -> None:
    mix = mix_in_seed(seed, period=PeriodRequest("FY2025-Q4"))

    assert mix.total.fact.kind == "derived"
    assert (mix.parts, mix.breakdown, mix.breakdowns) == ((), None, ())
    assert (mix.residual, mix.residual_share) == (None, None)
    assert mix.reconciliation.state == "incomplete"


# Parts


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        (exact(30, "cloud"), "official"),
        (exact(30, "cloud", source=NEWS), "stated"),
        (exact(30, "cloud", kind="derived"), "derived"),
        (share("30%", "cloud"), "implied"),
    ],
    ids=["by a filing", "by another source", "from stated figures", "by its share"],
)
def test_a_part_says_how_it_is_known(known: Fact, kind: str) -> None:
    (part,) = apart(exact(100), known).parts

    assert (part.segment, part.kind, part.fact) == (CLOUD, kind, known)
    assert part.computed.quantity.value == 30
    assert part.share is not None
    assert part.share.quantity.value == Decimal("0.3")


def test_a_part_is_known_by_its_value_before_its_share() -> None:
    mix = apart(exact(100), share("about 40%", "cloud"), exact(30, "cloud"))

    assert [(each.kind, each.computed.quantity.value) for each in mix.parts] == [("official", Decimal(30))]
    assert residual(mix) == usd("70", "70", "70")


def test_the_greatest_part_comes_first_and_equal_ones_in_the_order_of_their_slugs() -> None:
    mix = apart(exact(100), exact(20, "media"), exact(30, "stores"), exact(20, "cloud"), exact(-5, "ads"))

    assert parts_of(mix) == ["stores", "cloud", "media", "ads"]


@pytest.mark.parametrize("total", [0, -100])
def test_a_part_is_no_share_of_a_total_that_is_not_above_zero(total: int) -> None:
    mix = apart(exact(total), exact(30, "cloud"))

    (part,) = mix.parts
    assert part.share is None
    assert mix.residual_share is None
    assert residual(mix).value == total - 30


def test_a_part_known_by_its_order_of_magnitude_is_listed_and_not_subtracted() -> None:
    mix = apart(exact(10**12), fact("billions", segment="ads"), exact(10**11, "cloud"))

    assert parts_of(mix) == ["cloud", "ads"]
    assert left_out(mix) == [("ads", "too-wide")]
    assert residual(mix).value == 9 * 10**11
    assert mix.reconciliation.state == "incomplete"


def test_only_orders_of_magnitude_leave_no_residual() -> None:
    mix = apart(exact(10**12), fact("billions", segment="ads"))

    assert (mix.residual, mix.residual_share) == (None, None)
    assert (mix.reconciliation.state, mix.reconciliation.difference) == ("incomplete", None)


# Which parts go together


def test_the_breakdown_that_makes_the_total_is_chosen_before_a_finer_one() -> None:
    regions = [exact(70, "home"), exact(30, "cloud")]

    mix = apart(exact(100), *regions, exact(40, "stores"), exact(20, "ads"))

    assert mix.breakdown == "regions"
    assert parts_of(mix) == ["home", "cloud"]
    assert left_out(mix) == [("stores", "other-breakdown"), ("ads", "other-breakdown")]
    assert [each.detail for each in mix.left_out] == ["belongs to product lines, not to regions"] * 2


def test_the_finer_breakdown_is_chosen_where_both_or_none_make_the_total() -> None:
    both = apart(exact(100), exact(70, "home"), exact(30, "cloud"), exact(50, "stores"), exact(20, "ads"))
    none = apart(exact(100), exact(60, "home"), exact(30, "cloud"), exact(50, "stores"), exact(10, "ads"))

    assert (both.breakdown, none.breakdown) == ("product-lines", "product-lines")
    assert parts_of(both) == parts_of(none) == ["stores", "cloud", "ads"]


def test_of_breakdowns_that_are_alike_the_first_by_name_is_chosen() -> None:
    mix = apart(exact(100), exact(60, "home"), exact(40, "stores"))

    assert (mix.breakdown, mix.breakdowns) == ("product-lines", ("product-lines", "regions"))


def test_segments_that_may_share_money_are_left_out_and_the_one_they_share_it_with_is_named() -> None:
    mix = apart(exact(100), exact(60, "stores"), exact(90, "grocery"), exact(5, "logistics"), exact(10, "media"))

    assert parts_of(mix) == ["stores", "media"]
    assert left_out(mix) == [("grocery", "overlaps"), ("logistics", "overlaps")]
    assert [each.detail for each in mix.left_out] == ["may share money with Stores"] * 2
    assert residual(mix).value == 30


@pytest.mark.parametrize(
    ("outer", "kept", "lost"),
    [("$20 billion", "logistics", "freight"), ("billions", "freight", "logistics")],
    ids=["both known well", "one by its order of magnitude"],
)
def test_of_two_that_may_share_money_the_greater_is_kept_but_none_that_is_too_wide(
    outer: str, kept: str, lost: str
) -> None:
    logistics, inside = segment(slug="logistics"), segment(slug="freight", within="logistics")
    question = Question(metric=REVENUE, companies=(AMAZON,))
    facts = [exact(10**11), fact("$1 billion", segment="freight"), fact(outer, segment="logistics")]

    mix = take_apart(question, (inside, logistics), material_for(question, Material(tuple(facts), SOURCES)), None)

    assert (mix.breakdown, parts_of(mix), left_out(mix)) == (None, [kept], [(lost, "overlaps")])


FIGURES = st.one_of(st.just("billions"), st.integers(1, 9).map(lambda amount: f"${amount} billion"))


@given(st.lists(st.tuples(st.sampled_from(SEGMENTS), FIGURES), unique_by=lambda drawn: drawn[0].slug), st.booleans())
def test_no_two_parts_share_money_and_every_known_segment_is_a_part_or_left_out(
    drawn: list[tuple[Segment, str]],
    named: bool,  # noqa: FBT001  as hypothesis gives it
) -> None:
    facts = [fact(printed, segment=each.slug) for each, printed in drawn]

    mix = apart(exact(10**11), *facts, breakdown="regions" if named else None)

    parents = {each.slug: each.within for each in SEGMENTS}
    segments = [part.segment for part in mix.parts]
    assert not any(share_money(one, other, parents) for one, other in combinations(segments, 2))
    wide = {each.slug for each, printed in drawn if printed == "billions"}
    left = dict(left_out(mix))
    assert len(left) == len(mix.left_out)
    assert set(parts_of(mix)) | set(left) == {each.slug for each, _ in drawn}
    assert {slug for slug, code in left.items() if code == "too-wide"} == set(parts_of(mix)) & wide
    assert set(parts_of(mix)) & set(left) == set(parts_of(mix)) & wide
    sizes = [part.computed.quantity.anchor or 0 for part in mix.parts]
    assert sizes == sorted(sizes, reverse=True)


# What is left

AMOUNTS = st.integers(1, 10**6).map(Decimal)
PORTIONS = st.integers(1, 400).map(lambda thousandths: Decimal(thousandths) / 1000)


@st.composite
def known_with_truth(draw: st.DrawFn, part: Segment | None, *, by_share: bool = False) -> tuple[Fact, Fraction]:
    """Draw a fact on a part or the total, and a number that may truly be meant by it."""
    low, value, high = sorted(draw(st.tuples(*[PORTIONS if by_share else AMOUNTS] * 3)))
    quantity = Quantity(draw(st.sampled_from([None, value])), low, high, "fraction" if by_share else "USD")
    slug = part.slug if part else None
    found = fact(quantity=quantity, metric=SHARE if by_share else REVENUE, segment=slug)
    return found, draw(st.fractions(Fraction(low), Fraction(high)))


def holds(computed: Computed | None, truth: Fraction) -> bool:
    assert computed is not None
    low, high = computed.quantity.low, computed.quantity.high
    return (low is None or Fraction(low) <= truth) and (high is None or truth <= Fraction(high))


@given(st.data(), known_with_truth(None), st.lists(st.booleans(), min_size=1, max_size=3))
def test_parts_shares_and_what_is_left_hold_whatever_is_true(
    data: st.DataObject, total: tuple[Fact, Fraction], by_share: list[bool]
) -> None:
    chosen = (STORES, CLOUD, ADS)[: len(by_share)]
    drawn = [data.draw(known_with_truth(part, by_share=each)) for part, each in zip(chosen, by_share, strict=True)]
    whole = total[1]
    truths = {known.segment: truth * (whole if known.metric == SHARE.slug else 1) for known, truth in drawn}

    mix = apart(total[0], *(known for known, _ in drawn))
    assume(len(mix.parts) == len(drawn))  # one part alone may make the total, in a breakdown of its own

    left = whole - sum(truths.values())
    for part in mix.parts:
        assert holds(part.computed, truths[part.segment.slug])
        assert holds(part.share, truths[part.segment.slug] / whole)
    assert holds(mix.residual, left)
    assert holds(mix.residual_share, left / whole)
    assert holds(mix.reconciliation.total_of_parts, sum(truths.values(), Fraction()))
    assert mix.reconciliation.state != "adds-up" or holds(mix.residual, Fraction())


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([60, 30, 10], "adds-up"),
        ([60, 40], "adds-up"),
        ([100], "adds-up"),
        ([60, 30, 9], "remainder"),
        ([60, 39], "incomplete"),
        ([], "incomplete"),
        ([60, 30, 11], "exceeds"),
        ([60, 41], "exceeds"),
    ],
    ids=str,
)
def test_whether_exact_parts_make_an_exact_total(parts: list[int], state: str) -> None:
    slugs = ("stores", "cloud", "ads")

    mix = apart(exact(100), *(exact(each, slug) for each, slug in zip(parts, slugs, strict=False)))

    assert mix.reconciliation.state == state


def test_segments_without_a_figure_are_named_but_for_what_may_lie_in_one_that_has() -> None:
    mix = apart(exact(100), exact(60, "stores"), breakdown="product-lines")

    assert [(each.code, each.needs) for each in mix.missing] == [
        ("no-part", f"a fact on revenue of Amazon, {each}, for FY2025, or on its share") for each in ("Ads", "Cloud")
    ]


def test_rounding_is_allowed_for_in_what_adds_up() -> None:
    rounded = [fact("$61 billion", segment="stores"), fact("$40 billion", segment="cloud")]

    mix = apart(fact("$100 billion"), *rounded)

    assert residual(mix) == usd("-2.5e9", "0.5e9", "-1e9")
    assert mix.reconciliation.state == "adds-up"


def test_the_formula_of_the_residual_share_names_each_fact_once() -> None:
    mix = apart(exact(100), exact(30, "stores"), exact(10, "media"), share("20%", "cloud"))

    assert mix.residual_share is not None
    assert mix.residual_share.quantity.value == Decimal("0.4")
    assert mix.residual_share.derivation.formula == "1 - b - (c + d) / a"
    assert len(mix.residual_share.derivation.inputs) == 4


# What is missing


def test_without_a_total_nothing_is_taken_apart_and_it_is_said_what_is_missing() -> None:
    with pytest.raises(TooFewFactsError, match="no total of revenue to take apart") as refused:
        apart(exact(30, "cloud"))

    (missing,) = refused.value.missing
    assert (missing.company, missing.code) == ("amazon", "no-fact")


def test_what_is_undated_is_named_beside_what_was_known_by_the_day() -> None:
    undated = [fact(segment="stores"), fact(company=AMAZON)]

    mix = apart(exact(100), exact(30, "cloud"), *undated, as_of=date(2026, 3, 1))

    assert parts_of(mix) == ["cloud"]
    assert [(each.company, each.code, each.needs) for each in mix.missing] == [
        ("amazon", "no-part", "a fact on revenue of Amazon, Ads, for FY2025, or on its share"),
        ("amazon", "undated-source", f"the day on which {NEWS} was published"),
    ]
