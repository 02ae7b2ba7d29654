"""Questions: what is asked of the facts, and what is missing where they cannot answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from app.domain.catalogue import Company, Fact, Line, Metric, Segment
from app.domain.errors import RivalryError
from app.domain.material import Material
from app.domain.standing import LATEST, PeriodRequest

MissingCode = Literal[
    "no-fact",
    "no-fact-in-period",
    "no-fact-from-source",
    "no-segment",
    "several-segments",
    "no-part",
    "too-wide",
    "undated-source",
    "too-few-periods",
]

FEWEST_COMPANIES = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """A company that cannot answer: why, what is needed, and the id of the nearest fact at hand."""

    company: str
    code: MissingCode
    needs: str
    nearest: str | None


class TooFewFactsError(RivalryError):
    """Too little is known to answer; `missing` says what each company needs."""

    def __init__(self, message: str, missing: tuple[Missing, ...]) -> None:
        """Keep what is missing beside the message."""
        self.missing = missing
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What is to be taken out of the totals, by company.

    `segments` are those named, and `lines` holds the segments of each line of business that is named, which may be none
    where a company is not in that line. Each needs a figure, unless it may share money with one that has. `slugs` and
    `names` are what all that is called, and `parents` tells which segment contains another.
    """

    names: tuple[str, ...]
    slugs: tuple[str, ...] = ()
    segments: Mapping[str, Sequence[Segment]] = field(default_factory=dict)
    lines: Mapping[str, Sequence[Sequence[Segment]]] = field(default_factory=dict)
    parents: Mapping[str, str | None] = field(default_factory=dict)

    def of(self, company: str) -> list[Segment]:
        """Every segment of a company that may be taken out."""
        in_lines = (segment for line in self.lines.get(company, ()) for segment in line)
        return [*self.segments.get(company, ()), *in_lines]

    @property
    def untouched(self) -> list[str]:
        """Companies that have no segment in any line that is taken out."""
        return [company for company in self.lines if not self.of(company)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a metric of some companies, in some part of their business, for some period.

    `segments` holds, when a part is asked for, each company's segments in it; None asks for the whole.
    `line` is the line of business that the part lies in. `without` is what to take out of the whole, and `shares`
    names the metrics that state a share of `metric`. `as_of` asks what was published by that day.
    """

    metric: Metric
    companies: tuple[Company, ...]
    segments: Mapping[str, Sequence[Segment]] | None = None
    line: Line | None = None
    without: Without | None = None
    shares: frozenset[str] = frozenset()
    period: PeriodRequest = LATEST
    source: str | None = None
    as_of: date | None = None
    tolerance: Decimal = Decimal(0)

    @property
    def names(self) -> dict[str, str]:
        """What the companies are called, and the segments that are asked about or taken out, by slug."""
        parts = [segment for each in (self.segments or {}).values() for segment in each]
        taken_out = (
            [segment for each in self.companies for segment in self.without.of(each.slug)] if self.without else []
        )
        named: tuple[Company | Segment, ...] = (*self.companies, *parts, *taken_out)
        return {each.slug: each.name for each in named}


def material_for(question: Question, known: Material) -> Material:
    """Keep of all that is known what was published by the day asked for, whatever its source: others agree or not."""
    if question.as_of is None:
        return known
    kept: list[Fact] = []
    undated: list[Fact] = []
    for fact in known.facts:
        published = known.sources[fact.source].published
        if published and published <= question.as_of:
            kept.append(fact)
        elif published is None and question.source in (None, fact.source):
            undated.append(fact)
    return Material(tuple(kept), known.sources, tuple(undated))


def with_undated(question: Question, material: Material, missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """Add to what is missing the sources without a date, for each company of which they are not named already."""
    named = tuple(missing)
    reported = {each.company for each in named if each.code == "undated-source"}
    return (*named, *(each for each in undated_missing(question, material) if each.company not in reported))


def undated_missing(question: Question, material: Material) -> tuple[Missing, ...]:
    """Say for each company which sources are left out because nobody knows when they were published."""
    found = []
    for company in question.companies:
        part = () if question.segments is None else question.segments.get(company.slug, ())
        taken_out = question.without.of(company.slug) if question.without else ()
        asked: set[str | None] = {each.slug for each in (*part, *taken_out)}
        asked |= {None} if question.segments is None else set()
        left_out = [fact for fact in material.of(company.slug).undated if fact.segment in asked]
        if left_out:
            named = ", ".join(sorted({fact.source for fact in left_out}))
            needs = f"the day on which {named} was published"
            found.append(Missing(company.slug, "undated-source", needs, material.nearest(left_out)))
    return tuple(found)
