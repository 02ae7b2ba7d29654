"""Checks: what the two articles claim against the facts, and which stored figure each of them hangs on."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import Case, Finding
from app.domain.catalogue import Catalogue, Fact
from app.domain.check import Check, CheckResult, check, judge
from app.domain.derivation import stated
from app.domain.derived import completed
from app.domain.quantity import Quantity
from tests.domain.claims import case, exact
from tests.factories import WALMART

NO_REVENUES = "checked by net sales, for the filings at hand give no total revenues of FY2006"
Checks = Mapping[str, Check]


def check_all(seed: Catalogue) -> Checks:
    return {claim.slug: check(Case(claim, seed)) for claim in seed.claims}


@pytest.fixture(scope="module")
def checks(seed: Catalogue) -> Checks:
    """Check every claim of the shipped seed."""
    return check_all(seed)


# The two articles


def test_of_the_22_claims_20_are_consistent_and_two_cannot_be_checked(checks: Checks) -> None:
    others = {slug: each.result for slug, each in checks.items() if each.result != "consistent"}

    assert len(checks) == 22
    assert others == {"walmart-digital-streak": "uncheckable", "walmart-worth-a-trillion": "uncheckable"}


@pytest.mark.parametrize(
    ("slug", "computed", "formula"),
    [
        ("revenue-gap", "3761000000", "a - b"),
        ("amazon-leads-revenue", "3761000000", "a - b"),
        ("amazon-first-ahead-in-annual-revenue", "3761000000", "a - b"),
        ("amazon-revenue", "716924000000", "a"),
        ("walmart-revenue-commentary", "713163000000", "a"),
        ("amazon-grew-faster", "14", "quarters in a row in which the first grew faster than on the year before"),
        ("walmart-revenue-doubled", "2.28653320170", "a / b"),
        ("amazon-online-stores-largest", "97125000000", "a - b"),
        ("amazon-third-party-share", "0.240139819562", "a / b"),
        ("aws-share-of-revenue", "0.179551807444", "a / b"),
        ("aws-larger-share-of-profit", "0.390701396682", "(a / b) - (c / d)"),
        ("amazon-advertising-revenue", "68635000000", "a"),
        ("walmart-us-stores", "4611", "a"),
        ("sams-club-locations", "601", "a"),
        ("walmart-digital-growth", "0.27", "a"),
    ],
)
def test_what_is_computed_for_a_claim(slug: str, computed: str, formula: str, checks: Checks) -> None:
    found = checks[slug].computed

    assert found is not None
    assert found.quantity.value == Decimal(computed)
    assert found.derivation.formula == formula


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("walmart-digital-streak", "not known: FY2025-Q2; FY2023-Q1 falls short"),
        ("walmart-worth-a-trillion", "no other source has a fact on market capitalization of Walmart"),
        ("amazon-first-ahead-in-annual-revenue", "the annual figures of both go back to FY2007/FY2008"),
        ("amazon-grew-faster", "FY2022-Q2/FY2023-Q2 falls short"),
        ("amazon-online-stores-largest", "the next of 6 is Third-party seller services"),
        (
            "walmart-revenue-doubled",
            f"net sales: FY2006 restated, FY2026 as-reported; {NO_REVENUES}",
        ),
        ("revenue-gap", None),
    ],
)
def test_what_a_reader_of_a_check_should_know(slug: str, reason: str | None, checks: Checks) -> None:
    assert checks[slug].reason == reason


def test_the_streak_of_fifteen_quarters_is_possible_and_not_certain(checks: Checks) -> None:
    news, post = checks["walmart-digital-streak"], checks["walmart-digital-streak-commentary"]

    assert news.computed == post.computed
    assert news.computed is not None
    assert news.computed.quantity == Quantity(None, Decimal(6), Decimal(15), "quarters")
    assert (news.claim.printed, post.claim.printed) == ("15 consecutive quarters", "multiple consecutive quarters")


def test_every_check_that_cannot_be_made_says_why(checks: Checks) -> None:
    assert all(each.reason for each in checks.values() if each.result == "uncheckable")


def test_the_facts_that_state_a_claim_are_of_its_own_source(checks: Checks) -> None:
    for each in checks.values():
        assert {fact.source for fact in each.stated_facts} <= {each.claim.source}
        if each.claim.operation == "level":
            assert each.computed is None or not {fact.id for fact in each.stated_facts} & set(
                each.computed.derivation.inputs
            )


# What each check hangs on

M = 10**6
BOTH_FIRST = ("amazon-first-ahead-in-annual-revenue", "amazon-first-ahead-commentary")
BOTH_LEADS = ("amazon-leads-revenue", "amazon-leads-revenue-commentary")
BOTH_STREAKS = ("walmart-digital-streak", "walmart-digital-streak-commentary")
AHEAD = (*BOTH_FIRST, *BOTH_LEADS, "revenue-gap")
ONLINE = "walmart-us-ecommerce"


class Wrong(NamedTuple):
    """What a stored figure is made to say, the checks that then fail, and those that come out the same over it.

    An article's own figure is what a check is about, and never what it is held against.
    """

    figure: int | str
    inconsistent: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    same: tuple[str, ...] = ()

    @property
    def flipped(self) -> dict[str, str]:
        """The checks with another result, with that result."""
        return dict.fromkeys(self.inconsistent, "inconsistent") | dict.fromkeys(self.loose, "loose")


WRONG = {
    "amazon-10-k-fy2025 revenue FY2025": Wrong(
        700_000 * M,
        inconsistent=(*AHEAD, "amazon-grew-faster"),
        loose=("amazon-revenue", "amazon-revenue-commentary"),
        same=("aws-larger-share-of-profit", "aws-share-of-revenue", "amazon-third-party-share"),
    ),
    "walmart-10-k-fy2026 revenue FY2026": Wrong(
        720_000 * M,
        inconsistent=AHEAD,
        loose=("walmart-revenue", "walmart-revenue-commentary"),
        same=("amazon-grew-faster",),
    ),
    "amazon-10-k-fy2024 revenue FY2024": Wrong(700_000 * M, (*BOTH_FIRST, "amazon-grew-faster")),
    "walmart-10-k-fy2024 revenue FY2024": Wrong(500_000 * M, BOTH_FIRST, same=("amazon-grew-faster",)),
    "amazon-10-q-fy2025-q3 revenue FY2025-9M": Wrong(560_000 * M, ("amazon-grew-faster",)),
    "walmart-10-q-fy2026-q3 revenue FY2026-Q3": Wrong(250_000 * M, ("amazon-grew-faster",)),
    "amazon-10-q-fy2026-q1 revenue FY2026-Q1": Wrong(1 * M),
    "amazon-10-k-fy2025 revenue FY2025 aws": Wrong(
        60_000 * M, ("aws-share-of-revenue",), same=("aws-larger-share-of-profit",)
    ),
    "amazon-10-k-fy2025 operating-income FY2025 aws": Wrong(1_000 * M, ("aws-larger-share-of-profit",)),
    "amazon-10-k-fy2025 operating-income FY2025": Wrong(400_000 * M, ("aws-larger-share-of-profit",)),
    "amazon-10-k-fy2025 revenue FY2025 amazon-online-stores": Wrong(100_000 * M, ("amazon-online-stores-largest",)),
    "amazon-10-k-fy2025 revenue FY2025 amazon-third-party-seller-services": Wrong(
        300_000 * M, ("amazon-online-stores-largest", "amazon-third-party-share")
    ),
    "amazon-10-k-fy2025 revenue FY2025 amazon-physical-stores": Wrong(500_000 * M, ("amazon-online-stores-largest",)),
    "amazon-10-k-fy2025 revenue FY2025 amazon-advertising": Wrong(1_000 * M, ("amazon-advertising-revenue",)),
    "amazon-10-k-fy2025 revenue FY2025 amazon-north-america": Wrong(999_000 * M),
    "amazon-10-k-fy2025 net-income FY2025": Wrong(1 * M),
    "walmart-location-facts stores FY2026 walmart-us": Wrong(4_000, ("walmart-us-stores",)),
    "walmart-location-facts stores FY2026 walmart-international": Wrong(1),
    "walmart-location-facts clubs FY2026 sams-club": Wrong(300, ("sams-club-locations",)),
    f"finviz-walmart-fy2026-q4 digital-sales-growth FY2026-Q4 {ONLINE}": Wrong(
        "0.05", ("walmart-digital-growth", *BOTH_STREAKS)
    ),
    f"nasdaq-walmart-fy2026-q3 digital-sales-growth FY2026-Q3 {ONLINE}": Wrong("0.05", BOTH_STREAKS),
    f"walmart-release-fy2024-q1 digital-sales-growth FY2024-Q1 {ONLINE}": Wrong(
        "0.05", ("walmart-digital-streak",), same=("walmart-digital-streak-commentary",)
    ),
    f"walmart-release-fy2023-q1 digital-sales-growth FY2023-Q1 {ONLINE}": Wrong("0.5", same=BOTH_STREAKS),
    "walmart-10-k-fy2007 net-sales FY2006": Wrong(400_000 * M, ("walmart-revenue-doubled",)),
    "walmart-10-k-fy2006 net-sales FY2006": Wrong(1 * M),
    "walmart-10-k-fy2026 net-sales FY2026": Wrong(500_000 * M, ("walmart-revenue-doubled",)),
    "amazon-edges-past-walmart revenue FY2025": Wrong(
        600_000 * M, same=("amazon-leads-revenue", "revenue-gap", "amazon-revenue")
    ),
    "amazon-edges-past-walmart revenue-share FY2025 aws": Wrong("0.5", same=("aws-share-of-revenue",)),
    "amazon-edges-past-walmart market-capitalization unspecified": Wrong(1, same=("walmart-worth-a-trillion",)),
}
"""Stored figures by source, metric, period and segment."""


def corrupted(seed: Catalogue, name: str, to: int | str) -> Catalogue:
    """Move one stored figure, its range with it, and derive anew what follows from it."""
    origin, metric, label, *part = name.split()
    where = (origin, metric, label, part[0] if part else None, "stated")
    (found,) = (
        each for each in seed.facts if (each.source, each.metric, each.period.label, each.segment, each.kind) == where
    )
    moved = replace(found, quantity=shifted(found, Decimal(to)))
    return completed(replace(seed, facts=tuple(moved if each is found else each for each in seed.facts)))


def shifted(fact: Fact, to: Decimal) -> Quantity:
    old = fact.quantity
    by = to - (old.anchor or 0)
    value, low, high = (None if end is None else end + by for end in (old.value, old.low, old.high))
    return replace(old, value=value, low=low, high=high)


@pytest.mark.parametrize(("name", "wrong"), WRONG.items(), ids=WRONG)
def test_a_wrong_figure_flips_exactly_the_checks_that_hang_on_it(
    name: str, wrong: Wrong, seed: Catalogue, checks: Checks
) -> None:
    after = check_all(corrupted(seed, name, wrong.figure))

    flipped = {slug: each.result for slug, each in after.items() if each.result != checks[slug].result}
    assert flipped == wrong.flipped
    assert {slug for slug, each in after.items() if each != checks[slug]} == {*flipped, *wrong.same}


def test_every_claim_that_can_be_checked_is_flipped_by_some_figure(checks: Checks) -> None:
    flipped = {slug for each in WRONG.values() for slug in each.flipped}

    assert set(checks) - flipped == {"walmart-worth-a-trillion"}


# Judging


def between(low: str | int | None, high: str | int | None, value: str | int | None = None) -> Quantity:
    exact, bottom, top = (None if end is None else Decimal(end) for end in (value, low, high))
    return Quantity(exact, bottom, top, "USD")


def found(quantity: Quantity, *, holds: bool | None = None, is_incomplete: bool = False) -> Finding:
    return Finding(stated(quantity, "fact"), holds, is_incomplete=is_incomplete)


@pytest.mark.parametrize(
    ("claimed", "computed", "result"),
    [
        pytest.param(between(90, 110, 100), between(110, 120), "consistent", id="they meet in one number"),
        pytest.param(between(90, 110, 100), between(111, 120), "loose", id="less than a tenth above"),
        pytest.param(between(90, 110, 100), between(70, 81), "loose", id="less than a tenth below"),
        pytest.param(between(90, 110, 100), between(120, 130), "inconsistent", id="a tenth above"),
        pytest.param(between(90, 110, 100), between(70, 80), "inconsistent", id="a tenth below"),
        pytest.param(between(4600, None), between(4141, 4141), "loose", id="a little less than more than that"),
        pytest.param(between(4600, None), between(4140, 4140), "inconsistent", id="much less than more than that"),
        pytest.param(between(None, 100), between(109, None), "loose", id="a little more than less than that"),
        pytest.param(between(None, 100), between(110, None), "inconsistent", id="much more than less than that"),
        pytest.param(between(-110, -90, -100), between(-81, -70), "loose", id="below zero"),
        pytest.param(between(0, 0, 0), between("0.001", 1), "inconsistent", id="nothing is a tenth of nothing"),
        pytest.param(None, between(1, 2), "uncheckable", id="no figure is claimed"),
    ],
)
def test_a_claim_is_judged_by_where_two_ranges_lie(
    claimed: Quantity | None, computed: Quantity, result: CheckResult
) -> None:
    assert judge(claimed, found(computed)) == result


@pytest.mark.parametrize(
    ("claimed", "computed", "result"),
    [
        pytest.param(between(15, 15, 15), between(6, 15), "uncheckable", id="possible"),
        pytest.param(between(2, None), between(6, 15), "consistent", id="certain, however it is"),
        pytest.param(between(2, None), between(2, None), "consistent", id="certain without an end"),
        pytest.param(between(2, None), between(1, None), "uncheckable", id="possible without an end"),
        pytest.param(between(2, 20), between(6, None), "uncheckable", id="no further than that is claimed"),
        pytest.param(between(16, 16, 16), between(6, 15), "loose", id="just beyond what is possible"),
        pytest.param(between(20, 20, 20), between(6, 15), "inconsistent", id="beyond what is possible"),
        pytest.param(between(5, 5, 5), between(6, None), "inconsistent", id="less than is certain"),
    ],
)
def test_what_is_not_all_known_decides_only_what_it_cannot_change(
    claimed: Quantity, computed: Quantity, result: CheckResult
) -> None:
    assert judge(claimed, found(computed, is_incomplete=True)) == result


@pytest.mark.parametrize(
    ("claimed", "if_so", "if_not"),
    [
        pytest.param(None, "consistent", "inconsistent", id="without a figure"),
        pytest.param(between(5, 5, 5), "consistent", "inconsistent", id="with that figure"),
        pytest.param(between("4.6", "4.6", "4.6"), "loose", "inconsistent", id="with nearly that figure"),
        pytest.param(between(1, 1, 1), "inconsistent", "inconsistent", id="with another figure"),
    ],
)
def test_a_claim_of_yes_or_no_is_as_good_as_the_worse_of_that_and_of_its_figure(
    claimed: Quantity | None, if_so: CheckResult, if_not: CheckResult
) -> None:
    assert judge(claimed, found(between(5, 5, 5), holds=True)) == if_so
    assert judge(claimed, found(between(5, 5, 5), holds=False)) == if_not


NUMBERS = st.integers(-1000, 1000)


@st.composite
def ranges(draw: st.DrawFn) -> Quantity:
    low, value, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    form = draw(st.sampled_from(["value", "range", "from", "to"]))
    return between(None if form == "to" else low, None if form == "from" else high, value if form == "value" else None)


@given(ranges(), ranges(), st.integers(1, 1000))
def test_the_scale_of_figures_does_not_matter(claimed: Quantity, computed: Quantity, factor: int) -> None:
    times = Quantity.exactly(factor, "multiple")

    assert judge(claimed * times, found(computed * times)) == judge(claimed, found(computed))


@given(ranges(), ranges())
def test_a_claim_is_consistent_exactly_when_the_ranges_meet(claimed: Quantity, computed: Quantity) -> None:
    assert (judge(claimed, found(computed)) == "consistent") == claimed.meets(computed)


@given(ranges(), ranges())
def test_to_know_less_never_settles_what_more_would_not(claimed: Quantity, computed: Quantity) -> None:
    known, unknown = (judge(claimed, found(computed, is_incomplete=each)) for each in (False, True))

    assert unknown in (known, "uncheckable")
    assert known in ("consistent", unknown)


# What a check carries


def test_a_check_carries_the_claims_note_behind_its_own_reason() -> None:
    facts = [exact(110), exact(100, "FY2026", company=WALMART)]

    plain, noted = (check(case("first-lead", [*facts, *older], note="Mind this")) for older in ([], OLDER))

    assert plain.reason == "for want of annual facts on revenue of both for a year and one before; Mind this"
    assert noted.reason == "the annual figures of both go back to FY2024/FY2025; Mind this"


OLDER = [exact(90, "FY2024"), exact(95, "FY2025", company=WALMART)]


def test_a_check_with_nothing_to_say_has_the_claims_note_or_nothing_for_a_reason() -> None:
    facts = [exact(110), exact(100, "FY2026", company=WALMART)]

    assert check(case("leads", facts)).reason is None
    assert check(case("leads", facts, note="Mind this")).reason == "Mind this"


def test_a_claim_of_a_gap_that_names_no_figure_is_uncheckable_and_says_so() -> None:
    found = check(case("gap", [exact(110), exact(100, "FY2026", company=WALMART)]))

    assert found.result == "uncheckable"
    assert found.reason
