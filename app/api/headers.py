"""Headers, as the OpenAPI document describes them: those of an answer, of a part of a file, of a refusal."""

from typing import Any

from app.api.dependencies import REVISION_HEADER
from app.api.problems import PASSING

RANGED = ("/v1/export/database", "/v1/export/datapackage.zip")
"""Files of which parts may be asked for."""


def _header(description: str, *, always: bool = True, kind: str = "string", example: object = None) -> dict[str, Any]:
    """Describe a header; what is not `always` there depends on the answer."""
    needed = {"required": True} if always else {}
    return {"description": description, **needed, "schema": {"type": kind}, "example": example}


_CACHING = {
    "ETag": _header("Strong; for If-None-Match.", example='"5f2b9e0c1d7a4f6b"'),
    "Cache-Control": _header("How long the answer may be used.", example="public, max-age=60"),
}
_STALE = {
    "Cache-Status": _header(
        "Only while nobody can tell which revision is the newest, for the database cannot be asked: why, and, as a "
        "negative `ttl`, for how many seconds (RFC 9211). The answer is that of the revision it names.",
        always=False,
        example="retail-rivalry; hit; ttl=-12; detail=database-unusable",
    ),
    "Warning": _header("Then also the word that RFC 9111 gave up.", always=False, example='110 - "Response is Stale"'),
}
_REVISION = {REVISION_HEADER: _header("The revision that it was computed from.", kind="integer", example=1)}
_NEXT = '</v1/facts?limit=2&cursor=WyJ4Il0>; rel="next"'
_LINK = {"Link": _header('The next page, `rel="next"`; absent on the last.', always=False, example=_NEXT)}
_FILE = {
    "Content-Disposition": _header("A name for the file.", example='attachment; filename="facts-revision-1.csv"'),
}
_ACCEPTED = {"Accept-Ranges": _header("In what parts of it may be asked for.", example="bytes")}
_NAMED = {
    "X-Request-Id": _header("What the request is called in our log: its own name, where it has one.", example="a1b2")
}
_NEVER_KEPT = {"Cache-Control": _header("Refusals are never kept.", example="no-store")}
_RETRY = {"Retry-After": _header("After how many seconds to ask again.", kind="integer", example=5)}
_RATES = {
    "RateLimit": _header(
        "What is left of each quota, and in how many seconds there is more.", example='"minute";r=0;t=9'
    ),
    "RateLimit-Policy": _header("How many requests there are in how many seconds.", example='"minute";q=600;w=60'),
}
TOO_MANY = 429
PART_HEADERS = {"Content-Range": _header("Which bytes, of how many.", example="bytes 0-99/4096")}


def headers_of(path: str, operation: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """Describe the headers of an operation's answer."""
    if path.startswith(("/problems", "/oembed")):
        return {**_CACHING, **(_STALE if path.startswith("/oembed") else {}), **_NAMED}
    if not path.startswith("/v1"):
        return _NAMED
    has_pages = any(each["name"] == "cursor" for each in operation.get("parameters", []))
    is_file = path.startswith("/v1/export") and "application/json" not in content
    return {
        **_CACHING,
        **_REVISION,
        **({} if path.startswith("/v1/export") else _STALE),
        **(_LINK if has_pages else {}),
        **(_FILE if is_file else {}),
        **(_ACCEPTED if path in RANGED else {}),
        **_NAMED,
    }


def kept_headers(path: str) -> list[str]:
    """Name those that an answer has even where the client has its body already."""
    stale = {} if path.startswith(("/problems", "/v1/export")) else _STALE
    return [*_CACHING, *(_REVISION if path.startswith("/v1") else {}), *stale, *_NAMED]


def refusal_headers(status: int) -> dict[str, Any]:
    """Describe the headers of a refusal: one that passes says when to ask again."""
    rates = _RATES if status == TOO_MANY else {}
    return {**_NEVER_KEPT, **(_RETRY if status in PASSING else {}), **rates, **_NAMED}


def asked_headers(path: str, answered: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe the headers that a request may have: that the client has an answer already, or wants a part of it."""
    conditional = _asked("If-None-Match", "ETags of answers that the client has: none of them is sent again.")
    ranged = _asked("Range", "Which bytes are wanted, as `bytes=0-99`; who asks for several parts is given all.")
    return [*([conditional] if "ETag" in answered else []), *([ranged] if path in RANGED else [])]


def _asked(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}, "description": description}
