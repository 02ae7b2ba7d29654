"""Linked data: what is known in the words of schema.org, and nothing that is not."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.engine import open_writer
from app.store.loading import load
from tests.api.asking import ask, code_of, serve
from tests.api.looking import DATA, Page
from tests.api.test_citations import WITHDRAWN
from tests.factories import catalogue
from tests.terms import missed_by_google, unfit_for_schema_org

STORES = f"/v1/facts/{WITHDRAWN}"
ORIGIN = "https://facts.example"
HERE = "http://testserver"
RATINGS = {"consistent": 3, "loose": 2, "inconsistent": 1, "uncheckable": None}


def linked(page: str) -> list[dict[str, Any]]:
    """Return the linked data of a page."""
    return [json.loads(each.text) for each in Page(page).all("script", type=DATA)]


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
            "alternateName": ["shops"],
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
        assert unfit_for_schema_org(thing) == missed_by_google(thing) == []
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
        assert unfit_for_schema_org(thing) == missed_by_google(thing) == []
        assert thing["reviewBody"] == check["sentence"]
        assert thing["claimReviewed"] == thing["itemReviewed"]["name"] == check["text"]
        rating = thing["reviewRating"]
        assert rating["alternateName"] == check["result"]
        assert rating.get("ratingValue") == RATINGS[check["result"]]
        assert [rating.get(name) for name in ("worstRating", "bestRating")] == (
            [1, 3] if "ratingValue" in rating else [None] * 2
        )
        assert rating.get("ratingExplanation") == check["reason"]
        assert thing["author"] == {"@type": "Organization", "name": "Retail Rivalry", "url": "/"}
        assert not {"datePublished", "publisher", "url"} & set(thing["itemReviewed"]["appearance"])


@pytest.mark.parametrize(
    ("thing", "wrong"),
    [
        ({"@type": "Claim", "name": "a", "license": "/b", "reviewRating": "c"}, ["Claim.reviewRating"]),
        ({"@type": "Fact"}, ["Fact is no type"]),
        ({"@type": "Report", "name": None}, ["Report.name is None"]),
        ({"@type": "Claim", "appearance": [{"@type": "Report", "url": "b c"}]}, ["Report.url is 'b c'"]),
        ({"@type": "Report", "datePublished": "May"}, ["Report.datePublished is 'May'"]),
        (
            {"@type": "Observation", "measuredProperty": {"@type": "StatisticalVariable"}},
            ["Observation.measuredProperty is {'@type': 'StatisticalVariable'}"],
        ),
    ],
)
def test_schema_org_has_no_words_for_everything(thing: dict[str, Any], wrong: list[str]) -> None:
    assert unfit_for_schema_org(thing) == wrong


def test_google_asks_for_what_may_be_missing() -> None:
    rating = {"@type": "Rating", "alternateName": "fair", "ratingValue": 4, "bestRating": 3, "worstRating": 1}

    assert missed_by_google({"@type": "ClaimReview", "url": "/", "reviewRating": rating}) == [
        "a rating out of its bounds",
        *(f"ClaimReview without {name}" for name in ("claimReviewed", "author", "itemReviewed")),
    ]
    assert missed_by_google([{"@type": "Dataset", "name": "a", "description": "b"}]) == [
        "a description that is too short or too long"
    ]


@pytest.mark.parametrize("address", [STORES, "/v1/checks/revenue-gap"])
def test_addresses_are_absolute_where_the_server_knows_its_own(articles_url: str, address: str) -> None:
    client = TestClient(create_app(Settings(database_url=articles_url, public_url=ORIGIN)))

    assert ask(client, f"{address}?format=jsonld")["@id"] == f"{ORIGIN}{address}?revision=1"


def test_the_dataset_says_what_it_measures_of_when_from_whom_and_where_it_is(client: TestClient) -> None:
    thing = ask(client, "/v1/dataset?format=jsonld")

    assert unfit_for_schema_org(thing) == missed_by_google(thing) == []
    told = ask(client, "/v1/dataset")
    assert (thing["@type"], thing["version"], thing["dateModified"]) == ("Dataset", "1", told["created"])
    assert {"Amazon", "Walmart"} <= set(thing["keywords"])
    assert not {"license", "creator", "author", "publisher"} & set(thing)
    assert thing["includedInDataCatalog"]["@type"] == "DataCatalog"
    assert len(thing["variableMeasured"]) == told["counts"]["metrics"]
    assert len(thing["isBasedOn"]) == told["counts"]["sources"]
    periods = [each["period"] for each in ask(client, "/v1/facts?limit=1000")["items"] if each["period"]["end"]]
    first, last = min(each["end"] for each in periods), max(each["end"] for each in periods)
    begun = min(each["start"] for each in periods if each["end"] == first and each["start"])
    assert thing["temporalCoverage"] == f"{begun}/{last}"


def test_every_export_is_a_download_of_the_revision_and_of_the_type_that_it_says(
    client: TestClient, document: dict[str, Any]
) -> None:
    downloads = ask(client, "/v1/dataset?format=jsonld&revision=1")["distribution"]

    for each in downloads:
        answer = client.head(each["contentUrl"])
        assert answer.headers["content-type"].partition(";")[0] == each["encodingFormat"]
        assert answer.headers["dataset-revision"] == "1"
    exports = {path.removeprefix("/v1/export/") for path in document["paths"] if path.startswith("/v1/export/")}
    tables = next(each["schema"]["enum"] for each in document["paths"]["/v1/export/{table}.csv"]["get"]["parameters"])
    assert {each["name"] for each in downloads} == exports - {"{table}.csv"} | {f"{name}.csv" for name in tables}


def test_without_a_fact_a_dataset_is_of_no_time(database_url: str) -> None:
    writer = open_writer(database_url)
    load(writer, catalogue(facts=()))
    writer.dispose()

    assert "temporalCoverage" not in ask(serve(database_url), "/v1/dataset?format=jsonld")


@pytest.mark.parametrize("address", ["/v1/dataset", STORES, "/v1/checks/revenue-gap"])
def test_a_format_is_one_of_those_there_are(client: TestClient, address: str) -> None:
    plain, linked_, other = (client.get(address, params={"format": name}) for name in ("json", "jsonld", "xml"))

    assert plain.json() == ask(client, address)
    assert (plain.headers["content-type"], linked_.headers["content-type"]) == ("application/json", DATA)
    assert plain.headers["etag"] != linked_.headers["etag"]
    assert code_of(other) == (422, "unknown-value")
    assert other.json()["allowed"] == ["json", "jsonld"]
    assert code_of(client.get(f"{address}s?format=jsonld")) == (404, "not-found")


def test_pages_hold_the_dataset_and_the_front_page_what_it_shows(client: TestClient) -> None:
    front, (sources,) = (linked(client.get(path).text) for path in ("/", "/sources"))

    assert unfit_for_schema_org(front) == missed_by_google(front) == []
    assert sources == ask(client, "/v1/dataset?format=jsonld&revision=1")  # of a page that all caches may keep
    assert front[0]["@id"] == "http://testserver/#dataset"
    assert front[0]["isBasedOn"] == "http://testserver/sources"
    kinds = [each["@type"] for each in front]
    every = ask(client, "/v1/checks?limit=25")["items"]
    checks = [each for each in every if each["result"] != "uncheckable"]
    assert len(checks) < len(every)
    assert kinds == ["Dataset", *["Observation"] * kinds.count("Observation"), *["ClaimReview"] * len(checks)]
    assert [each["reviewBody"] for each in front if "reviewBody" in each] == [each["sentence"] for each in checks]
    for each in front[1:]:
        assert without_origin(each) == ask(client, f"{each['@id'].removeprefix(HERE)}&format=jsonld")


def without_origin(thing: dict[str, Any]) -> Any:  # noqa: ANN401  any JSON
    """Return what a page holds as the API answers it, which does not know where it is."""
    return json.loads(json.dumps(thing).replace(f'"{HERE}', '"'))


def test_pages_name_the_address_that_is_set(articles_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=articles_url, public_url=ORIGIN)))

    for path in ("/", "/sources"):
        every = linked(client.get(path).text)
        assert every[0]["@id"] == f"{ORIGIN}/#dataset"
        assert '"/' not in json.dumps(every)
