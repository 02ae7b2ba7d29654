"""Quantities: a value, the range it honestly allows, and interval arithmetic between them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from itertools import product
from typing import Literal, Self

Unit = Literal["USD", "fraction", "count", "quarters", "multiple", "index"]
Hedge = Literal[
    "exact",
    "rounded",
    "approximately",
    "more-than",
    "at-least",
    "less-than",
    "at-most",
    "just-under",
    "nearly",
    "between",
    "magnitude",
]

PLAIN_NUMBERS = frozenset({"fraction", "multiple"})
"""Units without a dimension: multiplying or dividing by them keeps the other unit."""

RESULT_DIGITS = 12
"""Significant digits of every computed result; a double holds 15, so no noise ever shows."""

INFINITY = Decimal("Infinity")
WORKING_DIGITS = 60
_down = Context(prec=WORKING_DIGITS, rounding=ROUND_FLOOR)
_up = Context(prec=WORKING_DIGITS, rounding=ROUND_CEILING)
_even = Context(prec=WORKING_DIGITS, rounding=ROUND_HALF_EVEN)
_result_down, _result_up, _result_even = (
    Context(prec=RESULT_DIGITS, rounding=rounding) for rounding in (ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_EVEN)
)


class UnitError(ValueError):
    """Two quantities whose units do not allow the operation."""


class ZeroInRangeError(ZeroDivisionError):
    """A division by a quantity whose range holds zero: the result could be anything."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with the closed range [low, high] that it may honestly lie in.

    An end that is None is open. `value` is None when the source gives no central figure ("more
    than 4,600"). Raises ValueError unless low <= value <= high and every number is finite.
    """

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: Unit
    hedges: tuple[Hedge, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is not a range."""
        least: Decimal | None = None
        for number in (self.low, self.value, self.high):
            if number is None:
                continue
            if not number.is_finite():
                raise ValueError("a quantity's numbers are finite; an open end is None")
            if least is not None and number < least:
                raise ValueError(f"a quantity needs low <= value <= high, not {self.low}, {self.value}, {self.high}")
            least = number

    @classmethod
    def exactly(cls, number: Decimal | int, unit: Unit) -> Self:
        """Return a number without any doubt."""
        exact = Decimal(number)
        return cls(exact, exact, exact, unit)

    def __neg__(self) -> Self:
        """Mirror the range around zero."""
        return type(self)(_negative(self.value), _negative(self.high), _negative(self.low), self.unit)

    def __add__(self, other: Self) -> Self:
        """Add two quantities of one unit; raises UnitError otherwise."""
        if self.unit != other.unit:
            raise UnitError(f"cannot add or subtract {self.unit} and {other.unit}")
        return type(self)(
            _even.add(self.value, other.value) if self.value is not None and other.value is not None else None,
            _finite(_down.add(_bottom(self), _bottom(other))),
            _finite(_up.add(_top(self), _top(other))),
            self.unit,
        )

    def __sub__(self, other: Self) -> Self:
        """Subtract a quantity of the same unit; raises UnitError otherwise."""
        return self + -other

    def __mul__(self, other: Self) -> Self:
        """Multiply where at most one of the two has a dimension; raises UnitError otherwise."""
        if self.unit not in PLAIN_NUMBERS and other.unit not in PLAIN_NUMBERS:
            raise UnitError(f"cannot multiply {self.unit} by {other.unit}")
        return type(self)(
            _even.multiply(self.value, other.value) if self.value is not None and other.value is not None else None,
            _finite(min(_times(_down, a, b) for a, b in _ends(self, other))),
            _finite(max(_times(_up, a, b) for a, b in _ends(self, other))),
            other.unit if self.unit in PLAIN_NUMBERS else self.unit,
        )

    def __truediv__(self, other: Self) -> Self:
        """Divide by one of the same unit (giving a multiple) or without a dimension.

        Raises UnitError for other units, ZeroInRangeError when the divisor may be zero.
        """
        if self.unit != other.unit and other.unit not in PLAIN_NUMBERS:
            raise UnitError(f"cannot divide {self.unit} by {other.unit}")
        if other.holds_zero:
            raise ZeroInRangeError("cannot divide by a range that holds zero")
        return type(self)(
            _even.divide(self.value, other.value) if self.value is not None and other.value is not None else None,
            _finite(min(_over(_down, a, b) for a, b in _ends(self, other))),
            _finite(max(_over(_up, a, b) for a, b in _ends(self, other))),
            "multiple" if self.unit == other.unit else self.unit,
        )

    def power(self, exponent: Decimal) -> Self:
        """Raise a range that is nowhere negative to a positive power, such as one over a number of years.

        Raises ValueError for others.
        """
        if self.low is None or self.low < 0 or exponent <= 0:
            raise ValueError("only ranges that are nowhere negative are raised, and only to a positive power")
        return replace(
            self,
            value=None if self.value is None else _even.power(self.value, exponent),
            low=_down.power(self.low, exponent),
            high=None if self.high is None else _up.power(self.high, exponent),
            hedges=(),
        )

    def widen(self, tolerance: Decimal) -> Self:
        """Move both ends outwards by `tolerance` (0 to 1) of their own size."""
        if not tolerance:
            return self
        low = None if self.low is None else _down.subtract(self.low, _up.multiply(tolerance, self.low.copy_abs()))
        high = None if self.high is None else _up.add(self.high, _up.multiply(tolerance, self.high.copy_abs()))
        return type(self)(self.value, low, high, self.unit, self.hedges)

    def settle(self) -> Self:
        """Round to 12 significant digits: the value half-even, the range outwards."""
        return type(self)(
            None if self.value is None else round_even(self.value),
            None if self.low is None else round_down(self.low),
            None if self.high is None else round_up(self.high),
            self.unit,
            self.hedges,
        )

    def meets(self, other: Self) -> bool:
        """Whether the two closed ranges share at least one number."""
        return _bottom(self) <= _top(other) and _bottom(other) <= _top(self)

    def is_beyond(self, other: Self) -> bool:
        """Whether every number in this range is greater than every number in the other."""
        return self.low is not None and other.high is not None and self.low > other.high

    @property
    def holds_zero(self) -> bool:
        """Whether zero lies in the range."""
        return _bottom(self) <= 0 <= _top(self)

    @property
    def is_positive(self) -> bool:
        """Whether every number in the range is above zero."""
        return self.low is not None and self.low > 0

    @property
    def width(self) -> Decimal:
        """How far apart the ends are; infinite when one is open."""
        return _top(self) - _bottom(self)

    @property
    def anchor(self) -> Decimal | None:
        """The number that orders quantities: the value, else the low end, else the high end."""
        return next((number for number in (self.value, self.low, self.high) if number is not None), None)


def round_even(number: Decimal) -> Decimal:
    """Round half-even at 12 significant digits."""
    return _plain(_result_even.plus(number))


def round_down(number: Decimal) -> Decimal:
    """Round towards minus infinity at 12 significant digits."""
    return _plain(_result_down.plus(number))


def round_up(number: Decimal) -> Decimal:
    """Round towards plus infinity at 12 significant digits."""
    return _plain(_result_up.plus(number))


def _plain(number: Decimal) -> Decimal:
    """Let a zero lose its sign, which no reader expects."""
    return number or Decimal(0)


def _bottom(quantity: Quantity) -> Decimal:
    return -INFINITY if quantity.low is None else quantity.low


def _top(quantity: Quantity) -> Decimal:
    return INFINITY if quantity.high is None else quantity.high


def _finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


def _negative(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.copy_negate()


def _ends(left: Quantity, right: Quantity) -> Iterator[tuple[Decimal, Decimal]]:
    """Pair every end of one range with every end of the other."""
    return product((_bottom(left), _top(left)), (_bottom(right), _top(right)))


def _times(context: Context, left: Decimal, right: Decimal) -> Decimal:
    """Multiply ends; nothing times an open end is nothing, as limits have it."""
    return Decimal(0) if not left or not right else context.multiply(left, right)


def _over(context: Context, left: Decimal, right: Decimal) -> Decimal:
    """Divide ends; anything over an open end is nothing, as limits have it."""
    return Decimal(0) if right.is_infinite() else context.divide(left, right)
