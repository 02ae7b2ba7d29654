"""How long a reader of the file waits: a process that reads as a server does, over and over, and does nothing else.

Beside each read it works as long on nothing that it would have to wait for: what that takes more than its own work is
what the machine takes away from everybody, and no fault of a lock. Of both one in RARELY is told: what strikes one read
in a hundred loads is the machine's, and a lock that every load takes for long strikes many more.
"""

import json
import select
import sys
import time
from collections.abc import Callable

from app.store.reader import Reader
from app.store.snapshot import state_explained
from app.store.vocabulary import get_source

REST = 0.02
RARELY = 200
"""Of so many waits the longest is not looked at. A load takes a good second or half of one, thus thirty reads or so."""


def probe(url: str) -> dict[str, float]:
    """Read until standard input ends; return how many times, and how long a read and nothing at all waited."""
    reader = Reader(url, seconds=0)
    waited: list[float] = []
    idle: list[float] = []
    while not _is_over():
        waited.append(_waits(lambda: _read(reader)))
        idle.append(_waits(_work))
        time.sleep(REST)
    reader.close()
    return {"reads": len(waited), "waited": _at_most(waited), "idle": _at_most(idle)}


def _waits(what: Callable[[], object]) -> float:
    """Return for how long something did not run: what passed, less what it used of a processor."""
    passed, used = time.perf_counter(), time.thread_time()
    what()
    return (time.perf_counter() - passed) - (time.thread_time() - used)


def _at_most(waits: list[float]) -> float:
    return sorted(waits)[-1 - len(waits) // RARELY]


def _read(reader: Reader) -> None:
    with state_explained(reader.engine):
        reader.look()
        snapshot = reader.hold()
        try:
            snapshot.memory = None
            get_source(snapshot, "rumours")
        finally:
            snapshot.close()


def _work() -> None:
    end = time.thread_time() + 0.001
    while time.thread_time() < end:
        pass


def _is_over() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    json.dump(probe(sys.argv[1]), sys.stdout)
