"""Gathering: the numbers of this process, and of those beside it, whenever somebody asks and once a second."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import cache
from time import monotonic

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from app.api.looking import is_done_within
from app.store.reader import Reader
from app.watching.sharing import SharedNumbers

log = logging.getLogger(__name__)

ASKED_SECONDS = 1.5
"""How long whoever asks for numbers waits for a database, to be told whether it answers."""

PUBLISHED_SECONDS = 1.0
PROBED_SECONDS = 5.0
"""How often a process that is one of several publishes its numbers, and how old its word on the database may be."""


OPENMETRICS = "application/openmetrics-text"
"""What is accepted by those who would rather have OpenMetrics than text; they are given version 1.0.0 of it."""

Spell = Callable[[Collector], bytes]


class Told(Collector):
    """Numbers as they were gathered, spelt once in each way that somebody asks for."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        """Tell these."""
        self.metrics = list(metrics)
        self._spelt: dict[Spell, bytes] = {}

    def collect(self) -> Iterable[Metric]:
        """Return them."""
        return self.metrics

    def spelt(self, spell: Spell) -> bytes:
        """Return them as an encoder spells them."""
        if spell not in self._spelt:
            self._spelt[spell] = spell(self)
        return self._spelt[spell]


@cache
def _spelling(accepted: str) -> tuple[Spell, str]:
    return choose_encoder(accepted)


def spelling_for(accept: str) -> tuple[Spell, str]:
    """Return how numbers are spelt for who sends this Accept header, and the media type of that.

    The library would read versions itself, and fails at one that is none: so it is told what it understands.
    """
    return _spelling(OPENMETRICS if OPENMETRICS in accept else "")


class Gathered:
    """All numbers: those of one process, or of all that share a folder.

    What is shared is written and read in a thread of its own, one after the other, for a folder may keep whoever asks
    it waiting: so nobody else waits, and no number is overwritten by an older one.
    """

    def __init__(self, registry: CollectorRegistry, reader: Reader, shared: SharedNumbers | None) -> None:
        """Measure what a registry collects, the database of a reader among it."""
        self.registry, self.reader, self.shared = registry, reader, shared
        self._thread = ThreadPoolExecutor(1, "rivalry-numbers")

    async def ask(self) -> Told:
        """Return the numbers as they are now, those about the database among them."""
        await is_done_within(self.reader.newest.begin(), ASKED_SECONDS)
        own = list(self.registry.collect())
        if self.shared is None:
            return Told(own)
        return Told(await asyncio.get_running_loop().run_in_executor(self._thread, self.shared.gather, own))

    @asynccontextmanager
    async def published(self) -> AsyncIterator[None]:
        """Publish the numbers of this process for as long as it serves, and when it ends; alone it need not."""
        if self.shared is None:
            yield
            return
        publishing = asyncio.create_task(self._publish_on(self.shared))
        try:
            yield
        finally:
            publishing.cancel()
            await self._publish(self.shared)
            self._thread.shutdown()
            self.shared.close()

    async def _publish_on(self, shared: SharedNumbers) -> None:
        while True:
            if monotonic() - (self.reader.record.asked or 0.0) > PROBED_SECONDS:
                await is_done_within(self.reader.newest.begin(), PUBLISHED_SECONDS)
            try:
                await self._publish(shared)
            except Exception:
                log.exception("the numbers of this process were not published; they will be, in a moment")
            await asyncio.sleep(PUBLISHED_SECONDS)

    async def _publish(self, shared: SharedNumbers) -> None:
        """Publish; where the folder is gone, or full, others miss our latest numbers, and nobody else is harmed."""
        own = list(self.registry.collect())
        with suppress(OSError):
            await asyncio.get_running_loop().run_in_executor(self._thread, shared.publish, own)
