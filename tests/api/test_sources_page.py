"""The list of sources for people: all of them, what is not known said so, and links to the web only."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.engine import open_writer
from app.store.loading import load
from tests.api.asking import ask
from tests.api.looking import Page
from tests.factories import catalogue, source


@pytest.fixture(scope="module")
def page(client: TestClient) -> Page:
    """Return the list of sources of the shipped seed."""
    return Page(client.get("/sources").text)


def test_every_source_is_listed_with_its_facts(client: TestClient, page: Page) -> None:
    every = ask(client, "/v1/sources?limit=1000")["items"]

    assert len(page.all("cite")) == len(every)
    assert [each.text for each in page.all("h2")][:3] == ["Articles", "Releases of the companies", "Filings"]
    for each in page.all("a"):
        if each.attributes["href"].startswith("/v1/facts"):
            listed = ask(client, each.attributes["href"])["items"]
            assert each.text.split(" ")[0] == str(len(listed))


def test_the_articles_that_say_most_stand_first_and_filings_by_company_from_the_newest(page: Page) -> None:
    titles = [each.text for each in page.all("cite")]
    amazon, walmart = [each.text for each in page.all("h3")]

    assert titles[:2] == ["[Amazon edges past Walmart in annual revenue]", "[Amazon, Walmart and AI: a commentary]"]
    assert (amazon, walmart) == ("Amazon.com, Inc.", "Walmart Inc.")
    filed = [each.text for each in page.all("span") if "10-K" in each.text and "undated" not in each.text]
    days = [datetime.strptime(each.rpartition(", ")[2], "%d %B %Y").replace(tzinfo=UTC) for each in filed]
    of_amazon = sum(amazon in each for each in filed)
    assert days == sorted(days[:of_amazon], reverse=True) + sorted(days[of_amazon:], reverse=True)


def test_a_title_of_ours_is_in_brackets_and_what_is_not_known_is_said(page: Page) -> None:
    article = next(each for each in page.all("li") if "Amazon edges past Walmart" in each.text)

    assert "[Amazon edges past Walmart in annual revenue]" in article.text
    assert "publisher not known, undated" in article.text


def test_only_addresses_of_the_web_are_links(database_url: str) -> None:
    writer = open_writer(database_url)
    hostile = replace(source(), url="javascript:alert(1)", title="<b>bold</b>")
    load(writer, catalogue(sources=(hostile,)))
    writer.dispose()

    page = Page(TestClient(create_app(Settings(database_url=database_url))).get("/sources").text)

    assert page.one("cite").text == "[<b>bold</b>]"
    assert not [each for each in page.addresses if "javascript" in each]


def test_without_a_dataset_it_says_what_to_run(database_url: str) -> None:
    response = TestClient(create_app(Settings(database_url=database_url))).get("/sources")

    assert response.status_code == 503
    assert "rivalry load" in Page(response.text).one("h1").text


def test_nothing_runs_in_place(page: Page) -> None:
    assert page.in_place == []
