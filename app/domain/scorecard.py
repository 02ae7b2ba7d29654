"""The scorecard: every metric that companies share, compared, and what only one of them has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.catalogue import Catalogue, Company, Fact, Line, Metric, Segment
from app.domain.comparison import Comparison, compare
from app.domain.material import Material
from app.domain.question import Missing, Question, TooFewFactsError
from app.domain.standing import LATEST, PeriodRequest


@dataclass(frozen=True, slots=True)
class OnlyOne:
    """A metric, of the whole company or of a line of business, that one company alone has facts about."""

    company: str
    metric: Metric
    line: Line | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A metric that several companies have facts about, but not so that they can be compared as asked."""

    metric: Metric
    line: Line | None
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What at least two companies share, what only one has, and what cannot be compared, by metric."""

    shared: tuple[Comparison, ...]
    only: tuple[OnlyOne, ...]
    refused: tuple[Refused, ...]


def scorecard(companies: Sequence[Company], catalogue: Catalogue, period: PeriodRequest = LATEST) -> Scorecard:
    """Compare every metric that has facts, for the whole companies and for each line of business.

    `catalogue` holds the metrics, the segments, all facts about the companies, and their sources.
    """
    sources = {source.slug: source for source in catalogue.sources}
    shared: list[Comparison] = []
    only: list[OnlyOne] = []
    refused: list[Refused] = []
    for metric, line, facts in _scopes(catalogue):
        if len({fact.company for fact in facts}) == 1:
            only.append(OnlyOne(facts[0].company, metric, line, tuple(sorted(fact.id for fact in facts))))
            continue
        question = Question(
            metric=metric,
            companies=tuple(companies),
            segments=segments_in_line(line, catalogue.segments, facts) if line else None,
            line=line,
            period=period,
        )
        try:
            shared.append(compare(question, Material(tuple(facts), sources)))
        except TooFewFactsError as error:
            refused.append(Refused(metric, line, error.missing))
    return Scorecard(tuple(shared), tuple(only), tuple(refused))


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


def _scopes(catalogue: Catalogue) -> Iterator[tuple[Metric, Line | None, list[Fact]]]:
    """Yield the facts of each metric about whole companies, then about each line of business."""
    lines = {segment.slug: segment.line for segment in catalogue.segments}
    for metric in catalogue.metrics:
        by_line: dict[Line | None, list[Fact]] = {}
        for fact in catalogue.facts:
            if fact.metric == metric.slug:
                by_line.setdefault(lines[fact.segment] if fact.segment else None, []).append(fact)
        for line in sorted(by_line, key=lambda each: each or ""):
            yield metric, line, by_line[line]
