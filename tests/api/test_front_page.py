"""The front page: it shows what the data says, whatever that is about, and works without scripts."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from app.api.pages.printing import in_print
from app.domain.catalogue import Catalogue
from app.main import create_app
from app.packs.reader import read_packs
from app.settings import Settings
from app.store.engine import open_writer
from app.store.loading import load
from tests.api import asking
from tests.api.asking import A_THIRD, ask, load_pack
from tests.api.looking import DATA, Page, policy_of
from tests.conftest import WritePack
from tests.factories import AMAZON, STORES, WALMART, amazon_revenue, catalogue, company, fact, source

PAIR = "companies=amazon,walmart"
SECOND = Path(__file__).parents[1] / "second_rivalry"
HOSTILE = "A\"><script>alert('1')</script>"

Serve = Callable[[Catalogue], TestClient]


@pytest.fixture(scope="module")
def page(client: TestClient) -> Page:
    """Return the front page of the shipped seed."""
    return front(client)


@pytest.fixture
def serve(database_url: str) -> Serve:
    """Return a function that loads a catalogue into an empty database and returns a client."""

    def serve_loaded(loaded: Catalogue) -> TestClient:
        writer = open_writer(database_url)
        load(writer, loaded)
        writer.dispose()
        return asking.serve(database_url)

    return serve_loaded


def front(client: TestClient) -> Page:
    response = client.get("/")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def tags(page: Page) -> list[str]:
    """Name the components that stand alone, and not in running text."""
    return [each.tag.removeprefix("rivalry-") for each in page.components if "p" not in each.within]


# What it shows


def test_the_headline_is_the_verdict(client: TestClient, page: Page) -> None:
    verdict = ask(client, f"/v1/compare?{PAIR}&metric=revenue")["sentence"]

    assert page.one("title").text == f"{in_print(verdict)} · Retail Rivalry"
    assert page.one("h1").text.replace("\u00a0", " ") == in_print(verdict).replace(" (FY2025)", "").replace(
        " (FY2026)", ""
    )
    standfirst = page.one("p", **{"class": "standfirst"}).text
    assert "Amazon\u2019s FY2025 (to 31 December 2025) and Walmart\u2019s FY2026 (to 31 January 2026)." in standfirst


def test_a_page_is_set_with_the_marks_of_print(page: Page) -> None:
    assert "\u2019" in page.one("h1").text
    assert [
        each.text for each in page.all("li") + page.all("p") + page.all("h2") if re.search("['\"]", each.text)
    ] == []


def test_every_section_has_its_component(page: Page) -> None:
    assert tags(page) == ["compare", "series", "mix", "mix", "strategies", "checks"]
    mixes = [(each.attributes["company"], each.attributes["place"]) for each in page.all("rivalry-mix")]
    assert mixes == [("amazon", "1"), ("walmart", "2")]


def test_headings_say_what_was_found(client: TestClient, page: Page) -> None:
    said = [each.text for each in page.all("h2")]

    assert in_print(ask(client, f"/v1/series?{PAIR}&metric=revenue")["sentence"]) in said
    assert in_print(ask(client, f"/v1/compare/strategies?{PAIR}")["sentence"]) in said
    assert "22 claims recomputed: 20 hold, 2 cannot be checked." in said


def test_numbers_stand_in_running_text_as_printed(client: TestClient, page: Page) -> None:
    figures = page.all("rivalry-fact")

    assert len(figures) > 2
    for figure in figures:
        assert figure.text == ask(client, f"/v1/facts/{figure.attributes['fact']}")["printed"]


def test_the_foot_says_which_revision_it_is_of_and_leads_to_all_of_the_data(client: TestClient, page: Page) -> None:
    foot = page.all("footer")[-1]

    assert "revision 1 of" in foot.text
    assert "1,285 facts" in foot.text
    for address in ("/docs", "/openapi.json", "/v1/export/facts.csv", "/v1/export/database"):
        assert address in page.addresses
        assert client.get(address).status_code == 200


# Without scripts


def test_where_no_script_runs_a_picture_or_words_stand_for_each_component(page: Page) -> None:
    every = page.all("noscript")

    assert len(every) == len(tags(page))
    assert [urlsplit(each.attributes["src"]).path for each in page.all("img")] == [
        f"/v1/charts/{name}.svg" for name in ("compare", "series", "mix", "mix")
    ]
    assert all(each.attributes["alt"].endswith(".") for each in page.all("img"))
    assert "Rufus" in every[4].text
    assert "that holds" in every[5].text


def test_each_claim_that_is_written_names_the_article_that_makes_it(client: TestClient, page: Page) -> None:
    claims = ask(client, "/v1/checks?limit=25")
    titles = {each["slug"]: f"[{each['title']}]" for each in claims["sources"]}

    written = [each for each in page.all("li") if "section" in each.within and "noscript" in each.within]

    for claim in claims["items"]:
        assert f"{in_print(claim['sentence'])} {in_print(titles[claim['source']])}" in [each.text for each in written]


def test_the_page_runs_files_of_ours_only(client: TestClient, page: Page) -> None:
    policy = policy_of(client.get("/").headers["content-security-policy"])

    assert page.in_place == []
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "img", "connect")} == {"'self'"}


def test_everything_that_the_page_loads_is_there_and_ours(client: TestClient, page: Page) -> None:
    loaded = [
        each
        for each in page.elements
        if each.tag in ("script", "link", "img", "source") and each.attributes.get("type") != DATA
    ]

    for each in loaded:
        address = each.attributes.get("src") or each.attributes.get("srcset") or each.attributes["href"]
        assert re.match(r"/(?!/)|http://testserver/", address)
        assert client.get(address).status_code == 200, address


def test_little_is_asked_for(page: Page) -> None:
    scripts = [each.attributes["src"] for each in page.all("script") if each.attributes.get("type") != DATA]

    assert len(page.all("link", rel="stylesheet")) == 1
    assert [re.sub(r"[0-9a-f]{16}", "…", script) for script in scripts] == ["/widgets.….js", "/assets/copy.js"]
    assert page.one("link", rel="modulepreload").attributes["href"] == scripts[0]


# What it says of itself


def test_a_link_to_the_page_shows_its_verdict_and_picture(page: Page) -> None:
    assert f"{page.meta('og:title')} · Retail Rivalry" == page.one("title").text
    assert page.meta("og:title") == page.meta("og:image:alt")
    assert page.meta("twitter:card") == "summary_large_image"
    card = urlsplit(page.meta("og:image") or "")
    assert (card.scheme, card.netloc, card.path) == ("http", "testserver", "/v1/charts/compare.png")
    assert dict(parse_qsl(card.query))["width"] == page.meta("og:image:width") == "1200"
    assert page.one("link", rel="canonical").attributes["href"] == "http://testserver/" == page.meta("og:url")


def test_oembed_is_discovered_from_the_page(client: TestClient, page: Page) -> None:
    discovery = page.one("link", type="application/json+oembed").attributes["href"]

    assert ask(client, discovery.removeprefix("http://testserver"))["title"] == page.meta("og:title")


# Code to copy


def blocks(page: Page, kind: str) -> list[str]:
    return [each.text for each in page.all("pre", **{"data-kind": kind})]


def test_below_each_answer_stands_what_asks_for_it(page: Page) -> None:
    kinds = ("curl", "Python", "JavaScript", "Component", "Frame")

    assert {len(blocks(page, kind)) for kind in kinds} == {len(tags(page)) + 1}


def test_the_request_that_is_copied_gets_the_answer(client: TestClient, page: Page) -> None:
    for command in blocks(page, "curl"):
        (address,) = re.findall(r"^curl -s '?http://testserver([^']+)'?$", command)
        assert client.get(address).status_code == 200, address


def test_the_python_that_is_copied_asks_for_the_same(page: Page) -> None:
    for command, program in zip(blocks(page, "curl"), blocks(page, "Python"), strict=True):
        fake = "class httpx:\n def get(url, params={}): print(url, params); raise SystemExit\n"
        done = subprocess.run(
            [sys.executable, "-c", fake + program.removeprefix("import httpx\n")],
            capture_output=True,
            text=True,
            check=True,
        )
        url, _, parameters = done.stdout.strip().partition(" ")
        asked = urlsplit(command.removeprefix("curl -s ").strip("'"))
        assert url == f"{asked.scheme}://{asked.netloc}{asked.path}"
        assert json.loads(parameters.replace("'", '"')) == dict(parse_qsl(asked.query))


def test_the_component_that_is_copied_is_the_one_shown(page: Page) -> None:
    shown = [(each.tag, each.attributes) for each in page.components if "p" not in each.within]

    copied = [Page(text) for text in blocks(page, "Component")]

    assert [(each.components[0].tag, each.components[0].attributes) for each in copied][: len(shown)] == shown
    assert {each.one("script", type="module").attributes["src"] for each in copied} == {"http://testserver/widgets.js"}


def test_the_frame_that_is_copied_leads_to_the_embed(client: TestClient, page: Page) -> None:
    for text in blocks(page, "Frame"):
        frame = Page(text).one("iframe")
        assert int(frame.attributes["height"]) > 100
        assert client.get(frame.attributes["src"]).status_code == 200


# Other data


def test_another_rivalry_has_the_same_page(serve: Serve) -> None:
    page = front(serve(read_packs([SECOND])))

    assert "Velox" in page.one("h1").text
    assert "Pedalia" in page.one("h1").text
    assert tags(page) == ["compare", "series", "mix", "mix", "checks"]
    assert not re.search("amazon|walmart", str(page.elements), re.IGNORECASE)


def test_one_company_is_shown_alone(serve: Serve) -> None:
    page = front(serve(catalogue(amazon_revenue(), companies=(AMAZON,), segments=())))

    assert page.one("h1").text == "Amazon: revenue"
    assert tags(page) == ["series"]


def test_companies_that_share_no_metric_are_not_compared(serve: Serve) -> None:
    page = front(
        serve(catalogue(amazon_revenue(), fact("more than 4,600", company=WALMART, metric=STORES, period="FY2026")))
    )

    assert page.one("h1").text == "Amazon: revenue"


def test_without_a_fact_the_page_says_so(serve: Serve) -> None:
    page = front(serve(catalogue(facts=())))

    assert page.one("h1").text == "The dataset holds no facts yet."
    assert page.components == []
    assert "0 facts" not in page.all("footer")[-1].text


def test_without_a_dataset_the_page_says_what_to_run(database_url: str) -> None:
    response = TestClient(create_app(Settings(database_url=database_url))).get("/")

    page = Page(response.text)
    assert response.status_code == 503
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert (response.headers["cache-control"], response.headers["retry-after"]) == ("no-store", "5")
    assert "rivalry load" in page.one("h1").text
    assert page.components == []


def test_nothing_in_the_data_becomes_markup(serve: Serve) -> None:
    client = serve(catalogue(companies=(company(name=HOSTILE), WALMART), sources=(source(title=HOSTILE),)))

    response = client.get("/")

    assert HOSTILE not in response.text
    assert escape(in_print(HOSTILE)).replace("&quot;", "&#34;") in response.text
    assert Page(response.text).in_place == []


# Caching


def test_a_new_revision_is_shown_at_once(own_url: str, write_pack: WritePack, articles: Catalogue) -> None:
    client = TestClient(create_app(Settings(database_url=own_url, revision_seconds=0)))
    before = client.get("/")

    load_pack(own_url, write_pack(A_THIRD), articles)
    after = client.get("/")

    assert "revision 1 of" in before.text
    assert "revision 2 of" in after.text
    assert before.headers["etag"] != after.headers["etag"]


def test_the_page_is_a_client_s_own_unless_its_origin_is_set(client: TestClient, loaded_url: str) -> None:
    public = TestClient(create_app(Settings(database_url=loaded_url, public_url="https://facts.example")))

    assert client.get("/").headers["cache-control"] == "private, max-age=60"
    assert public.get("/").headers["cache-control"].startswith("public")
    assert Page(public.get("/").text).meta("og:url") == "https://facts.example/"
    assert Page(client.get("http://127.0.0.2:81/").text).meta("og:url") == "http://127.0.0.2:81/"
    assert "127.0.0.2" not in client.get("/", headers={"Host": "127.0.0.2:81"}).text


def test_what_others_put_behind_links_to_us_changes_nothing(client: TestClient) -> None:
    assert client.get("/?utm_source=news&fbclid=x").content == client.get("/").content
