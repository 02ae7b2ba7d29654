"""Counting: how often each client asked, in a memory that no number of clients can fill."""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

from limits import RateLimitItem

MOST_CLIENTS = 100_000
"""How many are counted at once under one quota."""

CLIENT_BYTES = 400
"""The memory that one of them takes, at most: all of them 40 MB."""


@dataclass(slots=True)
class Count:
    """What a client asked in a window of time, the `number`th, and in the one before it."""

    number: float
    asked: int = 0
    before: int = 0


class Counts:
    """Counts the requests of clients under a quota, in a window that slides.

    What was asked in the window before counts for as much of it as the current one has still to run: that is the
    library's SlidingWindowCounterRateLimiter, in less than half of its time. Its memory also has no bound, and is gone
    through whole in a thread, many times a second. Here those clients go that asked longest ago, where there are too
    many: who has so many addresses is not held up by counting addresses anyway.
    """

    def __init__(self, quota: RateLimitItem, most: int = MOST_CLIENTS) -> None:
        """Count nothing yet; `most` clients are counted at once."""
        self.most_asked, self.seconds, self.most = quota.amount, quota.get_expiry(), most
        self.clients: OrderedDict[str, Count] = OrderedDict()

    def left(self, client: str, now: float) -> int:
        """Return how many requests a client has left; `now` is in seconds of any clock that only goes on."""
        count, passed = self._count(client, now)
        return self.most_asked - int(count.before * (1 - passed / self.seconds)) - count.asked

    def spend(self, client: str) -> None:
        """Count a request of a client that has one left."""
        self.clients[client].asked += 1

    def more_in(self, client: str, now: float) -> int:
        """Return in how many whole seconds a client has more requests than now."""
        count, passed = self._count(client, now)
        to_run = self.seconds - passed
        return max(1, ceil(to_run % (self.seconds / count.before) if count.before else to_run))

    def _count(self, client: str, now: float) -> tuple[Count, float]:
        """Return what a client asked, moved on to the current window, and how long that has run."""
        number, passed = divmod(now, self.seconds)
        count = self.clients.get(client)
        if count is None:
            count = self.clients[client] = Count(number)
            if len(self.clients) > self.most:
                self.clients.popitem(last=False)
        else:
            self.clients.move_to_end(client)
            if count.number != number:
                count.before = count.asked if count.number == number - 1 else 0
                count.number, count.asked = number, 0
        return count, passed
