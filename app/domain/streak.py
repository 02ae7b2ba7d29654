"""Streaks: how many periods in a row reach something, with a range where some are not known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.case import Case, Finding, UncheckableError
from app.domain.derivation import Computed, Derivation
from app.domain.errors import UnreadableFigureError
from app.domain.figure import read_figure
from app.domain.period import Period, step_label
from app.domain.quantity import Quantity
from app.domain.series import Line, Point, trace
from app.domain.standing import LATEST
from app.domain.window import Window


@dataclass(frozen=True, slots=True)
class Step:
    """One period: whether it reaches what is asked, None where nobody can say, and the facts that tell."""

    label: str
    reaches: bool | None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Streak:
    """Periods counted back from the last to the first that falls short, oldest first.

    `broken` is that one, None where the figures go back no further; `certain` counts the periods behind the last
    unknown one.
    """

    steps: tuple[Step, ...]
    broken: str | None
    certain: int

    @property
    def quantity(self) -> Quantity:
        """Between what is certain and what is possible; open where no period ends it."""
        low = Decimal(self.certain)
        high = Decimal(len(self.steps)) if self.broken else None
        return Quantity(low if low == high else None, low, high, "quarters")

    @property
    def unknown(self) -> list[str]:
        """The periods of which nobody can say whether they reach it."""
        return [step.label for step in self.steps if step.reaches is None]

    def finding(self, formula: str) -> Finding:
        """Say how long the streak is, what is not known of it and what ended it."""
        inputs = tuple(dict.fromkeys(fact for step in self.steps if step.reaches for fact in step.facts))
        reasons = [f"not known: {', '.join(self.unknown)}"] if self.unknown else []
        reasons.append(f"{self.broken} falls short" if self.broken else "the figures go back no further")
        computed = Computed(self.quantity, Derivation("count", formula, inputs))
        is_incomplete = bool(self.unknown) or self.broken is None
        return Finding(computed, reason="; ".join(reasons), is_incomplete=is_incomplete)


def count_back(steps: Sequence[Step]) -> Streak:
    """Count from the last of some periods back to the first that certainly falls short."""
    found: list[Step] = []
    certain = 0
    for step in reversed(steps):
        if step.reaches is False:
            return Streak(tuple(found), step.label, certain)
        found.insert(0, step)
        certain += all(each.reaches for each in found)
    return Streak(tuple(found), None, certain)


def recompute_streak(case: Case) -> Finding:
    """Count back from the quarter that the claim speaks of. Raises UncheckableError."""
    metric, company = case.metric, case.companies[0]
    least = _least(case)
    question = replace(case.question(metric, [company], case.claim.segment), period=LATEST)
    lines, missing = trace(question, "quarter", case.material(question), Window())
    if not lines:
        raise UncheckableError(f"for want of {missing[0].needs}")
    steps = steps_until(lines[0], case.label(company.slug, metric), least)
    return count_back(steps).finding(f"quarters in a row that reach {case.claim.condition}")


def _least(case: Case) -> Decimal:
    """What every quarter has to reach."""
    try:
        least = read_figure(case.claim.condition or "", unit=case.metric.unit, kind=case.metric.kind).low
    except UnreadableFigureError as error:
        raise UncheckableError(f"the condition of the streak: {error}") from error
    if least is None:
        raise UncheckableError("the condition of the streak has no lower end")
    return least


def steps_until(line: Line, label: str, least: Decimal) -> list[Step]:
    """Every quarter up to one, oldest first, known or not; up to the newest where that one is no quarter."""
    by_step = {point.period.step("quarter") or 0: point for point in line.points}
    asked = Period(label, "quarter").step("quarter")
    last = asked if asked is not None else max(by_step)
    steps: list[Step] = []
    for number in range(min(by_step), last + 1):
        point = by_step.get(number)
        name = point.period.label if point else step_label(number, "quarter")
        steps.append(Step(name, _reaches(point, least) if point else None, point.facts if point else ()))
    return steps


def _reaches(point: Point, least: Decimal) -> bool | None:
    low, high = point.computed.quantity.low, point.computed.quantity.high
    if low is not None and low >= least:
        return True
    return False if high is not None and high < least else None
