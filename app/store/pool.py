"""Pools: connections to a server, how many are in use, and how often somebody had to wait for one."""

from typing import NamedTuple

from sqlalchemy import PoolProxiedConnection
from sqlalchemy.pool import QueuePool


class PoolNumbers(NamedTuple):
    """How many connections are kept, are in use, are open beyond those that are kept; how often all were in use."""

    size: int
    in_use: int
    overflow: int
    waits: int


class CountingPool(QueuePool):
    """Keeps connections as SQLAlchemy's pool does, and counts how often somebody asked while all were in use.

    It may miss one where two threads ask at the same moment: it is for those who watch, not for those who decide.
    """

    waits = 0

    def connect(self) -> PoolProxiedConnection:
        """Give out a connection; wait for one where all are in use. Raises the library's TimeoutError."""
        if self.checkedout() >= self.size() + self._max_overflow:
            self.waits += 1
        return super().connect()

    @property
    def numbers(self) -> PoolNumbers:
        """The numbers as they are now."""
        return PoolNumbers(self.size(), self.checkedout(), max(0, self.overflow()), self.waits)
