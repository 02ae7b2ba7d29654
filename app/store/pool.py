"""Pools: connections to a server, and how often somebody had to wait for one."""

from sqlalchemy import PoolProxiedConnection
from sqlalchemy.pool import QueuePool


class CountingPool(QueuePool):
    """Keeps connections as SQLAlchemy's pool does, and counts how often all of them were in use.

    `waits` may miss one where two threads ask at the same moment: it is for those who watch, not for those who decide.
    """

    waits = 0

    def connect(self) -> PoolProxiedConnection:
        """Give out a connection; wait for one where all are in use. Raises the library's TimeoutError."""
        if self.checkedout() >= self.size() + self._max_overflow:
            self.waits += 1
        return super().connect()
