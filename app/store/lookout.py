"""Lookouts: a question that many ask at once, asked one at a time, in a thread that nobody has to wait for."""

from collections.abc import Callable
from concurrent.futures import Future
from math import inf
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

from app.store.faults import UnusableDatabaseError

FoundT = TypeVar("FoundT")


class Lookout(Generic[FoundT]):
    """Asks a question of a database in a thread of its own, and remembers what was answered last.

    Whoever comes while it is being asked shares the answer. After a failure nobody asks again for `pause` seconds: a
    database that is down is not asked by every request what it could not say to the one before. `begun` is when the
    question was asked last, and `since` when it was asked the last time that it was answered; `fault` is why it was not
    answered last, None where it was.
    """

    def __init__(self, ask: Callable[[], FoundT], *, pause: float = 0.0) -> None:
        """Ask nothing yet."""
        self.pause = pause
        self.fault: Exception | None = None
        self.begun = self.since = -inf
        self.found: FoundT
        self._ask = ask
        self._lock = Lock()
        self._again = -inf
        self._asked: Future[None] = Future()
        self._asked.set_result(None)

    def begin(self) -> Future[None]:
        """Ask, unless that is being done; return what is done once `found`, or else `fault`, is new."""
        with self._lock:
            if self._asked.done() and monotonic() >= self._again:
                self._asked, self.begun = Future(), monotonic()
                try:
                    Thread(target=self._find, args=[self._asked], name="rivalry-lookout", daemon=True).start()
                except RuntimeError:
                    self._fail(self._asked, UnusableDatabaseError("the system starts no more threads; try again"))
            return self._asked

    def _find(self, asked: "Future[None]") -> None:
        try:
            self.found = self._ask()
        except Exception as fault:  # noqa: BLE001  raised again by those who wanted to know
            self._fail(asked, fault)
        else:
            self.fault, self.since = None, self.begun
            asked.set_result(None)

    def _fail(self, asked: "Future[None]", fault: Exception) -> None:
        self.fault, self._again = fault, monotonic() + self.pause
        asked.set_result(None)

    def told(self) -> FoundT:
        """Return what was answered last. Raises what kept it from being answered, StoreErrors among it."""
        if self.fault is not None:
            raise self.fault.with_traceback(None)
        return self.found
