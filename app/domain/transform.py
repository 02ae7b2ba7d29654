"""Transforms: a closed list of what can be made of the levels of a series, ranges carried through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from app.domain.catalogue import Metric
from app.domain.comparability import lengths_differ
from app.domain.derivation import Computed, derive, letters
from app.domain.period import QUARTERS_A_YEAR, Frequency, Period
from app.domain.quantity import Quantity, Unit
from app.domain.series import Gap, Line, Point, in_order, lie_side_by_side, nearest_point
from app.domain.window import Bound, Window

Transform = Literal["level", "change", "growth", "index", "share", "cagr"]
Over = Literal["year", "previous"]
ShareOf = Literal["total", "companies"]

FORMULAS: dict[tuple[Transform, Over | ShareOf | None], str] = {
    ("level", None): "x",
    ("change", "year"): "x - b, with b the level a year before",
    ("change", "previous"): "x - b, with b the level in the period before",
    ("growth", "year"): "x / b - 1, with b the level a year before, which must be positive",
    ("growth", "previous"): "x / b - 1, with b the level in the period before, which must be positive",
    ("index", None): "100 * x / b, with b the level in the base period, which must be positive",
    ("share", "total"): "x / t, with t the company's total, which must be positive",
    ("share", "companies"): "x / (x + y + …), with y… the others' levels; none may be negative",
    ("cagr", None): "(x / b) ^ (1 / n) - 1, with b the first level, x the last, n the years between; both positive",
}
"""What each transform computes from a level x, over or of what; where it cannot, a period is a gap with its reason."""


@dataclass(frozen=True, slots=True)
class Transformation:
    """A transform with what it needs; what it has no use for is None."""

    transform: Transform
    over: Over | None = None
    base: Bound | None = None
    share_of: ShareOf | None = None

    @property
    def looks_back(self) -> bool:
        """Whether a point may need a level from before the time that is asked for."""
        return self.over is not None or self.base is not None

    @property
    def formula(self) -> str:
        """What each point is computed by."""
        return FORMULAS[self.transform, self.over or self.share_of]


_ONE = Quantity.exactly(1, "multiple")
_HUNDRED = Quantity.exactly(100, "multiple")


def unit_of(transform: Transform, metric: Metric) -> Unit:
    """Return the unit of what a transform makes of a metric."""
    if transform in ("level", "change"):
        return metric.unit
    return "index" if transform == "index" else "fraction"


def compare_with_past(lines: Sequence[Line], transform: Transform, frequency: Frequency, over: Over) -> list[Line]:
    """Compute change or growth over the same period of the year before, or over the period before."""
    lag = QUARTERS_A_YEAR if frequency == "quarter" and over == "year" else 1

    def make(line: Line) -> Callable[[Point], Point | Gap]:
        by_step = {point.period.step(frequency): point for point in line.points}

        def against_base(point: Point) -> Point | Gap:
            base = by_step.get((point.period.step(frequency) or 0) - lag)
            if base is None:
                return Gap(point.period, "no-base", f"nothing stands {_before(lag, frequency)} to compare with")
            if transform == "growth":
                return grow(point, base)
            if unlike := _unlike(base, point, point.period):
                return unlike
            moved = point.computed.quantity - base.computed.quantity
            return replace(point, computed=derive("change", "a - b", moved, point.computed, base.computed))

        return against_base

    return [_each(line, make(line)) for line in lines]


def index(lines: Sequence[Line], base: Window | None) -> list[Line]:
    """Compute levels as a percentage of that in a base period; by default the first that all lines have."""
    bases = [_base_of(line, base) for line in lines] if base else _common_base(lines)

    def make(found: Point | None) -> Callable[[Point], Point | Gap]:
        def against_base(point: Point) -> Point | Gap:
            if found is None:
                return Gap(point.period, "no-base", "nothing stands in the base period")
            if not _is_positive(found):
                return Gap(point.period, "not-positive", f"{found.period.label} is not certainly above zero")
            if unlike := _unlike(found, point, point.period):
                return unlike
            if point == found:
                return replace(point, computed=derive("index", "100 * a / a", _as_index(_HUNDRED), point.computed))
            quotient = point.computed.quantity / found.computed.quantity * _HUNDRED
            computed = derive("index", "100 * a / b", _as_index(quotient), point.computed, found.computed)
            return replace(point, computed=computed)

        return against_base

    return [_each(line, make(found)) for line, found in zip(lines, bases, strict=True)]


def share_of_companies(lines: Sequence[Line]) -> list[Line]:
    """Compute each company's share of all companies named, side by side in their nearest periods."""

    def make(line: Line) -> Callable[[Point], Point | Gap]:
        def among_others(point: Point) -> Point | Gap:
            beside = [(other, nearest_point(point.period, other.points)) for other in lines if other is not line]
            lacking = [other.company.slug for other, found in beside if found is None]
            others = [found for _, found in beside if found]
            if lacking or not others:
                what = f"no period of {', '.join(lacking)} ends near enough" if lacking else "no other company to share"
                return Gap(point.period, "no-counterpart", what)
            if not lie_side_by_side([each.period for each in (point, *others)]):
                return Gap(point.period, "no-counterpart", "the others' periods lie too far from each other")
            return _share(point, others)

        return among_others

    return [_each(line, make(line)) for line in lines]


def share_of_total(lines: Sequence[Line], totals: Sequence[Line]) -> list[Line]:
    """Compute each part's share of its company's total in the same period."""
    by_company = {line.company.slug: {point.period.span: point for point in line.points} for line in totals}

    def make(line: Line) -> Callable[[Point], Point | Gap]:
        wholes = by_company.get(line.company.slug, {})

        def of_whole(point: Point) -> Point | Gap:
            total = wholes.get(point.period.span)
            if total is None:
                return Gap(point.period, "no-base", f"no total of {line.company.name} for {point.period.label}")
            if not _is_positive(total):
                return Gap(point.period, "not-positive", f"the total of {point.period.label} is not above zero")
            quotient = point.computed.quantity / total.computed.quantity
            return replace(point, computed=_as_share("a / b", quotient, point.computed, total.computed))

        return of_whole

    return [_each(line, make(line)) for line in lines]


def cagr(lines: Sequence[Line], frequency: Frequency) -> list[Line]:
    """Compute the compound annual growth rate from each line's first to its last period, as one point a line."""
    return [_compounded(line, frequency) for line in lines]


def _each(line: Line, make: Callable[[Point], Point | Gap]) -> Line:
    """Replace every point by what is made of it; gaps stay in the order of time."""
    made = [make(point) for point in line.points]
    gaps = in_order([*line.gaps, *(each for each in made if isinstance(each, Gap))])
    return replace(line, points=tuple(each for each in made if isinstance(each, Point)), gaps=gaps)


def _unlike(base: Point, point: Point, period: Period) -> Gap | None:
    """Say why two points of a line cannot be set against each other: not as long, or not of the same thing."""
    if differing := lengths_differ((base.period, point.period)):
        return Gap(period, "length-differs", differing)
    if base.fact.differs_in_definition(point.fact):
        detail = f"{base.period.label}: {base.fact.reported_as}; {point.period.label}: {point.fact.reported_as}"
        return Gap(period, "definition-differs", detail)
    return None


def _before(lag: int, frequency: Frequency) -> str:
    return "a year before" if lag > 1 or frequency == "annual" else "in the quarter before"


def grow(point: Point, base: Point) -> Point | Gap:
    """Compute by what fraction a level is above an earlier one of the same thing, which must be above zero."""
    if unlike := _unlike(base, point, point.period):
        return unlike
    if not _is_positive(base):
        return Gap(point.period, "not-positive", f"{base.period.label} is not certainly above zero")
    growth = point.computed.quantity / base.computed.quantity - _ONE
    fraction = replace(growth, unit="fraction")
    return replace(point, computed=derive("growth", "a / b - 1", fraction, point.computed, base.computed))


def _is_positive(point: Point) -> bool:
    low = point.computed.quantity.low
    return low is not None and low > 0


def _as_index(quantity: Quantity) -> Quantity:
    return replace(quantity, unit="index")


def _as_share(form: str, quantity: Quantity, *parts: Computed) -> Computed:
    return derive("share", form, replace(quantity, unit="fraction"), *parts)


def _base_of(line: Line, window: Window) -> Point | None:
    return next((point for point in line.points if window.holds(point.period)), None)


def _common_base(lines: Sequence[Line]) -> list[Point | None]:
    """Find the first period of the first line beside which every other line has one."""
    first, *others = lines
    for point in first.points:
        beside = [point, *(nearest_point(point.period, other.points) for other in others)]
        if lie_side_by_side([each.period for each in beside if each]) and None not in beside:
            return beside
    return [None] * len(lines)


def _share(point: Point, others: Sequence[Point]) -> Point | Gap:
    """Compute x / (x + y + …) with its own range counted once: both ends move as one."""
    own, rest, *more = (each.computed.quantity for each in (point, *others))
    if any(quantity.low is None or quantity.low < 0 for quantity in (own, rest, *more)):
        return Gap(point.period, "not-positive", "a share needs levels that are not below zero")
    for quantity in more:
        rest += quantity
    if own.high == rest.high == 0:
        return Gap(point.period, "not-positive", "the levels are all zero, of which nothing is a share")
    least, most = _part(own.low, rest.high), _part(own.high, rest.low)
    all_or_nothing = Decimal(own.high != 0)
    quantity = Quantity(
        _part(own.value, rest.value), least or Decimal(0), all_or_nothing if most is None else most, "fraction"
    )
    form = f"a / ({' + '.join(letters(1 + len(others)))})"
    computed = derive("share", form, quantity, point.computed, *(other.computed for other in others))
    return replace(point, computed=computed)


def _part(own: Decimal | None, rest: Decimal | None) -> Decimal | None:
    """Divide a level by itself and the rest; None where one is open, or both are zero."""
    return own / (own + rest) if own is not None and rest is not None and own + rest else None


def _compounded(line: Line, frequency: Frequency) -> Line:
    """Take the first and the last period of the line, which must both have a point."""
    ends: tuple[Point | Gap, ...] = (*line.points, *line.gaps)
    by_step = {step: each for each in ends if (step := each.period.step(frequency)) is not None}
    start, end = min(by_step), max(by_step)
    first, last = by_step[start], by_step[end]
    period = Period(f"{first.period.label}/{last.period.label}", "multi-year", first.period.start, last.period.end)
    years = Decimal(end - start) / (QUARTERS_A_YEAR if frequency == "quarter" else 1)
    made = _rate(period, first, last, years)
    return replace(
        line,
        points=(made,) if isinstance(made, Point) else (),
        gaps=(made,) if isinstance(made, Gap) else (),
    )


def _rate(period: Period, first: Point | Gap, last: Point | Gap, years: Decimal) -> Point | Gap:
    if isinstance(first, Gap):
        return Gap(period, "no-base", first.detail)
    if isinstance(last, Gap):
        return Gap(period, "no-base", last.detail)
    if not years:
        return Gap(period, "no-base", "the first and the last period are the same")
    if unlike := _unlike(first, last, period):
        return unlike
    if not (_is_positive(first) and _is_positive(last)):
        return Gap(period, "not-positive", "a growth rate needs two levels above zero")
    multiple = (last.computed.quantity / first.computed.quantity).power(1 / years)
    rate = replace(multiple - _ONE, unit="fraction")
    computed = derive("cagr", f"(a / b) ^ (1 / {years.normalize():f}) - 1", rate, last.computed, first.computed)
    return Point(period, computed, last.fact)
