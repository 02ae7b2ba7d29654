"""Paging: cursors that are bound to what they were made for, and the Link header."""

import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response

from app.api.problems import ProblemError
from app.store.snapshot import Snapshot

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 1000
LONGEST_CURSOR = 1000
LARGEST_NUMBER = 2**31 - 1
"""What a column for a revision's number holds."""

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for.

    `key` is where the list was left, None at its start. `snapshot` holds the revision that the first page
    came from: a walk through the pages sees one state of the dataset, whatever is loaded meanwhile.
    """

    limit: int
    key: tuple[Any, ...] | None
    snapshot: Snapshot
    request: Request
    response: Response

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

    def cut(self, found: Sequence[ItemT], key_of: Callable[[ItemT], tuple[Any, ...]]) -> tuple[list[ItemT], str | None]:
        """Split what was found, one more than the limit where there is more, into the page and its next cursor."""
        items = list(found[: self.limit])
        if len(found) <= self.limit:
            return items, None
        cursor = _encode([_binding(self.request), self.snapshot.revision, *key_of(items[-1])])
        others = [(name, value) for name, value in self.request.query_params.multi_items() if name != "cursor"]
        address = f"{self.request.scope['path']}?{urlencode([*others, ('cursor', cursor)])}"
        self.response.headers["Link"] = f'<{address}>; rel="next"'
        return items, cursor


def read_cursor(request: Request, cursor: str) -> tuple[int, tuple[Any, ...]]:
    """Return the revision and the key at which a list was left. Raises ProblemError `bad-cursor` for another list's."""
    bound_to, revision, *key = _decode(cursor)
    if bound_to != _binding(request) or not _is_a(int, revision) or not key:
        raise _bad_cursor()
    return revision, tuple(key)


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
