"""Series: what stands for a company in each of its years or quarters, and where nothing does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from app.domain.answer import Standing, fact_on, facts_in_scope, stand
from app.domain.catalogue import Company, Fact
from app.domain.comparability import lengths_differ
from app.domain.derivation import Computed
from app.domain.errors import UnreadablePeriodError
from app.domain.material import Material
from app.domain.naming import noun_of
from app.domain.period import (
    FARTHEST_APART_DAYS,
    QUARTERS_A_YEAR,
    Frequency,
    Period,
    days_apart,
    read_period,
    step_label,
)
from app.domain.question import Missing, MissingCode, Question
from app.domain.standing import Mentioned, standing_fact
from app.domain.window import Window

GapCode = Literal[
    "no-fact-in-period",
    "no-part",
    "too-wide",
    "several-segments",
    "off-calendar",
    "no-base",
    "no-counterpart",
    "definition-differs",
    "length-differs",
    "not-positive",
]

_GAP_OF: dict[MissingCode, GapCode] = {"too-wide": "too-wide", "several-segments": "several-segments"}


@dataclass(frozen=True, slots=True)
class Point:
    """What stands for a company in one period; `facts` are the ids that it comes from."""

    period: Period
    computed: Computed
    fact: Fact

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts that the point comes from."""
        return self.computed.derivation.inputs


@dataclass(frozen=True, slots=True)
class Gap:
    """A period without a point, and why: nothing is ever put in its place."""

    period: Period
    code: GapCode
    detail: str


BreakCode = Literal["definition-differs", "basis-differs"]


@dataclass(frozen=True, slots=True)
class Break:
    """A period from which on the figures are not like those before: of something else, or restated where they are not.

    What is first reported after a restated figure is no break: it was restated to be like what came after.
    """

    period: Period
    code: BreakCode
    detail: str


@dataclass(frozen=True, slots=True)
class Line:
    """One company's points, oldest first, with the gaps between them and the breaks in what is reported."""

    company: Company
    points: tuple[Point, ...]
    gaps: tuple[Gap, ...] = ()
    breaks: tuple[Break, ...] = ()


def trace(
    question: Question, frequency: Frequency, material: Material, window: Window, *, beyond: bool = False
) -> tuple[list[Line], list[Missing]]:
    """Draw a line for each company that has facts in the scope of the question; the others are missing.

    With `beyond` a line goes on outside the window, for what has to be compared with an earlier period.
    """
    lines: list[Line] = []
    missing: list[Missing] = []
    for company in question.companies:
        own = material.of(company.slug)
        facts = facts_in_scope(question, company, own)
        if isinstance(facts, Missing):
            missing.append(facts)
            continue
        calendar = _Calendar(company, frequency, question.metric.at_instant)
        by_step = _by_step(facts, frequency, Window() if beyond else window)
        line = _line(question, own, by_step, calendar, window)
        line = replace(line, gaps=in_order([*_off_calendar(facts, window), *line.gaps]))
        if any(window.holds(point.period) for point in line.points):
            lines.append(line)
        else:
            missing.append(_why_not(question, own, facts, frequency, window))
    return lines, missing


def usual_frequency(facts: Iterable[Fact]) -> Frequency:
    """Return `annual` where any actual figure is of a year, else `quarter`."""
    return "annual" if any(has_step(fact, "annual") for fact in facts) else "quarter"


def in_order(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Sort gaps by time, by their dates or, on a calendar that is not known, by their labels."""

    def quarter(gap: Gap) -> int:
        period = gap.period
        step = period.step("quarter") or period.step("annual")
        day = period.end or date.min
        return step or day.year * QUARTERS_A_YEAR + day.month // 3 - 1

    return tuple(sorted(gaps, key=quarter))


def lie_side_by_side(periods: Sequence[Period]) -> bool:
    """Whether periods of several companies end at most 45 days apart and are as long as each other."""
    ends = [period.end for period in periods if period.end]
    near = len(ends) == len(periods) and (max(ends) - min(ends)).days <= FARTHEST_APART_DAYS
    return near and not lengths_differ(periods)


def nearest_point(period: Period, points: Sequence[Point]) -> Point | None:
    """Return the point of another company whose period ends nearest, if the two lie side by side."""
    nearest = min(points, key=lambda point: days_apart(period, point.period), default=None)
    return nearest if nearest and lie_side_by_side((period, nearest.period)) else None


def _why_not(question: Question, own: Material, facts: Sequence[Fact], frequency: Frequency, window: Window) -> Missing:
    """Say why nothing stands for a company in a window: it has no fact there, or a part cannot be taken out."""
    by_step = _by_step(facts, frequency, window)
    refused = stand(question, standing_fact(by_step[max(by_step)], own.sources), own) if by_step else None
    if isinstance(refused, Missing):
        return refused
    company = facts[0].company
    needs = f"{fact_on(question, company)}, {frequency}, in the time asked for"
    alike = [fact for fact in facts if fact.period.step(frequency) is not None]
    bound = window.end or window.start
    nearest = own.nearest(alike or facts, bound.year) if bound else own.nearest(alike or facts)
    return Missing(company, "no-fact-in-period", needs, nearest)


def _by_step(facts: Iterable[Fact], frequency: Frequency, window: Window) -> dict[int, list[Fact]]:
    """Sort facts by their year or quarter; neither plans nor what is said of an initiative belong in a line."""
    by_step: dict[int, list[Fact]] = {}
    for fact in facts:
        step = fact.period.step(frequency)
        if step is not None and _is_figure(fact) and window.holds(fact.period):
            by_step.setdefault(step, []).append(fact)
    return by_step


def _is_figure(fact: Mentioned) -> bool:
    return fact.nature == "actual" and not fact.initiative


def has_step(fact: Mentioned, frequency: Frequency) -> bool:
    """Whether a fact may be a point of a line: an actual figure of a company in one of its years or quarters."""
    return _is_figure(fact) and fact.period.step(frequency) is not None


def is_off_calendar(fact: Mentioned) -> bool:
    """Whether a fact is an actual figure of a moment at which neither a year nor a quarter of a company ends."""
    return fact.period.kind == "instant" and fact.period.step("quarter") is None and _is_figure(fact)


def _off_calendar(facts: Iterable[Fact], window: Window) -> Iterable[Gap]:
    """Name what is stated of a moment at which neither a year nor a quarter of the company ends."""
    for fact in facts:
        if is_off_calendar(fact) and window.holds(fact.period):
            yield Gap(fact.period, "off-calendar", f"{fact.id} is of a moment at which no year and no quarter ends")


def _line(
    question: Question, own: Material, by_step: dict[int, list[Fact]], calendar: "_Calendar", window: Window
) -> Line:
    """Let a fact stand in each step, and name the steps of the window where none does."""
    points: list[Point] = []
    gaps: list[Gap] = []
    for step in calendar.steps(by_step, window):
        if step not in by_step:
            period = calendar.period(step)
            detail = f"no fact on {noun_of(question.metric)} of {calendar.company.name} for {period.label}"
            gaps.append(Gap(period, "no-fact-in-period", detail))
            continue
        fact = standing_fact(by_step[step], own.sources)
        standing = stand(question, fact, own)
        if isinstance(standing, Standing):
            points.append(Point(fact.period, standing.computed, fact))
        else:
            gaps.append(Gap(fact.period, _GAP_OF.get(standing.code, "no-part"), standing.needs))
    return Line(calendar.company, tuple(points), tuple(gaps), tuple(_breaks(points)))


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A company's years or quarters."""

    company: Company
    frequency: Frequency
    instant: bool

    def period(self, step: int) -> Period:
        """Place a step; on a calendar that is not known it has a label only."""
        label = step_label(step, self.frequency)
        try:
            return read_period(label, year_end_month=self.company.year_end_month, instant=self.instant)
        except UnreadablePeriodError:
            return Period(label, "instant" if self.instant else self.frequency)

    def steps(self, known: Iterable[int], window: Window) -> range:
        """Every step from the first to the last that is known, and on to the ends of a window that has some."""
        listed = sorted(known)
        if not listed:
            return range(0)
        first, last = listed[0], listed[-1]
        while window.start and window.holds(self.period(first - 1)):
            first -= 1
        while window.end and window.holds(self.period(last + 1)):
            last += 1
        return range(first, last + 1)


def _breaks(points: Sequence[Point]) -> Iterable[Break]:
    """Name the points that are not like the one before, or like the last one of which it is said what it is."""
    named = [point for point in points if point.fact.reported_as]
    for before, after in pairwise(named):
        if before.fact.differs_in_definition(after.fact):
            detail = f"before: {before.fact.reported_as}; from here on: {after.fact.reported_as}"
            yield Break(after.period, "definition-differs", detail)
    for before, after in pairwise(points):
        is_restated = (before.fact.basis, after.fact.basis) == ("as-reported", "restated")
        if is_restated and not before.fact.differs_in_definition(after.fact):
            yield Break(after.period, "basis-differs", "before: as first reported; from here on: restated")
