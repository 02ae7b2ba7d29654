"""Answers that are kept: each as the messages that send it, together within a bound of memory."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import Message

from app.api.middleware.encoding import SMALLEST_ENCODED, Encoding, encode

OVERHEAD_BYTES = 1500
"""What an answer costs beside its body: its headers as Python holds them, its messages and its key."""

LARGEST_SHARE = 8
"""An answer that would fill more than one part in so many is not kept: it would put out too many others."""

ABOUT_THE_BODY = ("Content-Length", "Content-Type", "Content-Encoding")

Key = tuple[str, bytes, Encoding]
"""Path, query in its canonical form, and encoding: what an answer of one revision depends on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A 200 in one encoding, as the messages that send it: `unchanged` is the beginning of its 304."""

    start: Message
    body: Message
    unchanged: Message
    tag: str

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about."""
        return len(self.body["body"]) + OVERHEAD_BYTES

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
    """Answers of one revision, the least recently used given up first, within `most_bytes` of memory; 0 keeps none.

    Used by the event loop alone, so that nothing is locked. `bytes` is how much memory is taken, about; what is counted
    is counted since the process began. An OrderedDict, and no library's dictionary: this is the one place that every
    request goes through, and theirs take as long as all the rest of it.
    """

    def __init__(self, most_bytes: int) -> None:
        """Keep nothing yet."""
        self.most_bytes = most_bytes
        self.hits = self.misses = self.renewals = 0
        self.bytes = 0
        self._kept: OrderedDict[Key, Answer] = OrderedDict()

    def find(self, key: Key) -> Answer | None:
        """Return an answer that is kept."""
        answer = self._kept.get(key)
        if answer is not None:
            self._kept.move_to_end(key)
        return answer

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer, unless it is too large."""
        if answer.size * LARGEST_SHARE > self.most_bytes:
            return
        before = self._kept.pop(key, None)
        self.bytes += answer.size - (before.size if before else 0)
        self._kept[key] = answer
        while self.bytes > self.most_bytes:
            _, given_up = self._kept.popitem(last=False)
            self.bytes -= given_up.size

    def forget(self) -> None:
        """Give up everything: another revision holds."""
        self._kept.clear()
        self.bytes = 0
        self.renewals += 1

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)
