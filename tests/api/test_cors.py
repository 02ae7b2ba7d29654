"""Other origins: what pages of theirs may ask and read, as the README and the document say it, on every answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

ORIGINS = ("https://widgets.example", "null", "http://127.0.0.1:9999", "https://evil.example\"'<b>")
EXPOSED = {"ETag", "Link", "Dataset-Revision", "RateLimit", "RateLimit-Policy", "Retry-After"}
ANSWERS: dict[str, tuple[int, str, str, dict[str, str]]] = {
    "an answer": (200, "GET", "/v1/dataset", {}),
    "its head": (200, "HEAD", "/v1/dataset", {}),
    "a list": (200, "GET", "/v1/facts?limit=1", {}),
    "an answer that is known": (304, "GET", "/v1/dataset", {"If-None-Match": "*"}),
    "a picture": (200, "GET", "/v1/charts/compare.svg?companies=amazon,walmart&metric=revenue", {}),
    "an export": (200, "GET", "/v1/export/metrics.csv", {}),
    "a part of a file": (206, "GET", "/v1/export/database", {"Range": "bytes=0-9"}),
    "no part of it": (416, "GET", "/v1/export/database", {"Range": "bytes=99999999999-"}),
    "a script": (200, "GET", "/widgets.js", {}),
    "an asset": (200, "GET", "/assets/icon.svg", {}),
    "no asset": (404, "GET", "/assets/nothing.js", {}),
    "a page": (200, "GET", "/", {}),
    "the document": (200, "GET", "/openapi.json", {}),
    "oEmbed": (200, "GET", "/oembed?url=/", {}),
    "health": (200, "GET", "/healthz", {}),
    "measurements": (200, "GET", "/metrics", {}),
    "nothing there": (404, "GET", "/nothing", {}),
    "a wrong request": (422, "GET", "/v1/facts?nonsense=1", {}),
    "a wrong method": (405, "POST", "/v1/facts", {}),
    "options that are no question ahead": (405, "OPTIONS", "/v1/facts", {}),
}


@pytest.fixture(scope="module")
def asked(loaded_url: str) -> Iterator[TestClient]:
    """Return a client of an app without a twin."""
    with TestClient(create_app(Settings(database_url=loaded_url)), raise_server_exceptions=False) as opened:
        yield opened


def of_others(headers: Any) -> dict[str, str]:  # noqa: ANN401  as the client has them
    """Return the headers about other origins."""
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_origin_may_read_every_answer_and_no_answer_depends_on_one(asked: TestClient, name: str) -> None:
    status, method, address, headers = ANSWERS[name]
    plain = asked.request(method, address, headers=headers)

    assert plain.status_code == status
    assert set(of_others(plain.headers)) == {"access-control-allow-origin", "access-control-expose-headers"}
    assert plain.headers["access-control-allow-origin"] == "*"
    assert set(plain.headers["access-control-expose-headers"].split(", ")) >= EXPOSED
    assert "origin" not in plain.headers.get("vary", "").lower()
    for origin in ORIGINS:
        answer = asked.request(method, address, headers={**headers, "Origin": origin, "Cookie": "a=b"})
        assert (answer.status_code, of_others(answer.headers)) == (status, of_others(plain.headers))


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "nonsense"])
@pytest.mark.parametrize("address", ["/v1/facts", "/v1/export/facts.csv", "/nothing", "/healthz", "/widgets.js"])
def test_a_browser_that_asks_first_is_told_the_same_everywhere(
    asked: TestClient, origin: str, method: str, address: str
) -> None:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, x-anything, if-none-match",
        "Access-Control-Request-Private-Network": "true",
    }

    answer = asked.options(address, headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert of_others(answer.headers) == {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "*",
        "access-control-max-age": "86400",
    }


@pytest.mark.parametrize("guard", [{"trusted_hosts": "facts.example"}, {"rate_limit": "1/year"}])
def test_refusals_of_the_guards_may_be_read_too(loaded_url: str, guard: dict[str, Any]) -> None:
    client = TestClient(create_app(Settings(database_url=loaded_url, **guard)))
    client.get("/problems/not-found")

    refused = client.get("/problems/not-found", headers={"Origin": ORIGINS[0]})
    ahead = client.options("/v1/facts", headers={"Origin": ORIGINS[0], "Access-Control-Request-Method": "GET"})

    assert refused.status_code in (421, 429)
    assert refused.headers["access-control-allow-origin"] == "*"
    assert ahead.status_code == 204
