"""Holdings: what the dataset has of a company's filings already, for a draft to be held against."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from app.domain.catalogue import Catalogue, Company, Fact, Source
from app.edgar.draft import Drafted


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that was stated before, and where: a slug or an accession number, and the day of filing."""

    value: Decimal
    where: str
    filed: date


class Holdings:
    """The facts of a company as a whole that stand under filings."""

    def __init__(self, known: Catalogue, company: Company) -> None:
        """Gather them from what is known."""
        self._sources = {source.slug: source for source in known.sources if source.kind == "filing"}
        self._facts: dict[tuple[str, str], list[Fact]] = {}
        for fact in known.facts:
            of_all = fact.company == company.slug and fact.segment is None and fact.initiative is None
            if of_all and fact.nature == "actual" and fact.kind == "stated" and fact.source in self._sources:
                self._facts.setdefault((fact.metric, fact.period.label), []).append(fact)

    @property
    def publisher(self) -> str | None:
        """Whom the newest of its filings is published by, as the dataset spells it; None where none says so."""
        filings = {self._sources[fact.source] for facts in self._facts.values() for fact in facts}
        named = [each for each in filings if each.accession and each.publisher]
        newest = max(named, key=lambda each: (each.published or date.min, each.slug), default=None)
        return newest.publisher if newest else None

    def earlier(self, metric: str, period: str, beyond: Collection[str]) -> list[Earlier]:
        """Return what filings with a known day state of a period, those `beyond` apart, by accession."""
        found = [(self._sources[fact.source], fact) for fact in self._facts.get((metric, period), ())]
        return [
            Earlier(fact.quantity.value, source.slug, source.published)
            for source, fact in found
            if source.published and fact.quantity.value is not None and source.accession not in beyond
        ]

    def compare(self, source: Source, fact: Drafted) -> Literal["held", "new"] | Fact:
        """Say whether a fact is held under its filing as it is drafted, or return the one that is held in its place."""
        facts = self._facts.get((fact.metric, fact.period), ())
        held = [each for each in facts if (each.source, each.basis) == (source.slug, fact.basis)]
        if not held:
            return "new"
        return "held" if any(each.printed == fact.printed for each in held) else held[0]
