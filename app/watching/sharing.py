"""Sharing: the numbers of all processes of one service put together, whichever of them is asked."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time_ns
from typing import Any

from prometheus_client.core import Metric

ADDED_UP = ("counter", "histogram")
"""Types of metrics that are added up. Any other is shown for each process that lives, by the label `worker`."""

ENDED = "ended"
"""The name under which the sums stand of all processes that have ended."""

Spelt = dict[str, Any]
"""A metric as it is written: name, documentation, type, samples."""


class SharedNumbers:
    """A folder in which each process writes its numbers, from time to time and when it is asked for everybody's.

    Whoever is asked writes its own before it reads the others': so no sum is less than one told before, whichever
    process told it. A process holds a lock while it lives, and loses it however it ends. What it counted is then added
    to that of all that have ended, so that a worker that is replaced every minute leaves no file behind.
    """

    def __init__(self, folder: Path) -> None:
        """Take a place in a folder, which is made where there is none. Raises OSError where that is not allowed."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._name = folder, f"{os.getpid()}-{time_ns()}"
        with self._alone():  # else somebody may take us for one that has ended
            self._lock = (folder / f"{self._name}.lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def publish(self, metrics: Iterable[Metric]) -> None:
        """Write the numbers of this process. Raises OSError."""
        os.utime(self._lock.fileno())  # whoever cleans up sees that it is used
        self._write(self._name, {"metrics": [_spell(metric) for metric in metrics]})

    def gather(self, metrics: Iterable[Metric]) -> list[Metric]:
        """Put the numbers of this process together with those of all others. Raises OSError."""
        self.publish(metrics)
        with self._alone():
            ended = self._bury()
            every = {lock.stem: self._read(lock.stem)["metrics"] for lock in sorted(self.folder.glob("*.lock"))}
        sums = _add_up([ended["metrics"], *every.values()])
        return [*map(_read_back, sums), *_side_by_side(every)]

    def close(self) -> None:
        """Leave; what was published last stays."""
        self._lock.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from coming and from burying meanwhile."""
        with (self.folder / "gathering").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
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
        """Read what was written; nothing, where nothing was yet."""
        try:
            content: Spelt = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        except FileNotFoundError:
            return {"buried": [], "metrics": []}
        return content


def _is_held(lock: Path) -> bool:
    """Whether somebody who lives holds a lock."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


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
