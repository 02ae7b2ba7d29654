"""Crossovers over HTTP: when the lead changed hands, who led in between, and what could not be compared."""

from starlette.testclient import TestClient

from tests.api.asking import ask, code_of

PAIR = "companies=amazon,walmart&metric=revenue"
ARTICLE = "source=amazon-edges-past-walmart"


def test_by_years_the_lead_changed_hands_once(client: TestClient) -> None:
    answer = ask(client, f"/v1/crossovers?{PAIR}&frequency=annual")

    (crossover,) = answer["crossovers"]
    assert (crossover["from"], crossover["to"], crossover["decided"], crossover["days_apart"]) == (
        "walmart",
        "amazon",
        True,
        31,
    )
    assert (crossover["before"]["label"], crossover["after"]["label"]) == ("FY2024/FY2025", "FY2025/FY2026")
    assert crossover["after"]["gap"]["value"] == 3761000000
    assert crossover["derivation"]["formula"] == "a - b < 0 < c - d"
    values = [client.get(f"/v1/facts/{each}").json()["value"] for each in crossover["derivation"]["inputs"]]
    assert values == [637959000000, 680985000000, 716924000000, 713163000000]
    assert answer["sentence"] == (
        "By revenue, the lead changed hands once in 19 years from FY2007/FY2008 to FY2025/FY2026: "
        "to Amazon between FY2024/FY2025 and FY2025/FY2026."
    )


def test_by_quarters_it_changed_hands_three_times(client: TestClient) -> None:
    answer = ask(client, f"/v1/crossovers?{PAIR}&frequency=quarter")

    changes = [(each["to"], each["after"]["frame"]) for each in answer["crossovers"]]
    assert changes == [("amazon", "CY2024Q4"), ("walmart", "CY2025Q1"), ("amazon", "CY2025Q3")]
    assert (answer["compared"], answer["last"]["leader"]) == (72, "amazon")


def test_the_order_of_the_companies_does_not_matter_to_who_leads(client: TestClient) -> None:
    answers = [
        ask(client, f"/v1/crossovers?companies={pair}&metric=revenue&frequency=quarter")
        for pair in ("amazon,walmart", "walmart,amazon")
    ]

    forth, back = ([(each["from"], each["to"]) for each in answer["crossovers"]] for answer in answers)
    assert forth == back
    assert answers[1]["crossovers"][0]["after"]["label"] == "FY2025-Q4/FY2024-Q4"


def test_without_cloud_the_lead_never_changed_hands(client: TestClient) -> None:
    answer = ask(client, f"/v1/crossovers?{PAIR}&frequency=annual&without=cloud")

    assert answer["crossovers"] == []
    assert answer["sentence"].startswith("By revenue without cloud, Walmart leads throughout: no change in 13 years")


def test_one_article_is_too_little_but_its_overtake_is_served_as_stated(client: TestClient) -> None:
    response = client.get(f"/v1/crossovers?{PAIR}&{ARTICLE}")

    assert code_of(response) == (422, "too-few-facts")
    problem = response.json()
    assert [(each["company"], each["code"]) for each in problem["missing"]] == [
        ("amazon", "too-few-periods"),
        ("walmart", "too-few-periods"),
    ]
    assert [each["claim"] for each in problem["stated"]] == [
        "amazon-first-ahead-in-annual-revenue",
        "amazon-leads-revenue",
    ]
    assert problem["stated"][0]["evidence"] == [{"source": "amazon-edges-past-walmart", "paragraph": 3}]


def test_one_company_has_no_lead_to_lose(client: TestClient) -> None:
    response = client.get("/v1/crossovers?companies=amazon&metric=revenue")

    assert code_of(response) == (422, "too-few-facts")


def test_companies_whose_years_end_far_apart_do_not_pair(client: TestClient) -> None:
    response = client.get("/v1/crossovers?companies=amazon,alphabet&metric=revenue")

    assert code_of(response) == (422, "too-few-facts")
    assert {each["company"]: each["code"] for each in response.json()["missing"]} == {
        "alphabet": "no-fact",
        "amazon": "too-few-periods",
    }


def test_every_year_says_who_led(client: TestClient) -> None:
    answer = ask(client, f"/v1/crossovers?{PAIR}&frequency=annual")

    leaders = {row["frame"]: row["leader"] for row in answer["rows"]}
    assert len(answer["rows"]) == answer["compared"] == 19
    assert (leaders["CY2015"], leaders["CY2024"], leaders["CY2025"]) == ("walmart", "walmart", "amazon")
    assert answer["rows"][-1] == {key: answer["last"][key] for key in answer["rows"][-1]}


def test_years_that_cannot_be_compared_are_gaps_and_nobody_leads_throughout(client: TestClient) -> None:
    answer = ask(client, "/v1/crossovers?companies=amazon,walmart&metric=employees&frequency=annual")

    assert answer["sentence"].startswith(
        "By number of employees, Walmart leads whenever all are known: no change in 2 of 5"
    )
    assert ("amazon", "FY2023", "no-counterpart") in {
        (each["company"], each["period"]["label"], each["code"]) for each in answer["gaps"]
    }


def test_quarters_of_which_the_part_is_not_known_are_gaps(client: TestClient) -> None:
    answer = ask(client, f"/v1/crossovers?{PAIR}&frequency=quarter&without=cloud")

    assert answer["compared"] == 4
    assert answer["nothing_taken_out"] == ["walmart"]
    assert {each["code"] for each in answer["gaps"] if each["company"] == "amazon"} == {"no-part"}


def test_what_an_undated_source_claims_is_not_stated_as_of_a_day(client: TestClient) -> None:
    now, then = (ask(client, f"/v1/crossovers?{PAIR}&frequency=annual{asked}") for asked in ("", "&as_of=2026-03-20"))

    assert len(now["stated"]) == 4
    assert then["stated"] == []


def test_sources_without_a_day_are_named_as_of_one(client: TestClient) -> None:
    answer = ask(client, "/v1/crossovers?companies=amazon,walmart&metric=net-sales&frequency=annual&as_of=2026-06-01")

    assert [(each["company"], each["code"]) for each in answer["missing"]] == [("amazon", "undated-source")]
