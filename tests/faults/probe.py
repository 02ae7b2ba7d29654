"""How long a reader of the file waits: a process that reads as a server does, over and over, and does nothing else.

Beside each read it works as long on nothing that it would have to wait for: what that takes more than its own work is
what the machine takes away from everybody, and no fault of a lock.
"""

import json
import select
import sys
import time
from collections.abc import Callable

from app.store.reader import Reader
from app.store.snapshot import state_explained
from app.store.vocabulary import get_source

REST = 0.002


def probe(url: str) -> dict[str, float]:
    """Read until standard input ends; return how many times, and the longest that a read and nothing at all waited."""
    reader = Reader(url, seconds=0)
    reads, waited, idle = 0, 0.0, 0.0
    while not _is_over():
        waited = max(waited, _waits(lambda: _read(reader)))
        idle = max(idle, _waits(_work))
        reads += 1
        time.sleep(REST)
    reader.close()
    return {"reads": reads, "waited": waited, "idle": idle}


def _waits(what: Callable[[], object]) -> float:
    """Return for how long something did not run: what passed, less what it used of a processor."""
    passed, used = time.perf_counter(), time.thread_time()
    what()
    return (time.perf_counter() - passed) - (time.thread_time() - used)


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
