"""Paging: cursors that are bound to what they were made for, and the Link header."""

import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response

from app.api.problems import ProblemError

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 1000
LONGEST_CURSOR = 1000
LARGEST_NUMBER = 2**31 - 1
"""What a column for a revision's number holds."""

ItemT = TypeVar("ItemT")
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="How many to answer with, at most.")]
CursorText = Annotated[
    str | None,
    Query(max_length=LONGEST_CURSOR, description="`next` of the page before; every other parameter stays as it was."),
]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for.

    `key` is where the list was left, None at its start. `revision` is the one that the first page
    came from: a walk through the pages sees one state of the dataset, whatever is loaded meanwhile.
    """

    limit: int
    key: tuple[Any, ...] | None
    revision: int | None
    binding: str
    request: Request

    @property
    def after(self) -> str | None:
        """The key of a list that is sorted by one text. Raises ProblemError `bad-cursor`."""
        return None if self.key is None else self.parts(str)[0]

    def parts(self, *kinds: type) -> tuple[Any, ...]:
        """Return the parts of the key, of the kinds given. Raises ProblemError `bad-cursor`."""
        key = self.key or ()
        if len(key) != len(kinds) or not all(_is_a(kind, part) for kind, part in zip(kinds, key, strict=True)):
            raise _bad_cursor()
        return tuple(kind(part) for kind, part in zip(kinds, key, strict=True))

    def cut(
        self, found: Sequence[ItemT], key_of: Callable[[ItemT], tuple[Any, ...]], revision: int, response: Response
    ) -> tuple[list[ItemT], str | None]:
        """Split what was found, one more than the limit where there is more, into the page and its next cursor."""
        items = list(found[: self.limit])
        if len(found) <= self.limit:
            return items, None
        cursor = _encode([self.binding, revision, *key_of(items[-1])])
        address = self.request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
        return items, cursor


async def page_in_query(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: CursorText = None) -> PageRequest:
    """Read limit and cursor. Raises ProblemError `bad-cursor` for a cursor that was made for another list."""
    binding = _binding(request)
    if cursor is None:
        return PageRequest(limit, None, None, binding, request)
    bound_to, revision, *key = _decode(cursor)
    if bound_to != binding or not _is_a(int, revision) or not key:
        raise _bad_cursor()
    return PageRequest(limit, tuple(key), revision, binding, request)


PageDep = Annotated[PageRequest, Depends(page_in_query)]


def _binding(request: Request) -> str:
    """Digest the path and what was asked for, in whatever order it was asked; the cursor has its own revision."""
    free = ("limit", "cursor", "fields", "revision")
    asked = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in free)
    return hashlib.sha256(json.dumps([request.url.path, asked]).encode()).hexdigest()[:12]


def _is_a(kind: type, part: object) -> bool:
    """Whether a part of a cursor, which anyone may have written, is what a database can compare with."""
    if kind is str:
        return isinstance(part, str) and part.isascii() and part.isprintable()
    if isinstance(part, bool) or not isinstance(part, int | float):
        return False
    return abs(part) <= sys.float_info.max if kind is float else isinstance(part, int) and 0 < part <= LARGEST_NUMBER


def _encode(content: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def _decode(cursor: str) -> list[Any]:
    try:
        content = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _bad_cursor() from error
    if not isinstance(content, list) or len(content) < 3:  # noqa: PLR2004  binding, revision, key
        raise _bad_cursor()
    return content


def _bad_cursor() -> ProblemError:
    detail = "the cursor was made for another path, other filters or another sort; start again without it"
    return ProblemError("bad-cursor", detail, {"parameter": "cursor"})
