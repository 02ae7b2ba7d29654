"""Revisions: what changes when packs are loaded over what the dataset holds."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from app.domain.catalogue import Catalogue, Claim, Fact, Initiative, Segment, Statement
from app.domain.derived import completed
from app.domain.errors import RivalryError

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


def key_of(noun: Any) -> str:  # noqa: ANN401  any noun
    """Name what a noun is about, in its collection: what comes under the same key replaces it."""
    match noun:
        case Fact():
            about = f"{noun.company}|{noun.metric}|{noun.segment or ''}|{noun.initiative or ''}"
            at = "" if noun.paragraph is None else noun.paragraph
            return f"{noun.source}|{about}|{noun.nature}|{noun.basis}|{noun.period.label}|{at}"
        case Statement():
            return noun.id
        case Claim():
            return f"{noun.source}|{noun.slug}"
        case _:
            slug: str = noun.slug
            return slug


def changes(current: Catalogue, new: Catalogue, *, prune: bool = False) -> Changes:
    """Work out how to come from `current` to a dataset that holds `new`.

    Vocabulary merges by slug; a source that `new` names has exactly the facts, statements and claims
    that `new` gives it. Other sources stay, unless `prune` withdraws them. Derived facts follow.
    """
    target = joined(current, new, prune=prune)
    added: dict[str, tuple[Any, ...]] = {}
    withdrawn: dict[str, tuple[Any, ...]] = {}
    replaced = 0
    for field in fields(Catalogue):
        name = field.name
        old_by_key = {key_of(each): each for each in getattr(current, name)}
        new_by_key = {key_of(each): each for each in getattr(target, name)}
        if not old_by_key:  # nothing to compare the many facts of a first load with
            added[name] = tuple(new_by_key.values())
            continue
        added[name] = tuple(each for key, each in new_by_key.items() if old_by_key.get(key) != each)
        gone = {key: each for key, each in old_by_key.items() if new_by_key.get(key) != each}
        withdrawn[name] = tuple(gone.values())
        replaced += len(gone.keys() & new_by_key.keys())
    return Changes(Catalogue(**added), Catalogue(**withdrawn), replaced)


def joined(current: Catalogue, new: Catalogue, *, prune: bool = False) -> Catalogue:
    """Put what `new` says beside what stays of `current`, and derive what follows from both."""
    named = {source.slug for source in new.sources}
    result: dict[str, tuple[Any, ...]] = {}
    for field in fields(Catalogue):
        name = field.name
        if not getattr(current, name):
            result[name] = getattr(new, name)
            continue
        given = {key_of(each): each for each in getattr(new, name)}
        stays = (
            each
            for each in getattr(current, name)
            if key_of(each) not in given and not _may_go(name, each, named, prune=prune)
        )
        result[name] = (*stays, *given.values())
    return completed(Catalogue(**result))


def merged(current: Catalogue, difference: Changes) -> Catalogue:
    """Return the catalogue that applying the changes leaves."""
    result: dict[str, tuple[Any, ...]] = {}
    for field in fields(Catalogue):
        gone = {key_of(each) for each in getattr(difference.withdrawn, field.name)}
        held: tuple[Any, ...] = getattr(current, field.name)
        stays: Iterable[Any] = (each for each in held if key_of(each) not in gone) if gone else held
        result[field.name] = (*stays, *getattr(difference.added, field.name))
    return Catalogue(**result)


MOST_NAMED = 100
"""Facts that no longer fit which are named; the others are counted."""


class MisfitError(RivalryError):
    """The packs are right in themselves, but what the dataset holds beside them would no longer fit."""

    def __init__(self, problems: list[str]) -> None:
        """Name the first of the problems, and say how many more there are."""
        more = [f"and {len(problems) - MOST_NAMED:,} more"] if len(problems) > MOST_NAMED else []
        super().__init__("\n".join([*problems[:MOST_NAMED], *more]))


def check_fit(current: Catalogue, new: Catalogue, *, prune: bool = False) -> None:
    """Raise MisfitError, naming each fact, when loading `new` over `current` would leave facts that no longer fit."""
    revise(current, new, prune=prune)


def revise(current: Catalogue, new: Catalogue, *, prune: bool = False) -> tuple[Changes, Catalogue]:
    """Return the changes that lead from `current` to a dataset that holds `new`, and that dataset.

    Raises MisfitError, naming each fact that would no longer fit there.
    """
    difference = changes(current, new, prune=prune)
    result = merged(current, difference)
    if problems := left_behind(current, new) or misfits(result):
        raise MisfitError(problems)
    return difference, result


def misfits(catalogue: Catalogue) -> list[str]:
    """List what no longer fits together: a fact in another unit than its metric, a part that is another company's.

    Loading one pack may change vocabulary that other sources use, and these are not read again.
    """
    companies = {company.slug for company in catalogue.companies}
    metrics = {metric.slug: metric.unit for metric in catalogue.metrics}
    parts: tuple[Segment | Initiative, ...] = (*catalogue.segments, *catalogue.initiatives)
    owners = {part.slug: part.company for part in parts}
    found = [f"{part} belongs to {owner}, which is gone" for part, owner in owners.items() if owner not in companies]
    for fact in catalogue.facts:
        unit = metrics.get(fact.metric, "no unit, for it is gone")
        if unit != fact.quantity.unit:
            found.append(f"{_named(fact)} is in {fact.quantity.unit}, but {fact.metric} is in {unit}")
        for part in (fact.segment, fact.initiative):
            owner = owners.get(part, "nobody, for it is gone") if part else fact.company
            if owner != fact.company:
                found.append(f"{_named(fact)} is about {fact.company}, but {part} belongs to {owner}")
    return found


def _named(fact: Fact) -> str:
    return f"the fact {fact.id} of source {fact.source}"


def left_behind(current: Catalogue, new: Catalogue) -> list[str]:
    """List the facts of sources that `new` does not name whose periods it would make wrong.

    A period's dates come from its company's fiscal year and from its metric's kind.
    """
    calendars = {company.slug: company.fiscal_year_end for company in new.companies}
    kinds = {metric.slug: metric.kind for metric in new.metrics}
    moved = {each.slug for each in current.companies if calendars.get(each.slug, "") not in ("", each.fiscal_year_end)}
    changed = {each.slug for each in current.metrics if kinds.get(each.slug, each.kind) != each.kind}
    named = {source.slug for source in new.sources}
    return [
        f"the fact {fact.id} was placed by what changes here; load its source {fact.source} as well"
        for fact in current.facts
        if fact.source not in named and (fact.company in moved or fact.metric in changed)
    ]


def _may_go(name: str, noun: Any, named: set[str], *, prune: bool) -> bool:  # noqa: ANN401  any noun
    """Whether something that the new packs do not give is withdrawn."""
    if name == "sources":
        return prune
    return name in OF_A_SOURCE and (prune or noun.source in named)
