"""Cases: what a claim speaks of, and the facts that speak of the same."""

from datetime import date
from typing import Any

import pytest

from app.domain.case import Case, UncheckableError, are_about_the_same_time
from app.domain.catalogue import Catalogue, Fact
from app.domain.period import Period
from tests.domain.claims import claim
from tests.factories import (
    AMAZON,
    COSTCO,
    NEWS,
    REVENUE,
    SHARE,
    STORES,
    TARGET,
    WALMART,
    amazon_revenue,
    catalogue,
    fact,
    period,
    segment,
    source,
    walmart_revenue,
)

SOURCES = (source(), source(slug="filing", kind="filing", published=date(2026, 2, 6)))
AWS, ADS = segment(), segment(slug="amazon-advertising", line="advertising")
CLUBS = segment(slug="clubs", company="walmart", line="clubs")
FILED = amazon_revenue(printed="$716,924 million", source="filing", paragraph=None)


def case(*facts: Fact, **overrides: Any) -> Case:  # noqa: ANN401  any field of a claim
    known = catalogue(*facts, sources=SOURCES, segments=(AWS, CLUBS, ADS), companies=(WALMART, TARGET, AMAZON))
    return Case(claim(**overrides), known)


# What a claim is about


def test_the_companies_come_in_the_order_of_the_claim() -> None:
    assert case().companies == (AMAZON, WALMART)
    assert case(companies=("walmart", "amazon")).companies == (WALMART, AMAZON)


def test_the_segments_are_all_those_of_the_first_company() -> None:
    assert case().segments == (AWS, ADS)
    assert case(companies=("walmart", "amazon")).segments == (CLUBS,)
    assert case(companies=("target",)).segments == ()


def test_the_metric_is_the_claims_and_another_is_found_by_its_slug() -> None:
    assert case(metric="stores").metric == STORES
    assert case(metric="stores").other_metric("revenue") == REVENUE


@pytest.mark.parametrize("slug", [None, "profit"])
def test_a_metric_that_is_not_there_cannot_be_checked_by(slug: str | None) -> None:
    with pytest.raises(UncheckableError, match=f"names no metric to compare with, or one that is gone: {slug}"):
        case().other_metric(slug)


# The facts that state it

DOUBLED = fact("more than doubling", metric=SHARE, paragraph=4, period="FY2025", quantity=FILED.quantity)
ELSEWHERE = amazon_revenue(paragraph=9)
IN_PART = amazon_revenue(segment="aws")


@pytest.mark.parametrize(
    ("facts", "asked", "stated"),
    [
        pytest.param([amazon_revenue(), walmart_revenue()], {}, [amazon_revenue(), walmart_revenue()], id="both's"),
        pytest.param([walmart_revenue(), amazon_revenue()], {"companies": ("amazon",)}, [amazon_revenue()], id="one's"),
        pytest.param([ELSEWHERE, FILED], {}, [], id="of another paragraph or source"),
        pytest.param([IN_PART, amazon_revenue()], {}, [amazon_revenue()], id="of the whole"),
        pytest.param([IN_PART, amazon_revenue()], {"segment": "aws"}, [IN_PART], id="of a part"),
        pytest.param([amazon_revenue(), DOUBLED], {}, [amazon_revenue()], id="of the metric"),
        pytest.param([DOUBLED, amazon_revenue()], {"printed": "more than doubling"}, [DOUBLED], id="as printed"),
        pytest.param(
            [amazon_revenue(), DOUBLED],
            {"printed": "some billions"},
            [amazon_revenue()],
            id="printed by the claim only",
        ),
        pytest.param(
            [IN_PART, amazon_revenue()],
            {"printed": "roughly $716.9 billion", "segment": "aws"},
            [IN_PART],
            id="as printed of a part",
        ),
        pytest.param(
            [IN_PART, amazon_revenue()],
            {"printed": "roughly $716.9 billion"},
            [IN_PART, amazon_revenue()],
            id="as printed of whichever part",
        ),
    ],
)
def test_a_claim_is_stated_by_the_facts_of_its_own_paragraphs(
    facts: list[Fact], asked: dict[str, Any], stated: list[Fact]
) -> None:
    assert case(*facts, **asked).stated_facts == tuple(stated)


# The period it speaks of


@pytest.mark.parametrize(
    ("facts", "asked", "label"),
    [
        pytest.param([amazon_revenue(), FILED], {}, "FY2025", id="that of its source's figure"),
        pytest.param([amazon_revenue()], {"period": period("FY2019")}, "FY2019", id="its own"),
        pytest.param([FILED], {}, "latest", id="the latest where its source has no figure"),
        pytest.param([walmart_revenue()], {}, "latest", id="the latest where its source has another's figure"),
        pytest.param([amazon_revenue(period="unspecified")], {}, "latest", id="the latest where no period is known"),
        pytest.param([amazon_revenue(period="FY2024"), amazon_revenue()], {}, "FY2025", id="the newest of several"),
        pytest.param(
            [amazon_revenue(period="FY2026-Q1"), amazon_revenue()], {}, "FY2025", id="a year before a quarter"
        ),
        pytest.param([IN_PART], {"segment": "aws"}, "FY2025", id="that of the part"),
        pytest.param([amazon_revenue()], {"segment": "aws"}, "latest", id="not that of the whole for a part"),
    ],
)
def test_the_period_is(facts: list[Fact], asked: dict[str, Any], label: str) -> None:
    assert case(*facts, **asked).label("amazon", REVENUE) == label


def test_a_claims_own_period_is_that_of_its_first_company_and_others_have_the_one_beside_it() -> None:
    facts = [walmart_revenue(period=label) for label in ("FY2019", "FY2020", "FY2021", "FY2020-Q4", "FY2026")]

    found = case(*facts, period=period("FY2019"))

    assert [found.label(each, REVENUE) for each in ("amazon", "walmart")] == ["FY2019", "FY2020"]


def test_a_company_without_a_figure_of_about_that_time_is_not_asked_about_another() -> None:
    found = case(walmart_revenue(), period=period("FY2019"))

    with pytest.raises(UncheckableError, match="a fact on revenue of Walmart for a period beside FY2019"):
        found.question(REVENUE, found.companies)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param(period("FY2025"), period("FY2026", WALMART), True, id="a month apart"),
        pytest.param(period("FY2025"), period("FY2025", COSTCO), True, id="four months apart"),
        pytest.param(period("FY2025"), period("FY2025", WALMART), False, id="eleven months apart"),
        pytest.param(period("FY2025-Q4"), period("FY2026-Q4", WALMART), True, id="quarters a month apart"),
        pytest.param(period("FY2025-Q4"), period("FY2025-Q3"), False, id="one quarter and the next"),
        pytest.param(period("FY2025"), period("unspecified"), False, id="whenever"),
    ],
)
def test_periods_are_about_the_same_time_that_share_most_of_it(one: Period, other: Period, *, alike: bool) -> None:
    assert are_about_the_same_time(one, other) is alike


# Asking


def test_each_company_is_asked_about_in_the_period_that_the_claim_speaks_of() -> None:
    found = case(amazon_revenue(), walmart_revenue())

    question = found.question(REVENUE, found.companies)

    assert (question.metric, question.companies, question.segments) == (REVENUE, (AMAZON, WALMART), None)
    assert question.period.by_company == (("amazon", "FY2025"), ("walmart", "FY2026"))


@pytest.mark.parametrize(("slug", "segments"), [("aws", {"amazon": [AWS]}), ("gone", {})])
def test_a_part_is_asked_about_by_its_segment(slug: str, segments: dict[str, list[object]]) -> None:
    assert case().question(REVENUE, [AMAZON], slug).segments == segments


@pytest.mark.parametrize(("of_others", "facts"), [(False, (amazon_revenue(), FILED)), (True, (FILED,))])
def test_what_others_say_is_all_but_what_the_claims_own_source_says(
    facts: tuple[Fact, ...], *, of_others: bool
) -> None:
    found = case(amazon_revenue(), FILED)

    material = found.material(found.question(REVENUE, [AMAZON]), of_others=of_others)

    assert (material.facts, material.undated) == (facts, ())
    assert set(material.sources) == {NEWS, "filing"}


def test_what_stands_for_the_first_company_is_the_best_sources_figure_in_the_claims_period() -> None:
    newer = fact("$181 billion", period="FY2026-Q1", source="filing")

    found = case(amazon_revenue(), FILED, newer).standing(REVENUE, None)

    assert (found.fact, found.quantity) == (FILED, FILED.quantity)


@pytest.mark.parametrize(("label", "found"), [("FY2025", FILED), ("FY2024", fact(period="FY2024"))])
def test_what_stood_in_another_period_may_be_asked(label: str, found: Fact) -> None:
    known = case(amazon_revenue(), FILED, fact(period="FY2024"), period=period("FY2019"))

    assert known.standing(REVENUE, None, label).fact == found


@pytest.mark.parametrize(
    ("segment", "label", "needs"),
    [
        (None, "FY2019", "for want of a fact on revenue of Amazon, for FY2019"),
        ("aws", None, "for want of a fact on revenue of Amazon, Amazon Web Services"),
    ],
)
def test_what_does_not_stand_is_said_to_be_missing(segment: str | None, label: str | None, needs: str) -> None:
    with pytest.raises(UncheckableError) as missing:
        case(FILED).standing(REVENUE, segment, label)

    assert str(missing.value) == needs


def test_every_claim_of_the_seed_names_what_is_there(seed: Catalogue) -> None:
    cases = [Case(each, seed) for each in seed.claims]

    for each in cases:
        assert each.metric.slug == each.claim.metric
        assert [company.slug for company in each.companies] == list(each.claim.companies)
        assert each.claim.segment in (None, *(segment.slug for segment in each.segments))


def test_the_seeds_claims_speak_of_the_years_of_their_articles(seed: Catalogue) -> None:
    of_revenue = [Case(each, seed) for each in seed.claims if each.metric == "revenue" and each.segment is None]

    labels = {(each.slug, case.label(each.slug, case.metric)) for case in of_revenue for each in case.companies}

    assert len(of_revenue) == 10
    assert labels == {("amazon", "FY2025"), ("walmart", "FY2026")}
