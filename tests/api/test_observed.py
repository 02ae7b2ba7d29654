"""Observing: each request has an id, a line and counts, however it ends; over toy apps, and over the real one."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.middleware.cache import FOUND
from app.api.middleware.observed import MOST_OF_A_QUERY, Observed
from app.api.middleware.templates import Templates
from app.main import create_app
from app.settings import Settings
from app.watching.journal import WHOLE_BYTES, Journal
from app.watching.lines import ASKED
from tests.api.asking import api_of, gives_away
from tests.api.toys import Toy, http, run
from tests.record_examples import REQUESTS

SECONDS = 10
TRACE_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
KEYS = [
    "time", "level", "logger", "id", "client", "method", "path", "query", "agent", "route", "status", "ms", "bytes",
    "revision", "cache",
]  # fmt: skip

Observe = Callable[[ASGIApp], Observed]


class Log:
    """A journal whose lines are read back."""

    def __init__(self) -> None:
        """Keep lines in a pipe."""
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        self.journal = Journal(write)

    def lines(self) -> list[dict[str, Any]]:
        """Return what was written since this was asked last."""
        self.journal.finish(SECONDS)
        try:
            return [json.loads(line) for line in os.read(self._read, 1_000_000).decode().splitlines()]
        except BlockingIOError:
            return []

    def line(self) -> dict[str, Any]:
        """Return the one line that was written."""
        (line,) = self.lines()
        return line

    def close(self) -> None:
        """Close both ends, once nothing more is on its way."""
        self.journal.finish(SECONDS)
        os.close(self._read)
        os.close(self.journal.descriptor)


@pytest.fixture
def log() -> Iterator[Log]:
    """Return a log of the test's own."""
    opened = Log()
    yield opened
    opened.close()


async def apology(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer where an app raises."""
    await PlainTextResponse("sorry", 500)(scope, receive, send)


@pytest.fixture
def templates(few: TestClient) -> Templates:
    """Return the routes of the real app, of which nothing was counted."""
    return Templates(api_of(few.app).routes)


@pytest.fixture
def observe(log: Log, templates: Templates) -> Observe:
    """Return what observes an app, and writes to the log."""
    return lambda app: Observed(app, templates=templates, journal=log.journal, answer=apology)


def header_of(messages: list[Message], name: bytes) -> list[str]:
    return [value.decode() for each, value in messages[0]["headers"] if each == name]


# Ids


@pytest.mark.parametrize("given", ["a", "0af7651916cd43dd", "Root=1-67891233-abcdef012345678912345678", "x" * 128])
def test_an_id_that_is_harmless_is_taken_as_it_is(observe: Observe, log: Log, given: str) -> None:
    answer = run(observe(Toy()), http(x_request_id=given))

    assert header_of(answer, b"x-request-id") == [given]
    assert log.line()["id"] == given


@pytest.mark.parametrize("given", ["", " ", "a b", "x" * 129, 'a"b', "a\\b", "a\x00", "<script>", "a,b", "ä", "a\tb"])
def test_an_id_that_may_do_harm_is_passed_over_for_a_new_one(observe: Observe, log: Log, given: str) -> None:
    scope = {**http(), "headers": [(b"x-request-id", given.encode("latin-1"))]}

    (named,) = header_of(run(observe(Toy()), scope), b"x-request-id")

    assert len(named) == 22
    assert int(named, 16) >= 0
    assert log.line()["id"] == named


def test_no_two_requests_without_an_id_are_given_the_same(observe: Observe, templates: Templates) -> None:
    apps = [observe(Toy()), Observed(Toy(), templates=templates, journal=None, answer=apology)]

    ids = {header_of(run(app, http()), b"x-request-id")[0] for app in apps for _ in range(50)}

    assert len(ids) == 100


@pytest.mark.parametrize(
    ("given", "trace"),
    [
        (TRACE_PARENT, "0af7651916cd43dd8448eb211c80319c"),
        ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-later", "0af7651916cd43dd8448eb211c80319c"),
        ("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", None),
        ("00-00000000000000000000000000000000-b7ad6b7169203331-01", None),
        ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", None),
        ("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", None),
        ("nonsense", None),
    ],
)
def test_a_trace_that_others_began_is_named_in_the_line(
    observe: Observe, log: Log, given: str, trace: str | None
) -> None:
    run(observe(Toy()), http(traceparent=given))

    assert log.line().get("trace") == trace


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/v1/facts", 200),
        ("HEAD", "/v1/facts", 200),
        ("GET", "/v1/facts?x=1", 422),
        ("GET", "/nothing/here", 404),
        ("POST", "/v1/facts", 405),
        ("OPTIONS", "/v1/facts", 204),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/", 200),
        ("GET", "/v1/export/facts.csv", 200),
    ],
)
def test_every_answer_has_the_id_whatever_its_status(few: TestClient, method: str, address: str, status: int) -> None:
    asked = {"X-Request-Id": "mine", "Origin": "https://a.example", "Access-Control-Request-Method": "GET"}

    response = few.request(method, address, headers=asked)

    assert response.status_code == status
    assert response.headers.get_list("x-request-id") == ["mine"]


def test_an_answer_that_the_client_has_is_named_anew(few: TestClient) -> None:
    tag = few.get("/v1/facts").headers["etag"]

    response = few.get("/v1/facts", headers={"If-None-Match": tag, "X-Request-Id": "another"})

    assert (response.status_code, response.headers["x-request-id"]) == (304, "another")
    assert "X-Request-Id" in response.headers["access-control-expose-headers"]


# Lines


def test_a_line_says_all_that_there_is_to_say_of_a_request(observe: Observe, log: Log) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope[FOUND] = "hit"
        await Toy(b"hello ", b"world", headers={"dataset-revision": "7"})(scope, receive, send)

    run(
        observe(app),
        {**http(path="/v1/facts/a-fact", user_agent="a test"), "query_string": b"a=1", "client": ("::1", 9)},
    )

    line = log.line()
    assert list(line) == KEYS
    assert 0 <= line.pop("ms") < SECONDS * 1000
    assert len(line.pop("time")) == len("2026-11-26T08:00:00.000Z")
    assert len(line.pop("id")) == 22
    assert line == {
        "level": "info",
        "logger": "request",
        "client": "::1",
        "method": "GET",
        "path": "/v1/facts/a-fact",
        "query": "a=1",
        "agent": "a test",
        "route": "/v1/facts/{fact}",
        "status": 200,
        "bytes": 11,
        "revision": 7,
        "cache": "hit",
    }


@pytest.mark.parametrize(
    "evil", ['"}\n{"level":"error"', "\r\nfake", "\x1b[2J\x07", "\u2028\x85\x00\x7f", "\\", "é🛒", "%0a"]
)
def test_nothing_that_a_client_sends_breaks_out_of_its_line(observe: Observe, log: Log, evil: str) -> None:
    raw = evil.encode()
    scope = {**http(path=f"/v1/facts/{evil}", method=evil), "query_string": raw, "headers": [(b"user-agent", raw)]}

    run(observe(Toy()), scope)

    line = log.line()
    assert list(line) == KEYS
    assert (line["path"], line["method"]) == (f"/v1/facts/{evil}", evil)
    assert line["query"] == line["agent"] == raw.decode("latin-1")


def test_a_line_is_whole_within_what_a_pipe_takes_whole_however_much_a_client_sends(observe: Observe, log: Log) -> None:
    much = b"\x01" * 100_000
    scope = {**http(path=f"/{much.decode()}"), "query_string": much, "headers": [(b"user-agent", much)]}

    app = observe(Toy())
    run(app, scope)

    line = log.line()
    assert len(line["query"]) == MOST_OF_A_QUERY // 3
    assert len(json.dumps(line)) < WHOLE_BYTES
    assert app.templates.unknown.answered == {("GET", 200): 1}


@pytest.mark.parametrize(("status", "level"), [(200, "info"), (404, "info"), (500, "error"), (503, "warning")])
def test_a_line_is_as_loud_as_its_status_is_bad(observe: Observe, log: Log, status: int, level: str) -> None:
    run(observe(Toy(status=status)), http())

    assert (log.line()["level"], status) == (level, status)


def test_what_is_kept_is_told_from_what_is_computed_and_from_what_passes(loaded_url: str, log: Log) -> None:
    app = create_app(Settings(database_url=loaded_url))
    app.journal = log.journal
    client = TestClient(app)

    for address in ("/v1/facts", "/v1/facts", "/v1/facts?x=1", "/healthz", "/v1/facts?revision=1", "/widgets.js"):
        client.get(address)

    told = [(line["route"], line["cache"], line["revision"]) for line in log.lines()]
    assert told == [
        ("/v1/facts", "miss", 1),
        ("/v1/facts", "hit", 1),
        ("/v1/facts", "pass", None),
        ("/healthz", "pass", None),
        ("/v1/facts", "miss", 1),
        ("/widgets.js", "miss", None),
    ]


def test_what_a_page_asks_for_itself_is_one_request(loaded_url: str, log: Log) -> None:
    app = create_app(Settings(database_url=loaded_url))
    app.journal = log.journal

    TestClient(app).get("/")

    assert log.line()["route"] == "/"


# Ends


async def raises(_: Scope, __: Receive, ___: Send) -> None:
    """Fail before anything is answered."""
    raise ValueError("the password is hunter2")


async def raises_midway(_: Scope, __: Receive, send: Send) -> None:
    """Fail when the answer has begun."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError("midway")


def test_an_app_that_raises_is_answered_for_and_its_reason_is_in_the_log(
    observe: Observe, log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    messages = run(observe(raises), http(x_request_id="mine"))

    assert (messages[0]["status"], messages[1]["body"]) == (500, b"sorry")
    assert header_of(messages, b"x-request-id") == ["mine"]
    assert (log.line()["status"], "hunter2" in caplog.text) == (500, True)


def test_the_real_app_apologizes_without_telling_why(loaded_url: str, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(database_url=loaded_url))
    app.app = raises

    response = TestClient(app, raise_server_exceptions=False).get("/v1/facts")

    assert (response.status_code, response.json()["code"]) == (500, "internal-error")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert gives_away(response) == []
    assert "hunter2" in caplog.text


def test_an_answer_that_breaks_off_is_raised_again_and_counts_as_failed(observe: Observe, log: Log) -> None:
    app = observe(raises_midway)

    with pytest.raises(ValueError, match="midway"):
        run(app, http())

    assert log.line()["status"] == 500
    assert (app.templates.find("/v1/facts").answered, app.in_flight) == ({("GET", 500): 1}, 0)


def test_an_app_that_answers_nothing_has_failed(observe: Observe, log: Log) -> None:
    async def silent(_: Scope, __: Receive, ___: Send) -> None:
        """Say nothing."""

    run(observe(silent), http())

    assert log.line()["status"] == 500


def test_a_request_that_is_cancelled_is_that_of_a_client_who_is_gone(observe: Observe, log: Log) -> None:
    async def waits(_: Scope, __: Receive, ___: Send) -> None:
        await asyncio.sleep(SECONDS)

    app = observe(waits)

    async def cancel() -> None:
        asked = asyncio.create_task(app(http(), *(None, None)))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert app.in_flight == 1
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    asyncio.run(cancel())

    assert (log.line()["status"], app.in_flight) == (499, 0)


def test_a_client_that_leaves_in_the_midst_of_an_answer_is_gone(observe: Observe, log: Log) -> None:
    async def streams(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"part", "more_body": True})
        assert await Request(scope, receive).is_disconnected()

    async def leave() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(_: Message) -> None:
            """Send nowhere."""

        await observe(streams)(http(), receive, send)

    asyncio.run(leave())

    line = log.line()
    assert (line["status"], line["bytes"]) == (499, 4)


def test_a_client_that_has_its_answer_may_go(observe: Observe, log: Log) -> None:
    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        await Toy()(scope, receive, send)
        assert (await receive())["type"] == "http.disconnect"

    async def leave() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(_: Message) -> None:
            """Send nowhere."""

        await observe(answers)(http(), receive, send)

    asyncio.run(leave())

    assert log.line()["status"] == 200


def test_what_is_said_while_a_request_is_answered_is_said_about_it(observe: Observe) -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(ASKED.get())
        await Toy()(scope, receive, send)

    run(observe(app), http(x_request_id="mine"))

    assert seen == ["mine"]


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_no_request_passes(observe: Observe, log: Log, kind: str) -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": f"{kind}.something"})

    assert run(observe(app), {"type": kind}) == [{"type": f"{kind}.something"}]
    assert log.lines() == []


# Routes


@pytest.mark.parametrize("address", [asked for asked, *_ in REQUESTS.values()])
def test_every_operation_is_known_by_its_path_in_the_document(
    templates: Templates, document: dict[str, Any], address: str
) -> None:
    assert templates.find(address.partition("?")[0]).route in document["paths"]


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/v1/companies/amazon/mix", "/v1/companies/{company}/mix"),
        ("/v1/companies/amazon", "/v1/companies/{company}"),
        ("/v1/companies/a/b/c", "unknown"),
        ("/v1/export/facts.csv", "/v1/export/facts.csv"),
        ("/v1/export/metrics.csv", "/v1/export/{table}.csv"),
        ("/assets/swagger/swagger-ui.css", "/assets/swagger/{path}"),
        ("/assets/page.css", "/assets/{path}"),
        ("/widgets.0123abcd.js", "/widgets.{digest}.js"),
        ("/", "/"),
        ("", "unknown"),
        ("/v1", "unknown"),
        ("/V1/facts", "unknown"),
        ("/v1/facts/", "unknown"),
        ("/wp-login.php", "unknown"),
        ("/v1/facts/" + "x" * 10_000, "/v1/facts/{fact}"),
        ("/" + "x" * 10_000, "unknown"),
    ],
)
def test_a_path_belongs_to_a_route_or_to_none(templates: Templates, path: str, route: str) -> None:
    assert templates.find(path).route == route
    assert templates.find(path) is templates.find(path)


def test_what_strangers_make_up_has_one_name(observe: Observe, templates: Templates) -> None:
    app = observe(Toy(status=404))

    for number in range(50):
        run(app, http(method=f"METHOD{number}", path=f"/{number}"))

    assert templates.unknown.answered == {("other", 404): 50}
    assert [each.route for each in templates if each.answered] == ["unknown"]
