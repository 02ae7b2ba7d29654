"""The scorecard: what companies share is compared, what only one has is listed."""

from dataclasses import replace

import pytest

from app.domain.catalogue import Fact, Line, Segment
from app.domain.scorecard import OnlyOne, scorecard, segments_in_line
from app.domain.standing import PeriodRequest
from tests.factories import (
    AMAZON,
    REVENUE,
    SHARE,
    STORES,
    STREAK,
    TARGET,
    WALMART,
    amazon_revenue,
    catalogue,
    fact,
    segment,
    walmart_revenue,
)

ADVERTISING = segment(slug="amazon-advertising", line="advertising")
CONNECT = segment(slug="walmart-connect", company="walmart", line="advertising")
SEARCH_ADS = segment(slug="amazon-search-ads", line="advertising", within="amazon-advertising")
AWS = segment()
PARTS = (AWS, ADVERTISING, CONNECT, SEARCH_ADS)


def walmarts(printed: str, **overrides: str) -> Fact:
    return fact(printed, company=WALMART, period="FY2026", **overrides)  # type: ignore[arg-type]  # a fact's texts


def test_a_shared_metric_is_compared_and_one_that_a_single_company_has_is_listed() -> None:
    stores = fact("more than 4,600", metric=STORES, company=WALMART, period="FY2026")

    card = scorecard((AMAZON, WALMART), catalogue(amazon_revenue(), walmart_revenue(), stores))

    assert [each.question.metric for each in card.shared] == [REVENUE]
    assert [entry.company.slug for entry in card.shared[0].entries] == ["amazon", "walmart"]
    assert card.only == (OnlyOne("walmart", STORES, None, (stores.id,)),)


def test_both_lists_follow_the_order_of_the_metrics_and_a_metric_without_facts_is_in_neither() -> None:
    facts = [
        fact("4,600", metric=STORES),
        fact("27%", metric=SHARE),
        fact("30%", metric=SHARE, company=WALMART),
        fact("3 quarters", metric=STREAK),
        amazon_revenue(),
        walmart_revenue(),
    ]

    card = scorecard((AMAZON, WALMART), catalogue(*facts, metrics=(STREAK, SHARE, STORES, REVENUE)))
    none = scorecard((AMAZON, WALMART), replace(catalogue(), facts=()))

    assert [each.question.metric for each in card.shared] == [SHARE, REVENUE]
    assert [each.metric for each in card.only] == [STREAK, STORES]
    assert (none.shared, none.only) == ((), ())


def test_lines_of_business_are_compared_apart_from_the_whole_companies() -> None:
    facts = [
        amazon_revenue(),
        walmart_revenue(),
        fact("$68 billion", segment="amazon-advertising"),
        walmarts("$4 billion", segment="walmart-connect"),
        fact("$128 billion", segment="aws"),
    ]

    card = scorecard((AMAZON, WALMART), catalogue(*facts, segments=PARTS))

    assert [each.question.line for each in card.shared] == [None, "advertising"]
    assert [entry.fact.segment for entry in card.shared[1].entries] == ["amazon-advertising", "walmart-connect"]
    assert card.only == (OnlyOne("amazon", REVENUE, "cloud", (facts[4].id,)),)


def test_only_segments_with_facts_stand_for_a_line() -> None:
    facts = [fact("$50 billion", segment="amazon-search-ads"), walmarts("$4 billion", segment="walmart-connect")]

    card = scorecard((AMAZON, WALMART), catalogue(*facts, segments=PARTS))

    assert [entry.fact.segment for entry in card.shared[0].entries] == ["amazon-search-ads", "walmart-connect"]


def test_all_facts_of_the_only_company_are_named_in_order() -> None:
    facts = [fact("4,600", metric=STORES, period=label) for label in ("FY2025", "FY2024", "FY2023")]

    card = scorecard((AMAZON, WALMART), catalogue(*facts))

    assert card.only == (OnlyOne("amazon", STORES, None, tuple(sorted(each.id for each in facts))),)


def test_a_third_company_without_a_fact_is_missing_beside_the_two_that_share() -> None:
    card = scorecard((AMAZON, TARGET, WALMART), catalogue())

    assert [each.company for each in card.shared[0].missing] == ["target"]
    assert card.only == ()


def test_the_period_asked_for_is_that_of_every_comparison() -> None:
    older = [fact("$638 billion", period="FY2024"), fact("$681 billion", company=WALMART, period="FY2025")]
    asked = PeriodRequest("CY2024")

    card = scorecard((AMAZON, WALMART), catalogue(*older, amazon_revenue(), walmart_revenue()), asked)

    assert [entry.fact for entry in card.shared[0].entries] == [older[1], older[0]]


def test_what_is_shared_but_not_for_the_period_asked_is_refused_and_not_called_one_company_s() -> None:
    card = scorecard((AMAZON, WALMART), catalogue(), PeriodRequest("FY2025"))

    (refusal,) = card.refused
    assert (card.shared, card.only) == ((), ())
    assert refusal.metric.slug == "revenue"
    assert [(each.company, each.code) for each in refusal.missing] == [("walmart", "no-fact-in-period")]


@pytest.mark.parametrize(
    ("line", "facts", "found"),
    [
        pytest.param("advertising", None, {"amazon": [ADVERTISING], "walmart": [CONNECT]}, id="outermost of a line"),
        pytest.param("cloud", None, {"amazon": [AWS]}, id="one company's"),
        pytest.param("clubs", None, {}, id="nobody's"),
        pytest.param("advertising", [fact(segment="amazon-search-ads")], {"amazon": [SEARCH_ADS]}, id="with facts"),
        pytest.param("advertising", [amazon_revenue()], {}, id="without facts"),
    ],
)
def test_the_outermost_segments_stand_for_a_line(
    line: Line, facts: list[Fact] | None, found: dict[str, list[Segment]]
) -> None:
    assert segments_in_line(line, PARTS, facts) == found


def test_a_segment_within_another_line_is_outermost_in_its_own() -> None:
    media = segment(slug="prime-video-ads", line="media", within="amazon-advertising")

    assert segments_in_line("media", (*PARTS, media)) == {"amazon": [media]}
