"""Axes: round numbers on a scale, years and quarters in time, and how both are lettered."""

from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from app.domain.period import QUARTERS_A_YEAR, Frequency, Period
from app.domain.quantity import Unit

_ROUND = (1, 2, 2.5, 5, 10)
_DAYS = {"annual": 365, "quarter": 91}
"""How long a period lasts of which only the end is known."""
_YEARS_APART = (1, 2, 5, 10, 20, 50)
_TICKS_A_LABEL = 6
"""Ticks that find room where one label does."""

_SIGN = "(datum.value < 0 ? '\u2212' : '')"
_SHORT = "replace(replace(format(abs(datum.value), '~s'), 'G', 'B'), 'k', 'K')"
_PLAIN = f"abs(datum.value) < 1e6 ? format(datum.value, ',~f') : {_SIGN} + {_SHORT}"
_LABELS: dict[Unit, str] = {"USD": f"{_SIGN} + '$' + {_SHORT}", "fraction": "format(datum.value, '~%')"}
_YEAR = "format(floor(datum.value), 'd')"
_QUARTER = f"'Q' + (floor((datum.value % 1) * 4) + 1) + ' ' + {_YEAR}"


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Whole years, or quarters, from tick to tick: each begins at one, and its label stands in its middle.

    `apart` is the length of a year or a quarter, in years; `letters` the expression that letters a tick, or does not.
    """

    ticks: list[float]
    apart: float
    letters: str

    @property
    def ends(self) -> tuple[float, float]:
        """Where it begins and ends."""
        return self.ticks[0], self.ticks[-1]


def round_numbers(least: float, most: float, count: float) -> list[float]:
    """Return about so many round numbers, evenly apart, of which the first and the last enclose a range."""
    most = most if most > least else least + 1
    rough = (most - least) / max(1, count)
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in _ROUND if power * each >= rough * 0.999)
    return [round(step * n, 12) for n in range(floor(least / step + 1e-9), ceil(most / step - 1e-9) + 1)]


def label_of(unit: Unit) -> str:
    """Return the expression that letters a number of a unit: $700B, 12%, 4,600, 2M."""
    return _LABELS.get(unit, _PLAIN)


def moment(period: Period, frequency: Frequency) -> float:
    """Place a period in time, in years: a year or quarter at its middle, and a moment at the middle of its day."""
    if period.end is None:
        step = period.step(frequency) or 0
        return step + 0.5 if frequency == "annual" else step / QUARTERS_A_YEAR + 0.125
    after = period.end.toordinal() + 1
    length = 1 if period.kind == "instant" else _DAYS[frequency]
    first = period.start.toordinal() if period.start else after - length
    middle = (first + after) / 2
    year = date.fromordinal(floor(middle)).year
    return round(year + (middle - date(year, 1, 1).toordinal()) / (366 if isleap(year) else 365), 4)


def time_axis(moments: Iterable[float], frequency: Frequency, most: float) -> TimeAxis:
    """Letter at most so many years, the last one always; or, where these are few, each quarter."""
    listed = list(moments)
    quarters = _span(listed, QUARTERS_A_YEAR)
    if frequency == "quarter" and (len(quarters) - 1) * 2 <= most:
        return TimeAxis(quarters, 1 / QUARTERS_A_YEAR, f"datum.value < {quarters[-1]} ? {_QUARTER} : ''")
    years = _span(listed, 1)
    last, count = years[-1] - 1, len(years) - 1
    apart = next((each for each in _YEARS_APART if count / each <= most), _YEARS_APART[-1])
    ticks = [each for each in years if count <= most * _TICKS_A_LABEL or each > last or (last - each) % apart == 0]
    is_lettered = f"datum.value <= {last} && ({last} - datum.value) % {apart} === 0"
    return TimeAxis(sorted({years[0], *ticks}), 1, f"{is_lettered} ? {_YEAR} : ''")


def _span(moments: list[float], a_year: int) -> list[float]:
    """Return where the periods begin that hold the moments, so many of them a year, and where the last of them ends."""
    first, last = floor(min(moments) * a_year), floor(max(moments) * a_year)
    return [each / a_year for each in range(first, last + 2)]
