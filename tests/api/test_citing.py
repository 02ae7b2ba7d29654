"""What a page needs beside an answer: names of companies, sources of all that it rests on, and a sentence."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.asking import ask

PAIR = "companies=amazon,walmart&metric=revenue"
ARTICLE = "source=amazon-edges-past-walmart"

ANSWERS = [
    f"/v1/compare?{PAIR}",
    f"/v1/compare?{PAIR}&{ARTICLE}",
    f"/v1/compare?{PAIR}&without=cloud",
    f"/v1/compare?{PAIR}&without=aws&{ARTICLE}",
    f"/v1/compare?{PAIR}&period=CY2025Q4",
    f"/v1/compare?{PAIR}&as_of=2026-02-20",
    "/v1/compare?companies=walmart,amazon,openai&metric=employees",
    f"/v1/series?{PAIR}",
    f"/v1/series?{PAIR}&frequency=quarter&from=CY2024",
    f"/v1/series?{PAIR}&frequency=quarter&transform=growth&from=CY2025Q4",
    f"/v1/series?{PAIR}&transform=index&base=CY2015&from=CY2024",
    f"/v1/series?{PAIR}&transform=cagr",
    f"/v1/series?{PAIR}&transform=share&from=CY2024",
    f"/v1/series?{PAIR}&segment=aws&transform=share",
    "/v1/series?companies=amazon&metric=revenue&from=CY2025",
    f"/v1/crossovers?{PAIR}",
    f"/v1/crossovers?{PAIR}&frequency=quarter&from=CY2023",
    "/v1/companies/amazon/mix?metric=revenue",
    f"/v1/companies/amazon/mix?metric=revenue&{ARTICLE}",
    "/v1/companies/walmart/mix?metric=operating-income",
    "/v1/checks?limit=100",
    "/v1/checks?operation=streak",
    "/v1/checks?company=openai",
    "/v1/checks/revenue-gap",
    "/v1/checks/amazon-grew-faster",
    "/v1/compare/strategies?companies=amazon,walmart",
    "/v1/compare/strategies?companies=openai",
    "/v1/facts/walmart-stores-fy2026-f18f1839a9",
    "/v1/facts/amazon-revenue-fy2025-q4-452946759b",
]

WITH_A_SENTENCE = [each for each in ANSWERS if not each.startswith("/v1/checks?")]

IDS, SOURCES, COMPANIES = ("facts", "inputs"), ("source",), ("company", "companies", "partners")
ASIDE = ("agreement", "missing", "names", "sources", "links")
"""What an answer says beside what it rests on: who else gives the number, what is lacking, what is tested here."""


def texts(value: object, keys: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts under some keys, wherever in an answer they stand."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each, keys)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in keys:
                yield from (text for text in (each if isinstance(each, list) else [each]) if isinstance(text, str))
            if key not in ASIDE:
                yield from texts(each, keys)


@pytest.fixture(scope="module")
def every_fact(client: TestClient) -> dict[str, dict[str, Any]]:
    """Return every fact by its id."""
    facts: dict[str, dict[str, Any]] = {}
    address = "/v1/facts?limit=1000"
    while address:
        response = client.get(address)
        facts |= {fact["id"]: fact for fact in response.json()["items"]}
        address = response.links.get("next", {}).get("url", "")
    return facts


def behind(answer: dict[str, Any], facts: dict[str, dict[str, Any]]) -> set[str]:
    """Work out from an answer alone which sources it rests on."""
    asked_for = answer.get("source") if "metric" in answer and isinstance(answer["metric"], dict) else None
    ids = {*texts(answer, IDS), *([answer["fact"]] if isinstance(answer.get("fact"), str) else [])}
    ids |= {origin for each in ids if facts[each]["derivation"] for origin in facts[each]["derivation"]["inputs"]}
    named = set(texts({key: each for key, each in answer.items() if (key, each) != ("source", asked_for)}, SOURCES))
    return named | {facts[each]["source"] for each in ids}


@pytest.mark.parametrize("address", ANSWERS)
def test_an_answer_cites_the_sources_that_it_rests_on_and_no_others(
    client: TestClient, every_fact: dict[str, dict[str, Any]], address: str
) -> None:
    answer = ask(client, address)

    cited = [source["slug"] for source in answer["sources"]]

    assert cited == sorted(behind(answer, every_fact))


def test_a_source_is_cited_as_it_is_shown_on_its_own(client: TestClient) -> None:
    cited = ask(client, f"/v1/compare?{PAIR}")["sources"] + ask(client, f"/v1/compare?{PAIR}&{ARTICLE}")["sources"]

    assert len(cited) == 3
    for source in cited:
        assert ask(client, f"/v1/sources/{source['slug']}").items() >= source.items()


def test_a_quarter_that_follows_from_two_filings_cites_both(client: TestClient) -> None:
    fact = ask(client, "/v1/facts/amazon-revenue-fy2025-q4-452946759b")
    compared = ask(client, f"/v1/compare?{PAIR}&period=CY2025Q4")

    assert [source["slug"] for source in fact["sources"]] == ["amazon-10-k-fy2025", "amazon-10-q-fy2025-q3"]
    assert [source["slug"] for source in compared["sources"]] == [
        "amazon-10-k-fy2025",
        "amazon-10-q-fy2025-q3",
        "walmart-10-k-fy2026",
        "walmart-10-q-fy2026-q3",
    ]


@pytest.mark.parametrize("address", ANSWERS)
def test_an_answer_names_every_company_in_it(client: TestClient, address: str) -> None:
    answer = ask(client, address)

    slugs = {*texts(answer, COMPANIES), *texts(answer.get("missing"), COMPANIES)}
    known = {each["slug"]: each["name"] for each in ask(client, "/v1/companies?limit=1000")["items"]}
    assert answer["names"] == {slug: known[slug] for slug in slugs}


@pytest.mark.parametrize("address", WITH_A_SENTENCE)
def test_an_answer_says_in_a_sentence_what_it_comes_to(client: TestClient, address: str) -> None:
    sentence = ask(client, address)["sentence"]

    assert sentence.endswith(".")
    assert "None" not in sentence


def test_a_series_of_levels_has_the_crossovers_that_are_listed_on_their_own(client: TestClient) -> None:
    for window in ("", "&frequency=quarter&from=CY2023", "&without=cloud", "&to=CY2024"):
        series, alone = (ask(client, f"/v1/{name}?{PAIR}{window}") for name in ("series", "crossovers"))

        assert series["crossovers"] == alone["crossovers"]
        assert series["sentence"] == alone["sentence"]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "/v1/series?companies=amazon&metric=revenue",
            "Revenue, newest: Amazon $716.9 billion (FY2025).",
        ),
        (
            f"/v1/series?{PAIR}&{ARTICLE}",
            "Revenue, newest: Amazon about $716.9 billion (FY2025), Walmart $713.2 billion (FY2026).",
        ),
        (
            f"/v1/series?{PAIR}&transform=growth",
            "Growth of revenue on the year before, newest: Amazon 12.38% (FY2025), Walmart 4.725% (FY2026).",
        ),
    ],
)
def test_a_series_without_crossovers_says_its_newest_points(client: TestClient, address: str, sentence: str) -> None:
    answer = ask(client, address)

    assert answer["crossovers"] is None
    assert answer["sentence"] == sentence


def test_the_names_in_strategies_are_those_of_partners_too(client: TestClient) -> None:
    answer = ask(client, "/v1/compare/strategies?companies=walmart,amazon")

    assert list(answer["names"])[:2] == ["walmart", "amazon"]
    assert answer["names"]["openai"] == "OpenAI"


def test_facts_in_a_list_are_as_they_were(few: TestClient) -> None:
    (fact,) = ask(few, "/v1/facts?company=walmart&metric=stores")["items"]

    assert not {"sentence", "names", "sources"} & fact.keys()
