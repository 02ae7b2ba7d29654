"""Connections: all that a process has, looked through every second for those that hold it up."""

import asyncio
import signal
from typing import Protocol

from app.serving.limits import DRAIN_SECONDS, MOST_UNSENT

EVERY_SECONDS = 1.0
"""How often they are looked through: limits of time are held to about that."""


class Connection(Protocol):
    """What is known of a connection: how many bytes of answers it has yet to take, and for how many seconds it has not.

    `look` brings both up to date, and ends what holds us up.
    """

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    unsent: int
    stalled: int

    def look(self) -> int:
        """Look at it, once a second; return `unsent`."""


class Connections:
    """All connections of a process, and in `idle`, the longest idle first, those for which nothing is being done.

    One look at all of them each second costs less than a timer for each request would, and none of them costs a
    request anything. Before the first one, all this can be handed to another process.
    """

    def __init__(self, most: int, *, is_alone: bool = True) -> None:
        """Know none yet; `most` is how many there may be. A process that is not alone has one that watches over it."""
        self.most, self.is_alone = most, is_alone
        self.every: set[Connection] = set()
        self.idle: dict[Connection, None] = {}
        self.is_draining = False
        self._is_watching = False

    def add(self, connection: Connection) -> bool:
        """Take one more, at the cost of the one that has been idle longest; false where all are busy."""
        while len(self.every) >= self.most:
            if not self.idle:
                return False
            longest = next(iter(self.idle))
            self.remove(longest)
            longest.transport.abort()
        self.every.add(connection)
        self.idle[connection] = None
        if not self._is_watching:
            self._is_watching = True
            connection.loop.call_later(EVERY_SECONDS, self._look, connection.loop)
        return True

    def remove(self, connection: Connection) -> None:
        """Forget one."""
        self.every.discard(connection)
        self.idle.pop(connection, None)

    def drain(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to end: in a while what is not ended is broken off. From now on a signal ends the process at once.

        Not so where another process watches over it: a terminal tells them all to end, and that one tells this one
        again. When told a second time it kills this one.
        """
        if self.is_draining:
            return
        self.is_draining = True
        loop.call_later(DRAIN_SECONDS, self._abort)
        if self.is_alone:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        unsent = 0
        for connection in list(self.every):
            unsent += connection.look()
        if unsent > MOST_UNSENT:
            self._give_up(unsent - MOST_UNSENT)
        self._is_watching = bool(self.every)
        if self._is_watching:
            loop.call_later(EVERY_SECONDS, self._look, loop)

    def _give_up(self, excess: int) -> None:
        """Break off those that have taken least, until the rest is little enough."""
        for connection in sorted(self.every, key=lambda each: each.stalled, reverse=True):
            if excess <= 0:
                return
            excess -= connection.unsent
            connection.transport.abort()

    def _abort(self) -> None:
        for connection in list(self.every):
            connection.transport.abort()
