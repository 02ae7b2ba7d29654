"""Content encodings: which one a client is given, and how a body is spelled in it."""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Literal

import brotli
import zstandard

Encoding = Literal["identity", "zstd", "br", "gzip"]

SMALLEST_ENCODED = 500
"""Bytes below which encoding saves no packet."""

LONGEST_ACCEPTED = 200
"""How many bytes of an Accept-Encoding are weighed and remembered. A browser's has 23; who sends more is not read."""

_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)
"""How a weight is spelt (RFC 9110, 12.4.2): `float` would read `nan` and `inf` too."""

_ENCODERS: dict[Encoding, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=6).compress(body),
    "br": partial(brotli.compress, quality=5),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""The encodings that we speak, the one we would rather use first. Levels are those that cost about a tenth of a
millisecond for a comparison: each is paid once, but by somebody who waits."""


def encode(body: bytes, encoding: Encoding) -> bytes:
    """Spell a body in an encoding; the same bytes each time."""
    return body if encoding == "identity" else _ENCODERS[encoding](body)


def chosen_encoding(accepted: bytes) -> Encoding:
    """Choose what an Accept-Encoding header asks for (RFC 9110, 12.5.3): the greatest weight, then our own order.

    Who accepts nothing that we speak is given the body as it is, which the RFC allows, and so is who says it in more
    than LONGEST_ACCEPTED bytes.
    """
    return _choose(accepted) if len(accepted) <= LONGEST_ACCEPTED else "identity"


@lru_cache(maxsize=256)
def _choose(accepted: bytes) -> Encoding:
    weights = dict(_weighed(part) for part in accepted.decode("latin-1").lower().split(",") if part.strip())
    rest = weights.get("*", 0.0)
    named = {encoding: weights.get(encoding, rest) for encoding in _ENCODERS}
    best = max(named.values())
    if best <= 0 or weights.get("identity", 0.0) > best:
        return "identity"
    return next(encoding for encoding, weight in named.items() if weight == best)


def _weighed(part: str) -> tuple[str, float]:
    """Read one coding and its weight; one that cannot be read weighs nothing."""
    name, _, parameter = part.partition(";")
    key, _, value = (each.strip() for each in parameter.partition("="))
    if not parameter.strip():
        return name.strip(), 1.0
    return name.strip(), float(value) if key == "q" and _WEIGHT.fullmatch(value) else 0.0
