"""Cases: a claim with all that is needed to recompute it, and what recomputing finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.answer import Standing, find_standing
from app.domain.catalogue import Catalogue, Claim, Company, Fact, Metric, Segment
from app.domain.derivation import Computed
from app.domain.errors import RivalryError
from app.domain.material import Material
from app.domain.naming import noun_of
from app.domain.period import FARTHEST_APART_DAYS, Period, days_apart
from app.domain.question import Missing, Question, material_for
from app.domain.standing import LATEST, PeriodRequest, facts_in_period


class UncheckableError(RivalryError):
    """A claim cannot be recomputed; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What recomputing gave, and for a claim without a figure whether it holds.

    `reason` is what a reader should know of it. `is_incomplete` marks a range that is as wide as it is because
    something is not known.
    """

    computed: Computed
    holds: bool | None = None
    reason: str | None = None
    is_incomplete: bool = False


def are_about_the_same_time(one: Period, other: Period) -> bool:
    """Whether two periods share more time than not: fiscal years may end half a year apart, quarters half a quarter."""
    length = (one.end - one.start).days if one.start and one.end else 0
    return days_apart(one, other) <= max(FARTHEST_APART_DAYS, length // 2)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with all that may be needed to recompute it.

    `catalogue` holds the claim's companies with their segments, the metrics that it is about, and all facts on them
    with their sources.
    """

    claim: Claim
    catalogue: Catalogue

    @property
    def companies(self) -> tuple[Company, ...]:
        """The claim's companies, in its order."""
        by_slug = {company.slug: company for company in self.catalogue.companies}
        return tuple(by_slug[slug] for slug in self.claim.companies)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments of the company that the claim is about."""
        return tuple(each for each in self.catalogue.segments if each.company == self.claim.companies[0])

    @property
    def segment(self) -> Segment:
        """The segment that the claim is about. Raises UncheckableError."""
        found = self._named(self.claim.segment) if self.claim.segment else []
        if not found:
            raise UncheckableError("the claim names no segment, or one that is gone")
        return found[0]

    @property
    def metric(self) -> Metric:
        """The metric that the claim is about."""
        return self.other_metric(self.claim.metric)

    def other_metric(self, slug: str | None) -> Metric:
        """Return a metric by slug. Raises UncheckableError."""
        found = next((each for each in self.catalogue.metrics if each.slug == slug), None)
        if found is None:
            raise UncheckableError(f"the claim names no metric to compare with, or one that is gone: {slug}")
        return found

    @property
    def stated_facts(self) -> tuple[Fact, ...]:
        """The facts of the claim's own paragraphs that print its figure, else those on its metric, in its period."""
        claim = self.claim
        own = [
            fact
            for fact in self.catalogue.facts
            if fact.source == claim.source and fact.paragraph in claim.paragraphs and fact.company in claim.companies
            if claim.period is None or fact.company != claim.companies[0] or fact.period.label == claim.period.label
        ]
        printed = [fact for fact in own if fact.printed == claim.printed and claim.segment in (None, fact.segment)]
        on_metric = [fact for fact in own if (fact.metric, fact.segment) == (claim.metric, claim.segment)]
        return tuple(printed or on_metric)

    def label(self, company: str, metric: Metric) -> str:
        """The period that the claim speaks of: its own, else that of its source's figure, else the latest.

        A claim's own period is that of its first company; the others are asked about the one that lies beside it.
        Raises UncheckableError where there is none.
        """
        if self.claim.period is not None:
            return self._beside(self.claim.period, company, metric)
        own = [
            fact
            for fact in self.catalogue.facts
            if (fact.source, fact.company, fact.metric) == (self.claim.source, company, metric.slug)
            and self.claim.segment in (None, fact.segment)
        ]
        dated = [fact for fact in facts_in_period(own, metric, "latest") if fact.period.end]
        return dated[0].period.label if dated else LATEST.label

    def name_of(self, company: str) -> str:
        """What one of the claim's companies is called."""
        return next((each.name for each in self.catalogue.companies if each.slug == company), company)

    def _beside(self, period: Period, company: str, metric: Metric) -> str:
        if company == self.claim.companies[0]:
            return period.label
        on_metric = [fact for fact in self.catalogue.facts if (fact.company, fact.metric) == (company, metric.slug)]
        alike = [fact.period for fact in on_metric if fact.period.kind == period.kind]
        nearest = min(alike, key=lambda each: days_apart(period, each), default=None)
        if nearest is None or not are_about_the_same_time(period, nearest):
            raise UncheckableError(
                f"for want of a fact on {noun_of(metric)} of {self.name_of(company)} for a period beside {period.label}"
            )
        return nearest.label

    def question(self, metric: Metric, companies: Sequence[Company], segment: str | None = None) -> Question:
        """Ask about some companies, each in the period that the claim speaks of."""
        periods = tuple((company.slug, self.label(company.slug, metric)) for company in companies)
        asked = Question(metric=metric, companies=tuple(companies), period=PeriodRequest(by_company=periods))
        return replace(asked, segments={each.company: [each] for each in self._named(segment)} if segment else None)

    def _named(self, segment: str) -> list[Segment]:
        return [each for each in self.catalogue.segments if each.slug == segment]

    def material(self, question: Question, *, of_others: bool = False) -> Material:
        """Gather the facts; with `of_others` only those that the claim's own source does not state."""
        facts = [each for each in self.catalogue.facts if not (of_others and each.source == self.claim.source)]
        known = Material(tuple(facts), {source.slug: source for source in self.catalogue.sources})
        return material_for(question, known)

    def standing(self, metric: Metric, segment: str | None, label: str | None = None) -> Standing:
        """Return what stands for the claim's first company. Raises UncheckableError."""
        company = self.companies[0]
        question = self.question(metric, [company], segment)
        if label:
            question = replace(question, period=PeriodRequest(by_company=((company.slug, label),)))
        found = find_standing(question, company, self.material(question))
        if isinstance(found, Missing):
            raise UncheckableError(f"for want of {found.needs}")
        return found
