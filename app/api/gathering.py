"""Gathering: the numbers of this process, and of those beside it, whenever somebody asks and once a second."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from time import monotonic

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric

from app.api.looking import is_done_within
from app.store.reader import Reader
from app.watching.sharing import SharedNumbers

log = logging.getLogger(__name__)

ASKED_SECONDS = 1.5
"""How long whoever asks for numbers waits for a database, to be told whether it answers."""

PUBLISHED_SECONDS = 1.0
PROBED_SECONDS = 5.0
"""How often a process that is one of several publishes its numbers, and how old its word on the database may be."""


class Gathered:
    """All numbers: those of one process, or of all that share a folder."""

    def __init__(self, registry: CollectorRegistry, reader: Reader, shared: SharedNumbers | None) -> None:
        """Measure what a registry collects, the database of a reader among it."""
        self.registry, self.reader, self.shared = registry, reader, shared

    async def ask(self) -> Iterable[Metric]:
        """Return the numbers as they are now, those about the database among them."""
        await is_done_within(self.reader.newest.begin(), ASKED_SECONDS)
        if self.shared is None:
            return self.registry.collect()
        try:
            return self.shared.gather(self.registry.collect())
        except OSError:
            log.exception("the numbers of the other processes cannot be read: these are of this one alone")
            return self.registry.collect()

    @asynccontextmanager
    async def published(self) -> AsyncIterator[None]:
        """Publish the numbers of this process for as long as it serves, and when it ends; alone it need not."""
        if self.shared is None:
            yield
            return
        publishing = asyncio.create_task(self._publish_on())
        try:
            yield
        finally:
            publishing.cancel()
            self._publish()
            self.shared.close()

    async def _publish_on(self) -> None:
        while True:
            if monotonic() - (self.reader.record.asked or 0.0) > PROBED_SECONDS:
                await is_done_within(self.reader.newest.begin(), PUBLISHED_SECONDS)
            self._publish()
            await asyncio.sleep(PUBLISHED_SECONDS)

    def _publish(self) -> None:
        """Publish; where the folder is gone, or full, others miss our latest numbers, and nobody else is harmed."""
        if self.shared:
            with suppress(OSError):
                self.shared.publish(self.registry.collect())
