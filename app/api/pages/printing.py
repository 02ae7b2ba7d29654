"""Printing: the API's plain English as a page sets it."""

import re
from datetime import date

from app.charts.lettering import typeset

_DOUBLE, _SINGLE = re.compile(r'"([^"]*)"'), re.compile(r"(?<!\w)'(.*?)'(?!\w)")


def in_print(text: str) -> str:
    """Put the signs of print in the place of a typewriter's: apostrophes, minus, and quotation marks in pairs."""
    quoted = _SINGLE.sub("\u2018\\1\u2019", _DOUBLE.sub("\u201c\\1\u201d", text))
    return typeset(quoted)


def long_day(day: date) -> str:
    """Write a day as pages do everywhere: "6 February 2026"."""
    return f"{day.day} {day:%B %Y}"
