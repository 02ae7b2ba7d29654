"""The closest known name to a misspelt one."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

LONGEST_NAME = 100
"""Names longer than this are not compared: nothing we know is that long, and matching is quadratic."""

MOST_NAMES = 1_000
"""Of more known names only those are compared that begin alike, and of these no more than so many."""

_ALIKE = 2


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name` (difflib ratio of 0.6 or more), or None."""
    spellings = {each.lower(): each for each in known}
    wanted = name[:LONGEST_NAME].lower()
    compared: Iterable[str] = spellings
    if len(spellings) > MOST_NAMES:
        begins = wanted[:_ALIKE]
        compared = list(islice((each for each in spellings if each.startswith(begins)), MOST_NAMES))
    matches = get_close_matches(wanted, compared, n=1)
    return spellings[matches[0]] if matches else None
