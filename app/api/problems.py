"""Problems: every way in which a request can be refused, and the one place that renders it (RFC 9457)."""

import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.api.agents import AGENTS
from app.api.middleware.faults import AnswerFaults
from app.api.responses.problem import ProblemResponse
from app.charts.drawing import CannotDrawError
from app.charts.sheet import TooLowError
from app.domain.errors import RivalryError, UnknownNameError, UnreadablePeriodError
from app.domain.nearest import nearest
from app.domain.question import TooFewFactsError
from app.domain.standing import PERIOD_REQUESTS
from app.store.damage import DamagedRowError
from app.store.faults import StoreError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "5"
NOT_NOW = 503
PASSING = (429, NOT_NOW)
"""Statuses of refusals that pass: each says by Retry-After when to ask again."""
MOST_ALLOWED = 50
"""Longer lists of allowed values are left out; the nearest one says more."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that a program can branch on, with its status."""

    status: int
    title: str
    meaning: str


CODES = {
    "malformed": Code(400, "Malformed", "What was sent is no request of HTTP."),
    "not-found": Code(404, "Not found", "Nothing has the name that the path gives."),
    "method-not-allowed": Code(
        405, "Method not allowed", "Only GET and HEAD are served, and POST to agents: nothing can be written."
    ),
    "too-slow": Code(408, "Too slow", "The request did not arrive whole within the time that there is for one."),
    "body-too-large": Code(413, "Body too large", "A body came with the request, larger than any that is read."),
    "too-long": Code(414, "Too long", "The address is longer than any that is served."),
    "range-not-satisfiable": Code(416, "Range not satisfiable", "The range that is asked for begins behind the end."),
    "misdirected": Code(421, "Misdirected", "The request names a host that this server does not answer for."),
    "headers-too-large": Code(431, "Headers too large", "There are more headers, or longer ones, than are read."),
    "unknown-value": Code(422, "Unknown value", "A parameter names something that does not exist."),
    "unknown-parameter": Code(422, "Unknown parameter", "The operation has no such parameter; none is ever ignored."),
    "repeated-parameter": Code(422, "Repeated parameter", "A parameter that takes one value is given several times."),
    "missing-parameter": Code(422, "Missing parameter", "A parameter that the operation needs is absent."),
    "out-of-range": Code(422, "Out of range", "A parameter lies outside what it may be."),
    "invalid-value": Code(422, "Invalid value", "A parameter is not of its type, or does not go with another."),
    "bad-cursor": Code(422, "Bad cursor", "A cursor is used with other filters or another sort than it was made for."),
    "too-few-facts": Code(422, "Too few facts", "The facts at hand cannot answer; `missing` says what is needed."),
    "too-many-requests": Code(429, "Too many requests", "The client asks faster than it may; `Retry-After` says when."),
    "not-implemented": Code(501, "Not implemented", "An answer is asked for in a format that we do not speak."),
    "internal-error": Code(500, "Internal error", "Our mistake; nothing about the request was wrong."),
    "overloaded": Code(503, "Overloaded", "More is asked at the moment than can be answered; nothing is broken."),
    "no-dataset": Code(503, "No dataset", "The server runs, but nothing has been loaded yet."),
    "database-unusable": Code(503, "Database unusable", "The database cannot be read at the moment."),
    "database-version": Code(503, "Database of another version", "The database and the program do not fit together."),
    "database-locked": Code(503, "Database locked", "Another process holds the database at the moment."),
    "cannot-draw": Code(503, "Cannot draw", "Too many pictures wait to be drawn, or this one takes too long."),
    "disk-full": Code(503, "Disk full", "The server's disk is full."),
}


RANGES = {
    "greater_than_equal": "at least {ge:.15g}",
    "less_than_equal": "at most {le:.15g}",
    "less_than": "less than {lt:.15g}",
    "finite_number": "any finite number",
    "string_too_long": "at most {max_length} characters",
    "too_long": "at most {max_length} values",
}
"""The bounds that parameters have, by pydantic's name for crossing them."""


@dataclass(slots=True)
class ProblemError(Exception):
    """A refusal: its code, what to tell, and the keys that help."""

    code: str
    detail: str
    keys: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


MISTAKE = ProblemError("internal-error", "something went wrong on our side")
"""What is told of our own mistakes: nothing about them, for the log has it all."""


def unknown_value(parameter: str, given: str, allowed: Iterable[str], more: Iterable[str] = ()) -> ProblemError:
    """Refuse a value that does not exist; `more` are other spellings that may be meant."""
    listed = list(allowed)
    return ProblemError(
        "unknown-value",
        f"{parameter} {given[:100]!r} does not exist",
        {
            "parameter": parameter,
            "allowed": listed if len(listed) <= MOST_ALLOWED else [],
            "did_you_mean": nearest(given, [*listed, *more]),
        },
    )


def unknown_parameter(given: str, known: Iterable[str]) -> ProblemError:
    """Refuse a parameter that an operation does not have."""
    listed = sorted(known)
    keys = {"parameter": given[:100], "allowed": listed, "did_you_mean": nearest(given, listed)}
    return ProblemError("unknown-parameter", f"there is no parameter {given[:100]!r} here", keys)


def unreadable_period(parameter: str, error: UnreadablePeriodError) -> ProblemError:
    """Refuse a period that is not spelt as periods are."""
    return ProblemError("unknown-value", str(error), {"parameter": parameter, "allowed": PERIOD_REQUESTS.split(", ")})


def refusal_of(problem: dict[str, Any]) -> ProblemError:
    """Read a refusal back from what it was rendered as, so that it can be passed on."""
    about = ("type", "title", "status", "detail", "code")
    headers = {"Retry-After": RETRY_SECONDS} if CODES[problem["code"]].status == NOT_NOW else {}
    keys = {key: value for key, value in problem.items() if key not in about}
    return ProblemError(problem["code"], problem["detail"], keys, headers)


def render(error: ProblemError) -> Response:
    """Spell a refusal as application/problem+json."""
    code = CODES[error.code]
    given = {key: value for key, value in error.keys.items() if value}
    problem = ProblemResponse(
        type=f"/problems/{error.code}",
        title=code.title,
        status=code.status,
        detail=error.detail,
        code=error.code,
        **given,
    )
    body = problem.model_dump_json(exclude_unset=True)
    headers = {"Cache-Control": "no-store", **error.headers}
    return Response(body, code.status, headers=headers, media_type=MEDIA_TYPE)


def install_problems(app: FastAPI, *, page: Callable[[Request, ProblemError], Awaitable[Response | None]]) -> None:
    """Let every error that the app can raise be answered as a problem, or by the `page` that there is for who asks."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(request, error)
        return await page(request, problem) or render(problem)

    for kind in (ProblemError, RivalryError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)
    app.add_middleware(AnswerFaults, answer=_answer_fault)


async def _answer_fault(_: Request, error: Exception) -> Response:
    """Answer our own mistakes without telling anything about them; the log has it all."""
    log.error("a request failed", exc_info=error)
    return render(MISTAKE)


def problem_of(request: Request, error: Exception) -> ProblemError:
    """Give an error its code; one that is no refusal is raised again."""
    match error:
        case ProblemError():
            return error
        case RivalryError():
            return _from_below(error)
        case RequestValidationError():
            return _from_validation(error)
        case HTTPException():
            return _from_http(request, error)
        case _:
            raise error


def _from_below(error: RivalryError) -> ProblemError:
    """Answer what the facts, the store or a picture refuse."""
    match error:
        case UnknownNameError():
            return ProblemError("not-found", str(error), {"did_you_mean": error.did_you_mean})
        case TooFewFactsError():
            return ProblemError("too-few-facts", str(error), {"missing": error.missing})
        case TooLowError():
            allowed = [f"at least {error.least}"]
            return ProblemError("out-of-range", str(error), {"parameter": "height", "allowed": allowed})
        case DamagedRowError():
            log.error("a row cannot be read, by its own fault or by ours", exc_info=error)
            return ProblemError(error.code, str(error), headers={"Retry-After": RETRY_SECONDS})
        case StoreError() | CannotDrawError():
            return ProblemError(error.code, str(error), headers={"Retry-After": RETRY_SECONDS})
        case _:
            raise error


def _from_http(request: Request, error: HTTPException) -> ProblemError:
    """Answer what the routing refuses: an unknown path, another method."""
    if error.status_code == CODES["method-not-allowed"].status:
        is_of_agents = request.url.path == AGENTS
        why = "agents send each message by POST" if is_of_agents else "nothing can be written over HTTP"
        detail = f"{request.method[:20]} is not served here; {why}"
        allowed = ["POST"] if is_of_agents else ["GET", "HEAD"]
        return ProblemError("method-not-allowed", detail, {"allowed": allowed}, {"Allow": ", ".join(allowed)})
    if error.status_code == CODES["not-found"].status:
        path = request.url.path
        near = nearest(path, request.app.openapi()["paths"])
        return ProblemError("not-found", f"there is nothing at {path[:100]}", {"did_you_mean": near})
    raise error


def _from_validation(error: RequestValidationError) -> ProblemError:
    """Answer with the first thing that is wrong; list all where there are more."""
    every = [_from_details(details) for details in error.errors()]
    found = list({(each.code, each.detail): each for each in every}.values())
    first = found[0]
    if len(found) > 1:
        listed = [{"code": each.code, "detail": each.detail, **each.keys} for each in found]
        first.keys = {**first.keys, "errors": listed}
    return first


def _from_details(details: dict[str, Any]) -> ProblemError:
    """Give one of pydantic's errors its code."""
    parameter = str(details["loc"][1] if len(details["loc"]) > 1 else details["loc"][-1])
    given, context = str(details.get("input", ""))[:100], details.get("ctx", {})
    kind = details["type"]
    if kind == "missing":
        return ProblemError("missing-parameter", f"{parameter} is needed", {"parameter": parameter})
    if kind == "literal_error":
        return unknown_value(parameter, given, re.findall(r"'([^']*)'", context["expected"]))
    if kind in RANGES:
        allowed = RANGES[kind].format(**context)
        detail = f"{parameter} must be {allowed}, not {given!r}"
        return ProblemError("out-of-range", detail, {"parameter": parameter, "allowed": [allowed]})
    if kind == "value_error":
        return ProblemError("invalid-value", f"{parameter} is {given!r}: {context['error']}", {"parameter": parameter})
    expected = details["msg"].removeprefix("Input should be ").partition(",")[0]
    return ProblemError("invalid-value", f"{parameter} is {given!r}: {expected} is expected", {"parameter": parameter})
