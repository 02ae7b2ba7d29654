"""Rounds: what many ask for at once, made once for all of them."""

import asyncio
from asyncio import Task
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic
from typing import Generic, TypeVar

MadeT = TypeVar("MadeT")

ROUND_SECONDS = 0.2
"""How often something is made anew at most, however many ask for it."""


class Rounds(Generic[MadeT]):
    """Makes something for all who have asked for it since it was begun to be made last, one at a time.

    So whoever asks is told what holds after they have asked, never what was made before. Who asks now and then waits
    for nobody; where many ask all the time, each waits for the next round, and what is made costs no more than
    one who asks every ROUND_SECONDS.
    """

    def __init__(self, make: Callable[[], Awaitable[MadeT]]) -> None:
        """Make nothing yet."""
        self._make = make
        self._begun = -inf
        self._next: Task[MadeT] | None = None
        self._last: Task[MadeT] | None = None

    async def ask(self) -> MadeT:
        """Return what is made from now on. Raises what keeps it from being made, for each who asked."""
        if self._next is None or self._next.done():
            self._last = self._next = asyncio.create_task(self._make_after(self._last))
        return await asyncio.shield(self._next)  # who gives up leaves it to the others

    async def _make_after(self, last: Task[MadeT] | None) -> MadeT:
        if last and not last.done():
            await asyncio.wait([last])
        await asyncio.sleep(self._begun + ROUND_SECONDS - monotonic())
        self._begun, self._next = monotonic(), None
        return await self._make()
