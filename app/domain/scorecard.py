"""The scorecard: every metric that companies share, compared, and what only one of them has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.catalogue import Catalogue, Company, Fact, Line, Metric, Segment
from app.domain.comparison import Comparison, Question, TooFewFactsError, compare
from app.domain.standing import LATEST, PeriodRequest


@dataclass(frozen=True, slots=True)
class OnlyOne:
    """A metric, of the whole company or of a line of business, that one company alone has facts about."""

    company: str
    metric: Metric
    line: Line | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Comparisons of what at least two companies share, and what only one has; both in the order of the metrics."""

    shared: tuple[Comparison, ...]
    only: tuple[OnlyOne, ...]


def scorecard(companies: Sequence[Company], catalogue: Catalogue, period: PeriodRequest = LATEST) -> Scorecard:
    """Compare every metric that has facts, for the whole companies and for each line of business.

    `catalogue` holds the metrics, the segments, all facts about the companies, and their sources.
    """
    parts = {segment.slug: segment for segment in catalogue.segments}
    sources = {source.slug: source for source in catalogue.sources}
    shared: list[Comparison] = []
    only: list[OnlyOne] = []
    for metric in catalogue.metrics:
        about = [fact for fact in catalogue.facts if fact.metric == metric.slug]
        lines = {parts[fact.segment].line if fact.segment else None for fact in about}
        for line in sorted(lines, key=lambda each: each or ""):
            in_line = [fact for fact in about if (parts[fact.segment].line if fact.segment else None) == line]
            question = Question(
                metric=metric,
                companies=tuple(companies),
                segments=segments_in_line(line, parts.values(), in_line) if line else None,
                line=line,
                period=period,
            )
            try:
                shared.append(compare(question, in_line, sources))
            except TooFewFactsError:
                only.extend(_by_company(metric, line, in_line))
    return Scorecard(tuple(shared), tuple(only))


def segments_in_line(
    line: Line, segments: Iterable[Segment], facts: Iterable[Fact] | None = None
) -> dict[str, list[Segment]]:
    """Return each company's outermost segments in a line of business, of those with facts if these are given."""
    with_facts = None if facts is None else {fact.segment for fact in facts}
    in_line = [each for each in segments if each.line == line and (with_facts is None or each.slug in with_facts)]
    inside = {each.slug for each in in_line}
    found: dict[str, list[Segment]] = {}
    for segment in in_line:
        if segment.within not in inside:
            found.setdefault(segment.company, []).append(segment)
    return found


def _by_company(metric: Metric, line: Line | None, facts: Iterable[Fact]) -> Iterable[OnlyOne]:
    ids: dict[str, list[str]] = {}
    for fact in facts:
        ids.setdefault(fact.company, []).append(fact.id)
    return [OnlyOne(company, metric, line, tuple(sorted(ids[company]))) for company in sorted(ids)]
