"""Checks over HTTP: every claim of the articles with its result, its working and one sentence."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.asking import code_of, walk

NEWS, POST = "amazon-edges-past-walmart", "retail-throne-ai-phase"

RESULTS = {
    "amazon-advertising-revenue": "consistent",
    "amazon-first-ahead-commentary": "consistent",
    "amazon-first-ahead-in-annual-revenue": "consistent",
    "amazon-grew-faster": "consistent",
    "amazon-leads-revenue": "consistent",
    "amazon-leads-revenue-commentary": "consistent",
    "amazon-online-stores-largest": "consistent",
    "amazon-revenue": "consistent",
    "amazon-revenue-commentary": "consistent",
    "amazon-third-party-share": "consistent",
    "aws-larger-share-of-profit": "consistent",
    "aws-share-of-revenue": "consistent",
    "revenue-gap": "consistent",
    "sams-club-locations": "consistent",
    "walmart-digital-growth": "consistent",
    "walmart-digital-streak": "uncheckable",
    "walmart-digital-streak-commentary": "consistent",
    "walmart-revenue": "consistent",
    "walmart-revenue-commentary": "consistent",
    "walmart-revenue-doubled": "consistent",
    "walmart-us-stores": "consistent",
    "walmart-worth-a-trillion": "uncheckable",
}


@pytest.fixture(scope="module")
def checks(client: TestClient) -> dict[str, dict[str, Any]]:
    """Return every check by its claim."""
    items = client.get("/v1/checks?limit=1000").json()["items"]
    return {item["claim"]: item for item in items}


def test_every_claim_is_checked(checks: dict[str, dict[str, Any]]) -> None:
    assert {claim: check["result"] for claim, check in checks.items()} == RESULTS


COMPUTED = [
    ("revenue-gap", 3761000000),
    ("amazon-revenue", 716924000000),
    ("walmart-revenue", 713163000000),
    ("amazon-third-party-share", 0.240139819562),
    ("aws-share-of-revenue", 0.179551807444),
    ("aws-larger-share-of-profit", 0.390701396682),
    ("amazon-online-stores-largest", 97125000000),
    ("walmart-revenue-doubled", 2.2865332017),
    ("walmart-us-stores", 4611),
    ("sams-club-locations", 601),
    ("walmart-digital-growth", 0.27),
    ("amazon-grew-faster", 14),
]


@pytest.mark.parametrize(("claim", "value"), COMPUTED, ids=[row[0] for row in COMPUTED])
def test_a_check_shows_what_it_computed_and_from_which_facts(
    client: TestClient, checks: dict[str, dict[str, Any]], claim: str, value: float
) -> None:
    check = checks[claim]

    assert check["computed"]["value"] == value
    assert check["derivation"] == check["computed"]["derivation"]
    for fact in check["derivation"]["inputs"]:
        assert client.get(f"/v1/facts/{fact}").status_code == 200


def test_a_figure_is_held_against_the_filings_and_never_against_itself(
    client: TestClient, checks: dict[str, dict[str, Any]]
) -> None:
    check = checks["amazon-revenue"]

    (computed,) = check["derivation"]["inputs"]
    (stated,) = check["stated"]["facts"]
    assert client.get(f"/v1/facts/{computed}").json()["source"] == "amazon-10-k-fy2025"
    assert client.get(f"/v1/facts/{stated}").json()["source"] == NEWS
    assert check["stated"]["printed"] == "roughly $716.9 billion"


def test_the_quarter_that_is_not_known_is_named(checks: dict[str, dict[str, Any]]) -> None:
    check = checks["walmart-digital-streak"]

    assert (check["computed"]["value"], check["computed"]["low"], check["computed"]["high"]) == (None, 6, 15)
    assert check["reason"] == "not known: FY2025-Q2; FY2023-Q1 falls short"
    assert len(check["derivation"]["inputs"]) == 14


def test_what_nobody_else_says_cannot_be_checked(checks: dict[str, dict[str, Any]]) -> None:
    check = checks["walmart-worth-a-trillion"]

    assert check["computed"] is check["derivation"] is None
    assert check["sentence"] == (
        "Walmart\u2019s market value has passed one trillion dollars: that cannot be checked, "
        "no other source has a fact on market capitalization of Walmart."
    )


def test_the_basis_of_two_decades_is_said(checks: dict[str, dict[str, Any]]) -> None:
    reason = checks["walmart-revenue-doubled"]["reason"]

    assert reason.startswith("net sales: FY2006 restated, FY2026 as-reported")


def test_both_articles_agree_on_the_totals_with_each_other_and_with_the_filings(
    client: TestClient, checks: dict[str, dict[str, Any]]
) -> None:
    pairs = [("amazon-revenue", "amazon-revenue-commentary"), ("walmart-revenue", "walmart-revenue-commentary")]

    for news, post in pairs:
        assert checks[news]["derivation"] == checks[post]["derivation"]
    for entry in client.get("/v1/compare?companies=amazon,walmart&metric=revenue").json()["entries"]:
        assert (entry["agreement"]["state"], len(entry["agreement"]["facts"])) == ("agree", 3)


def test_each_check_has_one_sentence_and_its_evidence(checks: dict[str, dict[str, Any]]) -> None:
    for claim, check in checks.items():
        assert check["sentence"].startswith(check["text"].removesuffix(".").replace("'", "\u2019")), claim
        assert check["evidence"], claim
        assert {each["source"] for each in check["evidence"]} == {check["source"]}


@pytest.mark.parametrize(
    ("asked", "claims"),
    [
        (f"source={POST}", {claim for claim in RESULTS if claim.endswith("commentary")}),
        ("operation=streak", {"walmart-digital-streak", "walmart-digital-streak-commentary"}),
        ("metric=stores&metric=clubs", {"walmart-us-stores", "sams-club-locations"}),
        (
            "company=wmt&company=amazon&operation=gap&operation=multiple",
            {"revenue-gap", "walmart-revenue-doubled"},
        ),
        ("company=openai", set()),
    ],
)
def test_checks_are_filtered_by_what_they_are_about(client: TestClient, asked: str, claims: set[str]) -> None:
    assert {item["claim"] for item in client.get(f"/v1/checks?{asked}").json()["items"]} == claims


def test_a_walk_through_pages_meets_every_check_once_and_alike(
    client: TestClient, checks: dict[str, dict[str, Any]]
) -> None:
    walked = [item for page in walk(client, "/v1/checks?limit=5") for item in page.json()["items"]]

    assert walked == list(checks.values())


def test_one_check_is_answered_as_it_is_listed(client: TestClient, checks: dict[str, dict[str, Any]]) -> None:
    for claim, listed in checks.items():
        alone = client.get(f"/v1/checks/{claim}").json()
        assert {key: alone[key] for key in listed} == listed
        assert alone.keys() - listed.keys() == {"names", "sources", "dataset"}


def test_an_unknown_claim_is_not_found(client: TestClient) -> None:
    response = client.get("/v1/checks/revenue-gaps")

    assert code_of(response) == (404, "not-found")
    assert response.json()["did_you_mean"] == "revenue-gap"


def test_the_articles_alone_check_only_what_follows_from_their_own_figures(few: TestClient) -> None:
    results = {item["claim"]: item["result"] for item in few.get("/v1/checks?limit=100").json()["items"]}

    assert {claim for claim, result in results.items() if result != "uncheckable"} == {
        "amazon-leads-revenue",
        "amazon-leads-revenue-commentary",
        "amazon-revenue",
        "amazon-revenue-commentary",
        "revenue-gap",
        "walmart-revenue",
        "walmart-revenue-commentary",
    }
