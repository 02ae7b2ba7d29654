"""Identity: keys and ids that follow from what a noun says, alike in every database built from the same packs."""

import hashlib
import json
import re
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring_ascii

from app.domain.quantity import Quantity


def fact_id(key: tuple[str | int | None, ...], printed: str, quantity: Quantity) -> str:
    """Derive a fact's id from what it says.

    `key` is `Fact.key`. The id is company, metric and period label, then the first ten hex digits
    of SHA-256 over the canonical JSON (no spaces, ASCII) of key, printed, low and high as text.
    """
    low, high = quantity.low, quantity.high
    ends = f"{'null' if low is None else _canonical(low)},{'null' if high is None else _canonical(high)}"
    content = f"[{','.join(map(_spelled.__getitem__, key))},{encode_basestring_ascii(printed)},{ends}]"
    return f"{key[1]}-{key[2]}-{_slugged(key[7])}-{hashlib.sha256(content.encode()).hexdigest()[:10]}"


def statement_id(source: str, paragraphs: tuple[int, ...], companies: tuple[str, ...], topic: str, text: str) -> str:
    """Derive a statement's id from what it says, as `fact_id` does for facts."""
    content = digest([source, list(paragraphs), list(companies), topic, text])
    return f"{'-'.join(companies)}-{topic}-{content}"


def digest(content: list[object]) -> str:
    """Return the first ten hex digits of SHA-256 over the canonical JSON of some content."""
    return _hashed(json.dumps(content, separators=(",", ":")))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


class _Spelled(dict[str | int | None, str]):
    """The parts of keys as JSON; keys are made by the million, of a few names."""

    def __missing__(self, part: str | int | None) -> str:
        spelled = self[part] = json.dumps(part)
        return spelled


_spelled = _Spelled()


@lru_cache(maxsize=10_000)
def _slugged(label: object) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(label).lower()).strip("-")


def _canonical(number: Decimal) -> str:
    """JSON of the text of a number: plain digits without an exponent or trailing zeros, one text for one number."""
    text = str(number)
    if "E" in text:
        text = f"{number:f}"
    return f'"{text.rstrip("0").rstrip(".")}"' if "." in text else f'"{text}"'
