"""Probing: asking whether the database answers, in a time that whoever asks can wait for."""

import asyncio

from starlette.concurrency import run_in_threadpool

from app.store.faults import UnusableDatabaseError
from app.store.reader import Reader
from app.store.snapshot import Edition

SECONDS_TO_ANSWER = 1.5
"""How long the database may take: probes of load balancers often wait for no more than two seconds."""


class Probe:
    """Asks a database which revision is its newest, once for all who want to know that at the same time.

    So one that hangs holds one thread, however often it is asked for.
    """

    def __init__(self, reader: Reader, *, seconds: float = SECONDS_TO_ANSWER) -> None:
        """Ask nothing yet."""
        self.reader, self.seconds = reader, seconds
        self._asked: asyncio.Task[Edition] | None = None

    async def ask(self) -> Edition:
        """Return the newest revision. Raises StoreErrors, UnusableDatabaseError where it takes too long."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(run_in_threadpool(self.reader.look))
            self._asked.add_done_callback(_heard)
        answered, _ = await asyncio.wait({self._asked}, timeout=self.seconds)
        if not answered:
            raise UnusableDatabaseError(
                f"the database has not answered for {self.seconds:g} seconds; see whether it runs, and what holds it up"
            )
        return self._asked.result()


def _heard(task: asyncio.Task[Edition]) -> None:
    """Take note of how it ended: where everybody gave up before, nobody else does."""
    if not task.cancelled():
        task.exception()
