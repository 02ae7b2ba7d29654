"""One connection: what is sent on it in an odd order, or left on the way, and when it ends."""

import re
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from app.serving import limits
from tests.api.serving import Server
from tests.serving.hurried import Hurried, WithOneConnection, connected, request, rest_of, status_of

CLOSE = "Connection: close\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
PATIENCE = 15
"""Seconds within which a connection must end that a second or two are given to."""


def statuses(received: bytes) -> list[int]:
    """Return the statuses of all answers."""
    return [int(each) for each in re.findall(rb"HTTP/1.1 (\d+)", received)]


def seconds_until_cut_off(connection: socket.socket) -> float:
    """Send a byte now and then until the server has no such connection any more; return how long that took."""
    began = time.monotonic()
    with suppress(ConnectionError):
        while time.monotonic() < began + PATIENCE:
            connection.sendall(b"x")
            time.sleep(0.1)
    return time.monotonic() - began


@pytest.mark.parametrize("name", ["X-Request-Id", "x-request-id"])
def test_what_comes_behind_a_body_is_none_of_the_headers(server: Hurried, name: str) -> None:
    received = server.exchange(request(headers=CHUNKED + CLOSE) + f"1\r\nx\r\n0\r\n{name}: trailing\r\n\r\n".encode())

    assert status_of(received) == 200
    assert re.findall(rb"\r\nx-request-id: (\w+)", received)
    assert b"trailing" not in received


def test_the_next_request_has_its_own_headers_behind_one_that_had_some_behind_its_body(server: Hurried) -> None:
    first = request(headers=CHUNKED) + b"0\r\nX-Request-Id: trailing\r\n\r\n"
    received = server.exchange(first + request(headers="X-Request-Id: second\r\n" + CLOSE))

    assert statuses(received) == [200, 200]
    assert b"trailing" not in received
    assert received.count(b"\r\nx-request-id: second\r\n") == 1


def test_who_may_send_a_body_is_told_that_nothing_is_read_behind_the_answer(server: Hurried) -> None:
    """Whether the body follows is the client's choice: on a kept connection its next request might be taken for one."""
    with connected(server) as connection:
        connection.sendall(request(method="POST", headers="Expect: 100-continue\r\nContent-Length: 90\r\n"))
        received = rest_of(connection)

    assert statuses(received) == [405]
    assert b"\r\nconnection: close\r\n" in received


TOO_LARGE = request(method="POST", headers="Content-Length: 20000\r\n") + b"x" * 17_000
TOO_SLOW = request(method="POST", headers="Content-Length: 9000\r\n") + b"x"


@pytest.mark.parametrize(("sent", "status"), [(TOO_LARGE, 413), (TOO_SLOW, 408)], ids=["too large", "too slow"])
def test_who_was_refused_in_the_middle_of_a_body_is_not_listened_to_for_long(
    server: Hurried, sent: bytes, status: int
) -> None:
    with connected(server) as connection:
        connection.sendall(sent)
        refused = rest_of(connection)
        took = seconds_until_cut_off(connection)

    assert status_of(refused) == status
    assert took < PATIENCE


@pytest.mark.parametrize(
    "more", [b"", request("/healthz")], ids=["what is asked alone", "what is asked behind something else"]
)
def test_a_connection_that_is_being_answered_makes_no_room_for_another_one(many_url: str, more: bytes) -> None:
    server = WithOneConnection(many_url, "--workers", "1")
    with connected(server, buffer=4096) as busy:
        busy.sendall(more + request("/v1/export/facts.csv", headers=CLOSE))
        received = busy.recv(1000)
        time.sleep(0.2)
        with connected(server) as third:
            answer = rest_of(third)
            took = seconds_until_cut_off(third)
        received += rest_of(busy)
    server.stop()

    assert status_of(answer) == 503
    assert b'"code":"overloaded"' in answer
    assert took < PATIENCE
    assert received.endswith(b"\r\n0\r\n\r\n")


def test_headers_are_counted_from_their_first_byte_behind_a_small_request(server: Hurried) -> None:
    half = limits.MOST_HEADERS // 2 + 1
    with connected(server) as connection:
        connection.sendall(request("/healthz") + b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * half)
        received = b""
        while not received.endswith(b'{"status":"ok"}'):
            received += connection.recv(65536)
        connection.sendall(b"x" * half + b"\r\n\r\n")
        received += rest_of(connection)

    assert statuses(received) == [200, 431]


def leave(connection: socket.socket) -> None:
    """Hang up without a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stay(_connection: socket.socket) -> None:
    """Hang up as usual."""


@pytest.mark.parametrize("hang_up", [leave, stay], ids=["by a reset", "as usual"])
def test_who_leaves_while_several_requests_are_answered_breaks_nothing(
    loaded_url: str, hang_up: Callable[[socket.socket], None]
) -> None:
    server = Server(loaded_url, "--workers", "1")
    for width in range(600, 606):
        picture = request(f"/v1/charts/mix.png?company=amazon&metric=revenue&width={width}")
        with connected(server) as connection:
            connection.sendall(picture + request() * 3)
            time.sleep(0.02)
            hang_up(connection)
    answer = server.exchange(request("/v1/charts/mix.png?company=amazon&metric=revenue&width=700", headers=CLOSE))
    server.stop()

    assert status_of(answer) == 200
    assert [line for line in server.log if '"status":500' in line or "Traceback" in line] == []
