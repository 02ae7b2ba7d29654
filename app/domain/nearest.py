"""The closest known name to a misspelt one."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_NAME = 100
"""Names longer than this are not compared: nothing we know is that long, and matching is quadratic."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name` (difflib ratio of 0.6 or more), or None."""
    spellings = {each.lower(): each for each in known}
    matches = get_close_matches(name[:LONGEST_NAME].lower(), spellings, n=1)
    return spellings[matches[0]] if matches else None
