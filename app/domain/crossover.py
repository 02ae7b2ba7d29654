"""Crossovers: when the lead of a metric changed hands, from levels set side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.answer import Standing
from app.domain.comparability import Comparability, comparability
from app.domain.comparison import difference, find_leader, rank
from app.domain.derivation import Computed, Derivation, derive
from app.domain.naming import noun_of
from app.domain.period import Frequency
from app.domain.question import Missing, Question, TooFewFactsError
from app.domain.series import Gap, Line, Point, lie_side_by_side, nearest_point

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
    """All changes of hands in the rows that could be set side by side, oldest first.

    `gaps` are the periods of each company that could not, and why.
    """

    question: Question
    frequency: Frequency
    rows: tuple[Row, ...]
    crossovers: tuple[Crossover, ...]
    gaps: tuple[tuple[str, Gap], ...]
    missing: tuple[Missing, ...]

    @property
    def facts(self) -> set[str]:
        """Ids of the facts that the first and the last row come from, and those before and after each change."""
        changed = (row for each in self.crossovers for row in (each.before, each.after))
        rows = (self.rows[0], self.rows[-1], *changed)
        return {each for row in rows for point in row.points for each in point.facts}

    @property
    def steps(self) -> int:
        """How many years or quarters there are from the first row to the last, with those that are no row."""
        first, last = (row.points[0].period.step(self.frequency) or 0 for row in (self.rows[0], self.rows[-1]))
        return last - first + 1


def find_crossovers(
    question: Question, frequency: Frequency, lines: Sequence[Line], missing: Sequence[Missing]
) -> Crossovers:
    """Find every change of the lead among the companies that have two periods or more.

    Raises TooFewFactsError unless two of them have two periods side by side.
    """
    compared = [line for line in lines if len(line.points) >= FEWEST_ROWS]
    rows = tuple(side_by_side(question, compared)) if len(compared) > 1 else ()
    if len(rows) < FEWEST_ROWS:
        message = f"a change of the lead shows only between two {frequency} periods that pair"
        raise TooFewFactsError(message, (*missing, *_too_few(question, frequency, lines)))
    short = [line for line in lines if line not in compared]
    return Crossovers(
        question=question,
        frequency=frequency,
        rows=rows,
        crossovers=tuple(_changes(question, rows)),
        gaps=tuple(_gaps(rows, compared)),
        missing=(*missing, *_too_few(question, frequency, short)),
    )


def _gaps(rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[tuple[str, Gap]]:
    """Name the periods of each company in which it has no point, or none that lies beside one of every other."""
    in_rows = {(point.fact.company, point.period) for row in rows for point in row.points}
    for line in lines:
        company = line.company.slug
        alone = [point.period for point in line.points if (company, point.period) not in in_rows]
        detail = "no period of every other company lies beside it"
        yield from ((company, Gap(period, "no-counterpart", detail)) for period in alone)
        yield from ((company, gap) for gap in line.gaps)


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
    leader = find_leader(question.metric, ranked, [each.quantity for _, each in ranked])
    (_, first), (_, second), *_ = ranked
    return Row(points, leader.company, leader.decided, difference(first.computed, second.computed))


def _changes(question: Question, rows: Sequence[Row]) -> Iterator[Crossover]:
    """Compare each row that has a leader with the last one before it that had one."""
    known = [row for row in rows if row.leader is not None]
    for before, after in pairwise(known):
        if before.leader and after.leader and before.leader != after.leader:
            derivation = _derivation(question, before, after)
            facts = [point.fact for point in after.points]
            yield Crossover(
                before.leader, after.leader, before, after, derivation, comparability(facts, question.names)
            )


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
        what = f"{noun_of(question.metric)} of {line.company.name}"
        needs = f"{frequency} facts on {what} beside {labels}, near the others\u2019"
        yield Missing(line.company.slug, "too-few-periods", needs, line.points[-1].fact.id)
