"""Crossovers: when the lead of a metric changed hands, from levels set side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.domain.answer import Standing
from app.domain.comparability import Comparability, comparability
from app.domain.comparison import difference, rank
from app.domain.derivation import Computed, Derivation, derive
from app.domain.period import Frequency
from app.domain.question import Missing, Question, TooFewFactsError
from app.domain.series import Line, Point, lie_side_by_side, nearest_point

FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One period of each company side by side; `leader` is None where two are level or nobody can say.

    `gap` is the first place minus the second. `decided`: the leader's range lies wholly beyond every other's.
    """

    points: tuple[Point, ...]
    leader: str | None
    decided: bool
    gap: Computed

    @property
    def label(self) -> str:
        """The periods side by side, in the order of the companies: FY2025/FY2026."""
        return "/".join(point.period.label for point in self.points)

    @property
    def frame(self) -> str | None:
        """The calendar year or quarter that the first period lies in, as the SEC's frames name it."""
        period = self.points[0].period
        if period.kind != "annual" and period.calendar_quarter is not None:
            return "CY{}Q{}".format(*period.calendar_quarter)
        return None if period.calendar_year is None else f"CY{period.calendar_year}"

    @property
    def days_apart(self) -> int:
        """How far the ends of the periods are apart."""
        ends = [point.period.end for point in self.points if point.period.end]
        return (max(ends) - min(ends)).days if ends else 0

    def of(self, company: str) -> Point:
        """The point of one company."""
        return next(point for point in self.points if point.fact.company == company)


@dataclass(frozen=True, slots=True)
class Crossover:
    """A change of hands: who led before and who leads after, and whether the ranges decide both."""

    from_company: str
    to_company: str
    before: Row
    after: Row
    derivation: Derivation
    comparability: Comparability

    @property
    def decided(self) -> bool:
        """Whether the ranges decide who led before and who leads after."""
        return self.before.decided and self.after.decided

    @property
    def days_apart(self) -> int:
        """How far apart the companies' periods end, after the change."""
        return self.after.days_apart


@dataclass(frozen=True, slots=True)
class Crossovers:
    """All changes of hands in the rows that could be set side by side, oldest first."""

    question: Question
    frequency: Frequency
    rows: tuple[Row, ...]
    crossovers: tuple[Crossover, ...]
    missing: tuple[Missing, ...]


def find_crossovers(
    question: Question, frequency: Frequency, lines: Sequence[Line], missing: Sequence[Missing]
) -> Crossovers:
    """Find every change of the lead. Raises TooFewFactsError unless two companies have two periods side by side."""
    rows = tuple(side_by_side(question, lines)) if len(lines) > 1 else ()
    if len(rows) < FEWEST_ROWS:
        message = f"a change of the lead shows only between two {frequency} periods that pair"
        raise TooFewFactsError(message, (*missing, *_too_few(question, frequency, lines)))
    return Crossovers(question, frequency, rows, tuple(_changes(question, rows)), tuple(missing))


def side_by_side(question: Question, lines: Sequence[Line]) -> Iterator[Row]:
    """Set the nearest periods of all companies side by side; a period that lacks a counterpart is left out."""
    first, *others = lines
    for point in first.points:
        found = [nearest_point(point.period, other.points) for other in others]
        beside = [point, *(each for each in found if each is not None)]
        if len(beside) == len(lines) and lie_side_by_side([each.period for each in beside]):
            yield _row(question, tuple(beside))


def _row(question: Question, points: tuple[Point, ...]) -> Row:
    ranked = rank(question.metric, [Standing(point.fact, point.computed) for point in points])
    first, *others = (each for _, each in ranked)
    lower = question.metric.direction == "lower"

    def is_ahead(other: Standing) -> bool:
        greater, smaller = (other, first) if lower else (first, other)
        return greater.quantity.is_beyond(smaller.quantity)

    level = ranked[1][0] == ranked[0][0]
    open_ended = (
        any(each.quantity.value is None and each.quantity.meets(first.quantity) for each in others)
        or first.quantity.value is None
    )
    decided = all(is_ahead(other) for other in others)
    untold = level or (open_ended and not decided)
    gap = difference(first.computed, others[0].computed, Decimal(0))
    return Row(points, None if untold else first.company, decided, gap)


def _changes(question: Question, rows: Sequence[Row]) -> Iterator[Crossover]:
    """Compare each row that has a leader with the last one before it that had one."""
    known = [row for row in rows if row.leader is not None]
    for before, after in pairwise(known):
        if before.leader and after.leader and before.leader != after.leader:
            derivation = _derivation(question, before, after)
            facts = [point.fact for point in after.points]
            yield Crossover(before.leader, after.leader, before, after, derivation, comparability(facts))


def _derivation(question: Question, before: Row, after: Row) -> Derivation:
    """Show the change: who leads after was behind before, whichever end of the metric is better."""
    leaders = [row.leader for row in (after, before) if row.leader]
    terms = [row.of(company).computed for row in (before, after) for company in leaders]
    form = "a - b > 0 > c - d" if question.metric.direction == "lower" else "a - b < 0 < c - d"
    return derive("crossover", form, after.gap.quantity, *terms).derivation


def _too_few(question: Question, frequency: Frequency, lines: Sequence[Line]) -> Iterator[Missing]:
    """Say for each company that has some periods that more are needed."""
    for line in lines:
        labels = ", ".join(point.period.label for point in line.points[-3:])
        needs = f"{frequency} facts on {question.metric.slug} of {line.company.slug} beside {labels}, near the others'"
        yield Missing(line.company.slug, "too-few-periods", needs, line.points[-1].fact.id)
