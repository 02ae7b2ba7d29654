"""A soak: mixed requests to a real server for as long as wanted, with loads, downloads, pictures, clients that leave.

`make soak MINUTES=60` runs it by itself; `test_soak.py` for half a minute.
"""

import argparse
import asyncio
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from app.domain.catalogue import Catalogue
from app.packs.reader import read_packs
from app.shipped import shipped
from app.store.engine import open_writer
from app.store.loading import load
from app.store.migrating import migrate
from tests.api.serving import Server
from tests.serving.load import Client

PACK = """\
[source]
slug = "rumours"
kind = "news"
title = "Rumours of load {number}"

[[facts]]
company = "walmart"
metric = "revenue"
period = "FY2015"
printed = "${number} billion"
paragraph = 1
"""
CLIENTS = 8
PAUSE_SECONDS = 0.05
LOAD_SECONDS = 5

MOST_GROWTH = {"kilobytes": 25_000, "handles": 12, "threads": 6}
"""By how much the second half of a soak may lie above the first, at the median: what is kept comes and goes."""


@dataclass(slots=True)
class Soaked:
    """What came of a soak: answers by status, connections that broke, loads, and what the process took meanwhile."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    loads: int = 0
    samples: list[dict[str, int]] = field(default_factory=list)

    def growth(self) -> dict[str, int]:
        """Return by how much each measure grew from the middle third to the last, at the median; the first warms up."""
        third = len(self.samples) // 3
        return {
            name: _median(self.samples[2 * third :], name) - _median(self.samples[third : 2 * third], name)
            for name in MOST_GROWTH
        }

    def is_flat(self) -> bool:
        """Whether nothing grew by more than it may."""
        return all(grown <= MOST_GROWTH[name] for name, grown in self.growth().items())


def measure(pid: int) -> dict[str, int]:
    """Return what a process takes: kilobytes of memory, file handles, threads."""
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes, threads = (int(status.partition(name)[2].split()[0]) for name in ("VmRSS:", "Threads:"))
    return {"kilobytes": kilobytes, "handles": len(os.listdir(f"/proc/{pid}/fd")), "threads": threads}  # noqa: PTH208


def addresses(chance: random.Random) -> Iterator[str]:
    """Choose what to ask for: what was asked before, what never was, pages, files, pictures, and what is refused."""
    about = "companies=amazon,walmart&metric=revenue"
    while True:
        number = chance.randrange(10**9)
        yield chance.choice(
            [
                f"/v1/compare?{about}",
                f"/v1/compare?{about}&tolerance=0.{number:09d}",
                f"/v1/facts?limit={1 + number % 200}&value_min={number}",
                f"/v1/series?{about}&as_of=20{10 + number % 16}-03-{1 + number % 28:02d}",
                "/v1/companies/amazon/mix?metric=revenue",
                "/",
                "/sources",
                f"/embed/compare?{about}",
                f"/v1/charts/compare.svg?{about}&width={200 + number % 1800}",
                f"/v1/charts/mix.png?company=walmart&metric=revenue&width={300 + number % 300}",
                "/v1/export/companies.csv",
                "/v1/export/facts.ndjson?company=walmart",
                "/v1/export/datapackage.zip",
                "/v1/export/database",
                "/healthz",
                "/readyz",
                "/metrics",
                f"/v1/facts/no-such-{number}",
                f"/v1/compare?companies=amazon&metric={number}",
                "/nowhere",
                "/v1/facts?cursor=" + "x" * 9_000,
            ]
        )


async def soak(server: Server, database_url: str, seconds: float, folder: Path) -> Soaked:
    """Ask a server for so many seconds, and load into its database meanwhile."""
    known = read_packs([shipped("seed")])
    soaked, end, chance = Soaked(), monotonic() + seconds, random.Random(6)  # noqa: S311  nothing is secret
    asked = addresses(chance)

    async def go_on() -> None:
        client = Client(server.port)
        while monotonic() < end:
            try:
                if chance.random() < 0.05:
                    await client.leave(next(asked))
                else:
                    soaked.statuses[(await client.get(next(asked))).status] += 1
            except (OSError, asyncio.IncompleteReadError) as error:
                soaked.broken[type(error).__name__] += 1
            await asyncio.sleep(PAUSE_SECONDS)
        client.close()

    async def go_on_loading() -> None:
        while monotonic() < end:
            await asyncio.sleep(min(LOAD_SECONDS, max(0, end - monotonic())))
            soaked.loads += 1
            await asyncio.to_thread(_load, database_url, known, folder / f"{soaked.loads}.toml", soaked.loads)

    async def go_on_measuring() -> None:
        while monotonic() < end:
            soaked.samples.append(measure(server.process.pid))
            await asyncio.sleep(max(0.5, seconds / 300))

    await asyncio.gather(go_on_loading(), go_on_measuring(), *(go_on() for _ in range(CLIENTS)))
    return soaked


def make_database(path: Path) -> str:
    """Load the shipped seed into a new file; return its URL."""
    url = f"sqlite:///{path}"
    writer = open_writer(url)
    migrate(writer)
    load(writer, read_packs([shipped("seed")]))
    writer.dispose()
    return url


def main() -> None:
    """Soak a server for some minutes, and say what came of it; exit with 1 where something grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    seconds = parser.parse_args().minutes * 60
    folder = Path(tempfile.mkdtemp(prefix="rivalry-soak-"))
    try:
        url = make_database(folder / "rivalry.db")
        server = Server(url, "--workers", "1", RIVALRY_CACHE_MEGABYTES="16", TMPDIR=str(folder))
        try:
            soaked = asyncio.run(soak(server, url, seconds, folder))
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
    for line in described(soaked):
        print(line)  # noqa: T201  that is what it is run for
    raise SystemExit(not soaked.is_flat())


def described(soaked: Soaked) -> Iterator[str]:
    """Say what came of a soak."""
    answers = ", ".join(f"{count} of {status}" for status, count in sorted(soaked.statuses.items()))
    yield f"{sum(soaked.statuses.values())} answers: {answers}; broken: {dict(soaked.broken)}; {soaked.loads} loads"
    tenth = max(1, len(soaked.samples) // 10)
    for name, grown in soaked.growth().items():
        course = " ".join(str(_median(soaked.samples[at : at + tenth], name)) for at in range(0, 10 * tenth, tenth))
        yield f"{name}: {course}; from the middle third to the last {grown:+}, at most {MOST_GROWTH[name]:+}"


def _load(database_url: str, known: Catalogue, pack: Path, number: int) -> None:
    pack.write_text(PACK.format(number=400 + number), "utf-8")
    writer = open_writer(database_url)
    load(writer, read_packs([pack], known))
    writer.dispose()
    pack.unlink()


def _median(samples: Sequence[dict[str, int]], name: str) -> int:
    values = sorted(sample[name] for sample in samples)
    return values[len(values) // 2] if values else 0


if __name__ == "__main__":
    main()
