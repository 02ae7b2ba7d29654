"""Calendars: which fiscal period of a company two dates are, by its own year, never by what a filing calls it."""

from datetime import date, timedelta
from typing import Literal

Shape = Literal["year", "quarter", "nine-months", "half-year", "trailing-year", "weeks", "other"]

_WEEKS = frozenset({13, 14, 26, 27, 39, 40, 52, 53})
"""How long quarters, and up to four of them, are in a year of 52 or 53 weeks, as many retailers have it."""

_MONTHS_A_YEAR, _MONTHS_A_QUARTER, _NINE_MONTHS, _HALF_A_YEAR = 12, 3, 9, 6


def place(start: date | None, end: date, year_end_month: int) -> tuple[Shape, str]:
    """Say what a stretch of time is to a company whose years end with a month, and label it: FY2026, FY2026-Q4.

    A fiscal year bears the number of the year it ends in. What is no fiscal year, quarter, half or nine months of
    one has its dates for a label; twelve months that end with another month are a trailing year, and quarters in
    weeks, which end on a weekday near a month's end and not at it, are `weeks`.
    """
    dates = f"{start} to {end}" if start else f"on {end}"
    if start is None or start.day != 1 or not _ends_a_month(end):
        return "weeks" if start and _in_weeks(start, end) else "other", dates
    months = (end.year - start.year) * _MONTHS_A_YEAR + end.month - start.month + 1
    year, into = _fiscal(end, year_end_month)
    if months == _MONTHS_A_YEAR:
        return ("year", year) if into == _MONTHS_A_YEAR else ("trailing-year", dates)
    if months == _MONTHS_A_QUARTER and into % _MONTHS_A_QUARTER == 0:
        return "quarter", f"{year}-Q{into // _MONTHS_A_QUARTER}"
    if months == into == _NINE_MONTHS:
        return "nine-months", f"{year}-9M"
    if months == into == _HALF_A_YEAR:
        return "half-year", f"{year}-6M"
    return "other", dates


def label_end(end: date, year_end_month: int) -> str:
    """Label the year, or the quarter, that ends on a day; the day itself where none does."""
    year, into = _fiscal(end, year_end_month)
    if not _ends_a_month(end) or into % _MONTHS_A_QUARTER:
        return str(end)
    return year if into == _MONTHS_A_YEAR else f"{year}-Q{into // _MONTHS_A_QUARTER}"


def _fiscal(end: date, year_end_month: int) -> tuple[str, int]:
    """Return the fiscal year that a day is in, and how many months of it are over at the end of the day's month."""
    into = (end.month - year_end_month - 1) % _MONTHS_A_YEAR + 1
    return f"FY{end.year + (end.month > year_end_month)}", into


def _in_weeks(start: date, end: date) -> bool:
    if start.day == 1 or _ends_a_month(end):
        return False  # a month that was meant, and missed by a day, is likelier
    weeks, days = divmod((end - start).days + 1, 7)
    return days == 0 and weeks in _WEEKS


def _ends_a_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
