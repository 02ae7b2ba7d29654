"""What a process refuses to be held up by: requests without measure, clients without haste, connections without end."""

import re
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.api.guards.bodies import MOST_BODY
from app.api.guards.downloads import DOWNLOADS, MOST_AT_ONCE
from app.api.guards.turns import MOST_WAITING
from app.serving import limits
from app.serving.refusals import DETAILS
from tests.api.asking import ROOT
from tests.serving.hostile import ANSWERED, REFUSED
from tests.serving.hurried import Hurried, WithFewHandles, connected, request, rest_of, status_of

PROBLEM = b"content-type: application/problem+json"


@pytest.mark.parametrize(("sent", "status", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_too_much_or_no_request_is_refused_as_a_problem(
    server: Hurried, sent: bytes, status: int, code: str
) -> None:
    received = server.exchange(sent)

    head, _, body = received.partition(b"\r\n\r\n")
    assert (status_of(received), f'"code":"{code}"' in body.decode()) == (status, True), received[:300]
    assert {PROBLEM, b"connection: close", b"access-control-allow-origin: *"} <= set(head.lower().split(b"\r\n"))
    assert int(re.findall(rb"content-length: (\d+)", head)[0]) == len(body)


@pytest.mark.parametrize(("sent", "status"), ANSWERED.values(), ids=ANSWERED)
def test_what_is_within_the_limits_is_answered(server: Hurried, sent: bytes, status: int) -> None:
    received = server.exchange(sent)

    assert status_of(received) == status, received[:300]
    assert b"\r\nconnection: close\r\n" in received


def test_a_refusal_of_head_has_no_body(server: Hurried) -> None:
    received = server.exchange(request("/" + "x" * limits.MOST_URL, method="HEAD"))

    assert received.startswith(b"HTTP/1.1 414 ")
    assert received.endswith(b"\r\n\r\n")


def test_one_connection_goes_on_after_a_small_body(server: Hurried) -> None:
    with connected(server) as connection:
        connection.sendall(request(method="POST", headers="Content-Length: 5\r\n") + b"hello")
        connection.sendall(request(headers="Connection: close\r\n"))
        received = rest_of(connection)

    assert re.findall(rb"HTTP/1.1 (\d+)", received) == [b"405", b"200"]


def test_what_came_before_what_is_refused_is_answered_first(server: Hurried) -> None:
    received = server.exchange(request() * 3 + b"rubbish\r\n\r\n")

    assert re.findall(rb"HTTP/1.1 (\d+)", received) == [b"200"] * 3
    assert received.count(b"connection: close") == 1


def test_of_thousands_of_requests_at_once_some_are_answered_and_the_connection_is_closed(server: Hurried) -> None:
    received = server.exchange(request() * 3_000)

    answered = re.findall(rb"HTTP/1.1 (\d+)", received)
    assert set(answered) == {b"200"}
    assert limits.MOST_PIPELINED <= len(answered) <= limits.MOST_PIPELINED + 2
    assert received.count(b"connection: close") == 1


@pytest.mark.parametrize("part", [b"X-Endless: " + b"x" * 5_000, b"X: x\r\n" * 500], ids=["a header", "headers"])
def test_who_sends_without_end_is_refused_and_then_cut_off(server: Hurried, part: bytes) -> None:
    received, sent = b"", 0
    with connected(server) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        try:
            while sent < 100_000_000:
                connection.sendall(part)
                sent += len(part)
                if sent > 100_000 and not received:
                    received = connection.recv(65536)
        except ConnectionError:
            pass

    assert status_of(received) == 431
    assert sent < 20_000_000


def test_slow_clients_are_refused_or_hung_up_on(server: Hurried) -> None:
    """All at once, so that the test takes no longer than the slowest of them."""
    beginnings = {
        "nothing": (b"", b""),
        "empty lines": (b"\r\n", b"\r\n"),
        "half a line": (b"GET /v1", b"x"),
        "half a head": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-Slow: x\r\n"),
        "half a body": (request(method="POST", headers="Content-Length: 9000\r\n") + b"x", b"x"),
        "half a chunk": (request(method="POST", headers="Transfer-Encoding: chunked\r\n") + b"5\r\nx", b""),
        "a second request": (request() + b"GET ", b"x"),
    }
    ended: dict[str, bytes] = {}
    with ExitStack() as stack:
        clients = {name: stack.enter_context(connected(server)) for name in beginnings}
        for name, connection in clients.items():
            connection.sendall(beginnings[name][0])
            connection.settimeout(0)
        began, received = time.monotonic(), dict.fromkeys(clients, b"")
        while len(ended) < len(clients) and time.monotonic() < began + 20:
            time.sleep(0.3)
            for name in set(clients) - set(ended):
                try:
                    part = clients[name].recv(65536)
                    received[name] += part
                    if part:
                        clients[name].sendall(beginnings[name][1])
                    else:
                        ended[name] = received[name]
                except BlockingIOError:
                    clients[name].sendall(beginnings[name][1])
                except ConnectionError:
                    ended[name] = received[name]

    assert {name: re.findall(rb"HTTP/1.1 (\d+)", told) for name, told in ended.items()} == {
        "nothing": [],
        "empty lines": [b"408"],
        "half a line": [b"408"],
        "half a head": [b"408"],
        "half a body": [b"408"],
        "half a chunk": [b"408"],
        "a second request": [b"200", b"408"],
    }


def test_who_does_not_read_is_cut_off_and_makes_room(server: Hurried) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(server, buffer=4096)) for _ in range(8)]
        for connection in slow:
            connection.sendall(request("/v1/export/facts.csv"))
        heads = [connection.recv(100) for connection in slow]
        refused = server.exchange(request("/v1/export/facts.ndjson", headers="Connection: close\r\n"))
        waited = time.monotonic()
        while status_of(server.exchange(request("/v1/export/metrics.csv", headers="Connection: close\r\n"))) == 503:
            time.sleep(0.2)
            assert time.monotonic() < waited + 30

    assert {status_of(head) for head in heads} == {200}
    assert status_of(refused) == 503
    assert b"retry-after: 1\r\n" in refused
    assert b'"code":"overloaded"' in refused


def test_an_idle_connection_is_closed(server: Hurried) -> None:
    with connected(server) as connection:
        connection.sendall(request())
        began = time.monotonic()
        received = rest_of(connection)

    assert status_of(received) == 200
    assert time.monotonic() - began < limits.IDLE_SECONDS + 10


def test_thousands_of_idle_connections_keep_nobody_out(server: Hurried) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(server)) for _ in range(2_000)]
        for connection in idle[::2]:
            connection.sendall(b"GET / HTTP/1.1\r\n")
        answered = server.exchange(request("/healthz", headers="Connection: close\r\n"))

    assert status_of(answered) == 200


def test_where_handles_are_few_the_longest_idle_connection_makes_room_for_a_new_one(loaded_url: str) -> None:
    server = WithFewHandles(loaded_url, "--workers", "1")
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(server)) for _ in range(400)]
        answered = [server.exchange(request("/readyz", headers="Connection: close\r\n")) for _ in range(5)]
        picture = server.exchange(
            request("/v1/charts/mix.svg?company=amazon&metric=revenue", headers="Connection: close\r\n")
        )
        soft = re.findall(r"Max open files\s+(\d+)", Path(f"/proc/{server.process.pid}/limits").read_text())
        first, last = idle[0], idle[-1]
        first.settimeout(5)
        last.sendall(request(headers="Connection: close\r\n"))
        gone = _is_gone(first)
        still = rest_of(last)
    server.stop()

    assert soft == ["200"]
    assert {status_of(each) for each in answered} == {200}
    assert status_of(picture) == 200
    assert gone
    assert status_of(still) == 200
    assert "Traceback" not in "".join(server.log)


def test_every_code_that_is_refused_with_is_spelt() -> None:
    assert set(DETAILS) == {"malformed", "too-slow", "body-too-large", "too-long", "headers-too-large", "overloaded"}


def _is_gone(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_the_readme_says_how_much_is_taken() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = [
        f"| of an address | {limits.MOST_URL:,} bytes | 414 `too-long` |",
        f"| of headers | {limits.MOST_FIELDS}, {limits.MOST_HEADERS:,} bytes together | 431 `headers-too-large` |",
        f"| of a body, which only `/mcp` reads | {MOST_BODY:,} bytes | 413 `body-too-large` |",
        f"| for a request, from its first byte to its last | {limits.REQUEST_SECONDS} seconds | 408 `too-slow` |",
        f"| of requests sent before the first is answered | {limits.MOST_PIPELINED} |",
        f"| of connections | {limits.MOST_CONNECTIONS:,}, fewer where file handles are |",
        f"| between two requests | {limits.IDLE_SECONDS} seconds |",
        f"{limits.STALLED_SECONDS} seconds in which less than {limits.LEAST_TAKEN // 1000} kB are |",
        f"| of downloads under `{DOWNLOADS}` at once | {MOST_AT_ONCE} | 503 `overloaded` |",
        f"{MOST_WAITING} requests wait",
        f"ends after {limits.DRAIN_SECONDS} seconds at the latest",
    ]

    assert [row for row in rows if row not in readme.replace("\n", " ") and row not in readme] == []
