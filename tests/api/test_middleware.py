"""The small layers around the app, each over a toy app that answers what the test is about."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.api.middleware.cors import OpenToOrigins
from app.api.middleware.faults import AnswerFaults
from app.api.middleware.head import HeadAsGet
from app.api.middleware.security import NOTHING, SecurityHeaders
from tests.api.toys import Toy, http, run


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
    assert refusal.headers["content-security-policy"] == NOTHING[1].decode()
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

    layers = SecurityHeaders(HeadAsGet(OpenToOrigins(AnswerFaults(app, answer=answer_500), exposed=[])))

    assert run(layers, {"type": kind}) == [{"type": f"{kind}.something"}]
    assert seen == [{"type": kind}]


def test_every_origin_may_read_every_answer_and_none_makes_it_another_one() -> None:
    app = OpenToOrigins(Toy(), exposed=["ETag", "Link"])

    plain, from_a_page = run(app, http())[0], run(app, http(origin="https://widgets.example"))[0]

    assert plain["headers"] == from_a_page["headers"]
    assert dict(plain["headers"])[b"access-control-allow-origin"] == b"*"
    assert dict(plain["headers"])[b"access-control-expose-headers"] == b"ETag, Link"


def test_a_browser_that_asks_first_is_answered_and_the_app_is_not_asked() -> None:
    toy = Toy()
    asked = http("OPTIONS", origin="https://widgets.example", access_control_request_method="GET")

    start, body = run(OpenToOrigins(toy, exposed=[]), asked)

    assert (start["status"], body["body"], toy.scopes) == (204, b"", [])
    assert dict(start["headers"])[b"access-control-allow-methods"] == b"GET, HEAD"
