"""Pages for frames: one component, what it says without a script, and what it says of itself."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.api.pages.printing import in_print
from app.api.pages.selection import COMPONENTS
from app.main import create_app
from app.settings import Settings
from tests.api.asking import ask, code_of
from tests.api.looking import Page, policy_of

PAIR = "companies=amazon,walmart"
EMBEDS = {
    "compare": f"/embed/compare?{PAIR}&metric=revenue",
    "series": f"/embed/series?{PAIR}&metric=revenue&from=FY2015",
    "mix": "/embed/mix?company=amazon&metric=revenue",
    "strategies": f"/embed/strategies?{PAIR}",
    "checks": "/embed/checks?metric=revenue&limit=3",
    "fact": "/embed/fact?fact=walmart-stores-fy2026-f18f1839a9",
}
EVERY_EMBED = pytest.mark.parametrize("address", EMBEDS.values(), ids=EMBEDS)
HOSTILE = "\"><script>alert('1')</script>"
AS_A_BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def embed(client: TestClient, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def written(page: Page) -> list[str]:
    """List what is written of claims, without the titles of the articles that make them."""
    return [each.text.partition(" [")[0] for each in page.all("li")]


def test_every_component_has_an_embed() -> None:
    assert set(EMBEDS) == set(COMPONENTS)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_s_attributes_are_parameters_of_its_request(client: TestClient, name: str) -> None:
    component = COMPONENTS[name]
    described = client.get("/openapi.json").json()["paths"][component.path.replace("{}", f"{{{component.named}}}")]

    parameters = {each["name"] for each in described["get"]["parameters"] if each["in"] != "header"}

    assert set(component.attributes) - set(component.look) == parameters - {"cursor", "format"}


@EVERY_EMBED
def test_an_embed_has_its_component_with_the_parameters_as_attributes(client: TestClient, address: str) -> None:
    page = embed(client, address)

    (component,) = page.components
    assert component.tag == f"rivalry-{urlsplit(address).path.removeprefix('/embed/')}"
    assert component.attributes == dict(parse_qsl(urlsplit(address).query))


@EVERY_EMBED
def test_an_embed_is_titled_by_the_sentence_of_its_answer(client: TestClient, address: str) -> None:
    page = embed(client, address)

    sentence = page.meta("og:title")
    assert sentence
    assert sentence.endswith(".")
    assert page.one("title").text == f"{sentence} · Retail Rivalry"
    assert "revision 1" in (page.meta("description") or "")


def test_the_sentence_is_the_api_s(client: TestClient) -> None:
    page = embed(client, EMBEDS["compare"])

    assert page.meta("og:title") == in_print(ask(client, f"/v1/compare?{PAIR}&metric=revenue")["sentence"])


def test_checks_are_titled_by_how_many_hold(client: TestClient) -> None:
    some, every = embed(client, EMBEDS["checks"]), embed(client, "/embed/checks?metric=clubs")

    assert some.meta("og:title") == "The first 3 claims recomputed: 3 hold."
    assert every.meta("og:title") == "1 claim recomputed: 1 holds."


def test_several_values_of_an_attribute_are_as_many_of_a_parameter(client: TestClient) -> None:
    page = embed(client, "/embed/checks?operation=gap,%20leads&limit=50")

    claims = ask(client, "/v1/checks?operation=gap&operation=leads&limit=50")["items"]
    assert written(page) == [in_print(each["sentence"]) for each in claims]
    assert page.components[0].attributes["operation"] == "gap, leads"


def test_a_picture_has_the_place_that_its_component_has(client: TestClient) -> None:
    page = embed(client, "/embed/mix?company=walmart&metric=revenue&place=2")

    (image,) = page.all("img")
    assert "place=2" in image.attributes["src"]
    assert "place=2" in (page.meta("og:image") or "")
    assert "#b04e0a" in client.get(image.attributes["src"]).text


def test_a_place_without_a_colour_is_refused(client: TestClient) -> None:
    response = client.get("/embed/mix?company=walmart&metric=revenue&place=9", headers={"accept": "application/json"})

    assert response.status_code == 422
    assert response.json()["parameter"] == "place"


@EVERY_EMBED
def test_a_picture_stands_for_those_that_are_drawn(client: TestClient, address: str) -> None:
    page = embed(client, address)

    name = urlsplit(address).path.removeprefix("/embed/")
    drawn = page.all("img")
    assert bool(drawn) is COMPONENTS[name].has_chart is bool(page.meta("og:image"))
    for image in drawn:
        assert image.within[-2:] == ["noscript", "picture"]
        assert image.attributes["src"].startswith(f"/v1/charts/{name}.svg?{urlsplit(address).query}")
        assert image.attributes["alt"] == page.meta("og:title") == page.meta("og:image:alt")
    card = page.meta("og:image")
    if card:
        asked = dict(parse_qsl(urlsplit(card).query))
        assert card.startswith(f"http://testserver/v1/charts/{name}.png?")
        assert (asked["width"], asked["height"]) == ("1200", "630")
        assert (page.meta("og:image:width"), page.meta("og:image:height")) == ("1200", "630")


def test_what_is_not_drawn_is_written_where_no_script_runs(client: TestClient) -> None:
    checks, fact = embed(client, EMBEDS["checks"]), embed(client, EMBEDS["fact"])

    sentences = [each["sentence"] for each in client.get("/v1/checks?metric=revenue&limit=3").json()["items"]]
    assert written(checks) == [in_print(each) for each in sentences]
    assert fact.one("rivalry-fact").text == "more than 4,600"
    assert "Amazon edges past Walmart" in fact.one("cite").text


@EVERY_EMBED
def test_an_embed_leads_back_to_itself_and_to_what_oembed_says_of_it(client: TestClient, address: str) -> None:
    page = embed(client, address)

    own = f"http://testserver{address}"
    assert page.one("link", rel="canonical").attributes["href"] == own == page.meta("og:url")
    assert page.one("a", target="_top").attributes["href"] == own
    discovery = page.one("link", type="application/json+oembed").attributes["href"]
    assert discovery == f"http://testserver/oembed?url={quote(own, safe=',:')}&format=json"
    assert client.get(discovery).json()["title"] == page.meta("og:title")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_the_page_s_and_its_picture_s_and_no_attribute(client: TestClient, theme: str) -> None:
    page = embed(client, f"{EMBEDS['compare']}&theme={theme}")

    assert page.one("html").attributes["data-theme"] == theme
    assert f"theme={theme}" in page.one("img").attributes["src"]
    assert all(f"theme={theme}" in each.attributes["srcset"] for each in page.all("source"))
    assert "theme" not in page.components[0].attributes


def test_without_a_theme_the_reader_s_own_is_taken(client: TestClient) -> None:
    page = embed(client, EMBEDS["compare"])

    assert "data-theme" not in page.one("html").attributes
    assert "theme=dark" in page.one("source", media="(prefers-color-scheme: dark)").attributes["srcset"]


# What may run, and who may frame it


@EVERY_EMBED
def test_an_embed_runs_files_of_ours_only_and_may_be_framed_by_all(client: TestClient, address: str) -> None:
    response = client.get(address)

    page = Page(response.text)
    assert page.in_place == []
    assert policy_of(response.headers["content-security-policy"]) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "object-src": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "*",
    }
    assert "x-frame-options" not in response.headers


@pytest.mark.parametrize(
    "ancestors",
    ["'none'", "'self'", "https://news.example", "'self' https://*.example:8443 http://localhost:*", "https:"],
)
def test_who_may_frame_an_embed_is_set(loaded_url: str, ancestors: str) -> None:
    client = TestClient(create_app(Settings(database_url=loaded_url, frame_ancestors=ancestors)))

    policy = policy_of(client.get(EMBEDS["fact"]).headers["content-security-policy"])

    assert policy["frame-ancestors"] == ancestors


@pytest.mark.parametrize(
    "ancestors",
    [
        "",
        "*; script-src *",
        "https://a.example, https://b.example",
        "self",
        "'none' *",
        "javascript:",
        "https://a.example/x",
    ],
)
def test_what_is_no_list_of_ancestors_is_refused_at_the_start(ancestors: str) -> None:
    with pytest.raises(ValidationError, match="frame_ancestors"):
        Settings(frame_ancestors=ancestors)


# Refusals


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("/embed/comparison", (404, "not-found")),
        ("/embed/", (404, "not-found")),
        ("/embed", (404, "not-found")),
        (f"/embed/compare?{PAIR}&metric=revenue&metrics=x", (422, "unknown-parameter")),
        (f"/embed/compare?{PAIR}&metric=revenue&metric=revenue", (422, "repeated-parameter")),
        (f"/embed/compare?{PAIR}&metric=revenue&theme=sepia", (422, "unknown-value")),
        (f"/embed/compare?{PAIR}", (422, "missing-parameter")),
        (f"/embed/compare?{PAIR}&metric=revnue", (422, "unknown-value")),
        (f"/embed/compare?{PAIR}&metric=order-value-lift", (422, "too-few-facts")),
        ("/embed/mix?metric=revenue", (422, "missing-parameter")),
        ("/embed/mix?company=amazn&metric=revenue", (404, "not-found")),
        ("/embed/fact?fact=nothing", (404, "not-found")),
        ("/embed/checks?cursor=x", (422, "unknown-parameter")),
        (f"/embed/compare?metric=revenue&companies={quote(HOSTILE)}", (422, "unknown-value")),
        (f"/embed/fact?fact={quote(HOSTILE)}", (404, "not-found")),
        ("/embed/fact?fact=..%2Fcompanies", (404, "not-found")),
    ],
)
def test_what_the_api_refuses_an_embed_refuses(client: TestClient, address: str, refusal: tuple[int, str]) -> None:
    response = client.get(address)
    page = client.get(address, headers=AS_A_BROWSER)

    assert code_of(response) == refusal
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert page.status_code == refusal[0]
    assert [each for each in Page(page.text).elements if "alert" in str(each.attributes) and each.tag != "meta"] == []
    assert page.headers["content-type"].startswith("text/html")
    assert Page(page.text).in_place == []
    if urlsplit(address).path.rpartition("/")[2] in COMPONENTS:
        assert in_print(response.json()["detail"])[1:] in Page(page.text).one("h1").text
        assert policy_of(page.headers["content-security-policy"])["frame-ancestors"] == "*"


def test_a_refusal_says_all_that_the_api_says(client: TestClient) -> None:
    asked = f"{PAIR}&metric=order-value-lift"

    assert client.get(f"/embed/compare?{asked}").json() == client.get(f"/v1/compare?{asked}").json()


def test_without_a_dataset_an_embed_says_what_to_run(database_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=database_url)))

    response = client.get(EMBEDS["compare"])

    assert code_of(response) == (503, "no-dataset")
    assert response.headers["retry-after"]


# Under which origin


@pytest.fixture
def public(loaded_url: str) -> Iterator[TestClient]:
    """Return a client of an app that knows how the world reaches it."""
    with TestClient(create_app(Settings(database_url=loaded_url, public_url="https://Facts.example/"))) as opened:
        yield opened


def test_absolute_links_begin_with_the_address_that_a_client_reached_and_no_other_client_is_given_them(
    client: TestClient,
) -> None:
    address = EMBEDS["compare"]

    pages = [client.get(f"{origin}{address}") for origin in ("http://[::1]:81", "http://127.0.0.1", "http://[::1]:81")]

    origins = [Page(page.text).one("link", rel="canonical").attributes["href"].removesuffix(address) for page in pages]
    assert origins == ["http://[::1]:81", "http://127.0.0.1", "http://[::1]:81"]
    assert {page.headers["cache-control"] for page in pages} == {"private, max-age=60"}
    assert pages[0].headers["etag"] == pages[2].headers["etag"] != pages[1].headers["etag"]


@pytest.mark.parametrize("host", [f"a{HOSTILE}", "a b", "a/b", "a@b", "", "a:port", "<b>", "evil.example", "localhost"])
def test_no_host_that_a_client_makes_up_stands_in_a_link(client: TestClient, host: str) -> None:
    page = Page(client.get(EMBEDS["compare"], headers={"Host": host}).text)

    assert page.one("link", rel="canonical").attributes["href"].startswith("http://testserver/embed/")


def test_the_origin_that_is_set_stands_whatever_a_client_says(public: TestClient) -> None:
    pages = [public.get(EMBEDS["compare"], headers={"Host": host}) for host in ("one.example", "two.example")]

    assert pages[0].content == pages[1].content
    assert (
        Page(pages[0].text).one("link", rel="canonical").attributes["href"].startswith("https://facts.example/embed/")
    )
    assert pages[0].headers["cache-control"].startswith("public, max-age=60")


@pytest.mark.parametrize(
    "url",
    [
        "facts.example",
        "https://facts.example/api",
        "ftp://facts.example",
        "https://a b",
        "https://",
        'https://a"b',
        "http://x:99999",
        "http://x:0",
        "http://[::::]",
    ],
)
def test_what_is_no_origin_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        Settings(public_url=url)


def test_an_embed_is_answered_out_of_memory(client: TestClient) -> None:
    first = client.get(EMBEDS["series"], headers={"Accept-Encoding": "br"})

    again = client.get(EMBEDS["series"], headers={"Accept-Encoding": "br", "If-None-Match": first.headers["etag"]})

    assert first.headers["content-encoding"] == "br"
    assert again.status_code == 304
