"""Periods: what stretch of time a figure speaks of, and the fiscal calendars that name them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.domain.errors import UnreadablePeriodError

PeriodKind = Literal["annual", "quarter", "year-to-date", "instant", "multi-year", "unspecified"]
Frequency = Literal["annual", "quarter"]

LABELS = "FY2025, FY2026-Q4, FY2026-9M, FY2006/FY2026, 2026-01-31, multi-year, unspecified"
"""One example of each form that a period label may have, for messages and documentation."""

FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years that a label can name, and that days lie in: beyond them a calendar's arithmetic ends."""

FARTHEST_APART_DAYS = 45
"""Periods of two companies are set side by side when their ends are at most so many days apart."""

_FISCAL = re.compile(r"FY(?P<year>[12]\d{3})(-(Q(?P<quarter>[1-4])|(?P<months>[69])M))?", re.ASCII)
_MONTHS_A_YEAR = 12
QUARTERS_A_YEAR = 4
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, or a moment.

    `start` and `end` are inclusive dates; an instant has an `end` only, and what the source leaves
    open stays None. `inferred` says that we placed the period; then `note` says from what.
    """

    label: str
    kind: PeriodKind
    start: date | None = None
    end: date | None = None
    inferred: bool = False
    note: str | None = None

    @property
    def span(self) -> tuple[PeriodKind, date | None, date | None]:
        """What two labels of the same stretch of time share."""
        return self.kind, self.start, self.end

    def step(self, frequency: Frequency) -> int | None:
        """Number the period among its company's years or quarters, None where it is not one of them.

        A moment at the end of a year is a step among years and, as that of the fourth quarter, among quarters.
        """
        match = _FISCAL.fullmatch(self.label)
        if match is None or match["months"] or self.kind not in ("annual", "quarter", "instant"):
            return None
        year, quarter = int(match["year"]), int(match["quarter"] or QUARTERS_A_YEAR)
        is_annual = match["quarter"] is None or (self.kind == "instant" and quarter == QUARTERS_A_YEAR)
        if frequency == "annual":
            return year if is_annual else None
        return year * QUARTERS_A_YEAR + quarter - 1 if self.kind == "instant" or match["quarter"] else None

    @property
    def calendar_quarter(self) -> tuple[int, int] | None:
        """The calendar year and quarter that hold the middle of a quarter, or the nearest quarter end.

        The SEC's frames: Walmart's quarter from November to January is (2025, 4), and so is an
        instant on 31 January 2026. None for other kinds.
        """
        if self.end is None or self.kind not in ("quarter", "instant"):
            return None
        middle = self.end - timedelta(days=46)
        return middle.year, (middle.month - 1) // _MONTHS_A_QUARTER + 1

    @property
    def calendar_year(self) -> int | None:
        """The calendar year that covers most of a fiscal year, or that ends nearest to an instant."""
        if self.kind == "annual" and self.start is not None and self.end is not None:
            return (self.start + (self.end - self.start) / 2).year
        if self.kind == "instant" and self.calendar_quarter is not None:
            year, quarter = self.calendar_quarter
            return year if quarter == QUARTERS_A_YEAR else None
        return None


def read_period(label: str, *, year_end_month: int | None, instant: bool) -> Period:
    """Place a period label on a company's fiscal calendar.

    `year_end_month` is the month (1 to 12) on whose last day the fiscal year that bears its number
    ends, None for a company without a known calendar. With `instant` the label means the end of
    that period, as stocks and counts are measured. Raises UnreadablePeriodError.
    """
    if label == "unspecified":
        return Period(label, "unspecified")
    if label == "multi-year":
        return Period(label, "multi-year")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", label, re.ASCII):
        return Period(label, "instant", end=_read_date(label))
    first, slash, last = label.partition("/")
    if slash:
        start, _ = _fiscal_span(first, year_end_month, label)
        _, end = _fiscal_span(last, year_end_month, label)
        if first == last or start >= end:
            raise UnreadablePeriodError(
                f"the period {label!r} {'is one period; name it once' if first == last else 'ends before it starts'}"
            )
        return Period(label, "multi-year", start, end)
    start, end = _fiscal_span(label, year_end_month, label)
    if instant:
        return Period(label, "instant", end=end)
    return Period(label, kind_of_label(label), start, end)


def kind_of_label(label: str) -> PeriodKind:
    """Return the kind of period that a fiscal label names, over time."""
    if "/" in label:
        return "multi-year"
    return "quarter" if "-Q" in label else "year-to-date" if label.endswith("M") else "annual"


def days_apart(one: Period, other: Period) -> int:
    """How many days lie between the ends of two periods; as many as there can be where one has none."""
    return abs(((other.end or date.max) - (one.end or date.min)).days)


def step_label(step: int, frequency: Frequency) -> str:
    """Spell the label of a step: FY2025 for a year, FY2025-Q4 for a quarter."""
    year, quarter = divmod(step, QUARTERS_A_YEAR)
    return f"FY{step}" if frequency == "annual" else f"FY{year}-Q{quarter + 1}"


def is_period_label(label: str) -> bool:
    """Whether a label has a form that `read_period` knows, whatever the calendar."""
    try:
        read_period(label, year_end_month=_MONTHS_A_YEAR, instant=False)
    except UnreadablePeriodError:
        return False
    return True


def _read_date(label: str) -> date:
    try:
        day = date.fromisoformat(label)
    except ValueError as error:
        raise UnreadablePeriodError(f"{label!r} is not a day of the calendar") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnreadablePeriodError(f"{label!r} is not a day of the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _fiscal_span(part: str, year_end_month: int | None, label: str) -> tuple[date, date]:
    """First and last day of FY2025 or FY2026-Q4 on a calendar whose years end with that month."""
    match = _FISCAL.fullmatch(part)
    if match is None:
        raise UnreadablePeriodError(f"{label!r} is not a period; periods look like {LABELS}")
    if year_end_month is None:
        raise UnreadablePeriodError(
            f"the company has no fiscal_year_end, so {label!r} cannot be placed; give start and end dates"
        )
    months = int(match["months"] or _MONTHS_A_YEAR)
    quarters = int(match["quarter"] or months // _MONTHS_A_QUARTER)
    length = _MONTHS_A_QUARTER if match["quarter"] else months
    months_to_end = int(match["year"]) * _MONTHS_A_YEAR + year_end_month - 1
    months_to_end -= (QUARTERS_A_YEAR - quarters) * _MONTHS_A_QUARTER
    return _last_day(months_to_end - length) + timedelta(days=1), _last_day(months_to_end)


def _last_day(months: int) -> date:
    """Last day of a month counted from year 0."""
    year, month = divmod(months, _MONTHS_A_YEAR)
    return date(year, month + 1, monthrange(year, month + 1)[1])
