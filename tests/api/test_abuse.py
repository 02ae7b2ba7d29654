"""Abuse: whatever a request says, in whatever part of it, is nowhere taken for anything but a text."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Scope

from app.api.openapi import load_example
from app.api.pages.selection import COMPONENTS
from app.main import create_app
from app.settings import Settings
from tests.api.hostile import HOSTILE, breaks_out
from tests.api.test_limits import PATHS, changed
from tests.api.test_openapi import PINNED
from tests.api.toys import run

TURNS = 6
"""One request in so many is made of all that there could be: every operation is asked with every text in some of its
parameters."""
BROWSER = {"Accept": "text/html"}
OPERATIONS = sorted(set(PINNED.values()) - {"show_health", "show_readiness"})
HEADERS = (
    *("accept", "accept-encoding", "accept-language", "authorization", "content-length", "content-type", "cookie"),
    *("expect", "forwarded", "host", "if-modified-since", "if-none-match", "if-range", "origin", "range", "referer"),
    *("te", "traceparent", "user-agent", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"),
    *("x-http-method-override", "x-original-url", "x-request-id", "x-rewrite-url"),
    *("access-control-request-headers", "access-control-request-method"),
)
ASKED_WITH_HEADERS = (
    "/",
    "/embed/checks",
    "/embed/nothing",
    "/nothing",
    "/oembed?url=/",
    "/v1/dataset",
    "/v1/facts?company=nobody",
    "/v1/export/metrics.csv",
    "/v1/export/database",
    "/readyz",
    "/metrics",
)


@pytest.fixture(scope="module")
def app(loaded_url: str) -> Iterator[ASGIApp]:
    """Return an app over the shipped seed, without a twin."""
    made = create_app(Settings(database_url=loaded_url))
    with TestClient(made, raise_server_exceptions=False):
        yield made


@pytest.fixture(scope="module")
def asked(app: ASGIApp) -> TestClient:
    """Return a client of it."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def parameters(asked: TestClient) -> dict[str, list[dict[str, Any]]]:
    """Return the parameters of each operation, but for headers."""
    operations = (each for methods in asked.get("/openapi.json").json()["paths"].values() for each in methods.values())
    return {
        each["operationId"]: [given for given in each.get("parameters", []) if given["in"] != "header"]
        for each in operations
    }


def some(turn: int) -> list[str]:
    """Return a few of the hostile texts, others with each turn: together all of them are asked of everything."""
    return list(HOSTILE.values())[turn % TURNS :: TURNS]


def wrong_with(response: Response) -> list[str]:
    """List what is wrong with the answer to a hostile request."""
    failed = [f"status {response.status_code}"] if response.status_code >= 500 and response.status_code != 501 else []
    return failed + breaks_out(response.headers["content-type"], response.headers.raw, response.content)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_parameter_and_no_name_of_one_breaks_out(
    asked: TestClient, parameters: dict[str, list[dict[str, Any]]], operation: str
) -> None:
    path = load_example(operation)["request"].partition("?")[0]
    first = OPERATIONS.index(operation)
    addresses = [
        changed(operation, each, [text])
        for turn, each in enumerate(parameters[operation], start=first)
        for text in some(turn)
    ]
    addresses += [f"{path}?{quote(text)}=1" for text in some(first)]
    addresses += [f"{path}/{quote(text, safe='')}" for text in some(first + 1)]
    for address in addresses:
        assert wrong_with(asked.get(address)) == [], address


@pytest.mark.parametrize("path", [path for path in PATHS.values() if "{" in path])
def test_no_segment_of_a_path_breaks_out(asked: TestClient, path: str) -> None:
    for text in HOSTILE.values():
        for segment in (quote(text, safe=""), quote(text)):
            address = path.partition("{")[0] + segment
            for headers in ({}, BROWSER):
                assert wrong_with(asked.get(address, headers=headers)) == [], address


@pytest.mark.parametrize("name", COMPONENTS)
def test_no_attribute_of_an_embed_breaks_out(asked: TestClient, name: str) -> None:
    component = COMPONENTS[name]
    usual = {"companies": "amazon,walmart", "metric": "revenue", "company": "amazon", "fact": "x"}
    given = {key: value for key, value in usual.items() if key in component.attributes}
    for turn, attribute in enumerate((*component.attributes, "theme", HOSTILE["element"], HOSTILE["attribute"])):
        for text in some(turn):
            address = f"/embed/{name}?{urlencode({**given, attribute: text})}"
            assert wrong_with(asked.get(address, headers=BROWSER)) == [], address
            assert wrong_with(asked.get(f"/oembed?{urlencode({'url': address})}")) == [], address


@pytest.mark.parametrize("start", ["/", "/embed/", "/assets/", "/assets/swagger/", "/widgets.", "/docs/", "/sources/"])
def test_no_address_of_a_page_breaks_out(asked: TestClient, start: str) -> None:
    for text in HOSTILE.values():
        for address in (start + quote(text, safe=""), f"{start}x?{quote(text)}", start + quote(text)):
            assert wrong_with(asked.get(address, headers=BROWSER)) == [], address


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_breaks_out_or_comes_back(app: ASGIApp, header: str) -> None:
    """Asked without a server in between, which would refuse some of these."""
    for turn, address in enumerate(ASKED_WITH_HEADERS, start=HEADERS.index(header)):
        for text in some(turn):
            path, _, query = address.partition("?")
            scope: Scope = {
                "type": "http",
                "method": "GET",
                "path": path,
                "raw_path": path.encode(),
                "root_path": "",
                "scheme": "http",
                "http_version": "1.1",
                "query_string": query.encode(),
                "client": ("192.0.2.1", 1),
                "server": ("192.0.2.2", 8000),
                "headers": [(header.encode(), text.encode())],
            }
            start, *parts = run(app, scope)
            kind = dict(start["headers"]).get(b"content-type", b"").decode()
            body = b"".join(part["body"] for part in parts if "body" in part)
            assert start["status"] < 500
            assert breaks_out(kind, start["headers"], body) == [], (address, text)
            assert b"hostile" not in body.lower()
            told = [value for name, value in start["headers"] if name != b"x-request-id"]  # its letters alone come back
            assert not any(b"hostile" in value.lower() for value in told)


MALFORMED = {
    "accept": (
        "application/openmetrics-text; version=abc",
        "application/openmetrics-text; version=",
        "text/plain; version=x",
    ),
    "accept-encoding": ("zstd;q=nan", "*;q=nan", "*;q=inf", "gzip;q=-1", "br;q", ";", "gzip;q=1e400", "x" * 30_000),
    "content-length": ("-1", "nan", "9" * 400),
    "host": ("", "[", "[::1", "a" * 5000, "x:nan", "x:99999999"),
    "if-none-match": ('"', "W/", "," * 30_000),
    "if-modified-since": ("nan", "Thu, 32 Foo 9999 99:99:99 GMT"),
    "range": ("bytes=-", "bytes=nan-", "bytes=9999999999999999999999-", "bytes=" + "0-0," * 5000),
    "if-range": ("nan", '"'),
    "traceparent": ("00-nan-nan-01", "-" * 1000),
    "x-request-id": ("", "nan", "x" * 30_000),
    "origin": ("null", "http://[", "x" * 30_000),
}
"""What a header may not say, as far as a server in front of the app lets it through."""


@pytest.mark.parametrize("header", MALFORMED)
def test_no_malformed_header_is_a_fault_of_ours(asked: TestClient, header: str) -> None:
    for address in ASKED_WITH_HEADERS:
        for text in MALFORMED[header]:
            status = asked.get(address, headers={header: text}).status_code

            assert status < 500, (address, text[:100])


def test_the_hostile_texts_are_found_where_they_break_out() -> None:
    plain = {
        "text/html": b"<p>%s</p>",
        "image/svg+xml": b"<svg xmlns='http://www.w3.org/2000/svg'><text a=\"x%s\"/></svg>",
        "application/json": b'{"a":"%s"}',
        "text/csv": b'a,"%s"\r\n',
    }
    written = {
        "text/html": ("element", "attribute", "end of everything"),
        "image/svg+xml": (),
        "application/json": ("json",),
        "text/csv": ("formula that calls", "formula with a tab", "formula in full width"),
    }
    for kind, names in written.items():
        for name in names:
            assert breaks_out(kind, [], plain[kind] % HOSTILE[name].encode()), (kind, name)
    hostile_svg = b"<svg xmlns='http://www.w3.org/2000/svg'><hostile/><text onload='x'/><a href='x'/></svg>"
    assert len(breaks_out("image/svg+xml", [], hostile_svg)) == 3
    assert len(breaks_out("text/plain", [(b"x", b"a\r\nb"), (b"set-cookie", b"x")], b"")) == 2
