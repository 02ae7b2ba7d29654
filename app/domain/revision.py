"""Revisions: what changes when packs are loaded over what the dataset holds."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from app.domain.catalogue import Catalogue, Claim, Fact, Statement

OF_A_SOURCE = ("facts", "statements", "claims")
"""Collections whose members belong to one source: a pack with that source holds the whole truth about it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What to add and what to withdraw, by collection; `replaced` counts what does both under one key."""

    added: Catalogue
    withdrawn: Catalogue
    replaced: int

    @property
    def added_count(self) -> int:
        """How much is new under its key."""
        return sum(self.added.counts.values()) - self.replaced

    @property
    def withdrawn_count(self) -> int:
        """How much is gone under its key."""
        return sum(self.withdrawn.counts.values()) - self.replaced

    def __bool__(self) -> bool:
        """Whether anything changes at all."""
        return bool(sum(self.added.counts.values()) or sum(self.withdrawn.counts.values()))


def changes(current: Catalogue, new: Catalogue, *, prune: bool = False) -> Changes:
    """Work out how to come from `current` to a dataset that holds `new`.

    Vocabulary merges by slug; a source that `new` names has exactly the facts, statements and claims
    that `new` gives it; what `new` does not name stays, unless `prune` withdraws it.
    """
    added: dict[str, tuple[Any, ...]] = {}
    withdrawn: dict[str, tuple[Any, ...]] = {}
    replaced = 0
    named = {source.slug for source in new.sources}
    for field in fields(Catalogue):
        name = field.name
        old_by_key = {_key(each): each for each in getattr(current, name)}
        new_by_key = {_key(each): each for each in getattr(new, name)}
        added[name] = tuple(each for key, each in new_by_key.items() if old_by_key.get(key) != each)
        withdrawn[name] = tuple(
            each
            for key, each in old_by_key.items()
            if new_by_key.get(key, None if _may_go(name, each, named, prune=prune) else each) != each
        )
        replaced += len({_key(each) for each in added[name]} & {_key(each) for each in withdrawn[name]})
    return Changes(Catalogue(**added), Catalogue(**withdrawn), replaced)


def merged(current: Catalogue, difference: Changes) -> Catalogue:
    """Return the catalogue that applying the changes leaves."""
    result: dict[str, tuple[Any, ...]] = {}
    for field in fields(Catalogue):
        gone = {_key(each) for each in getattr(difference.withdrawn, field.name)}
        stays: Iterable[Any] = (each for each in getattr(current, field.name) if _key(each) not in gone)
        result[field.name] = (*stays, *getattr(difference.added, field.name))
    return Catalogue(**result)


def misfits(catalogue: Catalogue) -> list[str]:
    """List the facts whose metric has another unit now, or is gone.

    Loading one pack may change a metric that facts of other sources use; those are not read again.
    """
    units = {metric.slug: metric.unit for metric in catalogue.metrics}
    return [
        f"the fact {fact.id} of source {fact.source} is in {fact.quantity.unit}, but {fact.metric} is in {unit}"
        for fact in catalogue.facts
        if (unit := units.get(fact.metric, "no unit, for it is gone")) != fact.quantity.unit
    ]


def _may_go(name: str, noun: Any, named: set[str], *, prune: bool) -> bool:  # noqa: ANN401  any noun
    """Whether something that the new packs do not give is withdrawn."""
    return prune or (name in OF_A_SOURCE and noun.source in named)


def _key(noun: Any) -> object:  # noqa: ANN401  any noun
    match noun:
        case Fact():
            return noun.key
        case Statement():
            return noun.id
        case Claim():
            return noun.source, noun.slug
        case _:
            return noun.slug
