"""Series over HTTP: golden figures, transforms, parameters, windows and refusals."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.asking import ask, code_of

PAIR = "companies=amazon,walmart&metric=revenue"


def points(answer: dict[str, Any], company: str) -> dict[str, Any]:
    """Return a company's values by the label of their period."""
    (line,) = (each for each in answer["series"] if each["company"] == company)
    return {point["period"]["label"]: point["value"] for point in line["points"]}


def gaps(answer: dict[str, Any], company: str) -> dict[str, str]:
    """Return the codes of a company's gaps by the label of their period."""
    (line,) = (each for each in answer["series"] if each["company"] == company)
    return {gap["period"]["label"]: gap["code"] for gap in line["gaps"]}


def test_levels_come_oldest_first_with_range_facts_and_basis(client: TestClient) -> None:
    answer = ask(client, f"/v1/series?{PAIR}")

    walmart = answer["series"][1]
    first = walmart["points"][0]
    assert (answer["frequency"], answer["transform"], answer["unit"], answer["formula"]) == (
        "annual",
        "level",
        "USD",
        "x",
    )
    assert (first["value"], first["low"], first["high"]) == (377023000000, 377022500000, 377023500000)
    assert points(answer, "walmart")["FY2013"] == 468651000000
    restated = next(each for each in walmart["points"] if each["period"]["label"] == "FY2013")
    assert (restated["basis"], restated["reported_as"]) == ("restated", "total revenues")
    assert client.get(f"/v1/facts/{first['facts'][0]}").json()["value"] == 377023000000
    ends = [point["period"]["end"] for point in walmart["points"]]
    assert ends == sorted(ends)
    assert [len(line["points"]) for line in answer["series"]] == [24, 19]
    assert answer["dataset"] == {"revision": 1}


def test_a_derived_quarter_shows_its_working(client: TestClient) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&frequency=quarter&from=CY2025Q4&to=CY2025Q4")

    (amazon,), (walmart,) = (line["points"] for line in answer["series"])
    assert (amazon["value"], walmart["value"]) == (213386000000, 190656000000)
    assert amazon["derivation"]["formula"] == "a - b"
    inputs = [client.get(f"/v1/facts/{each}").json()["value"] for each in amazon["derivation"]["inputs"]]
    assert inputs == [716924000000, 503538000000]


@pytest.mark.parametrize(
    ("asked", "amazon", "walmart"),
    [
        ("from=CY2024", ["FY2024", "FY2025"], ["FY2025", "FY2026"]),
        ("from=FY2025", ["FY2025"], ["FY2025", "FY2026"]),
        ("from=2024-02-01", ["FY2025"], ["FY2025", "FY2026"]),
        ("from=CY2023&to=CY2024", ["FY2023", "FY2024"], ["FY2024", "FY2025"]),
        ("to=FY2008", [f"FY{year}" for year in range(2002, 2009)], ["FY2008"]),
    ],
)
def test_a_window_is_read_by_calendar_by_fiscal_year_or_by_day(
    client: TestClient, asked: str, amazon: list[str], walmart: list[str]
) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&{asked}")

    assert list(points(answer, "amazon")) == amazon
    assert list(points(answer, "walmart")) == walmart


def test_every_period_of_the_window_without_a_fact_is_a_gap(client: TestClient) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&from=FY2005&to=FY2009")

    assert gaps(answer, "walmart") == dict.fromkeys(("FY2005", "FY2006", "FY2007"), "no-fact-in-period")
    assert gaps(answer, "amazon") == {}
    (gap, *_) = answer["series"][1]["gaps"]
    assert gap["period"] == {
        "label": "FY2005",
        "kind": "annual",
        "start": "2004-02-01",
        "end": "2005-01-31",
        "inferred": False,
        "note": None,
    }


TRANSFORMS = [
    ("transform=change&from=CY2025", 78965000000, 32178000000),
    ("transform=growth&from=CY2025", 0.123777546833, 0.0472521421177),
    ("transform=index&base=CY2024&from=CY2025", 112.377723321, 104.725214212),
    ("transform=share&from=CY2025", 0.501314954964, 0.498685045036),
    ("transform=cagr&from=CY2015&to=CY2025", 0.209501744032, 0.0399260676787),
    ("transform=growth&frequency=quarter&from=CY2025Q3&to=CY2025Q3", 0.134015622148, 0.0584239450905),
    ("transform=growth&frequency=quarter&over=previous&from=CY2025Q3&to=CY2025Q3", 0.0743401986857, 0.011803700071),
]


@pytest.mark.parametrize(("asked", "amazon", "walmart"), TRANSFORMS, ids=[row[0] for row in TRANSFORMS])
def test_a_transform_is_computed_from_the_filings_with_its_range(
    client: TestClient, asked: str, amazon: float, walmart: float
) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&{asked}")

    for company, expected in (("amazon", amazon), ("walmart", walmart)):
        (line,) = (each for each in answer["series"] if each["company"] == company)
        point = line["points"][-1]
        assert point["value"] == pytest.approx(expected, rel=1e-6)
        assert point["low"] < point["value"] < point["high"]
        assert point["derivation"]["inputs"] == point["facts"]


def test_growth_uses_the_year_before_the_window_and_shows_only_the_window(client: TestClient) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&transform=growth&from=CY2008&to=CY2009")

    assert list(points(answer, "walmart")) == ["FY2009", "FY2010"]
    assert gaps(answer, "walmart") == {}


def test_the_first_period_has_no_growth_and_says_so(client: TestClient) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&transform=growth")

    assert gaps(answer, "walmart") == {"FY2008": "no-base"}


def test_a_change_of_what_is_reported_is_a_break_and_has_no_growth(client: TestClient) -> None:
    asked = "/v1/series?companies=amazon&metric=capital-expenditure&from=FY2014&to=FY2018"

    levels, growth = ask(client, asked), ask(client, f"{asked}&transform=growth")

    assert [each["period"]["label"] for each in levels["series"][0]["breaks"]] == ["FY2016"]
    assert gaps(growth, "amazon") == {"FY2016": "definition-differs"}


def test_a_segment_s_share_of_its_total(client: TestClient) -> None:
    answer = ask(client, "/v1/series?companies=amazon,walmart&metric=revenue&segment=aws&transform=share&from=FY2025")

    assert points(answer, "amazon") == {"FY2025": 0.179551807444}
    assert [(each["company"], each["code"]) for each in answer["missing"]] == [("walmart", "no-segment")]


def test_totals_without_a_line_of_business(client: TestClient) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&without=cloud&from=CY2012&to=CY2025")

    assert points(answer, "amazon")["FY2025"] == 588199000000
    assert points(answer, "walmart")["FY2026"] == 713163000000
    assert gaps(answer, "amazon") == {"FY2012": "no-part"}
    assert answer["without"] == ["cloud"]


REFUSED = [
    ("transform=growt", "unknown-value", "transform"),
    ("from=2020", "unknown-value", "from"),
    ("to=FY20255", "unknown-value", "to"),
    ("from=2025-02-30", "unknown-value", "from"),
    ("base=FY2020", "invalid-value", "base"),
    ("base=2020-12-31&transform=index", "invalid-value", "base"),
    ("base=FY2020-Q1&transform=index", "invalid-value", "base"),
    ("base=FY2020&transform=index&frequency=quarter", "invalid-value", "base"),
    ("from=FY2020&to=FY2010", "out-of-range", "from"),
    ("from=2020-06-01&to=2020-05-31", "out-of-range", "from"),
    ("to=2100-01-01", "unknown-value", "to"),
    ("over=year", "invalid-value", "over"),
    ("share_of=total&transform=share", "invalid-value", "share_of"),
    ("share_of=companies", "invalid-value", "share_of"),
    ("frequency=month", "unknown-value", "frequency"),
    ("as_of=20250101", "invalid-value", "as_of"),
    ("as_of=2025-02-30", "invalid-value", "as_of"),
    ("revision=2", "out-of-range", "revision"),
    ("revision=0", "out-of-range", "revision"),
    ("without=aws,amazon-north-america,amazon-online-stores", "invalid-value", "without"),
    ("without=sams-clubs", "unknown-value", "without"),
    ("without=clud", "unknown-value", "without"),
    ("without=cloud&segment=aws", "invalid-value", "without"),
    ("tolerance=0.1", "unknown-parameter", "tolerance"),
]


@pytest.mark.parametrize(("asked", "code", "parameter"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_meant_is_refused(client: TestClient, asked: str, code: str, parameter: str) -> None:
    response = client.get(f"/v1/series?{PAIR}&{asked}")

    assert code_of(response) == (422, code), response.text
    assert response.json()["parameter"] == parameter


def test_a_misspelt_line_or_segment_is_offered_the_right_one(client: TestClient) -> None:
    near = [client.get(f"/v1/series?{PAIR}&without={name}").json()["did_you_mean"] for name in ("clud", "sams-clubs")]

    assert near == ["cloud", "sams-club"]


def test_a_ratio_has_no_parts_and_no_shares(client: TestClient) -> None:
    asked = "/v1/series?companies=walmart&metric=digital-sales-growth"

    assert code_of(client.get(f"{asked}&without=cloud")) == (422, "invalid-value")
    assert code_of(client.get(f"{asked}&transform=share")) == (422, "invalid-value")


def test_one_company_has_no_share_of_itself(client: TestClient) -> None:
    response = client.get("/v1/series?companies=amazon&metric=revenue&transform=share")

    assert code_of(response) == (422, "too-few-facts")
    assert response.json()["parameter"] == "companies"


def test_a_share_of_all_companies_named_needs_a_figure_of_each(client: TestClient) -> None:
    response = client.get("/v1/series?companies=walmart,amazon,openai&metric=revenue&transform=share")

    assert code_of(response) == (422, "too-few-facts")
    assert [each["company"] for each in response.json()["missing"]] == ["openai"]


def test_a_segment_of_a_company_that_is_not_asked_for_is_refused(client: TestClient) -> None:
    response = client.get("/v1/series?companies=walmart&metric=revenue&without=aws")

    assert code_of(response) == (422, "invalid-value")
    assert "not among the companies" in response.json()["detail"]


def test_a_metric_without_figures_in_the_window_is_refused_with_what_is_missing(client: TestClient) -> None:
    response = client.get(f"/v1/series?{PAIR}&to=FY1999")

    assert code_of(response) == (422, "too-few-facts")
    assert {each["company"]: each["code"] for each in response.json()["missing"]} == {
        "amazon": "no-fact-in-period",
        "walmart": "no-fact-in-period",
    }


@pytest.mark.parametrize(
    ("asked", "echo"),
    [
        ("transform=growth", {"over": "year", "base": None, "share_of": None, "from": None}),
        ("transform=growth&over=previous&frequency=quarter", {"over": "previous"}),
        ("transform=index&base=CY2015", {"over": None, "base": "CY2015"}),
        ("transform=index", {"base": None}),
        ("transform=share", {"share_of": "companies"}),
        ("from=FY2015&to=2025-12-31", {"from": "FY2015", "to": "2025-12-31"}),
        ("source=amazon-10-k-fy2025&as_of=2026-06-01", {"source": "amazon-10-k-fy2025", "as_of": "2026-06-01"}),
        ("without=aws,cloud", {"without": ["aws", "cloud"], "nothing_taken_out": ["walmart"]}),
    ],
)
def test_an_answer_repeats_what_was_asked(client: TestClient, asked: str, echo: dict[str, Any]) -> None:
    answer = ask(client, f"/v1/series?{PAIR}&{asked}")

    assert {key: answer[key] for key in echo} == echo


def test_the_formula_is_that_of_what_was_asked(client: TestClient) -> None:
    year, previous = (
        ask(client, f"/v1/series?{PAIR}&frequency=quarter&transform=growth&over={over}")
        for over in ("year", "previous")
    )

    assert year["formula"] == "x / b - 1, with b the level a year before, which must be positive"
    assert previous["formula"] == "x / b - 1, with b the level in the period before, which must be positive"


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("transform=index&base=CY1999", "nothing stands in the base period"),
        ("transform=cagr&from=CY2015&to=CY2015", "the first and the last period are the same"),
        ("transform=growth&to=FY2008&from=FY2008&companies=walmart", "nothing stands a year before to compare with"),
    ],
)
def test_where_nothing_can_be_made_of_the_levels_it_is_refused_with_the_reason(
    client: TestClient, asked: str, detail: str
) -> None:
    pair = PAIR if "companies" not in asked else "metric=revenue"

    response = client.get(f"/v1/series?{pair}&{asked}")

    assert code_of(response) == (422, "too-few-facts")
    assert {(each["code"], each["needs"]) for each in response.json()["missing"]} == {("too-few-periods", detail)}


def test_a_count_of_a_day_on_which_no_quarter_ends_is_named(client: TestClient) -> None:
    answer = ask(client, "/v1/series?companies=walmart&metric=stores&segment=walmart-us")

    assert gaps(answer, "walmart")["2010-09-30"] == "off-calendar"


def test_a_restated_quarter_beside_one_that_is_not_is_a_break(client: TestClient) -> None:
    answer = ask(client, "/v1/series?companies=walmart&metric=revenue&frequency=quarter&to=FY2011")

    (line,) = answer["series"]
    assert ("FY2010-Q2", "basis-differs") in {(each["period"]["label"], each["code"]) for each in line["breaks"]}


def test_a_figure_that_is_known_for_a_segment_only_says_which(client: TestClient) -> None:
    response = client.get("/v1/series?companies=walmart&metric=digital-sales-growth")

    assert code_of(response) == (422, "too-few-facts")
    assert response.json()["missing"][0]["needs"].endswith("as a whole; there are facts on walmart-us-ecommerce")


def test_the_nearest_fact_is_of_the_same_length_and_near_in_time(client: TestClient) -> None:
    response = client.get("/v1/series?companies=amazon&metric=revenue&from=1990-01-01&to=1995-01-01&frequency=annual")

    (missing,) = response.json()["missing"]
    assert client.get(f"/v1/facts/{missing['nearest']}").json()["period"]["label"] == "FY2002"
