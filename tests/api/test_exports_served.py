"""Exports over a real connection: in little memory, broken off where they fail, in parts where these are wanted."""

import http.client
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.api.serving import Server
from tests.many import multiply
from tests.postgres.waiting import wait_until

FACTS = 200_000
SMALL_GROWTH = 30_000_000
"""Bytes of memory; the CSV of that many facts has 50 million, the NDJSON more than 100."""


@pytest.fixture(scope="module")
def large(articles_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with many facts."""
    path = tmp_path_factory.mktemp("large") / "large.db"
    shutil.copyfile(articles_url.removeprefix("sqlite:///"), path)
    multiply(path, FACTS)
    return path


@pytest.fixture(scope="module")
def server(large: Path) -> Iterator[Server]:
    """Serve them until the tests of this file have ended."""
    started = Server(f"sqlite:///{large}")
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def begun(server: Server, path: str, method: str = "GET", **headers: str) -> Iterator[http.client.HTTPResponse]:
    """Ask over a connection of its own; nothing of the body is read yet."""
    with closing(server.connect()) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        with connection.getresponse() as response:
            yield response


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask over a connection of its own, and return what is answered."""
    with begun(server, path, method, **headers) as response:
        return response, response.read()


def resident(server: Server) -> int:
    """Return the most memory that a server has taken up to now, in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.parametrize("name", ["facts.csv", "facts.ndjson"])
def test_all_facts_are_sent_in_little_memory(server: Server, name: str) -> None:
    ask(server, f"/v1/export/{name}?company=openai")
    before = resident(server)

    lines = size = 0
    with begun(server, f"/v1/export/{name}") as response:
        while part := response.read(1_000_000):
            lines, size = lines + part.count(b"\n"), size + len(part)

    assert lines == FACTS + (name == "facts.csv")
    assert size > 40_000_000
    assert resident(server) - before < SMALL_GROWTH


def test_a_client_that_waits_or_leaves_keeps_nobody_from_being_answered(server: Server) -> None:
    with ExitStack() as clients:
        slow = [clients.enter_context(begun(server, "/v1/export/facts.csv")) for _ in range(30)]
        begun_with = {response.readline()[:20] for response in slow if response.status == 200}
        refused = [response.headers["Retry-After"] for response in slow if response.status == 503]
        answered, _ = ask(server, "/v1/facts?limit=1")

    assert begun_with == {b"id,company,metric,se"}
    assert refused == ["1"] * 22
    assert answered.status == 200
    wait_until(lambda: b"\nrivalry_downloads 0.0\n" in ask(server, "/metrics")[1])
    assert ask(server, "/v1/export/companies.csv")[1].startswith(b"slug,")


def test_head_says_what_would_be_sent_and_sends_nothing(server: Server) -> None:
    with begun(server, "/v1/export/facts.csv") as whole:
        tag = whole.headers["ETag"]

    head, body = ask(server, "/v1/export/facts.csv", "HEAD")
    unchanged, nothing = ask(server, "/v1/export/facts.csv", If_None_Match=tag)

    assert (head.status, body, head.headers["ETag"]) == (200, b"", tag)
    assert (unchanged.status, nothing) == (304, b"")


def test_the_database_can_be_taken_in_parts(server: Server) -> None:
    head, _ = ask(server, "/v1/export/database", "HEAD")
    size, tag = int(head.headers["Content-Length"]), head.headers["ETag"]
    middle = size // 2

    first, begin = ask(server, "/v1/export/database", Range=f"bytes=0-{middle - 1}")
    second, end = ask(server, "/v1/export/database", Range=f"bytes={middle}-", If_Range=tag)

    assert (first.status, second.status) == (206, 206)
    assert second.headers["Content-Range"] == f"bytes {middle}-{size - 1}/{size}"
    assert begin + end == ask(server, "/v1/export/database")[1]


def test_a_server_that_ends_leaves_no_files_behind(articles_url: str, tmp_path: Path) -> None:
    server = Server(articles_url, TMPDIR=str(tmp_path))
    ask(server, "/v1/export/database")
    kept = list(tmp_path.glob("rivalry-exports-*/*.db"))

    server.stop()

    assert len(kept) == 1
    assert list(tmp_path.glob("rivalry-exports-*")) == []


def test_what_a_server_that_was_killed_left_behind_is_removed_by_the_next(articles_url: str, tmp_path: Path) -> None:
    killed, living = (Server(articles_url, TMPDIR=str(tmp_path)) for _ in range(2))
    for server in (killed, living):
        ask(server, "/v1/export/database")
    left = len(list(tmp_path.glob("rivalry-exports-*/*.db")))
    killed.process.kill()
    killed.stop()

    following = Server(articles_url, TMPDIR=str(tmp_path))
    ask(following, "/v1/export/database")
    there = len(list(tmp_path.glob("rivalry-*/*.db")))
    whole = ask(living, "/v1/export/database")[1]
    for server in (living, following):
        server.stop()

    assert (left, there) == (2, 2)
    assert whole.startswith(b"SQLite format 3")
    assert list(tmp_path.glob("rivalry-*")) == []


@pytest.mark.parametrize("arguments", [(), ("--host", "127.0.0.1")], ids=["by uvicorn", "by rivalry serve"])
def test_what_fails_midway_breaks_off_does_not_end_and_is_told_as_the_databases_fault(
    large: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / "failing.db"
    shutil.copyfile(large, path)
    server = Server(f"sqlite:///{path}", *arguments)
    with begun(server, "/v1/export/facts.csv") as response:
        response.readline()

        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TABLE fact")
            connection.commit()

        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            response.read()
    server.stop()
    told = [line for line in map(json.loads, server.log[-9:-1]) if line["level"] != "info"]
    assert sorted((line["level"], line["logger"], line.get("status")) for line in told) == [
        ("warning", "app.api.middleware.observed", None),
        ("warning", "request", 503),
    ]
    assert "no such table: fact" in "".join(line.get("message", "") for line in told)
    assert "traceback" not in "".join(map(str, told))


def test_what_cannot_be_read_at_all_is_refused_as_everything_else_is(large: Path, tmp_path: Path) -> None:
    path = tmp_path / "failing.db"
    shutil.copyfile(large, path)
    server = Server(f"sqlite:///{path}")
    ask(server, "/v1/facts?limit=1")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE fact")
        connection.execute("ALTER TABLE source DROP COLUMN title")
        connection.commit()

    answers = [ask(server, f"/v1/export/{name}")[0] for name in ("facts.csv", "facts.ndjson", "sources.csv")]
    server.stop()

    assert [(each.status, each.headers["Retry-After"]) for each in answers] == [(503, "5")] * 3
    assert {each.headers["Content-Type"] for each in answers} == {"application/problem+json"}
