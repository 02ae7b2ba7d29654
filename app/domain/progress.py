"""Progress: how a long piece of work says how far it has come."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Watch = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much in all, which may turn out to be less."""

STEP = 5_000
"""Things done between two reports."""


def unwatched(what: str, done: int, of: int) -> None:
    """Take note of nothing."""


def watched(things: Iterable[T], watch: Watch, what: str, of: int) -> Iterator[T]:
    """Pass on things, and report how many of them there have been; all that were expected when there are no more."""
    for number, thing in enumerate(things):
        if number % STEP == 0:
            watch(what, number, of)
        yield thing
    watch(what, of, of)
