"""The head of a request: which version it speaks, under which host it asks, and how large a body it promises."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from app.api.guards.bodies import MOST_BODY
from tests.api.serving import Server
from tests.serving.hurried import Hurried, connected, request, rest_of, status_of

CLOSE = "Connection: close\r\n"
CSV = "/v1/export/facts.csv"


def parted(received: bytes) -> tuple[bytes, bytes]:
    """Return the head of an answer in small letters, and its body."""
    head, _, body = received.partition(b"\r\n\r\n")
    return head.lower(), body


def dechunked(body: bytes) -> bytes:
    """Put the chunks of a body together."""
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        whole, body = whole + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return whole


# Versions


@pytest.mark.parametrize("headers", [b"", b"Connection: keep-alive\r\n"], ids=["alone", "to be kept"])
@pytest.mark.parametrize("path", [CSV, "/v1/export/facts.ndjson"])
def test_an_older_client_gets_no_chunks_and_reads_until_we_hang_up(server: Hurried, path: str, headers: bytes) -> None:
    old_head, old = parted(server.exchange(f"GET {path} HTTP/1.0\r\n".encode() + headers + b"\r\n"))
    head, chunks = parted(server.exchange(request(path, headers=CLOSE)))

    assert b"transfer-encoding: chunked" in head
    assert b"transfer-encoding" not in old_head
    assert b"connection: close" in old_head
    assert old == dechunked(chunks)
    assert len(old) > 5_000_000


def test_an_older_client_is_told_the_length_of_what_has_one(server: Hurried) -> None:
    head, body = parted(server.exchange(b"GET /v1/facts?limit=1 HTTP/1.0\r\n\r\n"))

    assert f"\r\ncontent-length: {len(body)}".encode() in head
    assert b"\r\nconnection: close" in head


@pytest.mark.parametrize("path", [CSV, "/v1/facts?limit=1"])
def test_an_older_client_that_asks_for_a_head_gets_no_body(server: Hurried, path: str) -> None:
    head, body = parted(server.exchange(f"HEAD {path} HTTP/1.0\r\n\r\n".encode()))

    assert head.startswith(b"http/1.1 200 ")
    assert body == b""


def test_an_older_client_is_not_asked_to_go_on(server: Hurried) -> None:
    sent = b"POST /mcp HTTP/1.0\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"

    assert 400 <= status_of(server.exchange(sent)) < 500


@pytest.mark.parametrize("version", ["", " HTTP/0.9", " HTTP/2.0"])
def test_other_versions_are_refused(server: Hurried, version: str) -> None:
    received = server.exchange(f"GET /healthz{version}\r\nHost: x\r\n\r\n".encode())

    assert status_of(received) == 400
    assert b'"code":"malformed"' in received


# Hosts


@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"Host: x\r\nHost: x\r\n",
        b"Host: x\r\nhost: y\r\n",
        b'Host: "><x\r\n',
        b"Host: a/b?<script>\r\n",
        b"Host: caf\xc3\xa9.example\r\n",
        b"Host: user@facts.example\r\n",
        b"Host: facts.example:http\r\n",
        b"Host: a b\r\n",
        b"Host: [::1\r\n",
        b"Host: %zz\r\n",
    ],
)
@pytest.mark.parametrize("path", [b"/healthz", b"/v1/facts?limit=1"])
def test_who_names_no_host_or_two_or_what_is_none_is_refused(server: Hurried, hosts: bytes, path: bytes) -> None:
    received = server.exchange(b"GET %b HTTP/1.1\r\n%b\r\n" % (path, hosts))

    head, body = parted(received)
    assert status_of(received) == 400
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    assert b'"code":"malformed"' in body
    assert b"script" not in body


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"x",
        b"FACTS.example:8443",
        b"facts.example:",
        b"my_service",
        b"a~b",
        b"%61",
        b"[2001:db8::1]:80",
        b"10.0.0.1",
    ],
)
def test_whatever_can_be_a_host_is_answered_where_none_is_set(server: Hurried, host: bytes) -> None:
    received = server.exchange(b"GET /healthz HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % host)

    assert status_of(received) == 200


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_two_hosts_are_refused_whatever_the_version(server: Hurried, version: str) -> None:
    assert status_of(server.exchange(f"GET / HTTP/{version}\r\nHost: x\r\nHost: y\r\n\r\n".encode())) == 400


def test_what_came_before_a_request_without_a_host_is_answered_first(server: Hurried) -> None:
    received = server.exchange(request("/healthz") + b"GET /healthz HTTP/1.1\r\n\r\n")

    assert status_of(received) == 200
    assert received.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in received


# The host in a target


@pytest.fixture(scope="module")
def named(loaded_url: str) -> Iterator[Server]:
    """Serve under one name."""
    started = Server(loaded_url, "--workers", "1", RIVALRY_TRUSTED_HOSTS="facts.example")
    yield started
    started.stop()


@pytest.mark.parametrize(
    ("target", "hosts", "status"),
    [
        ("http://evil.example/robots.txt", "Host: facts.example\r\n", 421),
        ("http://evil.example", "Host: facts.example\r\n", 421),
        ("http://facts.example:80/robots.txt", "Host: evil.example\r\n", 200),
        ("HTTP://FACTS.example/robots.txt?x=y", "Host: facts.example\r\n", 200),
        ("http://facts.example/v1/facts?limit=1&as_of=http://evil.example/", "Host: facts.example\r\n", 422),
        ("/robots.txt", "Host: evil.example\r\n", 421),
        ("/robots.txt", "Host:\r\n", 421),
        ("http://facts.example@evil.example/robots.txt", "Host: facts.example\r\n", 400),
        ("http:///robots.txt", "Host: facts.example\r\n", 400),
        ("http://facts.example/robots.txt", "", 400),
        ("http://facts.example/robots.txt", "Host: facts.example\r\nHost: facts.example\r\n", 400),
        ("//evil.example/robots.txt", "Host: facts.example\r\n", 404),
    ],
)
def test_the_host_in_a_target_is_the_one_that_counts(named: Server, target: str, hosts: str, status: int) -> None:
    received = named.exchange(f"GET {target} HTTP/1.1\r\n{hosts}{CLOSE}\r\n".encode())

    assert status_of(received) == status


def test_an_older_client_that_names_a_host_in_a_target_needs_no_header(named: Server) -> None:
    assert status_of(named.exchange(b"GET http://facts.example/robots.txt HTTP/1.0\r\n\r\n")) == 200
    assert status_of(named.exchange(b"GET /robots.txt HTTP/1.0\r\n\r\n")) == 421


def test_a_target_without_a_path_is_the_front_page(named: Server) -> None:
    received = named.exchange(f"GET http://facts.example HTTP/1.1\r\nHost: facts.example\r\n{CLOSE}\r\n".encode())

    assert status_of(received) == 200
    assert b"<title>" in received


# Lengths


@pytest.mark.parametrize("expect", ["", "Expect: 100-continue\r\n"], ids=["", "who asks first"])
@pytest.mark.parametrize("length", [MOST_BODY + 1, 200_000_000, 9_999_999_999])
def test_a_body_that_is_too_large_by_its_own_account_is_not_waited_for(
    server: Hurried, length: int, expect: str
) -> None:
    with connected(server) as connection:
        connection.sendall(request("/mcp", method="POST", headers=f"Content-Length: {length}\r\n{expect}"))
        received = rest_of(connection)

    assert status_of(received) == 413
    assert b'"code":"body-too-large"' in received


def test_who_promises_a_body_that_is_small_enough_is_asked_to_go_on(server: Hurried) -> None:
    headers = (
        f"Host: localhost\r\nExpect: 100-continue\r\nContent-Length: {MOST_BODY}\r\nContent-Type: application/json\r\n"
    )
    with closing(server.connect()) as connection:
        connection.connect()
        connection.sock.sendall(f"POST /mcp HTTP/1.1\r\n{headers}\r\n".encode())
        received = connection.sock.recv(1000)

    assert received == b"HTTP/1.1 100 Continue\r\n\r\n"
