"""Making mutants: one of each kind in turn, out of a pack that its number chooses."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from types import ModuleType

from tests.packs.mutants import entries, rows, texts
from tests.packs.mutants.seeded import Mutant, SeedPack, seed_packs

Kind = Callable[[SeedPack, Random], Mutant | None]


def _kinds_of(module: ModuleType) -> dict[str, Kind]:
    """List the functions of a module that make a mutant, by name."""
    own = {name: each for name, each in vars(module).items() if getattr(each, "__module__", "") == module.__name__}
    return {name: each for name, each in own.items() if not name.startswith("_") and not isinstance(each, type)}


KINDS = {**_kinds_of(entries), **_kinds_of(texts), **_kinds_of(rows)}


def make_mutant(number: int) -> Mutant:
    """Make the mutant that bears a number, always the same; every so many numbers a kind comes again."""
    name = list(KINDS)[number % len(KINDS)]
    pick = Random(number)  # noqa: S311  a mutant is no secret
    while True:  # until a pack is found that has what this kind breaks
        if mutant := KINDS[name](pick.choice(seed_packs()), pick):
            return replace(mutant, kind=name)
