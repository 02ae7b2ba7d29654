"""Derivation: quantities computed from facts, each with the formula and the facts that it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from string import ascii_lowercase
from typing import Literal

from app.domain.quantity import Quantity

DerivationOperation = Literal[
    "stated",
    "difference",
    "ratio",
    "relative-difference",
    "sum",
    "product",
    "remainder",
    "share",
    "change",
    "growth",
    "index",
    "cagr",
    "count",
    "crossover",
]

_NAME = re.compile(r"\b[a-z]+\b")


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a quantity was computed: in `formula` the letters a, b, c… stand for `inputs`, ids of facts, in order."""

    operation: DerivationOperation
    formula: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """A quantity with its derivation; that of a fact as stated is the formula "a"."""

    quantity: Quantity
    derivation: Derivation


def stated(quantity: Quantity, fact_id: str) -> Computed:
    """Return a fact's own quantity as the simplest of all derivations."""
    return Computed(quantity, Derivation("stated", "a", (fact_id,)))


def derive(operation: DerivationOperation, form: str, quantity: Quantity, *parts: Computed) -> Computed:
    """Say how a quantity came from others that may be computed themselves.

    In `form` the letters stand for the parts: "a - b" of a part that is "a - b" and a fact is "(a - b) - c".
    The quantity is rounded outwards at 12 significant digits, its value half-even.
    """
    inputs = tuple(dict.fromkeys(fact for part in parts for fact in part.derivation.inputs))
    places = tuple(tuple(map(inputs.index, part.derivation.inputs)) for part in parts)
    formula = _spell(form, tuple(part.derivation.formula for part in parts), places)
    return Computed(quantity.settle(), Derivation(operation, formula, inputs))


def letters(count: int, *, after: int = 0) -> list[str]:
    """Return the letters that stand for some parts of a form, behind the first `after` of them."""
    last = after + count
    return list(ascii_lowercase[after:last] if last <= len(ascii_lowercase) else islice(_letters(), after, last))


@lru_cache(maxsize=1000)
def _spell(form: str, formulas: tuple[str, ...], places: tuple[tuple[int, ...], ...]) -> str:
    """Put the formulas of parts in the place of their letters; `places` says which letter of the whole each fact has.

    There are few forms, and each is spelt again and again.
    """
    names = letters(1 + max((place for own in places for place in own), default=-1))
    spelled = {}
    for name, formula, own in zip(letters(len(formulas)), formulas, places, strict=True):
        renamed = dict(zip(letters(len(own)), (names[place] for place in own), strict=True))
        spelt = _renamed(formula, renamed)
        spelled[name] = spelt if form == name or _NAME.fullmatch(spelt) else f"({spelt})"
    return _renamed(form, spelled)


def _renamed(formula: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda name: names.get(name[0], name[0]), formula)


def _letters() -> Iterator[str]:
    """Yield a to z, then aa to zz and so on."""
    for length in count(1):
        yield from _words(length)


def _words(length: int) -> Iterator[str]:
    if not length:
        yield ""
    else:
        yield from (head + tail for head in ascii_lowercase for tail in _words(length - 1))
