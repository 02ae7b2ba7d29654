"""Windows: from when to when a series is wanted, said by date, by calendar frame or by a company's own years."""

import re
from dataclasses import dataclass
from datetime import date

from app.domain.errors import UnreadablePeriodError
from app.domain.period import QUARTERS_A_YEAR, Period

BOUNDS = "FY2015, FY2015-Q3, CY2015, CY2015Q3, 2015-06-30"
"""One example of each form that a bound may have, for messages and documentation."""

_BOUND = re.compile(
    r"(?P<calendar>CY|FY)(?P<year>(?:19|20)\d\d)(?:-?Q(?P<quarter>[1-4]))?|(?P<day>(?:19|20)\d\d-\d\d-\d\d)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a window: a day, or the quarters (numbered year * 4 + quarter - 1) of a year or of one quarter.

    `is_fiscal` tells whose quarters: a company's own, or those of the calendar as the SEC's frames count them.
    Years run from 1900 to 2099, those of days as well.
    """

    text: str
    day: date | None = None
    first: int = 0
    last: int = 0
    is_fiscal: bool = False

    @property
    def is_quarter(self) -> bool:
        """Whether it names one quarter."""
        return self.day is None and self.first == self.last

    @property
    def year(self) -> int:
        """The year that it lies in."""
        return self.first // QUARTERS_A_YEAR if self.day is None else self.day.year

    def is_before(self, period: Period) -> bool:
        """Whether a period begins at the bound or after it."""
        if self.day is not None:
            return (period.start or period.end or date.min) >= self.day
        quarters = self._quarters_of(period)
        return quarters is not None and quarters[0] >= self.first

    def is_after(self, period: Period) -> bool:
        """Whether a period ends at the bound or before it."""
        if self.day is not None:
            return (period.end or date.max) <= self.day
        quarters = self._quarters_of(period)
        return quarters is not None and quarters[1] <= self.last

    def _quarters_of(self, period: Period) -> tuple[int, int] | None:
        """First and last quarter of a period, counted as the bound counts."""
        if self.is_fiscal:
            quarter, year = period.step("quarter"), period.step("annual")
        else:
            frame, year = period.calendar_quarter, period.calendar_year
            quarter = None if frame is None else frame[0] * QUARTERS_A_YEAR + frame[1] - 1
        if quarter is not None:
            return quarter, quarter
        return None if year is None else (year * QUARTERS_A_YEAR, year * QUARTERS_A_YEAR + QUARTERS_A_YEAR - 1)


@dataclass(frozen=True, slots=True)
class Window:
    """The periods wanted: those that lie between two bounds; a bound that is None is open."""

    start: Bound | None = None
    end: Bound | None = None

    @property
    def is_reversed(self) -> bool:
        """Whether it certainly ends before it starts, so that nothing can lie in it."""
        if self.start is None or self.end is None:
            return False
        if self.start.day and self.end.day:
            return self.end.day < self.start.day
        alike = (self.start.day is None, self.start.is_fiscal) == (self.end.day is None, self.end.is_fiscal)
        return self.end.last < self.start.first if alike else self.end.year + 1 < self.start.year

    def holds(self, period: Period) -> bool:
        """Whether a period lies in the window."""
        return (self.start is None or self.start.is_before(period)) and (self.end is None or self.end.is_after(period))


def read_bound(text: str) -> Bound:
    """Read FY2015, FY2015-Q3, CY2015, CY2015Q3 or a date. Raises UnreadablePeriodError."""
    match = _BOUND.fullmatch(text)
    if match is None:
        raise UnreadablePeriodError(f"{text!r} is not a bound; bounds look like {BOUNDS}")
    if match["day"]:
        try:
            return Bound(text, day=date.fromisoformat(text))
        except ValueError as error:
            raise UnreadablePeriodError(f"{text!r} is not a day of the calendar") from error
    year = int(match["year"]) * QUARTERS_A_YEAR
    quarter = match["quarter"]
    first = year + int(quarter) - 1 if quarter else year
    return Bound(text, None, first, first if quarter else year + QUARTERS_A_YEAR - 1, match["calendar"] == "FY")
