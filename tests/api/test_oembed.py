"""oEmbed: our own addresses only, as large as is asked for, and nothing in it that becomes markup."""

import struct
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.api.pages.printing import in_print
from app.main import create_app
from app.settings import Settings
from tests.api.asking import ask, code_of
from tests.api.looking import Page
from tests.api.test_embeds import EMBEDS, EVERY_EMBED, HOSTILE, PAIR

OURS = "http://testserver"
COMPARE = f"{OURS}{EMBEDS['compare']}"


def oembed(client: TestClient, url: str, **more: object) -> dict[str, Any]:
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    return ask(client, f"/oembed?url={quote(url)}{asked}")


@EVERY_EMBED
def test_an_embed_is_told_as_a_frame_of_it(client: TestClient, address: str) -> None:
    answer = oembed(client, OURS + address, format="json")

    assert (answer["type"], answer["version"], answer["cache_age"]) == ("rich", "1.0", 60)
    assert (answer["provider_name"], answer["provider_url"]) == ("Retail Rivalry", OURS)
    page = Page(answer["html"])
    frame, script = page.one("iframe").attributes, page.one("script").attributes
    assert (frame["src"], frame["title"]) == (OURS + address, answer["title"])
    assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))
    assert script["src"] == f"{OURS}/embed.js"
    assert client.get(frame["src"]).status_code == client.get(script["src"]).status_code == 200


@pytest.mark.parametrize("url", [f"{OURS}/", OURS, "/", f"{OURS}/#data"])
def test_the_front_page_is_told_by_what_it_is_about(client: TestClient, url: str) -> None:
    answer = oembed(client, url)

    assert answer["title"] == in_print(ask(client, f"/v1/compare?{PAIR}&metric=revenue")["sentence"])
    assert Page(answer["html"]).one("iframe").attributes["src"] == COMPARE


def test_a_path_is_as_good_as_the_whole_address(client: TestClient) -> None:
    assert oembed(client, EMBEDS["compare"]) == oembed(client, COMPARE)


def test_a_frame_is_no_larger_than_is_asked_for(client: TestClient) -> None:
    small, large = oembed(client, COMPARE, maxwidth=400, maxheight=300), oembed(client, COMPARE, maxwidth=9000)

    assert (small["width"], small["height"]) == (400, 300)
    assert large["width"] == 700
    assert 'width="400" height="300"' in small["html"]
    styles = [Page(each["html"]).one("iframe").attributes["style"] for each in (small, large)]
    assert "max-height: 300px" in styles[0]  # which what resizes the frame cannot pass
    assert "max-height" not in styles[1]


def test_a_picture_stands_beside_what_is_drawn_and_is_as_large_as_it_says(client: TestClient) -> None:
    answer = oembed(client, COMPARE, maxwidth=1200, maxheight=630)

    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)
    picture = client.get(answer["thumbnail_url"]).content
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


@pytest.mark.parametrize("room", [{"maxwidth": 300}, {"maxwidth": 640, "maxheight": 500}, {"maxheight": 629}])
def test_a_picture_fits_into_the_room_that_there_is(client: TestClient, room: dict[str, int]) -> None:
    answer = oembed(client, COMPARE, **room)

    width, height = struct.unpack(">II", client.get(answer["thumbnail_url"]).content[16:24])
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (width, height)
    assert width == room.get("maxwidth", 1200)
    assert height <= room.get("maxheight", height)


@pytest.mark.parametrize(
    ("url", "more"),
    [
        (OURS + EMBEDS["fact"], {}),
        (OURS + EMBEDS["checks"], {}),
        (COMPARE, {"maxwidth": 199}),
        (COMPARE, {"maxheight": 150}),
    ],
)
def test_there_is_no_picture_of_what_is_not_drawn_or_where_it_has_no_room(
    client: TestClient, url: str, more: dict[str, int]
) -> None:
    answer = oembed(client, url, **more)

    assert [name for name in answer if name.startswith("thumbnail")] == []


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/embed/compare?companies=amazon,walmart&metric=revenue",
        f"https://testserver{EMBEDS['compare']}",
        f"http://testserver:81{EMBEDS['compare']}",
        f"http://testserver@elsewhere.example{EMBEDS['compare']}",
        f"//elsewhere.example{EMBEDS['compare']}",
        "javascript:alert(1)",
        "http://[",
        f"{OURS}/docs",
        f"{OURS}/v1/compare?{PAIR}&metric=revenue",
        f"{OURS}/?page=2",
        f"{OURS}/embed/comparison?{PAIR}",
        f"{OURS}/embed/compare",
        f"{OURS}/embed/compare?{PAIR}&metric=revenue&nonsense=1",
        f"{OURS}/embed/compare?{PAIR}&metric=order-value-lift",
        f"{OURS}/embed/../embed/compare/",
        f"{OURS}/embed/fact?fact={HOSTILE}",
        f"{OURS}/embed/compare?companies=amazón",
    ],
)
def test_what_is_not_ours_or_shows_nothing_is_not_found(client: TestClient, url: str) -> None:
    response = client.get(f"/oembed?url={quote(url)}")

    assert code_of(response) == (404, "not-found")
    assert response.json()["parameter"] == "url"


def test_xml_is_not_spoken(client: TestClient) -> None:
    assert code_of(client.get(f"/oembed?url={quote(COMPARE)}&format=xml")) == (501, "not-implemented")


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("", (422, "missing-parameter")),
        ("url=/&maxwidth=0", (422, "out-of-range")),
        ("url=/&maxheight=wide", (422, "invalid-value")),
        ("url=/&format=yaml", (422, "unknown-value")),
        ("url=/&url=/", (422, "repeated-parameter")),
    ],
)
def test_a_wrong_request_is_refused(client: TestClient, query: str, refusal: tuple[int, str]) -> None:
    assert code_of(client.get(f"/oembed?{query}")) == refusal


def test_what_consumers_send_beside_that_is_passed_over(client: TestClient) -> None:
    assert oembed(client, COMPARE, dnt=1, discover="true") == oembed(client, COMPARE)


def test_every_page_may_ask(client: TestClient) -> None:
    response = client.get(f"/oembed?url={quote(COMPARE)}", headers={"Origin": "https://elsewhere.example"})

    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "private, max-age=60"


def test_what_is_ours_is_at_the_address_that_a_client_reached_whatever_it_calls_us(client: TestClient) -> None:
    address = f"/oembed?url={quote('http://127.0.0.1:81' + EMBEDS['compare'])}"

    reached = client.get(f"http://127.0.0.1:81{address}", headers={"Host": "evil.example"})
    other = client.get(address, headers={"Host": "127.0.0.1:81"})

    assert reached.json()["provider_url"] == "http://127.0.0.1:81"
    assert code_of(other) == (404, "not-found")


def test_what_is_ours_is_what_is_set(loaded_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=loaded_url, public_url="https://facts.example")))

    answer = oembed(client, f"https://facts.example{EMBEDS['compare']}")

    assert Page(answer["html"]).one("iframe").attributes["src"] == f"https://facts.example{EMBEDS['compare']}"
    assert code_of(client.get(f"/oembed?url={quote(COMPARE)}")) == (404, "not-found")


def test_without_a_dataset_nobody_can_tell(database_url: str) -> None:
    client = TestClient(create_app(Settings(database_url=database_url)))

    for url in (COMPARE, f"{OURS}/"):
        assert code_of(client.get(f"/oembed?url={quote(url)}")) == (503, "no-dataset")
