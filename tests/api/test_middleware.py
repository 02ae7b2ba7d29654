"""The small layers around the app, each over a toy app that answers what the test is about."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.middleware.conditional import ConditionalGet, matches
from app.api.middleware.faults import AnswerFaults
from app.api.middleware.head import HeadAsGet
from app.api.middleware.security import SecurityHeaders

TAG = '"abc"'


class Toy:
    """Answers every request alike, in as many parts as it is given, and keeps what it was asked."""

    def __init__(self, *parts: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Say what to answer."""
        self.parts, self.status = parts or (b"hello",), status
        length = {"content-type": "text/plain", "content-length": str(sum(map(len, self.parts)))}
        self.headers = [(name.encode(), value.encode()) for name, value in {**length, **(headers or {})}.items()]
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request."""
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        for number, part in enumerate(self.parts, start=1):
            more = number < len(self.parts)
            await send({"type": "http.response.body", "body": part, "more_body": more})


def run(app: ASGIApp, scope: Scope) -> list[Message]:
    """Serve one connection and return all messages that it is sent."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent


def http(method: str = "GET", path: str = "/v1/facts", **headers: str) -> Scope:
    """Return the scope of a request."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "headers": raw}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ("*", True),
        (" * ", True),
        ('"x", "abc"', True),
        ('"x","abc","y"', True),
        ('"x" , W/"abc" , "y"', True),
        ("", False),
        ('"abcd"', False),
        ("abc", False),
        ('w/"abc"', False),
        ('"x", *', False),
        ('"ABC"', False),
        ('"x" "abc"', False),
        (",,,", False),
    ],
)
def test_a_list_of_tags_names_the_answer_or_not(header: str, *, expected: bool) -> None:
    assert matches(header, TAG) is expected


def test_an_answer_in_parts_has_the_tag_of_the_whole() -> None:
    whole = TestClient(ConditionalGet(Toy(b"hello world"), max_age=60)).get("/v1/facts")

    parts = TestClient(ConditionalGet(Toy(b"hello ", b"", b"world"), max_age=60)).get("/v1/facts")

    assert parts.text == "hello world"
    assert parts.headers["etag"] == whole.headers["etag"]
    assert parts.headers["cache-control"] == "public, max-age=60"


def test_two_answers_have_two_tags() -> None:
    one, other = (TestClient(ConditionalGet(Toy(body), max_age=60)).get("/v1/x") for body in (b"a", b"b"))

    assert one.headers["etag"] != other.headers["etag"]
    assert one.headers["etag"].startswith('"')
    assert one.headers["etag"].endswith('"')


def test_what_the_client_has_is_not_sent_again() -> None:
    app = ConditionalGet(Toy(b"hello ", b"world", headers={"x-kept": "yes"}), max_age=60)
    tag = TestClient(app).get("/v1/facts").headers["etag"]

    start, body = run(app, http(if_none_match=tag))

    assert start["status"] == 304
    assert dict(start["headers"]) == {
        b"x-kept": b"yes",
        b"etag": tag.encode(),
        b"cache-control": b"public, max-age=60",
    }
    assert body == {"type": "http.response.body", "body": b""}


def test_tags_may_stand_on_several_lines() -> None:
    app = ConditionalGet(Toy(), max_age=60)
    tag = TestClient(app).get("/v1/facts").headers["etag"]
    scope = {**http(), "headers": [(b"if-none-match", b'"x"'), (b"if-none-match", tag.encode())]}

    assert run(app, scope)[0]["status"] == 304


@pytest.mark.parametrize("status", [201, 206, 307, 404, 422, 500, 503])
def test_other_answers_than_200_pass_as_they_are(status: int) -> None:
    toy = Toy(b"no ", b"such", status=status, headers={"cache-control": "no-store"})

    start, body = run(ConditionalGet(toy, max_age=60), http(if_none_match="*"))

    assert (start["status"], start["headers"]) == (status, toy.headers)
    assert body["body"] == b"no such"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/facts"), ("HEAD", "/v1/facts"), ("GET", "/docs"), ("GET", "/healthz"), ("GET", "/v11/facts")],
)
def test_what_is_no_get_of_the_api_is_not_held_back(method: str, path: str) -> None:
    toy = Toy(b"a", b"b")

    sent = run(ConditionalGet(toy, max_age=60), http(method, path, if_none_match="*"))

    assert sent[0]["headers"] == toy.headers
    assert [message["body"] for message in sent[1:]] == [b"a", b"b"]


def test_head_is_asked_as_get_and_answered_without_the_body_of_which_only_the_first_part_is_made() -> None:
    toy = Toy(b"hello ", b"world")

    start, *bodies = run(HeadAsGet(toy), http("HEAD"))

    assert toy.scopes[0]["method"] == "GET"
    assert start["headers"] == toy.headers
    assert [(each["body"], each["more_body"]) for each in bodies] == [(b"", False)]


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_other_methods_than_head_keep_their_name_and_their_body(method: str) -> None:
    toy = Toy(b"hello")

    _, body = run(HeadAsGet(toy), http(method))

    assert toy.scopes[0]["method"] == method
    assert body["body"] == b"hello"


def test_security_headers_stand_on_every_answer_and_leave_a_page_its_own_policy() -> None:
    page = TestClient(SecurityHeaders(Toy(headers={"content-security-policy": "script-src 'self'"}))).get("/")
    refusal = TestClient(SecurityHeaders(Toy(status=404))).get("/")

    assert page.headers["content-security-policy"] == "script-src 'self'"
    assert refusal.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    for response in (page, refusal):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"


async def answer_500(_: Request, error: Exception) -> Response:
    """Tell what went wrong, as no real handler should."""
    return PlainTextResponse(str(error), 500)


async def fails_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    """Raise before anything is answered."""
    raise ValueError("at once", scope["type"], bool(receive), bool(send))


async def fails_midway(_: Scope, __: Receive, send: Send) -> None:
    """Raise when the answer has begun."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError("midway")


def test_an_app_that_raises_is_answered_for() -> None:
    start, body = run(AnswerFaults(fails_at_once, answer=answer_500), http())

    assert start["status"] == 500
    assert b"at once" in body["body"]


def test_an_answer_that_has_begun_is_not_begun_again() -> None:
    with pytest.raises(ValueError, match="midway"):
        run(AnswerFaults(fails_midway, answer=answer_500), http())


def test_what_is_no_request_is_not_answered_for() -> None:
    with pytest.raises(ValueError, match="lifespan"):
        run(AnswerFaults(fails_at_once, answer=answer_500), {"type": "lifespan"})


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_no_request_passes_through_every_layer(kind: str) -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        seen.append(scope)
        await send({"type": f"{kind}.something"})

    layers = SecurityHeaders(HeadAsGet(ConditionalGet(AnswerFaults(app, answer=answer_500), max_age=1)))

    assert run(layers, {"type": kind}) == [{"type": f"{kind}.something"}]
    assert seen == [{"type": kind}]
