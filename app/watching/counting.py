"""Counting: how requests to a route were answered, and how long that took."""

from bisect import bisect_left

BUCKETS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5)
"""Seconds: what is kept takes less than the first, what is computed the next two or three; the rest is trouble."""


class RouteNumbers:
    """The numbers of one route, counted by the event loop alone, so that nothing is locked.

    `answered` has how many requests there were by method and status, `within` how many took at most as long as each
    of BUCKETS and longer than the one before (the last: longer than all), `seconds` how long all of them took.
    """

    __slots__ = ("answered", "route", "seconds", "within")

    def __init__(self, route: str) -> None:
        """Count nothing yet."""
        self.route = route
        self.answered: dict[tuple[str, int], int] = {}
        self.within = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0

    def count(self, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        key = (method, status)
        self.answered[key] = self.answered.get(key, 0) + 1
        self.within[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds
