"""Standing: which fact answers for a company, in which period, and whether the sources agree."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from app.domain.catalogue import Fact, FactNature, Metric
from app.domain.errors import UnreadablePeriodError
from app.domain.standing import (
    LATEST,
    PERIOD_REQUESTS,
    PeriodRequest,
    agreement,
    facts_in_period,
    read_period_request,
    standing_fact,
)
from tests.factories import NEWS, REVENUE, SHARE, STORES, WALMART, fact, metric, period, source, walmart_revenue

SOURCES = {
    NEWS: source(),
    "newer-news": source(slug="newer-news", published=date(2026, 3, 1)),
    "older-news": source(slug="older-news", published=date(2026, 2, 1)),
    "commentary": source(slug="commentary", kind="commentary", published=date(2026, 4, 1)),
    "filing": source(slug="filing", kind="filing", published=date(2026, 1, 1)),
}
DEBT = metric(slug="debt", name="Debt", kind="stock")


def of_walmart(printed: str = "$713.2 billion", label: str = "FY2026", *, of: Metric = REVENUE, **more: Any) -> Fact:  # noqa: ANN401  any field
    return fact(printed, company=WALMART, metric=of, period=label, **more)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            of_walmart("$713 billion", source="filing"), of_walmart(source=NEWS), id="a filing before a narrower news"
        ),
        pytest.param(
            of_walmart("$713 billion", source="older-news"),
            of_walmart(source="commentary"),
            id="news before a narrower and newer commentary",
        ),
        pytest.param(
            of_walmart(source="older-news"),
            of_walmart("$713 billion", source="newer-news"),
            id="the narrower range before the newer source",
        ),
        pytest.param(
            of_walmart("more than $713.2 billion", source="newer-news"),
            of_walmart("less than $713.2 billion", source=NEWS),
            id="the newer source among open ranges",
        ),
        pytest.param(of_walmart(source="newer-news"), of_walmart(source="older-news"), id="the newer source"),
        pytest.param(of_walmart(source="older-news"), of_walmart(source=NEWS), id="a dated source before an undated"),
    ],
)
def test_the_better_fact_stands_whatever_the_order(better: Fact, worse: Fact) -> None:
    assert standing_fact([better, worse], SOURCES) == better
    assert standing_fact([worse, better], SOURCES) == better


def test_facts_that_nothing_else_tells_apart_stand_by_id_whatever_the_order() -> None:
    mentions = [of_walmart(paragraph=paragraph) for paragraph in (4, 5, 6)]

    chosen = {standing_fact(order, SOURCES).id for order in permutations(mentions)}

    assert chosen == {min(mention.id for mention in mentions)}


@pytest.mark.parametrize(
    ("of", "labels", "latest"),
    [
        pytest.param(REVENUE, ["FY2025", "FY2026", "FY2026-Q4", "2026-06-30"], "FY2026", id="a flow is annual"),
        pytest.param(SHARE, ["FY2025", "FY2026-Q4"], "FY2025", id="a ratio is annual though a quarter is newer"),
        pytest.param(REVENUE, ["FY2026-Q3", "FY2026-Q4", "unspecified"], "FY2026-Q4", id="else a flow is a quarter's"),
        pytest.param(REVENUE, ["FY2006/FY2026", "unspecified"], "unspecified", id="else whenever, before many years"),
        pytest.param(REVENUE, ["unspecified"], "unspecified", id="else whenever"),
        pytest.param(DEBT, ["FY2025", "FY2026", "FY2006/FY2026"], "FY2026", id="a stock is taken at an instant"),
        pytest.param(STORES, ["2025-06-30", "2026-02-15", "FY2026"], "2026-02-15", id="a count is taken at an instant"),
        pytest.param(STORES, ["unspecified", "FY2025"], "FY2025", id="an instant before whenever"),
    ],
)
def test_latest_is_the_newest_of_the_kind_that_suits_the_metric(of: Metric, labels: list[str], latest: str) -> None:
    printed = "27%" if of is SHARE else "4,600" if of is STORES else "$713.2 billion"
    facts = [of_walmart(printed, label, of=of) for label in labels]

    found = facts_in_period(facts, of, "latest")

    assert [each.period.label for each in found] == [latest]


def test_a_stock_given_for_a_whole_year_stands_behind_one_at_a_moment() -> None:
    over_a_year = fact(metric=DEBT, period=period("FY2025"))
    at_a_moment = fact(metric=DEBT, period="2024-06-30")

    assert facts_in_period([over_a_year, at_a_moment], DEBT, "latest") == [at_a_moment]


@pytest.mark.parametrize(
    ("natures", "chosen"),
    [(["forecast", "plan", "actual"], "actual"), (["forecast", "plan"], "plan"), (["forecast"], "forecast")],
    ids=["actual", "plan", "forecast"],
)
def test_an_actual_figure_comes_before_newer_plans_and_plans_before_forecasts(
    natures: list[FactNature], chosen: FactNature
) -> None:
    years = {"forecast": "FY2028", "plan": "FY2027", "actual": "FY2026"}
    facts = [of_walmart(label=years[nature], nature=nature) for nature in natures]

    assert [each.nature for each in facts_in_period(facts, REVENUE, "latest")] == [chosen]


def test_all_facts_of_the_latest_period_are_kept() -> None:
    facts = [of_walmart(), of_walmart("$713 billion", source="filing"), of_walmart(label="FY2025")]

    assert facts_in_period(facts, REVENUE, "latest") == facts[:2]


@pytest.mark.parametrize(
    ("request_for", "of", "labels", "found"),
    [
        ("CY2025", REVENUE, ["FY2025", "FY2026", "FY2026-Q4"], ["FY2026"]),
        ("CY2024", REVENUE, ["FY2025", "FY2026", "FY2026-Q4"], ["FY2025"]),
        ("CY2025Q4", REVENUE, ["FY2026", "FY2026-Q3", "FY2026-Q4"], ["FY2026-Q4"]),
        ("CY2025Q3", REVENUE, ["FY2026", "FY2026-Q3", "FY2026-Q4"], ["FY2026-Q3"]),
        ("CY2025", STORES, ["FY2025", "FY2026", "FY2026-Q2"], ["FY2026"]),
        ("CY2025Q4", STORES, ["FY2026", "FY2026-Q2", "unspecified"], ["FY2026"]),
        ("FY2025", REVENUE, ["FY2025", "FY2026"], ["FY2025"]),
        ("FY2026-Q4", REVENUE, ["FY2025", "FY2026", "FY2026-Q4"], ["FY2026-Q4"]),
        ("unspecified", REVENUE, ["FY2025", "unspecified"], ["unspecified"]),
        ("FY2027", REVENUE, ["FY2025", "FY2026"], []),
        ("CY2027", REVENUE, ["FY2025", "unspecified"], []),
    ],
    ids=lambda given: getattr(given, "slug", str(given)),
)
def test_a_request_finds_the_period_that_it_names(
    request_for: str, of: Metric, labels: list[str], found: list[str]
) -> None:
    facts = [of_walmart("4,600" if of is STORES else "$713.2 billion", label, of=of) for label in labels]

    assert [each.period.label for each in facts_in_period(facts, of, request_for)] == found


@pytest.mark.parametrize("text", ["latest", "CY2025", "CY2025Q4", "FY2025", "FY2026-Q4", "2026-01-31", "FY2006/FY2026"])
def test_one_label_asks_every_company_alike(text: str) -> None:
    request = read_period_request(text)

    assert (request.label_for("amazon"), request.label_for("walmart"), str(request)) == (text, text, text)


def test_pairs_ask_each_company_for_its_own_period() -> None:
    text = "amazon:FY2025,NASDAQ:WMT:CY2025"

    request = read_period_request(text)

    assert request == PeriodRequest(by_company=(("amazon", "FY2025"), ("NASDAQ:WMT", "CY2025")))
    assert (request.label_for("amazon"), request.label_for("target"), str(request)) == ("FY2025", "latest", text)


def test_every_example_of_a_request_is_one() -> None:
    examples = PERIOD_REQUESTS.replace("COMPANY", "amazon", 1).replace("COMPANY", "walmart").split(", ")

    assert [str(read_period_request(text)) for text in examples] == examples
    assert read_period_request("latest") == LATEST


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is not a period; ask for one of these forms: latest, CY2025"),
        ("Latest", "not a period"),
        ("2025", "not a period"),
        ("CY2025-Q4", "not a period"),
        ("CY2025Q5", "not a period"),
        ("CY2\u0660\u0662\u0665", "not a period"),
        ("FY2025,FY2026", "not a period"),
        ("amazon:", "'' is not a period"),
        ("amazon:soon", "'soon' is not a period"),
        (":FY2025", "every part of ':FY2025' names a company"),
        ("amazon:FY2025,", "names a company"),
        ("amazon:FY2025,FY2026", "names a company"),
        ("amazon:FY2025,amazon:FY2024", "names a company twice"),
    ],
    ids=ascii,
)
def test_a_malformed_request_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadablePeriodError, match=reason):
        read_period_request(text)


@pytest.mark.parametrize(
    ("other", "state", "counted"),
    [
        pytest.param(of_walmart("$713 billion", source="filing"), "agree", True, id="ranges of two sources meet"),
        pytest.param(of_walmart("$680 billion", source="filing"), "conflict", True, id="ranges lie apart"),
        pytest.param(of_walmart("$713 billion", paragraph=9), "single-source", True, id="two mentions of one source"),
        pytest.param(of_walmart("$680 billion", paragraph=9), "conflict", True, id="a source against itself"),
        pytest.param(
            of_walmart("$680 billion", source="filing", basis="restated"), "incomparable", True, id="another basis"
        ),
        pytest.param(of_walmart(label="FY2025", source="filing"), "single-source", False, id="another period"),
        pytest.param(of_walmart(source="filing", nature="plan"), "single-source", False, id="another nature"),
        pytest.param(of_walmart(source="filing", segment="clubs"), "single-source", False, id="another segment"),
        pytest.param(of_walmart(source="filing", initiative="sparky"), "single-source", False, id="an initiative"),
        pytest.param(fact(source="filing"), "single-source", False, id="another company"),
    ],
)
def test_agreement_is_taken_over_all_that_speak_of_the_same_number(other: Fact, state: str, *, counted: bool) -> None:
    own = of_walmart()

    found = agreement(own, [other, own])

    assert found.state == state
    assert found.facts == (tuple(sorted((own.id, other.id))) if counted else (own.id,))


def test_the_same_dates_are_one_number_whatever_their_label() -> None:
    own = walmart_revenue()
    renamed = replace(own.period, label="year to January", inferred=False, note=None)
    filed = fact("$713 billion", company=WALMART, period=renamed, source="filing")

    assert agreement(own, [own, filed]).state == "agree"


def test_figures_of_two_sources_without_a_period_may_be_about_two_numbers() -> None:
    level = fact("$200 billion level", period=period("unspecified"))
    other = fact("$125 billion", period=period("unspecified"), source="filing")

    found = agreement(level, [level, other])

    assert found.state == "incomparable"
    assert found.facts == tuple(sorted((level.id, other.id)))


def test_agreement_does_not_depend_on_the_order_of_facts() -> None:
    facts = [
        of_walmart(),
        of_walmart("$713 billion", source="filing"),
        of_walmart("$680 billion", source="older-news", basis="restated"),
    ]

    found = {agreement(facts[0], order) for order in permutations(facts)}

    assert {each.state for each in found} == {"agree"}
    assert len(found) == 1
