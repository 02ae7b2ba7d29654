"""Two clocks: what had been published by a day, and what a revision held; and what changed between revisions."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.responses.changes import change_page
from app.domain.catalogue import Catalogue, Claim
from app.domain.quantity import Quantity
from app.store.changes import Change
from tests.api.asking import A_THIRD, ask, code_of, load_pack, serve, walk
from tests.domain.claims import claim
from tests.factories import period
from tests.record_examples import REQUESTS

PAIR = "companies=amazon,walmart&metric=revenue"
UNDATED = ("amazon-edges-past-walmart", "retail-throne-ai-phase")


def level(client: TestClient, company: str, label: str, as_of: str, metric: str = "revenue") -> Any:  # noqa: ANN401  JSON
    """Return what stood for a company's year on a day, None where nothing did."""
    address = f"/v1/series?companies={company}&metric={metric}&from={label}&to={label}&as_of={as_of}"
    response = client.get(address)
    if response.status_code == 422:
        return None
    points = response.json()["series"][0]["points"]
    return points[0]["value"] if points else None


# As of a day


@pytest.mark.parametrize(
    ("as_of", "value"),
    [
        ("2013-03-25", None),
        ("2013-03-26", 469162000000),
        ("2014-03-20", 469162000000),
        ("2014-03-21", 468651000000),
        ("2026-01-01", 468651000000),
    ],
    ids=["the day before", "the day of filing", "before it is restated", "the day it is restated", "ever since"],
)
def test_a_restated_value_changes_the_past_from_the_day_it_was_filed(
    client: TestClient, as_of: str, value: int | None
) -> None:
    assert level(client, "walmart", "FY2013", as_of) == value


def test_a_derived_quarter_is_known_once_the_year_is(client: TestClient) -> None:
    address = "/v1/series?companies=walmart&metric=revenue&frequency=quarter&from=FY2026-Q4&to=FY2026-Q4"

    before, after = (client.get(f"{address}&as_of={day}") for day in ("2026-03-12", "2026-03-13"))

    assert code_of(before) == (422, "too-few-facts")
    assert after.json()["series"][0]["points"][0]["value"] == 190656000000


def test_a_comparison_as_of_a_day_knows_only_what_was_filed(client: TestClient) -> None:
    answer = ask(client, f"/v1/compare?{PAIR}&as_of=2026-03-01")

    assert [(each["company"], each["fact"]["period"]["label"]) for each in answer["entries"]] == [
        ("amazon", "FY2025"),
        ("walmart", "FY2025"),
    ]
    assert answer["comparability"]["status"] == "caution"
    assert {"code": "period-ends-differ", "detail": "334 days apart"} in answer["comparability"]["reasons"]


def test_undated_sources_are_left_out_and_listed(client: TestClient) -> None:
    answer = ask(client, f"/v1/compare?{PAIR}&as_of=2026-06-01")

    assert all(each["agreement"]["state"] == "single-source" for each in answer["entries"])
    assert [(each["company"], each["code"]) for each in answer["missing"]] == [
        ("amazon", "undated-source"),
        ("walmart", "undated-source"),
    ]
    assert all(source in each["needs"] for each in answer["missing"] for source in UNDATED)
    assert "no such figure" not in answer["sentence"]


def test_a_source_without_a_day_answers_nothing_as_of_a_day(client: TestClient) -> None:
    response = client.get(f"/v1/compare?{PAIR}&source=amazon-edges-past-walmart&as_of=2026-06-01")

    assert code_of(response) == (422, "too-few-facts")
    missing = response.json()["missing"]
    assert [(each["company"], each["code"]) for each in missing] == [
        ("amazon", "undated-source"),
        ("walmart", "undated-source"),
    ]
    assert missing[0]["nearest"] == "amazon-revenue-fy2025-05b5cd9bd7"


def test_facts_as_of_a_day_are_those_of_sources_published_by_then(client: TestClient) -> None:
    published = {
        source["slug"]: source["published"] for page in walk(client, "/v1/sources") for source in page.json()["items"]
    }

    pages = [page.json() for page in walk(client, "/v1/facts?metric=net-sales&as_of=2012-01-31&limit=100")]

    found = [fact for page in pages for fact in page["items"]]
    everything = [
        fact for page in walk(client, "/v1/facts?metric=net-sales&limit=1000") for fact in page.json()["items"]
    ]
    known = [fact for fact in everything if published[fact["source"]] and published[fact["source"]] <= "2012-01-31"]
    assert found == known
    assert pages[0]["missing"] == [
        {"source": "amazon-10-k-fy2006", "code": "undated-source", "facts": 5},
        {"source": "amazon-8-k-recast-2014", "code": "undated-source", "facts": 15},
    ]
    assert "missing" not in ask(client, "/v1/facts?metric=net-sales&limit=1")


def test_crossovers_and_mix_have_the_same_clock(client: TestClient) -> None:
    crossovers = ask(client, f"/v1/crossovers?{PAIR}&frequency=annual&as_of=2026-03-12")
    mix = ask(client, "/v1/companies/amazon/mix?metric=revenue&as_of=2024-06-01")

    assert crossovers["crossovers"] == []
    assert crossovers["last"]["label"] == "FY2024/FY2025"
    assert mix["total"]["fact"]["period"]["label"] == "FY2023"
    assert "undated-source" in {each["code"] for each in mix["missing"]}
    assert "undated-source" in {each["code"] for each in crossovers["missing"]}


# Revisions


CHANGED = """\
[source]
slug = "retail-throne-ai-phase"
kind = "commentary"
title = "Another title"
title_is_ours = true

[[facts]]
company = "amazon"
metric = "revenue"
period = "FY2025"
period_inferred = "as before"
printed = "$717.0 billion"
paragraph = 3
"""


@pytest.fixture(scope="module")
def twice(shared_url: str, articles: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of an app whose second revision changes a figure, withdraws one, and adds a source."""
    folder = tmp_path_factory.mktemp("packs")
    for name, text in (("changed.toml", CHANGED), ("added.toml", A_THIRD)):
        (folder / name).write_text(text, "utf-8")
        load_pack(shared_url, folder / name, articles)
    with serve(shared_url) as client:
        yield client


@pytest.mark.parametrize(
    "asked",
    [
        requests[0]
        for operation, requests in REQUESTS.items()
        if requests[0].startswith("/v1")
        and operation not in ("list_changes", "list_companies", "export_package", "export_database")
    ]
    + ["/v1/companies", "/v1/facts?limit=3", "/v1/checks?limit=3", "/v1/export/datapackage.zip"],
)
def test_an_answer_of_an_old_revision_is_byte_for_byte_what_it_was(
    few: TestClient, twice: TestClient, asked: str
) -> None:
    joint = "&" if "?" in asked else "?"
    before = few.get(asked)

    again = twice.get(f"{asked}{joint}revision=1")

    assert (again.status_code, again.content) == (before.status_code, before.content)
    assert again.headers.get("etag") == before.headers.get("etag")
    assert again.headers.get("dataset-revision") == before.headers.get("dataset-revision")


def test_without_a_revision_the_newest_answers(twice: TestClient) -> None:
    answers = [ask(twice, f"/v1/compare?{PAIR}{more}") for more in ("", "&revision=2", "&revision=1")]

    assert [answer["dataset"]["revision"] for answer in answers] == [3, 2, 1]


def test_a_cursor_stays_in_its_revision(twice: TestClient) -> None:
    first = ask(twice, "/v1/facts?limit=3&revision=1")

    again = ask(twice, f"/v1/facts?limit=3&cursor={first['next']}")
    same = ask(twice, f"/v1/facts?limit=3&revision=1&cursor={first['next']}")
    other = twice.get(f"/v1/facts?limit=3&revision=2&cursor={first['next']}")

    assert again["items"] == same["items"]
    assert code_of(other) == (422, "bad-cursor")


@pytest.mark.parametrize("asked", ["/v1/facts", "/v1/companies/amazon", f"/v1/compare?{PAIR}", "/v1/checks"])
@pytest.mark.parametrize("revision", ["4", "99", "0", "-1"])
def test_a_revision_that_there_is_not_is_refused(twice: TestClient, asked: str, revision: str) -> None:
    response = twice.get(f"{asked}{'&' if '?' in asked else '?'}revision={revision}")

    assert code_of(response) == (422, "out-of-range")
    assert response.json()["parameter"] == "revision"


# Changes


def state(client: TestClient, revision: int) -> dict[str, Any]:
    """Return every fact of a revision by its id."""
    pages = walk(client, f"/v1/facts?limit=1000&revision={revision}")
    return {fact["id"]: fact for page in pages for fact in page.json()["items"]}


def test_changes_lead_from_any_revision_to_any_later_one(twice: TestClient) -> None:
    for since, until in ((1, 2), (2, 3), (1, 3)):
        facts = state(twice, since)
        for page in walk(twice, f"/v1/dataset/changes?since={since}&revision={until}&limit=2"):
            for change in page.json()["items"]:
                if change["noun"] != "fact":
                    continue
                if change["before"]:
                    assert facts.pop(change["before"]["id"]) == change["before"]
                if change["after"]:
                    facts[change["after"]["id"]] = change["after"]
        assert facts == state(twice, until)


def test_changes_are_counted_as_the_revisions_count_them(twice: TestClient) -> None:
    revisions = {each["revision"]: each for each in ask(twice, "/v1/dataset/revisions")["items"]}
    changes = [each for page in walk(twice, "/v1/dataset/changes?since=0&limit=7") for each in page.json()["items"]]

    for number, revision in revisions.items():
        counted = {
            kind: len([each for each in changes if (each["revision"], each["change"]) == (number, kind)])
            for kind in ("added", "withdrawn", "replaced")
        }
        assert counted == {kind: revision[kind] for kind in counted}


def test_a_replaced_figure_shows_what_it_was_and_what_it_is(twice: TestClient) -> None:
    changes = ask(twice, "/v1/dataset/changes?since=1&revision=2&limit=1000")["items"]

    (change,) = [each for each in changes if (each["noun"], each["change"]) == ("fact", "replaced")]
    assert (change["before"]["printed"], change["after"]["printed"]) == ("$716.9 billion", "$717.0 billion")
    assert change["key"].startswith("retail-throne-ai-phase|amazon|revenue|")


OTHER: dict[str, Any] = {
    "slug": "another",
    "source": "another",
    "paragraphs": (9,),
    "text": "Another text.",
    "operation": "gap",
    "companies": ("walmart",),
    "metric": "net-sales",
    "segment": "aws",
    "than": "net-income",
    "condition": "double-digit growth",
    "printed": "about 1",
    "quantity": Quantity.exactly(1, "USD"),
    "period": period("FY2024"),
    "note": "A note.",
}


@pytest.mark.parametrize("name", [each.name for each in fields(Claim)])
def test_whatever_changes_of_a_claim_shows(name: str) -> None:
    before, after = claim(), replace(claim(), **{name: OTHER[name]})

    (item,) = change_page([Change(2, "claims", "claim", before, after)], None, 1, 2).items

    assert item.change == "replaced"
    assert item.before != item.after


def test_all_that_ever_changed_is_told_unless_a_revision_is_named(twice: TestClient) -> None:
    every, named = (ask(twice, f"/v1/dataset/changes?limit=1000{since}") for since in ("", "&since=0"))

    assert every == named
    assert every["since"] == 0


def test_nothing_changed_behind_the_newest(twice: TestClient) -> None:
    assert ask(twice, "/v1/dataset/changes?since=3")["items"] == []


@pytest.mark.parametrize(("asked", "code"), [("since=4", "out-of-range"), ("since=-1", "out-of-range")])
def test_a_future_that_is_not_known_is_refused(twice: TestClient, asked: str, code: str) -> None:
    assert code_of(twice.get(f"/v1/dataset/changes?{asked}")) == (422, code)
