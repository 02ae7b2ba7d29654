"""Refusals: what is answered to what never became a request, byte by byte."""

from collections.abc import Sequence
from functools import cache
from http import HTTPStatus

from app.api.guards.bodies import MOST_BODY
from app.api.guards.refusing import spelt
from app.api.problems import CODES, ProblemError
from app.serving.limits import MOST_FIELDS, MOST_HEADERS, MOST_URL, REQUEST_SECONDS

DETAILS = {
    "malformed": "what was sent is no request of HTTP/1.0, nor of HTTP/1.1, which has one Host header, and that a host",
    "too-slow": f"the request was not there whole after {REQUEST_SECONDS} seconds",
    "body-too-large": f"the body has more than {MOST_BODY:,} bytes",
    "too-long": f"the address has more than {MOST_URL:,} bytes",
    "headers-too-large": f"there are more than {MOST_FIELDS} headers, or they have more than {MOST_HEADERS:,} bytes",
    "overloaded": "there are too many connections; try again",
}
"""What each code says here."""


def refusal(code: str, more: Sequence[tuple[bytes, bytes]], *, has_body: bool) -> bytes:
    """Spell a refusal, after which nothing follows, with the headers that every answer has."""
    line, headers, body = _spelt(code)
    return line + _lines(more) + headers + b"\r\n" + (body if has_body else b"")


@cache
def _spelt(code: str) -> tuple[bytes, bytes, bytes]:
    status = CODES[code].status
    retry = {"Retry-After": "1"} if code == "overloaded" else {}
    refused = spelt(ProblemError(code, DETAILS[code], headers={"Connection": "close", **retry}))
    line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
    return line.encode(), _lines(refused.start["headers"]), refused.body


def _lines(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)
