"""Material: the facts that may answer questions, in the groups in which questions ask for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from app.domain.catalogue import Fact, Metric, Source
from app.domain.standing import Agreement, agreement, facts_in_period, standing_fact

KeyT = TypeVar("KeyT")
_Asked = tuple[str, str | None, str | None, str]
"""Metric, segment (None: the whole company), source (None: any) and the label of a period."""


@dataclass(frozen=True)
class Material:
    """The facts that may answer a question, with their sources by slug.

    `undated` are those of sources without a date, where it is asked what was known by some day. What is found once is
    kept, for a material may answer many questions: no more than there are facts, since what finds nothing is not kept.
    """

    facts: tuple[Fact, ...]
    sources: Mapping[str, Source]
    undated: tuple[Fact, ...] = ()

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self.facts) + len(self.undated)

    def of(self, company: str) -> "Material":
        """Keep what is about one company."""
        return self._by_company.get(company) or Material((), self.sources)

    def on(self, metric: str, segment: str | None) -> Sequence[Fact]:
        """Keep the facts on a metric, of a segment or, for None, of whole companies."""
        return self._by_scope.get((metric, segment), ())

    def standing(self, metric: Metric, segment: str | None, source: str | None, label: str) -> Fact | None:
        """Choose the fact that stands in a period, of one source or of all; None where there is none.

        All facts are to be of one company.
        """
        asked = (metric.slug, segment, source, label)
        if asked not in self._standing:
            facts = [fact for fact in self.on(metric.slug, segment) if source in (None, fact.source)]
            in_period = facts_in_period(facts, metric, label)
            if not in_period:
                return None
            self._standing[asked] = standing_fact(in_period, self.sources)
        return self._standing[asked]

    def agreement(self, fact: Fact) -> Agreement:
        """Say whether the sources of the same number agree."""
        if fact.id not in self._agreements:
            self._agreements[fact.id] = agreement(fact, self._by_subject.get(fact.subject, ()))
        return self._agreements[fact.id]

    def named(self, ids: Collection[str]) -> dict[str, Fact]:
        """Return the facts with some ids, as far as they are here, by id."""
        held = self._by_id
        return {each: held[each] for each in ids if each in held}

    def source_of(self, fact: Fact) -> Source:
        """Return the source of one of the facts."""
        return self.sources[fact.source]

    def nearest(self, facts: Sequence[Fact], year: int = date.max.year) -> str | None:
        """Return the id of the fact that would stand among those nearest to a year, by default among the newest.

        None where there is no fact.
        """

        def years_apart(fact: Fact) -> int:
            return abs((fact.period.end or date.min).year - year)

        least = min(map(years_apart, facts), default=0)
        near = [fact for fact in facts if years_apart(fact) == least]
        newest = max((fact.period.end or date.min for fact in near), default=date.min)
        found = [fact for fact in near if (fact.period.end or date.min) == newest]
        return standing_fact(found, self.sources).id if found else None

    @cached_property
    def _by_company(self) -> Mapping[str, "Material"]:
        facts, undated = (_grouped([(each.company, each) for each in some]) for some in (self.facts, self.undated))
        return {
            company: Material(tuple(facts.get(company, ())), self.sources, tuple(undated.get(company, ())))
            for company in {**facts, **undated}
        }

    @cached_property
    def _by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def _by_scope(self) -> dict[tuple[str, str | None], list[Fact]]:
        return _grouped([((fact.metric, fact.segment), fact) for fact in self.facts])

    @cached_property
    def _by_subject(self) -> dict[tuple[object, ...], list[Fact]]:
        return _grouped([(fact.subject, fact) for fact in self.facts])

    @cached_property
    def _standing(self) -> dict[_Asked, Fact]:
        return {}

    @cached_property
    def _agreements(self) -> dict[str, Agreement]:
        return {}


class JoinedMaterial(Material):
    """What is known of several companies, each by its slug; what was found about one of them stays found.

    All facts are listed only where somebody asks for them all.
    """

    def __init__(self, by_company: Mapping[str, Material]) -> None:
        """Put materials together."""
        self.__dict__["_by_company"] = by_company

    def named(self, ids: Collection[str]) -> dict[str, Fact]:
        """Return the facts with some ids, as far as they are here, by id."""
        found: dict[str, Fact] = {}
        for part in self._by_company.values():
            found.update(part.named(ids))
        return found

    def source_of(self, fact: Fact) -> Source:
        """Return the source of one of the facts."""
        return self._by_company[fact.company].source_of(fact)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts about all of them."""
        return tuple(fact for part in self._by_company.values() for fact in part.facts)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Their sources."""
        return {slug: source for part in self._by_company.values() for slug, source in part.sources.items()}

    @cached_property
    def undated(self) -> tuple[Fact, ...]:
        """Those of sources without a date."""
        return tuple(fact for part in self._by_company.values() for fact in part.undated)


def _grouped(pairs: Sequence[tuple[KeyT, Fact]]) -> dict[KeyT, list[Fact]]:
    groups: dict[KeyT, list[Fact]] = {}
    for key, fact in pairs:
        groups.setdefault(key, []).append(fact)
    return groups
