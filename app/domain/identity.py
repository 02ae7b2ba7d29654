"""Identity: keys and ids that follow from what a noun says, alike in every database built from the same packs."""

import hashlib
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring_ascii

from app.domain.quantity import Quantity


def fact_id(key: tuple[str | int | None, ...], printed: str, quantity: Quantity) -> str:
    """Derive a fact's id from what it says.

    `key` is `Fact.key`. The id is company, metric and period label, then the first ten hex digits
    of SHA-256 over the canonical JSON (no spaces, ASCII) of key, printed, low and high as text.
    """
    _, company, metric, *_, label, _ = key
    low, high = quantity.low, quantity.high
    said = [*key, printed, None if low is None else _canonical(low), None if high is None else _canonical(high)]
    return f"{company}-{metric}-{_slugged(str(label))}-{digest(said)}"


def statement_id(source: str, paragraphs: tuple[int, ...], companies: tuple[str, ...], topic: str, text: str) -> str:
    """Derive a statement's id from what it says, as `fact_id` does for facts."""
    content = digest([source, list(paragraphs), list(companies), topic, text])
    return f"{'-'.join(companies)}-{topic}-{content}"


def digest(content: Sequence[object]) -> str:
    """Return the first ten hex digits of SHA-256 over the canonical JSON of some content."""
    return hashlib.sha256(f"[{','.join([_spell(part) for part in content])}]".encode()).hexdigest()[:10]


def _spell(part: object) -> str:
    """Spell a part of some content as JSON; ids of facts are made by the million, of texts and little else."""
    if type(part) is str:
        return encode_basestring_ascii(part)
    return "null" if part is None else json.dumps(part, separators=(",", ":"))


@lru_cache(maxsize=10_000)
def _slugged(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def _canonical(number: Decimal) -> str:
    """Plain digits without an exponent or trailing zeros: one text for one number."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
