"""Derivation: quantities computed from facts, each with the formula and the facts that it came from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    if len(inputs) == len(parts) and all(part.derivation.operation == "stated" for part in parts):
        return Computed(quantity.settle(), Derivation(operation, form, inputs))
    names = dict(zip(inputs, letters(len(inputs)), strict=True))
    listed = zip(letters(len(parts)), parts, strict=True)
    spelled = {name: _spell(part.derivation, names, alone=form == name) for name, part in listed}
    formula = _NAME.sub(lambda name: spelled.get(name[0], name[0]), form)
    return Computed(quantity.settle(), Derivation(operation, formula, inputs))


def letters(count: int, *, after: int = 0) -> list[str]:
    """Return the letters that stand for some parts of a form, behind the first `after` of them."""
    last = after + count
    return list(ascii_lowercase[after:last] if last <= len(ascii_lowercase) else islice(_letters(), after, last))


def _spell(derivation: Derivation, names: dict[str, str], *, alone: bool) -> str:
    """Spell a part's formula with the letters that its facts have in the whole."""
    own = dict(zip(letters(len(derivation.inputs)), (names[fact] for fact in derivation.inputs), strict=True))
    formula = _NAME.sub(lambda name: own.get(name[0], name[0]), derivation.formula)
    return formula if alone or _NAME.fullmatch(formula) else f"({formula})"


def _letters() -> Iterator[str]:
    """Yield a to z, then aa to zz and so on."""
    for length in count(1):
        yield from _words(length)


def _words(length: int) -> Iterator[str]:
    if not length:
        yield ""
    else:
        yield from (head + tail for head in ascii_lowercase for tail in _words(length - 1))
