"""Sharing: the numbers of all processes of one service put together, whichever of them is asked."""

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep, time_ns
from typing import IO, Any

from prometheus_client.core import Metric

log = logging.getLogger(__name__)

ADDED_UP = ("counter", "histogram")
"""Types of metrics that are added up. Any other is shown for each process that lives, by the label `worker`."""

ENDED = "ended"
"""The name under which the sums stand of all processes that have ended."""

LOCKED_SECONDS = 0.5
LOOK_SECONDS = 0.01
"""How long somebody who gathers is waited for, and how often it is seen whether that is over: it takes milliseconds,
unless a process is stopped or a disk hangs in the midst of it."""

Spelt = dict[str, Any]
"""A metric as it is written: name, documentation, type, samples."""


class SharedNumbers:
    """A folder in which each process writes its numbers, from time to time and when it is asked for everybody's.

    Whoever is asked writes its own before it reads the others', which are as old as when they wrote them last: so no
    sum is less than one told before, whichever process told it. A process holds a lock while it lives, and loses it
    however it ends. What it counted is then added to that of all that have ended, so that a worker that is replaced
    every minute leaves no file behind.
    """

    def __init__(self, folder: Path) -> None:
        """Take a place in a folder, which is made where there is none. Raises OSError where that is not allowed."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._name = folder, f"{os.getpid()}-{time_ns()}"
        self._ended: list[Spelt] = []
        self._every: dict[str, list[Spelt]] = {}
        self._lock = (folder / f"{self._name}.starting").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # seen when it is held: else somebody may take us for one that has ended
        (folder / f"{self._name}.starting").replace(folder / f"{self._name}.lock")

    def publish(self, metrics: Iterable[Metric]) -> None:
        """Write the numbers of this process. Raises OSError."""
        self._publish([_spell(metric) for metric in metrics])

    def gather(self, metrics: Iterable[Metric]) -> list[Metric]:
        """Put the numbers of this process together with those of all others.

        Where the others cannot be read, or somebody else holds them up, theirs are those that were seen last: so no
        sum is less than one told before.
        """
        own = [_spell(metric) for metric in metrics]
        try:
            self._publish(own)
            with self._alone():
                self._look()
        except OSError as fault:
            log.warning("the numbers of the other processes are those that were seen last: %s", fault)
        every = {**self._every, self._name: own}
        return [*map(_read_back, _add_up([self._ended, *every.values()])), *_side_by_side(every)]

    def close(self) -> None:
        """Leave; what was published last stays."""
        self._lock.close()

    def _publish(self, own: list[Spelt]) -> None:
        os.utime(self._lock.fileno())  # whoever cleans up sees that it is used
        self._write(self._name, {"metrics": own})

    def _look(self) -> None:
        """See what those counted that have ended, and what those count that live."""
        ended = self._bury()["metrics"]
        every = {lock.stem: self._read(lock.stem)["metrics"] for lock in sorted(self.folder.glob("*.lock"))}
        self._ended, self._every = ended, every

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from burying meanwhile. Raises TimeoutError where one of them does, and comes to no end."""
        with (self.folder / "gathering").open("w") as lock:
            end = monotonic() + LOCKED_SECONDS
            while not _is_taken(lock):
                if monotonic() >= end:
                    raise TimeoutError(f"another process has held {lock.name} for {LOCKED_SECONDS} seconds")
                sleep(LOOK_SECONDS)
            yield

    def _bury(self) -> Spelt:
        """Add what was counted by processes that have ended to what is kept of such, and remove their files.

        It is written first whose numbers are in it: what ends in the midst of this counts nobody twice.
        """
        ended = self._read(ENDED)
        found = [lock.stem for lock in self.folder.glob("*.lock") if not _is_held(lock)]
        if more := [name for name in found if name not in ended["buried"]]:
            sums = _add_up([ended["metrics"], *(self._read(name)["metrics"] for name in more)])
            ended = {"buried": found, "metrics": sums}
            self._write(ENDED, ended)
        for name in found:
            (self.folder / f"{name}.json").unlink(missing_ok=True)
            (self.folder / f"{name}.lock").unlink(missing_ok=True)
        return ended

    def _write(self, name: str, content: Spelt) -> None:
        """Write a file whole or not at all."""
        new = self.folder / f"{self._name}.new"
        new.write_text(json.dumps(content), "utf-8")
        new.replace(self.folder / f"{name}.json")

    def _read(self, name: str) -> Spelt:
        """Read what was written; nothing, where nothing was yet, or what cannot be read, which is removed."""
        path = self.folder / f"{name}.json"
        nothing: Spelt = {"buried": [], "metrics": []}
        try:
            return {**nothing, **json.loads(path.read_text("utf-8"))}
        except FileNotFoundError:
            return nothing
        except (ValueError, TypeError):  # no JSON, or no object: others than we wrote it, or the machine went down
            log.warning("%s is damaged: what it counted is lost", path)
            path.unlink(missing_ok=True)
            return nothing


def _is_held(lock: Path) -> bool:
    """Whether somebody who lives holds a lock."""
    with lock.open("w") as file:
        return not _is_taken(file)


def _is_taken(lock: IO[str]) -> bool:
    """Take a lock, and tell whether that was possible: nobody else holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _spell(metric: Metric) -> Spelt:
    samples = [[sample.name, sample.labels, sample.value] for sample in metric.samples]
    return {"name": metric.name, "documentation": metric.documentation, "type": metric.type, "samples": samples}


def _read_back(spelt: Spelt) -> Metric:
    metric = Metric(spelt["name"], spelt["documentation"], spelt["type"])
    for name, labels, value in spelt["samples"]:
        metric.add_sample(name, labels, value)
    return metric


def _add_up(parts: Iterable[list[Spelt]]) -> list[Spelt]:
    """Add up what can be added up: samples of one name with the same labels."""
    sums: dict[str, Spelt] = {}
    values: dict[str, dict[tuple[str, str], list[Any]]] = {}
    for spelt in (each for part in parts for each in part if each["type"] in ADDED_UP):
        sums.setdefault(spelt["name"], spelt)
        known = values.setdefault(spelt["name"], {})
        for name, labels, value in spelt["samples"]:
            known.setdefault((name, json.dumps(labels, sort_keys=True)), [name, labels, 0])[2] += value
    return [{**spelt, "samples": list(values[name].values())} for name, spelt in sums.items()]


def _side_by_side(every: dict[str, list[Spelt]]) -> Iterator[Metric]:
    """Show what cannot be added up, each process with its number."""
    found: dict[str, Metric] = {}
    for process, part in every.items():
        for spelt in (each for each in part if each["type"] not in ADDED_UP):
            metric = found.setdefault(spelt["name"], Metric(spelt["name"], spelt["documentation"], spelt["type"]))
            for name, labels, value in spelt["samples"]:
                metric.add_sample(name, {**labels, "worker": process.partition("-")[0]}, value)
    yield from found.values()
