"""Waiting for what another process does: it happens, or the test fails; how soon says nothing."""

import time
from collections.abc import Callable

SECONDS = 60


def wait_until(what: Callable[[], bool]) -> None:
    """Ask again until it is so."""
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.02)
