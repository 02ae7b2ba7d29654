"""Counting: how often each client asked, in a memory that no number of clients can fill."""

from collections import OrderedDict
from time import time

from limits.storage import SlidingWindowCounterSupport, Storage

MOST_COUNTERS = 150_000
"""How many are kept: two for each client and quota, at most."""

COUNTER_BYTES = 400
"""The memory that one takes, at most: all of them 60 MB."""


class BoundedStorage(Storage, SlidingWindowCounterSupport):
    """Keeps counters for the strategies of `limits`; where there are too many, those go that were used longest ago.

    The library's own memory keeps as many as there are clients, and goes through all of them in a thread, many times a
    second. Here a counter that has run out is found when it is asked for, or goes when its turn comes. Who can ask from
    so many addresses that a counter goes too early is not held up by counting addresses anyway. Used by the event
    loop alone, so that nothing is locked.
    """

    STORAGE_SCHEME = None

    def __init__(self, most: int = MOST_COUNTERS) -> None:
        """Count nothing yet; `most` counters are kept."""
        self.most = most
        self.counters: OrderedDict[str, tuple[int, float]] = OrderedDict()
        super().__init__()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the library would hide: nothing is raised here."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a counter, which begins with that and runs out `expiry` seconds later; return it."""
        count, ends = self.counters.get(key, (0, 0.0))
        now = time()
        if ends <= now:
            count, ends = 0, now + expiry
        self.counters[key] = (count + amount, ends)
        self.counters.move_to_end(key)
        while len(self.counters) > self.most:
            self.counters.popitem(last=False)
        return count + amount

    def get(self, key: str) -> int:
        """Return a counter; 0 where there is none, or it has run out."""
        count, ends = self.counters.get(key, (0, 0.0))
        return count if ends > time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when a counter runs out, in seconds since 1970; now where there is none."""
        return self.counters.get(key, (0, time()))[1]

    def check(self) -> bool:
        """Whether counting works."""
        return True

    def reset(self) -> int:
        """Forget all counters; return how many there were."""
        count = len(self.counters)
        self.counters.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget a counter."""
        self.counters.pop(key, None)

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a request, unless it would be one too many; `limit` are allowed in `expiry` seconds."""
        before, before_ends, current, _ = self.get_sliding_window(key, expiry)
        if int(before * before_ends / expiry + current) + amount > limit:
            return False
        self.incr(self._keys(key, expiry)[1], 2 * expiry, amount)
        return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Return how many there were in the window before and for how long they count, and the same of the current one.

        Times are in seconds.
        """
        passed = time() % expiry
        before, current = (self.get(each) for each in self._keys(key, expiry))
        return before, expiry - passed if before else 0.0, current, 2 * expiry - passed

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget both windows."""
        for each in self._keys(key, expiry):
            self.clear(each)

    def _keys(self, key: str, expiry: int) -> tuple[str, str]:
        """Name the counters of the window before and of the current one."""
        number = int(time() // expiry)
        return f"{key}/{number - 1}", f"{key}/{number}"
