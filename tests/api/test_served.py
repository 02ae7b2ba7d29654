"""What shows on a real connection only: a uvicorn process on loopback, asked byte by byte."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.serving import Server


@pytest.fixture(scope="module")
def server(loaded_url: str) -> Iterator[Server]:
    """Serve the shipped seed until the tests of this file have ended."""
    started = Server(loaded_url)
    try:
        yield started
    finally:
        started.stop()


def test_one_connection_serves_get_head_304_and_refusals_in_turn(server: Server) -> None:
    connection = server.connect()
    connection.request("GET", "/v1/compare?companies=amazon,walmart&metric=revenue")
    whole = connection.getresponse()
    body = whole.read()

    seen = []
    for method, path, headers in (
        ("HEAD", "/v1/compare?companies=amazon,walmart&metric=revenue", {}),
        ("GET", "/v1/compare?companies=amazon,walmart&metric=revenue", {"If-None-Match": whole.headers["ETag"]}),
        ("GET", "/v1/compare?companies=amazon", {}),
        ("DELETE", "/v1/facts", {}),
        ("GET", "/readyz", {}),
    ):
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        seen.append((method, response.status, response.headers["Content-Length"], len(response.read())))
    connection.close()

    assert (whole.status, whole.headers["Content-Length"]) == (200, str(len(body)))
    assert seen[0] == ("HEAD", 200, str(len(body)), 0)
    assert seen[1] == ("GET", 304, None, 0)
    assert [status for _, status, _, _ in seen[2:]] == [422, 405, 200]
    assert all(length == str(size) for _, _, length, size in seen[2:])


def test_settings_come_from_the_environment(server: Server) -> None:
    connection = server.connect()

    connection.request("GET", "/v1/dataset")

    assert (
        connection.getresponse().headers["Cache-Control"]
        == "public, max-age=5, stale-while-revalidate=50, stale-if-error=86400"
    )
    connection.close()


def test_tags_on_two_lines_are_both_read(server: Server) -> None:
    connection = server.connect()
    connection.request("HEAD", "/v1/facts")
    tag = connection.getresponse().headers["ETag"]
    connection.close()

    received = server.exchange(
        b"GET /v1/facts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b'If-None-Match: "other"\r\nIf-None-Match: ' + tag.encode() + b"\r\n\r\n"
    )

    assert received.startswith(b"HTTP/1.1 304 ")


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/v1/companies/%00", 404),
        (b"/v1/companies/%ff", 404),
        (b"/v1/companies/%F0%9F%9B%92", 404),
        (b"/v1/companies/..%2f..%2fetc%2fpasswd", 404),
        (b"/v1/../../etc/passwd", 404),
        (b"/assets/../main.py", 404),
        (b"/assets/..%2fmain.py", 404),
        (b"/v1/facts?company=%ff", 422),
        (b"/v1/facts?company=%00", 422),
        (b"/v1/facts?%ff=1", 422),
        (b"/v1/facts?company=" + b"x" * 10_000, 422),
        (b"/v1/facts?cursor=" + b"W" * 10_000, 422),
        (b"/v1/companies/" + b"x" * 10_000, 422),
        (b"/v1/facts?", 200),
        (b"/v1/facts?&&", 200),
        (b"/v1/facts?=", 422),
    ],
)
def test_odd_targets_are_refused_as_problems(server: Server, target: bytes, status: int) -> None:
    received = server.exchange(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    if status != 200:
        assert b"content-type: application/problem+json" in head
        assert body.startswith(b'{"type":"/problems/')


def test_a_server_without_a_database_writes_nothing_fails_at_nothing_and_ends_when_asked(tmp_path: Path) -> None:
    server = Server(f"sqlite:///{tmp_path}/absent.db")

    alive = server.exchange(b"GET /healthz HTTP/1.0\r\n\r\n")
    refused = server.exchange(b"GET /v1/facts HTTP/1.0\r\n\r\n")
    code = server.stop()

    assert alive.startswith(b"HTTP/1.1 200 ")
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b'"code":"no-dataset"' in refused
    assert list(tmp_path.iterdir()) == []
    assert code in (0, -signal.SIGTERM)
    assert "Traceback" not in "".join(server.log)
    assert "Finished server process" in "".join(server.log)
