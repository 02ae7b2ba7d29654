"""Mix, and totals without some parts, over HTTP: from the filings, from the article alone, and refused."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.asking import ask, code_of

ARTICLE = "source=amazon-edges-past-walmart"
PAIR = "companies=amazon,walmart&metric=revenue"


def parts(answer: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {part["segment"]: (part["kind"], part["quantity"]["value"]) for part in answer["parts"]}


def test_the_filings_take_amazon_apart_by_product_lines_which_add_up(client: TestClient) -> None:
    answer = ask(client, "/v1/companies/amazon/mix?metric=revenue")

    assert parts(answer) == {
        "amazon-online-stores": ("official", 269287000000),
        "amazon-third-party-seller-services": ("official", 172162000000),
        "aws": ("official", 128725000000),
        "amazon-advertising": ("official", 68635000000),
        "amazon-subscription-services": ("official", 49619000000),
        "amazon-physical-stores": ("official", 22561000000),
        "amazon-other": ("official", 5935000000),
    }
    assert answer["total"]["quantity"]["value"] == 716924000000
    assert answer["residual"]["quantity"]["value"] == 0
    assert answer["reconciliation"]["state"] == "adds-up"
    assert answer["reconciliation"]["sum"]["value"] == 716924000000
    assert answer["breakdowns"] == ["product-lines", "reportable-segments"]


def test_no_two_parts_share_money_and_what_would_is_named(client: TestClient) -> None:
    answer = ask(client, "/v1/companies/amazon/mix?metric=revenue")

    left_out = {each["segment"]: each["code"] for each in answer["left_out"]}
    assert left_out == dict.fromkeys(("amazon-north-america", "amazon-international"), "other-breakdown")
    assert answer["residual"]["left_out"] == answer["left_out"]


def test_another_breakdown_may_be_asked_for(client: TestClient) -> None:
    answer = ask(client, "/v1/companies/amazon/mix?metric=operating-income&breakdown=reportable-segments")

    assert parts(answer) == {
        "aws": ("official", 45606000000),
        "amazon-north-america": ("official", 29619000000),
        "amazon-international": ("official", 4750000000),
    }
    assert answer["parts"][0]["share"]["value"] == pytest.approx(0.570253, abs=1e-6)


def test_what_walmart_s_segments_leave_is_a_remainder(client: TestClient) -> None:
    """Its corporate functions are in the total and in no segment."""
    answer = ask(client, "/v1/companies/walmart/mix?metric=revenue")

    assert answer["reconciliation"]["state"] == "remainder"
    assert answer["residual"]["quantity"]["value"] == 36000000
    assert answer["residual"]["quantity"]["derivation"]["formula"] == "a - b - c - d"


def test_the_article_alone_implies_aws_and_says_so(client: TestClient) -> None:
    answer = ask(client, f"/v1/companies/amazon/mix?metric=revenue&{ARTICLE}")

    aws = next(part for part in answer["parts"] if part["segment"] == "aws")
    assert (aws["kind"], aws["quantity"]["value"]) == ("implied", None)
    assert (aws["quantity"]["low"], aws["quantity"]["high"]) == (125448750000, 143390000000)
    assert (aws["share"]["low"], aws["share"]["high"]) == (0.175, 0.2)
    assert aws["derivation"]["formula"] == "a * b"
    assert aws["derivation"]["inputs"][1] == aws["fact"]


def test_the_residual_is_computed_once_from_the_shares(client: TestClient) -> None:
    answer = ask(client, f"/v1/companies/amazon/mix?metric=revenue&{ARTICLE}")

    residual = answer["residual"]
    assert (residual["share"]["low"], residual["share"]["high"]) == (0.525, 0.6)
    assert (residual["quantity"]["low"], residual["quantity"]["high"]) == (376346250000, 430170000000)
    assert residual["quantity"]["derivation"]["formula"] == "a * (1 - b - c)"
    assert [(each["segment"], each["code"]) for each in residual["left_out"]] == [("amazon-advertising", "too-wide")]
    assert answer["reconciliation"]["state"] == "incomplete"
    assert next(part for part in answer["parts"] if part["segment"] == "amazon-advertising")["share"] is None


def test_an_older_mix_has_the_lines_of_its_time(client: TestClient) -> None:
    answer = ask(client, "/v1/companies/amazon/mix?metric=revenue&period=FY2016")

    assert list(parts(answer))[-1] == "amazon-other-with-advertising"
    assert answer["reconciliation"]["state"] == "adds-up"


def test_a_company_may_be_named_in_every_way(client: TestClient) -> None:
    answers = [ask(client, f"/v1/companies/{name}/mix?metric=revenue") for name in ("amazon", "AMZN", "1018724")]

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/v1/companies/amazn/mix?metric=revenue", 404, "not-found"),
        ("/v1/companies/amazon/mix", 422, "missing-parameter"),
        ("/v1/companies/amazon/mix?metric=revenu", 422, "unknown-value"),
        ("/v1/companies/amazon/mix?metric=revenue-share", 422, "invalid-value"),
        ("/v1/companies/amazon/mix?metric=revenue&breakdown=segments", 422, "unknown-value"),
        ("/v1/companies/openai/mix?metric=revenue", 422, "too-few-facts"),
        ("/v1/companies/amazon/mix?metric=revenue&period=FY1999", 422, "too-few-facts"),
        ("/v1/companies/amazon/mix?metric=revenue&period=walmart:FY2026", 422, "invalid-value"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused(client: TestClient, address: str, status: int, code: str) -> None:
    assert code_of(client.get(address)) == (status, code)


# Without


def test_without_cloud_walmart_leads(client: TestClient) -> None:
    answer = ask(client, f"/v1/compare?{PAIR}&without=cloud")

    assert answer["leader"]["company"] == "walmart"
    assert answer["leader"]["decided"]
    assert answer["gap"]["value"] == 124964000000
    assert answer["gap"]["derivation"]["formula"] == "a - (b - c)"
    assert answer["entries"][1]["quantity"]["value"] == 588199000000
    assert answer["entries"][1]["fact"]["value"] == 716924000000
    assert {"code": "nothing-taken-out", "detail": "Walmart"} in answer["comparability"]["reasons"]
    assert answer["sentence"].startswith(
        "Without cloud, Walmart\u2019s revenue of $713.2 billion (FY2026) leads Amazon\u2019s"
    )


def test_from_the_article_alone_an_implied_range_is_taken_out(client: TestClient) -> None:
    answer = ask(client, f"/v1/compare?{PAIR}&without=aws&{ARTICLE}")

    amazon = next(each for each in answer["entries"] if each["company"] == "amazon")
    assert (amazon["quantity"]["low"], amazon["quantity"]["high"]) == (573480000000, 591483750000)
    assert amazon["quantity"]["derivation"]["formula"] == "a * (1 - b)"
    assert "nothing-taken-out" not in {each["code"] for each in answer["comparability"]["reasons"]}


@pytest.mark.parametrize(
    ("without", "code", "missing"),
    [
        ("amazon-logistics", "too-few-facts", "no-part"),
        ("walmart-us-ecommerce", "too-few-facts", "no-part"),
        ("online-retail", "too-few-facts", "no-part"),
        ("amazon-online-stores,amazon-north-america", "invalid-value", None),
        ("walmart-us,walmart-us-ecommerce", "invalid-value", None),
    ],
)
def test_what_is_not_part_of_the_total_is_not_taken_out(
    client: TestClient, without: str, code: str, missing: str | None
) -> None:
    response = client.get(f"/v1/compare?{PAIR}&without={without}")

    assert code_of(response) == (422, code)
    assert [each["code"] for each in response.json().get("missing", [])] == ([missing] if missing else [])


def test_an_order_of_magnitude_is_too_wide_to_take_out(client: TestClient) -> None:
    response = client.get(f"/v1/compare?{PAIR}&without=amazon-advertising&{ARTICLE}")

    assert code_of(response) == (422, "too-few-facts")
    assert [each["code"] for each in response.json()["missing"]] == ["too-wide"]
