"""Serving agents: within the limits of everything else, until the end, and only where that is wanted."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app.api.guards.bodies import BODY, MOST_BODY, WholeBodies
from app.main import create_app
from app.settings import Settings
from tests.agents.asking import JSON, ask, calling, message, post
from tests.agents.conftest import end
from tests.api.serving import SECONDS, Server
from tests.api.toys import Toy
from tests.serving.hurried import connected, request, rest_of, status_of

SERIES = {"companies": "amazon,walmart", "metric": "revenue", "frequency": "quarter"}
PROMISED = "Content-Length: 500\r\nContent-Type: application/json\r\n"


@contextmanager
def serving(url: str, *arguments: str, **settings: str) -> Iterator[Server]:
    """Serve, and see that it ends well, uvicorn by itself as it always does: by the signal."""
    started = Server(url, *arguments, **settings)
    yield started
    end(started, code=0 if arguments else -signal.SIGTERM)


def spelt(sent: bytes) -> bytes:
    """Spell a request with a message, after whose answer the connection ends."""
    head = f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\nConnection: close\r\n"
    return request("/mcp", method="POST", headers=head) + sent


@pytest.mark.alone
@pytest.mark.parametrize("workers", ["1", "2"])
def test_calls_that_were_begun_are_answered_before_the_end(loaded_url: str, workers: str) -> None:
    server = Server(loaded_url, "--workers", workers)
    answers: list[bytes] = []

    def call(day: int) -> None:
        with suppress(ConnectionError):  # whoever comes too late
            answers.append(server.exchange(spelt(calling("series", {**SERIES, "as_of": f"2020-01-{day:02}"}))))

    post(server, message("ping"))
    calls = [threading.Thread(target=call, args=[day]) for day in range(1, 31)]
    for each in calls:
        each.start()
    while not answers:
        time.sleep(0.01)
    server.process.send_signal(signal.SIGTERM)
    for each in calls:
        each.join(SECONDS)

    whole = [each for each in answers if each]
    assert whole
    assert {status_of(each) for each in whole} <= {200, 503}
    for answer in whole:
        json.loads(answer.partition(b"\r\n\r\n")[2])
    server.process.wait(SECONDS)
    end(server)


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        (["--workers", "1"], request("/mcp", method="POST", headers=f"{PROMISED}Expect: 100-continue\r\n")),
        ([], request("/mcp", method="POST", headers=PROMISED) + b'{"jsonrpc":'),
    ],
    ids=["rivalry serve", "uvicorn"],
)
def test_whoever_sends_no_body_keeps_nobody_waiting(loaded_url: str, arguments: list[str], sent: bytes) -> None:
    with serving(loaded_url, *arguments) as server, connected(server) as silent:
        silent.sendall(sent)
        time.sleep(0.2)
        status, _ = ask(server, "GET", "/v1/series?companies=amazon,walmart&metric=revenue&to=CY2019")
        assert status == 200
        assert post(server, calling("compare", {"companies": "amazon,walmart", "metric": "revenue"}))[0] == 200


def test_a_body_that_a_client_waits_to_send_is_read(on_file: Server) -> None:
    sent = message("ping")
    head = f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\nExpect: 100-continue\r\n"
    with connected(on_file) as connection:
        connection.sendall(request("/mcp", method="POST", headers=head))
        assert status_of(connection.recv(65536)) == 100
        connection.sendall(sent)
        answer = rest_of(connection)

    assert status_of(answer) == 200
    assert answer.endswith(b'"result":{}}')


def through(app: WholeBodies, *parts: bytes, is_whole: bool = True) -> tuple[list[Message], Scope]:
    """Send a body in parts through a guard; return what is answered, and the scope that it was sent with."""
    waiting: list[Message] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    waiting[-1]["more_body"] = not is_whole
    sent: list[Message] = []
    scope: Scope = {"type": "http", "method": "POST", "path": "/mcp", "headers": []}

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(answered: Message) -> None:
        sent.append(answered)

    asyncio.run(app(scope, receive, send))
    return sent, scope


def test_a_body_is_read_whole_before_anything_else_is_done() -> None:
    toy = Toy()

    through(WholeBodies(toy), b"in ", b"", b"parts")

    (seen,) = toy.scopes
    assert seen[BODY] == b"in parts"


@pytest.mark.parametrize(
    ("parts", "is_whole", "status"),
    [([b"x" * MOST_BODY, b"x"], True, 413), ([b"x" * MOST_BODY, b"x"], False, 413), ([b"x"], False, 408)],
    ids=["too large", "too large and not over", "never over"],
)
def test_a_body_without_measure_is_refused(parts: list[bytes], status: int, *, is_whole: bool) -> None:
    toy = Toy()

    sent, _ = through(WholeBodies(toy, seconds=0.1), *parts, is_whole=is_whole)

    assert sent[0]["status"] == status
    assert json.loads(sent[1]["body"])["status"] == status
    assert toy.scopes == []


def test_limits_of_rate_and_hosts_hold_for_agents_too(loaded_url: str) -> None:
    ours = {**JSON, "Host": "facts.example"}
    settings = {"RIVALRY_TRUSTED_HOSTS": "facts.example", "RIVALRY_RATE_LIMIT": "3/hour"}
    with serving(loaded_url, "--workers", "1", **settings) as server:
        refused = post(server, message("ping"))
        answers = [post(server, message("ping"), {**ours, "Origin": "https://facts.example"}) for _ in range(3)]

    assert (refused[0], refused[1]["code"]) == (421, "misdirected")
    assert [status for status, _ in answers] == [200, 200, 429]
    assert answers[2][1]["code"] == "too-many-requests"


def test_a_page_may_ask_under_the_name_that_is_set(loaded_url: str) -> None:
    with serving(loaded_url, "--workers", "1", RIVALRY_PUBLIC_URL="https://facts.example") as server:
        page = {**JSON, "Host": "facts.example", "Origin": "https://facts.example"}
        assert post(server, message("ping"), page)[0] == 200
        assert post(server, message("ping"), {**page, "Host": "other.example"})[0] == 421


def test_addresses_begin_with_the_origin_that_is_set(loaded_url: str) -> None:
    settings = Settings(database_url=loaded_url, public_url="https://facts.example")
    with TestClient(create_app(settings)) as client:
        sent = calling("cite", {"fact": "walmart-stores-fy2026-f18f1839a9"})
        said = client.post("/mcp", content=sent, headers=JSON).json()["result"]["content"][0]["text"]

    address = "https://facts.example/v1/facts/walmart-stores-fy2026-f18f1839a9?revision=1"
    assert said.endswith(f"This answer: {address}")
    assert said.count(address) == 3  # the citation and BibTeX have it, too


def test_without_a_dataset_a_tool_says_what_to_do(database_url: str) -> None:
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        answer = client.post("/mcp", content=calling("catalogue", {"collection": "metrics"}), headers=JSON).json()

    assert answer["result"]["isError"] is True
    assert answer["result"]["content"][0]["text"].startswith("No dataset: ")


def test_an_app_may_be_started_again(loaded_url: str) -> None:
    app = create_app(Settings(database_url=loaded_url))
    for _ in range(2):
        with TestClient(app) as client:
            answer: Any = client.post("/mcp", content=message("ping"), headers=JSON).json()
            assert answer["result"] == {}


def test_where_they_are_not_wanted_agents_find_nothing_and_nobody_pays_for_them(loaded_url: str) -> None:
    program = "import sys; from app.main import create_app; create_app(); sys.exit('mcp' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], env={"RIVALRY_MCP": "false"}, check=True)

    with TestClient(create_app(Settings(database_url=loaded_url, mcp=False))) as client:
        assert client.post("/mcp", content=message("ping"), headers=JSON).status_code == 404
        assert "/mcp" not in client.get("/llms.txt").text


def test_agents_are_answered_where_the_sdk_is_installed_unless_that_is_set() -> None:
    assert [Settings(mcp=given).mcp for given in (None, True, False)] == [True, True, False]
