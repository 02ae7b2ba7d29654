"""Differences: what a load would make of a dataset, noun by noun, and the claims that would be judged otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from app.domain.case import Case
from app.domain.catalogue import Catalogue
from app.domain.check import Check, check
from app.domain.revision import Changes, key_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One noun that is added, withdrawn or replaced: what it was, and what it would be; one of the two may be None."""

    collection: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A claim whose check would have another result; None where there was, or would be, no such claim."""

    before: Check | None
    after: Check | None


def differences(changes: Changes) -> Iterator[Difference]:
    """Yield each change, by collection: what is replaced or withdrawn in the order of the dataset, then what is new."""
    for field in fields(Catalogue):
        added = {key_of(noun): noun for noun in getattr(changes.added, field.name)}
        for noun in getattr(changes.withdrawn, field.name):
            yield Difference(field.name, noun, added.pop(key_of(noun), None))
        for noun in added.values():
            yield Difference(field.name, None, noun)


def rejudged(before: Catalogue, after: Catalogue) -> list[Rejudged]:
    """Recompute the claims of both catalogues, and return those with another result, by source and slug."""
    old, new = _check_all(before), _check_all(after)
    pairs = [Rejudged(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())]
    return [pair for pair in pairs if _result(pair.before) != _result(pair.after)]


def _result(checked: Check | None) -> str | None:
    return checked.result if checked else None


def _check_all(catalogue: Catalogue) -> dict[str, Check]:
    about = _relevant(catalogue)
    return {key_of(claim): check(Case(claim, about)) for claim in catalogue.claims}


def _relevant(catalogue: Catalogue) -> Catalogue:
    """Leave out the facts that no claim is about, of which there may be millions."""
    claims = catalogue.claims
    sources = {claim.source for claim in claims}
    companies = {company for claim in claims for company in claim.companies}
    metrics = {metric for claim in claims for metric in (claim.metric, claim.than)}
    facts = (
        fact
        for fact in catalogue.facts
        if fact.source in sources or (fact.company in companies and fact.metric in metrics)
    )
    return replace(catalogue, facts=tuple(facts))
