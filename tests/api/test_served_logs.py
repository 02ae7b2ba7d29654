"""The log of a server as an operator has it: lines of JSON on standard error, whatever happens, and nothing else."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.serving.limits import MOST_URL
from tests.api.asking import ROOT
from tests.api.serving import INSTALLED, UVICORN

SECONDS = 120
PASSWORD = "s3cret-w0rd"  # noqa: S105  looked for in logs


class Process:
    """A process that serves, with its two streams in files."""

    def __init__(self, folder: Path, database_url: str, *command: str, **settings: str) -> None:
        """Start it; `rivalry serve` with what else is given, or another command."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RIVALRY_")}
        self.out, self.err = folder / "out", folder / "err"
        whole = (
            command
            if command and command[0] == sys.executable
            else (str(INSTALLED), *(command or ("serve", "--port", "0")))
        )
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                whole,
                cwd=ROOT if whole[0] == sys.executable else folder,
                env={**kept, "RIVALRY_DATABASE_URL": database_url, **settings},
                stdout=out,
                stderr=err,
            )

    def __enter__(self) -> Self:
        """Wait until it listens."""
        end = monotonic() + SECONDS
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", self.out.read_text() + self.err.read_text())):
            assert self.process.poll() is None, self.err.read_text()
            assert monotonic() < end
            sleep(0.05)
        self.port = int(found[1])
        self.ask(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(SECONDS)

    def ask(self, sent: bytes) -> bytes:
        """Send bytes and return what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as connection:
            connection.sendall(sent)
            received = b""
            while part := connection.recv(65536):
                received += part
        return received

    def get(self, address: str, *headers: str) -> bytes:
        """Ask for an address."""
        lines = [f"GET {address} HTTP/1.1", "Host: x", "Connection: close", *headers]
        return self.ask(("\r\n".join(lines) + "\r\n\r\n").encode())

    def lines(self) -> list[dict[str, Any]]:
        """Read the log; every line of it is JSON."""
        return [json.loads(line) for line in self.err.read_text().splitlines()]

    def requests(self) -> list[dict[str, Any]]:
        """Read the lines of requests."""
        return [line for line in self.lines() if line["logger"] == "request"]

    def messages(self) -> str:
        """Read all that was said beside them."""
        return "\n".join(line["message"] for line in self.lines() if "message" in line)


def wait_for(served: Process, text: str) -> None:
    """Wait until a text is in the log."""
    end = monotonic() + SECONDS
    while text not in served.err.read_text():
        assert monotonic() < end
        sleep(0.05)


def test_the_command_says_four_lines_and_logs_from_the_first_migration_to_the_last_word(tmp_path: Path) -> None:
    with Process(tmp_path, f"sqlite:///{tmp_path}/new.db") as served:
        answer = served.get("/v1/facts?limit=1", "X-Request-Id: mine", "User-Agent: a test")
        served.get("/nothing")

    lines = served.lines()
    assert b"x-request-id: mine" in answer
    assert [line.split()[0] for line in served.out.read_text().splitlines()] == [
        "revision", "page", "API", "docs", "example",
    ]  # fmt: skip
    assert {"time", "level", "logger"} <= set.intersection(*(set(line) for line in lines))
    assert [line["time"] for line in lines] == sorted(line["time"] for line in lines)
    assert [(each["route"], each["status"]) for each in served.requests()[-2:]] == [
        ("/v1/facts", 200),
        ("unknown", 404),
    ]
    assert {"id": "mine", "agent": "a test", "cache": "miss", "revision": 1}.items() <= served.requests()[-2].items()
    for said in ("Running upgrade", "Started server process", "revision 1 is the newest", "Finished server process"):
        assert said in served.messages()
    assert not [line for line in lines if line["logger"] == "uvicorn.access"]


@pytest.fixture(scope="module")
def served(loaded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Serve the shipped seed until the tests of this file have ended."""
    with Process(tmp_path_factory.mktemp("served"), loaded_url) as opened:
        yield opened


def test_what_never_became_a_request_has_its_id_and_its_line(served: Process) -> None:
    malformed = served.ask(b"NONSENSE\r\n\r\n")
    served.get(f"/v1/facts?{'x' * MOST_URL}")

    wait_for(served, "414")
    assert re.search(rb"x-request-id: [0-9a-f]{22}\r\n", malformed)
    assert [(each["route"], each["status"]) for each in served.requests()[-2:]] == [
        ("unknown", 400),
        ("/v1/facts", 414),
    ]


def test_no_client_writes_lines_of_its_own(served: Process) -> None:
    evil = "%0d%0a%7B%22level%22:%22error%22%7D%1b[2J%e2%80%a8"

    served.get(f"/v1/facts/{evil}?q={evil}", f'User-Agent: "}}{evil}\\', 'X-Request-Id: a"b')

    wait_for(served, evil)
    raw = served.err.read_bytes()
    assert raw.isascii()
    assert all(character >= 0x20 or character == 0x0A for character in raw)
    assert (line := served.requests()[-1])["route"] == "/v1/facts/{fact}"
    assert line["path"].startswith('/v1/facts/\r\n{"level":"error"}\x1b')


def test_a_database_that_goes_and_comes_back_is_told_of_once_each(articles_url: str, tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    path.write_bytes(Path(articles_url.removeprefix("sqlite:///")).read_bytes())

    with Process(tmp_path, f"sqlite:///{path}", RIVALRY_REVISION_SECONDS="0") as served:
        served.get("/readyz")
        path.rename(tmp_path / "away.db")
        for _ in range(5):
            assert served.get("/readyz").startswith(b"HTTP/1.1 503 ")
        (tmp_path / "away.db").rename(path)
        for _ in range(5):
            assert served.get("/readyz").startswith(b"HTTP/1.1 200 ")

    assert served.messages().count("the database cannot serve: ") == 1
    assert served.messages().count("the database answers again") == 1


def test_a_uvicorn_that_was_started_by_hand_speaks_as_we_do_and_is_silent_about_requests_where_that_is_set(
    loaded_url: str, tmp_path: Path
) -> None:
    with Process(tmp_path, loaded_url, *UVICORN, RIVALRY_LOG_REQUESTS="false") as served:
        answer = served.get("/v1/facts")

    assert b"x-request-id: " in answer
    assert served.requests() == []
    assert "Application startup complete" in served.messages()


def test_a_reader_who_does_not_read_holds_up_nobody(loaded_url: str) -> None:
    read, write = os.pipe()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RIVALRY_")}
    process = subprocess.Popen(
        [INSTALLED, "serve", "--port", "0"],
        env={**kept, "RIVALRY_DATABASE_URL": loaded_url, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=write,
        text=True,
    )
    os.close(write)
    assert process.stdout
    port = next(int(found[1]) for line in process.stdout if (found := re.search(r"^docs .*:(\d+)/", line)))

    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        asked = f"GET /healthz?{'x' * 500} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        for _ in range(300):  # twice what a pipe holds
            connection.sendall(asked)
            received = b""
            while not received.endswith(b'{"status":"ok"}'):
                received += connection.recv(65536)
    process.send_signal(signal.SIGTERM)

    assert process.wait(SECONDS) in (0, -signal.SIGTERM)
    process.stdout.close()
    os.close(read)


URLS = [
    "postgresql+psycopg://user:{}@127.0.0.1:1/db",
    "postgresql+psycopg://user:{}@127.0.0.1:1/db?nonsense=1",
    "postgresql+psycopg://127.0.0.1/db?user=user&password={}&port=1",
    "postgresql+nothing://user:{}@127.0.0.1:1/db",
    "nonsense://user:{}@127.0.0.1:1/db",
    "postgresql+psycopg://user:{}@127.0.0.1:port/db",
]


@pytest.mark.parametrize("command", ["load", "doctor", "check", "export facts.csv"])
@pytest.mark.parametrize("url", URLS)
def test_no_command_says_a_password(monkeypatch: pytest.MonkeyPatch, command: str, url: str) -> None:
    monkeypatch.setenv("RIVALRY_DATABASE_URL", url.format(PASSWORD))

    done = CliRunner().invoke(cli, command.split())

    assert PASSWORD not in done.output
    assert done.exit_code == 3 or command == "check"


def test_a_server_that_cannot_start_says_no_password_either(tmp_path: Path) -> None:
    started = Process(tmp_path, URLS[0].format(PASSWORD))

    code = started.process.wait(SECONDS)

    said = started.out.read_text() + started.err.read_text()
    assert (code, PASSWORD in said) == (3, False)
    assert "cannot be reached" in said
