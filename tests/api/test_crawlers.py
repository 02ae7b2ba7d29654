"""What programs that go through sites find first: absolute addresses, and all of them are answered."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.engine import open_writer
from app.store.loading import load
from tests.api.asking import ask, serve
from tests.factories import AMAZON, WALMART, catalogue

HOUSE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
EVERY = ("/robots.txt", "/sitemap.xml", "/llms.txt")
ORIGIN = "https://facts.example"
MARKUP = "[a](javascript:b) <img src=x> `c`\n# d"


def addresses(client: TestClient) -> list[str]:
    """Return what a sitemap lists, without the origin."""
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  it is our own
    assert root.tag == f"{HOUSE}urlset"
    return [(each.findtext(f"{HOUSE}loc") or "").removeprefix("http://testserver") for each in root]


def broken_rules(body: bytes) -> list[str]:
    """List what the protocol of sitemaps (sitemaps.org, 0.9) asks for and a sitemap has not."""
    places = ET.fromstring(body)  # noqa: S314  it is our own
    found = [] if places.tag == f"{HOUSE}urlset" else ["it is no sitemap"]
    found += [] if 0 < len(places) <= 50_000 and len(body) <= 50 * 2**20 else ["it is too long, or empty"]
    for each in places:
        if [part.tag for part in each] not in ([f"{HOUSE}loc"], [f"{HOUSE}loc", f"{HOUSE}lastmod"]):
            found.append("no address, or something behind it that is out of its order")
        address, day = each.findtext(f"{HOUSE}loc") or "", each.findtext(f"{HOUSE}lastmod")
        if not re.fullmatch(r"https?://[!-~]{4,2040}", address):
            found.append(f"{address} is no address")
        if day is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?", day):
            found.append(f"{day} is no day")
    return found


def links(text: str) -> list[str]:
    return re.findall(r"^- \[.*\]\((.*?)\)", text, re.MULTILINE)


def test_a_sitemap_lists_pages_and_what_the_api_names(client: TestClient) -> None:
    listed = addresses(client)

    named = {
        f"/v1/{noun}/{each[key]}"
        for noun, key in (("companies", "slug"), ("metrics", "slug"), ("sources", "slug"), ("checks", "claim"))
        for each in ask(client, f"/v1/{noun}?limit=1000")["items"]
    }
    assert set(listed) == {"/", "/sources", "/docs"} | named
    assert len(listed) == len(set(listed))


def test_a_sitemap_keeps_the_rules_of_sitemaps(client: TestClient) -> None:
    assert broken_rules(client.get("/sitemap.xml").content) == []


def test_the_rules_can_be_broken() -> None:
    wrong = "<url><lastmod>May</lastmod><loc>/a</loc></url>"

    assert len(broken_rules(f"<urlset xmlns='{HOUSE[1:-1]}'>{wrong}</urlset>".encode())) == 3
    assert len(broken_rules(b"<urlset/>")) == 2


def test_every_address_of_a_sitemap_is_answered_and_its_days_are_days(few: TestClient) -> None:
    root = ET.fromstring(few.get("/sitemap.xml").content)  # noqa: S314  it is our own

    assert {few.get(address).status_code for address in addresses(few)} == {200}
    created = ask(few, "/v1/dataset")["created"]
    assert {each.text for each in root.iter(f"{HOUSE}lastmod")} == {created}
    assert datetime.fromisoformat(created).tzinfo is not None


def test_robots_may_look_at_everything_but_pages_of_lists_and_are_told_of_the_sitemap(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    robots = RobotFileParser()
    robots.parse(text.splitlines())

    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
    assert all(robots.can_fetch("Anybot", f"http://testserver{address}") for address in addresses(client))
    assert "Disallow: /*cursor=\n" in text


def test_a_language_model_is_told_what_there_is_and_every_link_is_answered(client: TestClient) -> None:
    text = client.get("/llms.txt").text

    assert text.startswith("# Retail Rivalry\n\n> ")
    counts = ask(client, "/v1/dataset")["counts"]
    assert f"{counts['facts']:,} facts" in text
    for noun in ("companies", "metrics"):
        for each in ask(client, f"/v1/{noun}?limit=1000")["items"]:
            assert f"(http://testserver/v1/{noun}/{each['slug']})" in text
    assert len(links(text)) > 25
    assert [each for each in links(text) if client.get(each).status_code != 200] == []
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Ask", "Companies", "Metrics", "Optional"]


@pytest.mark.parametrize("path", EVERY)
def test_addresses_begin_as_the_setting_says_and_all_caches_may_keep_them(articles_url: str, path: str) -> None:
    response = TestClient(create_app(Settings(database_url=articles_url, public_url=ORIGIN))).get(path)

    assert set(re.findall(r"https?://[\w.]+", response.text)) - {"http://www.sitemaps.org"} == {ORIGIN}
    assert response.headers["cache-control"].startswith("public, ")


@pytest.mark.parametrize("path", EVERY)
def test_no_client_gets_the_addresses_of_another_one(articles_url: str, path: str) -> None:
    hosts = ("one.example", "other.example")
    app = create_app(Settings(database_url=articles_url, trusted_hosts=hosts))

    answers = {name: TestClient(app, base_url=f"http://{name}").get(path) for name in hosts}

    for name, answer in answers.items():
        assert set(re.findall(r"\w+\.example", answer.text)) == {name}
        assert answer.headers["cache-control"] == "private, max-age=60"


@pytest.mark.parametrize("path", EVERY)
def test_they_are_kept_and_not_sent_again_and_have_heads(client: TestClient, path: str) -> None:
    whole = client.get(path)

    again = client.get(f"{path}?utm_source=x", headers={"If-None-Match": whole.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).headers["etag"] == whole.headers["etag"]
    assert client.post(path).status_code == 405


def test_names_are_no_markup(database_url: str) -> None:
    writer = open_writer(database_url)
    load(writer, catalogue(companies=(replace(AMAZON, name=MARKUP), WALMART)))
    writer.dispose()

    text = serve(database_url).get("/llms.txt").text

    assert r"- [\[a\](javascript:b) \<img src=x\> \`c\` \# d](http://testserver/v1/companies/amazon)" in text
    assert "\n# d" not in text


def test_without_a_dataset_robots_are_still_told_what_they_may(database_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=database_url)))

    assert [client.get(path).status_code for path in EVERY] == [200, 503, 503]
