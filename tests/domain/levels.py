"""Levels as plain functions: points, gaps and lines as `trace` draws them, and ranges that hold a truth."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.domain.catalogue import Company
from app.domain.derivation import stated
from app.domain.period import Period
from app.domain.quantity import Quantity
from app.domain.series import Gap, Line, Point
from tests.factories import AMAZON, fact, period

POSITIVE = st.decimals("0.01", 10**12, places=2)
ANY = st.decimals(-(10**12), 10**12, places=2)
Drawn = tuple[Quantity, Fraction]
"""A quantity, and a number that it may truly be."""


def spread(value: str | int | None, low: str | int | None, high: str | int | None) -> Quantity:
    """Write a range in dollars."""
    exact, bottom, top = (None if end is None else Decimal(end) for end in (value, low, high))
    return Quantity(exact, bottom, top, "USD")


def level(at: Period | str, amount: Quantity | int, of: Company = AMAZON, **more: Any) -> Point:  # noqa: ANN401  any field
    """Let a fact stand as it is stated; a whole number is exact."""
    quantity = amount if isinstance(amount, Quantity) else Quantity.exactly(amount, "USD")
    found = fact(company=of, period=at, quantity=quantity, **more)
    return Point(found.period, stated(quantity, found.id), found)


def gap(label: str, of: Company = AMAZON) -> Gap:
    """Leave a period without a fact."""
    return Gap(period(label, of), "no-fact-in-period", f"no fact for {label}")


def line(*drawn: Point | Gap, of: Company = AMAZON) -> Line:
    """Draw points and gaps as the line of one company."""
    points = tuple(each for each in drawn if isinstance(each, Point))
    return Line(of, points, tuple(each for each in drawn if isinstance(each, Gap)))


def labels(drawn: Line) -> list[str]:
    """Name the periods that have a point."""
    return [point.period.label for point in drawn.points]


def told(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Name the gaps of some lines with their reasons."""
    return [(each.period.label, each.code) for drawn in lines for each in drawn.gaps]


def only(lines: Sequence[Line]) -> Point:
    """Return the one point of the one line."""
    ((point,),) = (each.points for each in lines)
    return point


@st.composite
def ranges(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal] = POSITIVE, *, may_be_open: bool = True) -> Drawn:
    """Draw a range, with a value or without, and a truth in it; `may_be_open` is about its upper end."""
    low, first, second, high = sorted(draw(st.tuples(numbers, numbers, numbers, numbers)))
    value, truth = draw(st.permutations([first, second]))
    top = draw(st.sampled_from([high, None])) if may_be_open else high
    return Quantity(draw(st.sampled_from([value, None])), low, top, "USD"), Fraction(truth)


def holds(found: Quantity, truth: Fraction) -> bool:
    """Whether a number lies in a range."""
    above = found.low is None or Fraction(found.low) <= truth
    return above and (found.high is None or truth <= Fraction(found.high))
