"""Answers that are kept: each as the messages that send it, together within a bound of memory."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from sys import getsizeof

from starlette.datastructures import MutableHeaders
from starlette.types import Message

from app.api.middleware.encoding import SMALLEST_ENCODED, Encoding, encode

OVERHEAD_BYTES = 2500
"""What an answer costs beside its body, its key and the values of its headers: these as Python holds them, and its
messages."""

SPELLING_BYTES = 200
"""What a spelling costs beside its texts: a tuple, and a place in a dictionary and a list."""

LARGEST_SHARE = 8
"""An answer that would fill more than one part in so many is not kept: it would put out too many others."""

NAME = "retail-rivalry"
"""What this cache is called in Cache-Status."""

ABOUT_THE_BODY = ("Content-Length", "Content-Type", "Content-Encoding")

CACHE_CONTROL = b"cache-control"

Key = tuple[str, bytes, Encoding]
"""What an answer of one revision depends on: path, query in its canonical form, and encoding; where the answer names
the origin that it is asked under, that stands before the path."""

Spelling = tuple[str, bytes, bytes]
"""Path, query and Accept-Encoding as a request spells them."""

MOST_SPELLINGS = 8
LONGEST_SPELLING = 700
"""How many spellings of its request an answer is found by at once, and how long one may be, all three together: none is
found at once by a header that is as long as a client likes."""


@dataclass(slots=True, eq=False)
class Answer:
    """A 200 in one encoding, as the messages that send it: `unchanged` is the beginning of its 304.

    `used` is set whenever it is sent again, and `spellings` are those that it is found by.
    """

    start: Message
    body: Message
    unchanged: Message
    tag: str
    used: bool = False
    spellings: list[Spelling] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about, without what it is found by."""
        return len(self.body["body"]) + sum(len(value) for _, value in self.start["headers"]) + OVERHEAD_BYTES

    def stale(self, marks: Sequence[tuple[bytes, bytes]], control: str) -> "Answer":
        """Return the same answer with marks of its age, which no cache may keep for longer than `control` says."""

        def marked(message: Message) -> Message:
            headers = [pair for pair in message["headers"] if pair[0] != CACHE_CONTROL]
            scope = next((value for name, value in message["headers"] if name == CACHE_CONTROL), b"public")
            limited = b"%s, %s" % (scope.partition(b",")[0], control.encode())
            return {**message, "headers": [*headers, (CACHE_CONTROL, limited), *marks]}

        return replace(self, start=marked(self.start), unchanged=marked(self.unchanged))

    def in_encoding(self, encoding: Encoding) -> "Answer":
        """Spell an answer, not encoded yet, in an encoding; a short one, or one that would grow, stays as it is."""
        plain: bytes = self.body["body"]
        if encoding == "identity" or len(plain) < SMALLEST_ENCODED:
            return self
        body = encode(plain, encoding)
        if len(body) >= len(plain):
            return self
        headers = MutableHeaders(raw=list(self.start["headers"]))
        headers["Content-Encoding"] = encoding
        headers["Content-Length"] = str(len(body))
        return tagged({**self.start, "headers": headers.raw}, body)


def marks_of(code: str, *, how: str, seconds: float) -> list[tuple[bytes, bytes]]:
    """Say that an answer is stale, since when, and why.

    By Cache-Status (RFC 9211), whose negative ttl says for how many seconds the newest revision has been unknown for
    too long, and whose detail is the code of what keeps us from knowing it; and for those who look for that, by the
    Warning that RFC 9111 gave up.
    """
    status = f"{NAME}; {how}; ttl={-ceil(seconds)}; detail={code}"
    return [(b"cache-status", status.encode()), (b"warning", b'110 - "Response is Stale"')]


def tagged(start: Message, body: bytes) -> Answer:
    """Give a 200 its strong ETag, which is that of its bytes: two encodings never share one (RFC 9110, 8.8.3)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["ETag"] = tag
    without_body = MutableHeaders(raw=list(headers.raw))
    for name in ABOUT_THE_BODY:
        del without_body[name]
    return Answer(
        start={**start, "headers": headers.raw},
        body={"type": "http.response.body", "body": body},
        unchanged={**start, "status": 304, "headers": without_body.raw},
        tag=tag,
    )


class KeptAnswers:
    """Answers of one revision, those that nobody asked for lately given up first, within `most_bytes` of memory.

    Used by the event loop alone, so that nothing is locked. `bytes` is how much memory is taken, about; what is counted
    is counted since the process began. `by_spelling` finds an answer in one step, for a request that is spelt as one
    before it: that step is all that a request costs here, and what it saves is most of what a library's dictionary
    with a bound would cost.
    """

    def __init__(self, most_bytes: int) -> None:
        """Keep nothing yet; with no bytes, ever."""
        self.most_bytes = most_bytes
        self.bytes = self.hits = self.misses = self.renewals = 0
        self.by_spelling: dict[Spelling, Answer] = {}
        self._kept: OrderedDict[Key, Answer] = OrderedDict()

    def find(self, key: Key) -> Answer | None:
        """Return an answer that is kept."""
        return self._kept.get(key)

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer, unless it is too large; where it takes too much room with the others, some of these go.

        Of the oldest each that was sent since they were last gone through gets another chance.
        """
        taken = answer.size + _size_of(key)
        if taken * LARGEST_SHARE > self.most_bytes:
            return
        if before := self._kept.pop(key, None):
            self._give_up(key, before)
        self.bytes += taken
        self._kept[key] = answer
        self._make_room()

    def know(self, spelling: Spelling, key: Key) -> None:
        """Let an answer that is kept be found by a spelling of its request, unless it is found by many already."""
        answer = None if spelling in self.by_spelling else self._kept.get(key)
        if answer and len(answer.spellings) < MOST_SPELLINGS and sum(map(len, spelling)) <= LONGEST_SPELLING:
            answer.spellings.append(spelling)
            self.by_spelling[spelling] = answer
            self.bytes += _size_of(spelling)
            self._make_room()

    def forget(self) -> None:
        """Give up everything: another revision holds."""
        self._kept.clear()
        self.by_spelling.clear()
        self.bytes = 0
        self.renewals += 1

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    def _make_room(self) -> None:
        while self.bytes > self.most_bytes:
            oldest, other = self._kept.popitem(last=False)
            if other.used:
                other.used = False
                self._kept[oldest] = other
            else:
                self._give_up(oldest, other)

    def _give_up(self, key: Key, answer: Answer) -> None:
        self.bytes -= answer.size + _size_of(key)
        for spelling in answer.spellings:
            self.bytes -= _size_of(spelling)
            self.by_spelling.pop(spelling, None)
        answer.spellings.clear()


def _size_of(found_by: Key | Spelling) -> int:
    """How many bytes of memory it takes, about, to find an answer by this."""
    return SPELLING_BYTES + sum(getsizeof(text) for text in found_by)
