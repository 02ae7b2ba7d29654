"""Derived facts: the fourth quarter that no source prints, and when it does not follow from what they print."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Fact
from app.domain.derivation import Derivation
from app.domain.derived import LONGEST_QUARTER, completed, derive_quarters
from app.domain.identity import fact_id
from app.domain.period import Period
from app.domain.quantity import Quantity
from tests.factories import NEWS, SHARE, STORES, WALMART, catalogue, fact, period, source

SOURCES = {
    "annual": source(slug="annual", kind="filing", published=date(2026, 2, 6)),
    "quarterly": source(slug="quarterly", kind="filing", published=date(2025, 10, 31)),
    "later": source(slug="later", kind="filing", published=date(2026, 4, 30)),
    "undated": source(slug="undated", kind="filing"),
    NEWS: source(published=date(2026, 3, 1)),
}


def stated(label: str, amount: int, **overrides: Any) -> Fact:  # noqa: ANN401  any field
    origin = "annual" if label.startswith("FY") and "-" not in label else "quarterly"
    return fact(f"${amount} billion", **{"period": label, "source": origin, **overrides})


def quarters(*amounts: int, **overrides: Any) -> list[Fact]:  # noqa: ANN401  any field
    return [stated(f"FY2025-Q{number}", amount, **overrides) for number, amount in enumerate(amounts, start=1)]


def derived(*facts: Fact) -> list[Fact]:
    return [*derive_quarters(facts, SOURCES)]


YEAR, NINE_MONTHS = stated("FY2025", 100), stated("FY2025-9M", 70)


# The filings


def test_walmarts_fourth_quarter_is_its_year_less_its_first_nine_months(seed: Catalogue) -> None:
    by_label = {
        each.period.label: each
        for each in seed.facts
        if (each.company, each.metric, each.segment) == ("walmart", "revenue", None) and each.source.startswith("walm")
    }

    quarter = by_label["FY2026-Q4"]

    assert quarter.quantity == Quantity(
        Decimal(190656 * 10**6), Decimal(190655 * 10**6), Decimal(190657 * 10**6), "USD"
    )
    assert (quarter.kind, quarter.source, quarter.basis) == ("derived", "walmart-10-k-fy2026", "as-reported")
    assert quarter.printed == "$713,163 million less $522,507 million"
    assert quarter.reported_as == "total revenues"
    assert quarter.period == Period("FY2026-Q4", "quarter", date(2025, 11, 1), date(2026, 1, 31))
    inputs = (by_label["FY2026"].id, by_label["FY2026-9M"].id)
    assert quarter.derivation == Derivation("difference", "a - b", inputs)


def test_every_derived_quarter_of_the_seed_stands_in_its_place_and_was_not_stated(seed: Catalogue) -> None:
    found = [each for each in seed.facts if each.kind == "derived"]
    by_id = {each.id: each for each in seed.facts}
    calendars = {each.slug: each for each in seed.companies}
    kinds = {each.slug: each.kind for each in seed.sources}

    assert len(found) > 50
    assert len(by_id) == len(seed.facts)
    for each in found:
        assert each.derivation is not None
        whole, *parts = (by_id[one] for one in each.derivation.inputs)
        assert {fact.kind for fact in (whole, *parts)} == {"stated"}
        assert {(fact.company, fact.metric, fact.segment, fact.basis) for fact in (whole, *parts)} == {
            (each.company, each.metric, each.segment, each.basis)
        }
        assert each.period == period(each.period.label, calendars[each.company])
        assert (each.quantity.value or 0) + sum(fact.quantity.value or 0 for fact in parts) == whole.quantity.value
        beside = [fact for fact in seed.facts if fact.subject == each.subject and fact.id != each.id]
        assert (each.basis, kinds[each.source]) not in {(fact.basis, kinds[fact.source]) for fact in beside}


# What follows


def test_a_quarter_follows_from_the_year_and_its_first_nine_months() -> None:
    (quarter,) = derived(NINE_MONTHS, YEAR)

    assert quarter.quantity == Quantity(Decimal("30e9"), Decimal("29e9"), Decimal("31e9"), "USD")
    assert quarter.printed == "$100 billion less $70 billion"
    assert quarter.period == period("FY2025-Q4")
    assert quarter.derivation == Derivation("difference", "a - b", (YEAR.id, NINE_MONTHS.id))
    assert quarter.id == fact_id(quarter.key, quarter.printed, quarter.quantity)


def test_a_quarter_follows_from_the_year_and_the_three_quarters_before() -> None:
    before = quarters(20, 24, 26)

    (quarter,) = derived(YEAR, *before)

    assert quarter.quantity == Quantity(Decimal("30e9"), Decimal("28e9"), Decimal("32e9"), "USD")
    assert quarter.printed == "$100 billion less its first three quarters"
    assert quarter.derivation == Derivation("difference", "a - b - c - d", (YEAR.id, *(each.id for each in before)))


def test_nine_months_that_are_stated_come_before_three_quarters() -> None:
    (quarter,) = derived(YEAR, NINE_MONTHS, *quarters(20, 20, 20))

    assert quarter.quantity.value == Decimal("30e9")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([NINE_MONTHS], id="no year"),
        pytest.param([YEAR], id="nothing before it"),
        pytest.param([YEAR, *quarters(20, 24)], id="two quarters before it"),
        pytest.param([YEAR, stated("FY2025-6M", 44), stated("FY2025-Q3", 26)], id="a half and a quarter before it"),
        pytest.param([YEAR, stated("FY2024-9M", 70)], id="nine months of another year"),
        pytest.param([YEAR, NINE_MONTHS, stated("FY2025-Q4", 29)], id="stated itself"),
        pytest.param([YEAR, replace(NINE_MONTHS, basis="restated")], id="two bases"),
        pytest.param([YEAR, replace(NINE_MONTHS, source=NEWS)], id="sources of two kinds"),
        pytest.param([YEAR, replace(NINE_MONTHS, company="walmart")], id="two companies"),
        pytest.param([YEAR, replace(NINE_MONTHS, segment="aws")], id="the whole and a part"),
        pytest.param([YEAR, replace(NINE_MONTHS, metric="net-sales")], id="two metrics"),
        pytest.param([replace(YEAR, nature="plan"), NINE_MONTHS], id="a planned year"),
        pytest.param([YEAR, replace(NINE_MONTHS, nature="forecast")], id="nine months forecast"),
        pytest.param([replace(each, initiative="rufus") for each in (YEAR, NINE_MONTHS)], id="of an initiative"),
        pytest.param(
            [replace(YEAR, reported_as="total revenues"), replace(NINE_MONTHS, reported_as="net sales")],
            id="reported as two things",
        ),
    ],
)
def test_no_quarter_follows_from(facts: list[Fact]) -> None:
    assert derived(*facts) == []


def until(label: str, end: date | None) -> Period:
    return replace(period(label), end=end)


@pytest.mark.parametrize(
    ("year_end", "nine_months_end", "follows"),
    [
        pytest.param(date(2026, 1, 3), date(2025, 9, 27), True, id="of fourteen weeks"),
        pytest.param(date(2026, 1, 3), date(2025, 9, 6), True, id="of seventeen weeks"),
        pytest.param(date(2025, 9, 30) + LONGEST_QUARTER, date(2025, 9, 30), True, id="as long as can be"),
        pytest.param(date(2025, 10, 1) + LONGEST_QUARTER, date(2025, 9, 30), False, id="too long"),
        pytest.param(date(2025, 9, 30), date(2025, 9, 30), False, id="of no days"),
        pytest.param(date(2025, 9, 29), date(2025, 9, 30), False, id="before it begins"),
        pytest.param(None, date(2025, 9, 30), False, id="without an end"),
        pytest.param(date(2025, 12, 31), None, False, id="without a beginning"),
    ],
)
def test_a_fourth_quarter_is_what_lies_between_two_ends(
    year_end: date | None, nine_months_end: date | None, *, follows: bool
) -> None:
    year, before = replace(YEAR, period=until("FY2025", year_end)), until("FY2025-9M", nine_months_end)

    found = derived(year, replace(NINE_MONTHS, period=before))

    assert bool(found) is follows
    assert all(each.period.end == year_end for each in found)


def test_what_was_restated_and_what_was_first_reported_each_give_their_own_quarter() -> None:
    restated = [
        replace(stated(label, amount), basis="restated") for label, amount in (("FY2025", 98), ("FY2025-9M", 69))
    ]

    found = derived(YEAR, NINE_MONTHS, *restated)

    assert [(each.basis, each.quantity.value) for each in found] == [
        ("as-reported", Decimal("30e9")),
        ("restated", Decimal("29e9")),
    ]


def test_what_was_restated_twice_gives_a_quarter_for_each_day_on_which_it_changed() -> None:
    said = {"annual": (390, 280), "later": (380, 275)}
    restated = [
        replace(stated(label, amount, source=origin), basis="restated")
        for origin, amounts in said.items()
        for label, amount in zip(("FY2025", "FY2025-9M"), amounts, strict=True)
    ]

    found = derived(*restated)

    assert [(each.source, (each.quantity.value or 0) / 10**9) for each in found] == [("annual", 110), ("later", 105)]
    assert len({each.id for each in found}) == 2


def test_a_quarter_that_is_stated_on_another_basis_or_by_news_does_not_stand_in_the_way() -> None:
    elsewhere = [stated("FY2025-Q4", 33, basis="restated"), stated("FY2025-Q4", 31, source=NEWS)]

    (quarter,) = derived(YEAR, NINE_MONTHS, *elsewhere)

    assert quarter.quantity.value == Decimal("30e9")


def test_of_several_statements_of_the_year_the_one_that_stands_is_taken() -> None:
    rough = fact("about $110 billion", period="FY2025", source="later")

    (quarter,) = derived(rough, YEAR, NINE_MONTHS)

    assert quarter.quantity.value == Decimal("30e9")


def test_each_company_metric_segment_and_year_gives_a_quarter_of_its_own() -> None:
    pair = (YEAR, NINE_MONTHS)
    others = [
        *(replace(each, segment="aws") for each in pair),
        *(replace(each, metric="net-sales") for each in pair),
        *(replace(each, company="walmart") for each in pair),
        *(stated(label, amount) for label, amount in (("FY2024", 90), ("FY2024-9M", 60))),
    ]

    found = derived(*pair, *others)

    subjects = {(each.company, each.metric, each.segment, each.period.label) for each in found}
    assert len(found) == 5
    assert subjects == {
        ("amazon", "revenue", None, "FY2025-Q4"),
        ("amazon", "revenue", "aws", "FY2025-Q4"),
        ("amazon", "net-sales", None, "FY2025-Q4"),
        ("walmart", "revenue", None, "FY2025-Q4"),
        ("amazon", "revenue", None, "FY2024-Q4"),
    }


def test_a_quarter_lies_on_the_calendar_of_its_company() -> None:
    pair = [stated(label, amount, company=WALMART) for label, amount in (("FY2026", 100), ("FY2026-9M", 70))]

    (quarter,) = derived(*pair)

    assert quarter.period == Period("FY2026-Q4", "quarter", date(2025, 11, 1), date(2026, 1, 31))


# What a derived fact says of itself


@pytest.mark.parametrize(
    ("year", "before", "stands_under"),
    [
        ("annual", "quarterly", "annual"),
        ("annual", "later", "later"),
        ("annual", "undated", "undated"),
        ("undated", "later", "undated"),
    ],
)
def test_a_quarter_stands_under_the_source_without_which_it_could_not_be_known(
    year: str, before: str, stands_under: str
) -> None:
    (quarter,) = derived(replace(YEAR, source=year), replace(NINE_MONTHS, source=before))

    assert quarter.source == stands_under


def test_a_quarter_from_a_period_that_we_placed_is_placed_by_us_too() -> None:
    placed = replace(NINE_MONTHS, period=replace(NINE_MONTHS.period, inferred=True, note="by the amount"))

    (quarter,) = derived(YEAR, placed)

    assert (quarter.period.inferred, quarter.period.note) == (True, "by the amount")


@pytest.mark.parametrize("reported", [0, 1], ids=["the year", "the nine months"])
def test_a_quarter_from_hearsay_is_hearsay(reported: int) -> None:
    pair = [YEAR, NINE_MONTHS]
    pair[reported] = replace(pair[reported], attribution="reportedly")

    (quarter,) = derived(*pair)

    assert quarter.attribution == "reportedly"


def test_what_is_left_of_an_open_range_is_open_too() -> None:
    (quarter,) = derived(fact("more than $100 billion", period="FY2025", source="annual"), NINE_MONTHS)

    assert quarter.quantity == Quantity(None, Decimal("29.5e9"), None, "USD")


AMOUNTS = st.integers(-(10**6), 10**6).map(Decimal)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[Quantity, Fraction]:
    """Draw a range, and a number in it that may be meant."""
    low, value, high = sorted(draw(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS)))
    quantity = Quantity(draw(st.sampled_from([None, value])), low, high, "USD")
    return quantity, draw(st.fractions(Fraction(low), Fraction(high)))


@given(ranges(), st.lists(ranges(), min_size=3, max_size=3), st.booleans())
def test_a_derived_range_holds_whatever_is_true_and_is_no_wider_than_what_it_came_from(
    year: tuple[Quantity, Fraction],
    parts: list[tuple[Quantity, Fraction]],
    nine_months: bool,  # noqa: FBT001  as hypothesis gives it
) -> None:
    labels = ["FY2025-9M"] if nine_months else ["FY2025-Q1", "FY2025-Q2", "FY2025-Q3"]
    before = parts[: len(labels)]
    facts = [replace(stated(label, 1), quantity=quantity) for label, (quantity, _) in zip(labels, before, strict=True)]

    (quarter,) = derived(replace(YEAR, quantity=year[0]), *facts)

    truth = year[1] - sum(each for _, each in before)
    assert quarter.quantity.low is not None
    assert quarter.quantity.high is not None
    assert Fraction(quarter.quantity.low) <= truth <= Fraction(quarter.quantity.high)
    assert quarter.quantity.width == year[0].width + sum(each.width for each, _ in before)


# A catalogue completed


def of_kind(found: Catalogue, kind: str) -> list[Fact]:
    return [each for each in found.facts if each.kind == kind]


def with_facts(facts: Iterable[Fact]) -> Catalogue:
    return catalogue(*facts, sources=tuple(SOURCES.values()))


def test_a_catalogue_is_completed_behind_what_is_stated_in_it() -> None:
    stated_facts = (NINE_MONTHS, YEAR)

    found = completed(with_facts(stated_facts))

    assert found.facts[:2] == stated_facts
    assert [each.period.label for each in found.facts[2:]] == ["FY2025-Q4"]


def test_a_derived_fact_goes_when_it_no_longer_follows_and_changes_with_what_it_follows_from() -> None:
    found = completed(with_facts([YEAR, NINE_MONTHS]))
    (quarter,) = of_kind(found, "derived")

    gone = completed(replace(found, facts=(YEAR, quarter)))
    changed = completed(replace(found, facts=(stated("FY2025", 110), NINE_MONTHS, quarter)))

    assert gone.facts == (YEAR,)
    assert [each.quantity.value for each in of_kind(changed, "derived")] == [Decimal("40e9")]


@pytest.mark.parametrize("metric", [SHARE, STORES], ids=lambda metric: metric.kind)
def test_only_what_is_measured_over_time_is_derived(metric: Any) -> None:  # noqa: ANN401  a metric
    placed = [replace(each, metric=metric.slug) for each in (YEAR, NINE_MONTHS)]

    assert of_kind(completed(with_facts(placed)), "derived") == []


def test_to_complete_the_seed_again_changes_nothing(seed: Catalogue) -> None:
    assert completed(seed) == seed


def test_the_order_of_the_facts_does_not_matter(seed: Catalogue) -> None:
    backwards = completed(replace(seed, facts=seed.facts[::-1]))

    assert of_kind(backwards, "derived") == of_kind(seed, "derived")
