"""Axes: round numbers on a scale, years and quarters in time, and how both are lettered."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Any

from app.domain.period import QUARTERS_A_YEAR, Frequency, Period
from app.domain.quantity import Unit

_MIDDLE = {"annual": timedelta(days=183), "quarter": timedelta(days=46)}
"""How long before its end the middle of a year or quarter lies."""
_ROUND = (1, 2, 2.5, 5, 10)
_DAYS_A_YEAR = 365.25
_YEARS_APART = (1, 2, 5, 10, 20, 50)

_SIGN = "(datum.value < 0 ? '\u2212' : '')"
_SHORT = "replace(replace(format(abs(datum.value), '~s'), 'G', 'B'), 'k', 'K')"
_PLAIN = "format(datum.value, ',~f')"
_LABELS: dict[Unit, str] = {"USD": f"{_SIGN} + '$' + {_SHORT}", "fraction": "format(datum.value, '~%')"}
_YEAR = "format(floor(datum.value), 'd')"
_QUARTER = f"'Q' + (floor((datum.value % 1) * 4) + 1) + ' ' + {_YEAR}"


def round_numbers(least: float, most: float, count: float) -> list[float]:
    """Return about so many round numbers, evenly apart, of which the first and the last enclose a range."""
    most = most if most > least else least + 1
    rough = (most - least) / max(1, count)
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in _ROUND if power * each >= rough * 0.999)
    return [round(step * n, 12) for n in range(floor(least / step + 1e-9), ceil(most / step - 1e-9) + 1)]


def label_of(unit: Unit) -> str:
    """Return the expression that letters a number of a unit: $700B, 12%, 4,600."""
    return _LABELS.get(unit, _PLAIN)


def moment(period: Period, frequency: Frequency) -> float:
    """Place a period in time, in years: at the middle of the year or quarter that it is, or that it ends."""
    if period.end is None:
        step = period.step(frequency) or 0
        return step + 0.5 if frequency == "annual" else step / QUARTERS_A_YEAR + 0.125
    middle: date = period.end - _MIDDLE[frequency]
    return round(middle.year + (middle.timetuple().tm_yday - 0.5) / _DAYS_A_YEAR, 4)


def time_axis(moments: Iterable[float], frequency: Frequency, most: float) -> dict[str, Any]:
    """Letter at most so many years, or where these are few, quarters, each below its middle."""
    listed = list(moments)
    first, last = floor(min(listed)), floor(max(listed))
    quarters = [first + (each + 0.5) / QUARTERS_A_YEAR for each in range((last - first + 1) * QUARTERS_A_YEAR)]
    quarters = [each for each in quarters if min(listed) - 0.1 < each < max(listed) + 0.1]
    if frequency == "quarter" and len(quarters) * 2 <= most:
        return {"values": quarters, "labelExpr": _QUARTER}
    apart = next((each for each in _YEARS_APART if (last - first + 1) / each <= most), _YEARS_APART[-1])
    years = [year + 0.5 for year in range(first, last + 1) if (last - year) % apart == 0]
    return {"values": years, "labelExpr": _YEAR}
