"""Streaks: how many quarters in a row reach a figure, with a range where some are not known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.case import Case, Finding, UncheckableError
from app.domain.derivation import Computed, Derivation
from app.domain.figure import read_figure
from app.domain.quantity import Quantity
from app.domain.series import Gap, Line, Point, trace
from app.domain.standing import LATEST
from app.domain.window import Window


@dataclass(frozen=True, slots=True)
class Streak:
    """Quarters counted back from the last: `reaching` those that reach the figure, `unknown` those that might.

    `broken` is the quarter that falls short and ends the streak, None where the figures go back no further.
    `certain` counts the quarters before the first unknown one.
    """

    reaching: tuple[Point, ...]
    unknown: tuple[str, ...]
    broken: str | None
    certain: int

    @property
    def quantity(self) -> Quantity:
        """Between what is certain and what is possible; open where no quarter ends it."""
        low = Decimal(self.certain)
        high = Decimal(len(self.reaching) + len(self.unknown)) if self.broken else None
        return Quantity(low if low == high else None, low, high, "quarters")


def recompute_streak(case: Case) -> Finding:
    """Count back from the quarter that the claim speaks of. Raises UncheckableError."""
    metric, company = case.metric, case.companies[0]
    least = read_figure(case.claim.condition or "", unit=metric.unit, kind=metric.kind).low
    question = replace(case.question(metric, [company], case.claim.segment), period=LATEST)
    lines, missing = trace(question, "quarter", case.material(question), Window())
    if not lines or least is None:
        raise UncheckableError(missing[0].needs if missing else "the condition has no lower end")
    found = count_back(_until(lines[0], case.label(company.slug, metric)), least)
    inputs = tuple(fact for point in reversed(found.reaching) for fact in point.facts)
    derivation = Derivation("count", f"quarters in a row that reach {case.claim.condition}", inputs)
    reasons = [f"not known: {', '.join(reversed(found.unknown))}"] if found.unknown else []
    reasons.append(f"{found.broken} falls short" if found.broken else "the figures go back no further")
    is_incomplete = bool(found.unknown) or found.broken is None
    return Finding(Computed(found.quantity, derivation), reason="; ".join(reasons), is_incomplete=is_incomplete)


def count_back(quarters: Sequence[Point | Gap], least: Decimal) -> Streak:
    """Count from the last of some quarters back to the first that certainly falls short of `least`."""
    reaching: list[Point] = []
    unknown: list[str] = []
    certain = 0
    for each in reversed(quarters):
        low, high = (None, None) if isinstance(each, Gap) else _ends(each)
        if isinstance(each, Point) and high is not None and high < least:
            return Streak(tuple(reaching), tuple(unknown), each.period.label, certain)
        if isinstance(each, Point) and low is not None and low >= least:
            reaching.append(each)
            certain += not unknown
        else:
            unknown.append(each.period.label)
    return Streak(tuple(reaching), tuple(unknown), None, certain)


def _ends(point: Point) -> tuple[Decimal | None, Decimal | None]:
    return point.computed.quantity.low, point.computed.quantity.high


def _until(line: Line, label: str) -> list[Point | Gap]:
    """Every quarter up to one, oldest first; up to the newest where that one is not among them."""
    every: tuple[Point | Gap, ...] = (*line.points, *line.gaps)
    by_step = {each.period.step("quarter") or 0: each for each in every}
    last = next((step for step, each in by_step.items() if each.period.label == label), max(by_step))
    return [by_step[step] for step in sorted(by_step) if step <= last]
