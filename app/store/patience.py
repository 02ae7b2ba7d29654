"""Patience: how long whoever asks for an answer may be kept waiting by a database, in all."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

_ENDS: ContextVar[float] = ContextVar("ends", default=inf)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Let all that waits for a server in here, one statement after the other, wait for so many seconds together.

    Within another patience, the shorter of both holds.
    """
    token = _ENDS.set(min(_ENDS.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _ENDS.reset(token)


def remaining(most: float) -> float:
    """Return for how many seconds something may be waited for, which by itself would be given `most`."""
    return max(0.0, min(most, _ENDS.get() - monotonic()))
