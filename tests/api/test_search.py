"""Search and resolve over HTTP, on the seed that we ship: on SQLite, and the same on PostgreSQL."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.routers.search import FOUND, NEAR_ENOUGH
from tests.search.queries import FACTS, QUERIES


def ask(client: TestClient, path: str) -> Any:  # noqa: ANN401  any answer
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(("query", "kind", "slug"), QUERIES, ids=[query for query, *_ in QUERIES])
def test_what_is_meant_stands_first(client: TestClient, query: str, kind: str, slug: str) -> None:
    found = ask(client, f"/v1/search?q={quote(query)}")

    assert (found["items"][0]["type"], found["items"][0]["id"]) == (kind, slug)
    for match in found["items"][0]["matched"]:
        assert match["query"] in query
        assert match["text"][match["start"] : match["end"]]


@pytest.mark.parametrize(
    ("query", "kind", "slug"), [each for each in QUERIES if each[1] != "initiative"], ids=lambda text: text
)
def test_a_name_stands_for_what_is_meant(client: TestClient, query: str, kind: str, slug: str) -> None:
    found = ask(client, f"/v1/resolve?q={quote(query)}")

    assert (found["match"]["type"], found["match"]["id"]) == (kind, slug)
    assert all(NEAR_ENOUGH <= found["match"]["score"] >= each["score"] for each in found["alternatives"])
    assert client.get(found["match"]["links"]["self"]).json()["slug"] == slug


@pytest.mark.parametrize(("query", "begins", "says"), FACTS, ids=[query for query, *_ in FACTS])
def test_facts_are_found_by_what_they_are_about(
    client: TestClient, query: str, begins: str, says: dict[str, object]
) -> None:
    found = ask(client, f"/v1/search?q={quote(query)}")

    first = found["items"][0]
    assert first["type"] == "fact"
    assert first["id"].startswith(begins)
    assert says.items() <= first["fact"].items()
    assert {first["fact"]["source"]} <= {source["slug"] for source in found["sources"]}


def test_a_fact_is_found_whole_with_its_sentence_and_its_source(client: TestClient) -> None:
    found = ask(client, "/v1/search?q=walmart+stores+fy2026&type=fact")

    for item in found["items"]:
        shown = ask(client, item["links"]["self"])
        assert item["fact"] == {name: shown[name] for name in item["fact"]}
        assert item["title"] == shown["sentence"]
        assert [source for source in shown["sources"] if source not in found["sources"]] == []
    assert {item["fact"]["company"] for item in found["items"]} == {"walmart"}
    assert {item["fact"]["metric"] for item in found["items"]} == {"stores"}


def test_words_of_a_statement_find_it_in_any_form(client: TestClient) -> None:
    statement = ask(client, "/v1/statements?limit=1")["items"][0]
    words = [word for word in statement["text"].rstrip(".").split() if len(word) > 4][:4]

    found = ask(client, f"/v1/search?q={quote(' '.join(words))}&type=statement&limit=50")

    assert statement["id"] in [item["id"] for item in found["items"]]
    item = next(item for item in found["items"] if item["id"] == statement["id"])
    assert item["title"] == statement["text"]
    for match in item["matched"]:
        assert match["how"] in ("exact", "stem")


def test_what_was_understood_is_told(client: TestClient) -> None:
    assert ask(client, "/v1/search?q=wallmart+flurb+revenue+2026+over+%24700+billion")["reading"] == {
        "companies": ["walmart"],
        "metrics": ["revenue"],
        "segments": [],
        "initiatives": [],
        "periods": ["FY2026"],
        "figure": {"printed": "over $700 billion", "low": 700000000000, "high": None, "unit": "USD"},
        "unread": ["flurb"],
    }


def test_a_figure_that_no_fact_has_is_left_unread(client: TestClient) -> None:
    found = ask(client, "/v1/search?q=walmart+revenue+987654321")

    assert (found["reading"]["figure"], found["reading"]["unread"]) == (None, ["987654321"])
    assert {item["fact"]["metric"] for item in found["items"] if item["type"] == "fact"} == {"revenue"}
    assert ask(client, "/v1/search?q=987654321")["items"] == []


def test_a_whole_name_is_found_among_many_other_words(client: TestClient) -> None:
    found = ask(client, "/v1/search?q=walmart+abcde+fghij+klmno+pqrst+uvwxy&type=company")

    assert [item["id"] for item in found["items"]] == ["walmart"]


@pytest.mark.parametrize("kind", FOUND)
def test_a_type_alone_is_found_where_it_is_asked_for(client: TestClient, kind: str) -> None:
    query = {"fact": "amazon revenue 2025", "metric": "revenue", "statement": "cloud"}.get(kind, "amazon ai cloud")
    every = ask(client, f"/v1/search?q={query}&limit=3")["items"]

    found = ask(client, f"/v1/search?q={query}&limit=3&type={kind}")["items"]

    assert found == [item for item in every if item["type"] == kind] != []
    assert len(found) <= 3


def test_items_stand_by_score(client: TestClient) -> None:
    items = ask(client, "/v1/search?q=amazon+ai+revenue+2025&limit=50")["items"]

    places = [(-item["score"], FOUND.index(item["type"])) for item in items]
    assert places == sorted(places)
    assert len({item["type"] for item in items}) > 3


def test_nothing_is_found_where_nothing_is_meant(client: TestClient) -> None:
    found = ask(client, "/v1/search?q=zzyzx+qwrtp")

    assert found["items"] == []
    assert found["reading"]["unread"] == ["zzyzx", "qwrtp"]
    assert ask(client, "/v1/resolve?q=zzyzx") == {
        "q": "zzyzx",
        "match": None,
        "alternatives": [],
        "dataset": found["dataset"],
    }


def test_an_older_revision_is_searched_as_it_was(client: TestClient) -> None:
    assert client.get("/v1/search?q=amazon&revision=99").json()["code"] == "out-of-range"
    assert ask(client, "/v1/search?q=amazon&revision=1")["dataset"] == {"revision": 1}


@pytest.mark.parametrize("query", ["%21%3F", "%20", "%E2%80%94", "_", "%27", "%22%22"])
def test_a_query_without_a_word_is_refused(client: TestClient, query: str) -> None:
    for path in ("search", "resolve"):
        refused = client.get(f"/v1/{path}?q={query}")

        assert refused.status_code == 422
        assert (refused.json()["code"], refused.json()["parameter"]) == ("invalid-value", "q")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "missing-parameter"),
        ("q=", "invalid-value"),
        ("q=" + "a" * 201, "out-of-range"),
        ("q=a&q=b", "repeated-parameter"),
        ("q=a&limit=51", "out-of-range"),
        ("q=a&type=facts", "unknown-value"),
        ("q=a&cursor=x", "unknown-parameter"),
        ("q=a%00", "invalid-value"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, query: str, code: str) -> None:
    refused = client.get(f"/v1/search?{query}")

    assert (refused.status_code, refused.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    "query",
    [
        "amazon AND",
        '"amazon',
        "amazon OR NOT",
        "NEAR(a b)",
        "terms:amazon",
        "a*",
        "^a",
        "amazon')--",
        "c++",
        "a & !b | c:*",
        "\\",
        "' OR 1=1",
        "☃ amazon",
        "ﬁnance",
        "ÀMAZON",
        "亚马逊",
        "א",
        "1" * 200,
        "a " * 100,
        "$1.2.3",
        "€3 billion",
        "9" * 40 + " billion",
    ],
)
def test_signs_that_databases_know_are_words_like_others_or_none(client: TestClient, query: str) -> None:
    found = client.get("/v1/search", params={"q": query})

    assert found.status_code == 200 or found.json()["parameter"] == "q"
    if "amazon" in query.lower():
        assert "amazon" in [item["id"] for item in found.json()["items"]]


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60))
def test_any_text_is_answered(client: TestClient, text: str) -> None:
    found = client.get("/v1/search", params={"q": text})

    assert found.status_code == 200 or found.json()["code"] in ("invalid-value", "out-of-range"), found.text
    json.dumps(found.json(), allow_nan=False)


WORDINGS = ("{company} {metric}", "{metric} {company}", "{metric} of {company}", "{company}'s {metric} FY2025")


@pytest.mark.parametrize("company", ["amazon", "walmart"])
def test_a_metric_of_a_company_is_found_by_each_of_its_names_in_each_wording(client: TestClient, company: str) -> None:
    known = [
        metric
        for metric in ask(client, "/v1/metrics")["items"]
        if ask(client, f"/v1/facts?company={company}&metric={metric['slug']}&period=FY2025&limit=1")["items"]
    ]
    queries = {
        wording.format(company=company, metric=name): metric["slug"]
        for metric in known
        for name in (metric["name"], *metric["also_called"])
        for wording in WORDINGS
    }

    found = {query: ask(client, f"/v1/search?q={quote(query)}&type=fact&limit=1")["items"] for query in queries}

    assert len(queries) > len(WORDINGS) * 10
    assert [
        query
        for query, slug in queries.items()
        if [(each["fact"]["company"], each["fact"]["metric"]) for each in found[query]] != [(company, slug)]
    ] == []
