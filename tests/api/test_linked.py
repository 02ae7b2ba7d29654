"""Linked data: what is known in the words of schema.org, and nothing that is not."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.api.asking import ask
from tests.api.looking import DATA, Page
from tests.api.test_citations import WITHDRAWN

STORES = f"/v1/facts/{WITHDRAWN}"
ORIGIN = "https://facts.example"
RATINGS = {"consistent": 3, "loose": 2, "inconsistent": 1, "uncheckable": None}
WORK = {"name", "url", "datePublished", "publisher"}
KNOWN = {
    "Observation": {
        *("@context", "@id", "identifier", "name", "observationAbout", "variableMeasured", "observationDate"),
        *("observationPeriod", "value", "minValue", "maxValue", "unitText", "subjectOf"),
    },
    "ClaimReview": {
        *("@context", "@id", "url", "author", "claimReviewed", "reviewBody", "reviewRating", "itemReviewed"),
    },
    "Claim": {"name", "appearance"},
    "Rating": {"alternateName", "ratingValue", "bestRating", "worstRating", "ratingExplanation"},
    "StatisticalVariable": {"name", "description"},
    "PropertyValue": {"name", "description", "propertyID", "value", "unitText"},
    "Corporation": {"name", "tickerSymbol", "identifier"},
    "Organization": {"name", "identifier", "parentOrganization"},
    "Project": {"name", "parentOrganization"},
    "Dataset": {
        *("@context", "@id", "name", "description", "url", "version", "dateModified", "usageInfo"),
        *("variableMeasured", "distribution", "isBasedOn"),
    },
    "DataDownload": {"encodingFormat", "contentUrl"},
    "NewsArticle": WORK,
    "Article": WORK,
    "Report": WORK,
    "CreativeWork": WORK,
}
"""Types of schema.org (release 29), with those of their properties that we use."""


def unknown_to_schema_org(thing: Any) -> list[str]:  # noqa: ANN401  any JSON
    """List the properties that a thing, or one in it, has and its type has not, and what is null."""
    if isinstance(thing, list):
        return [each for one in thing for each in unknown_to_schema_org(one)]
    if not isinstance(thing, dict):
        return ["null"] if thing is None else []
    wrong = [
        f"{thing.get('@type')}.{name}" for name in thing.keys() - KNOWN.get(thing.get("@type", ""), set()) - {"@type"}
    ]
    return [*wrong, *(each for value in thing.values() for each in unknown_to_schema_org(value))]


def linked(page: str) -> dict[str, Any]:
    """Return the linked data of a page."""
    (found,) = [each for each in Page(page).all("script") if each.attributes.get("type") == DATA]
    thing: dict[str, Any] = json.loads(found.text)
    return thing


def test_a_fact_is_an_observation(client: TestClient) -> None:
    assert ask(client, f"{STORES}?format=jsonld") == {
        "@context": "https://schema.org",
        "@type": "Observation",
        "@id": f"{STORES}?revision=1",
        "identifier": WITHDRAWN,
        "name": ask(client, STORES)["sentence"],
        "observationAbout": {
            "@type": "Organization",
            "name": "Walmart U.S.",
            "parentOrganization": {
                "@type": "Corporation",
                "name": "Walmart",
                "tickerSymbol": "WMT",
                "identifier": {"@type": "PropertyValue", "propertyID": "CIK", "value": "0000104169"},
            },
        },
        "variableMeasured": {
            "@type": "StatisticalVariable",
            "name": "Number of stores",
            "description": "Stores open at a date; membership clubs are counted apart.",
        },
        "observationDate": "2026-01-31",
        "minValue": 4600,
        "unitText": "count",
        "subjectOf": [{"@type": "NewsArticle", "name": "[Amazon edges past Walmart in annual revenue]"}],
    }


def test_every_fact_of_the_articles_is_one_and_says_what_the_fact_says(
    few: TestClient, all_facts: list[dict[str, Any]]
) -> None:
    for fact in all_facts:
        thing = ask(few, f"/v1/facts/{fact['id']}?format=jsonld")
        assert unknown_to_schema_org(thing) == []
        assert [thing.get(name) for name in ("value", "minValue", "maxValue")] == [
            *(fact[name] for name in ("value", "low", "high"))
        ]
        assert thing.get("observationDate") == fact["period"]["end"]
        length = {"annual": "P1Y", "quarter": "P3M"}.get(fact["period"]["kind"])
        assert thing.get("observationPeriod") == length


def test_every_check_is_a_review_of_the_claim_of_its_source(client: TestClient) -> None:
    checks = ask(client, "/v1/checks?limit=1000")["items"]

    for check in checks:
        thing = ask(client, f"/v1/checks/{check['claim']}?format=jsonld")
        assert unknown_to_schema_org(thing) == []
        assert thing["reviewBody"] == check["sentence"]
        assert thing["claimReviewed"] == thing["itemReviewed"]["name"] == check["text"]
        rating = thing["reviewRating"]
        assert rating["alternateName"] == check["result"]
        assert rating.get("ratingValue") == RATINGS[check["result"]]
        assert rating.get("ratingExplanation") == check["reason"]
        assert thing["author"] == {"@type": "Organization", "name": "Retail Rivalry"}
        assert not {"datePublished", "publisher", "url"} & set(thing["itemReviewed"]["appearance"])


def test_a_type_does_not_have_every_property() -> None:
    assert unknown_to_schema_org({"@type": "Claim", "name": "a", "license": "b"}) == ["Claim.license"]
    assert unknown_to_schema_org([{"@type": "Claim", "appearance": {"@type": "Report", "name": None}}]) == ["null"]


@pytest.mark.parametrize("address", [STORES, "/v1/checks/revenue-gap"])
def test_addresses_are_absolute_where_the_server_knows_its_own(articles_url: str, address: str) -> None:
    client = TestClient(create_app(Settings(database_url=articles_url, public_url=ORIGIN)))

    assert ask(client, f"{address}?format=jsonld")["@id"] == f"{ORIGIN}{address}?revision=1"


def test_pages_hold_a_dataset_with_its_downloads_and_sources(client: TestClient) -> None:
    front, sources = (linked(client.get(path).text) for path in ("/", "/sources"))

    assert unknown_to_schema_org(front) == unknown_to_schema_org(sources) == []
    for thing in (front, sources):
        assert thing["@type"] == "Dataset"
        assert thing["version"] == "1"
        assert "license" not in thing
        assert len(thing["variableMeasured"]) == ask(client, "/v1/dataset")["counts"]["metrics"]
        for each in thing["distribution"]:
            answer = client.head(each["contentUrl"].removeprefix("http://testserver"))
            assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (
                200,
                each["encodingFormat"],
            )
    assert front["@id"] == "http://testserver/#dataset"
    assert sources["@id"] == "/#dataset"  # of a page that all caches may keep
    named = {each["name"].strip("[]") for each in sources["isBasedOn"]}
    assert named == {each["title"] for each in ask(client, "/v1/sources?limit=1000")["items"]}


def test_pages_name_the_address_that_is_set(articles_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=articles_url, public_url=ORIGIN)))

    for path in ("/", "/sources"):
        assert linked(client.get(path).text)["@id"] == f"{ORIGIN}/#dataset"
