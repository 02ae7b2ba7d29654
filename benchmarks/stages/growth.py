"""Grown: how much slower single requests are when there are more facts."""

import time
from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.asking import Connection
from benchmarks.questions import FIRST_BY_VALUE, FIRST_PAGE, Questions
from benchmarks.run import Run, say
from benchmarks.servers import Server, ours
from benchmarks.table import Row

SMALLEST = 1_000
_REQUESTS_A_ROUND = 40
_FEWEST = 3


def measure(run: Run) -> list[Row]:
    """Ask small and large in turn, one request at a time; a round is the median of each."""
    sizes = (SMALLEST, run.facts)
    databases = [run.database(facts) for facts in sizes]
    with ours(databases[0]) as small, ours(databases[1]) as large:
        servers = (small, large)
        asked = [_ways(run.questions(facts), server) for facts, server in zip(sizes, servers, strict=True)]
        rows = []
        for what, of_small in asked[0].items():
            say(f"growth: {what}")
            found = [_round(run, servers, (of_small, asked[1][what])) for _ in range(run.rounds)]
            rows.append(
                Row(
                    what=what,
                    beside=f"{run.facts:,} facts beside {SMALLEST:,}",
                    unit="ms",
                    ours=[slow for _, slow in found],
                    theirs=[fast for fast, _ in found],
                    most=1.5,
                )
            )
    return rows


def _ways(questions: Questions, server: Server) -> dict[str, Iterator[str]]:
    return {
        "compare": questions.compare(),
        "series": questions.series(),
        "facts of a company and a metric, newest first": questions.of_a_company(),
        "facts of a metric, greatest first": questions.of_a_metric(),
        "deep page by cursor, by id": questions.pages(Connection(server.port).ask(FIRST_PAGE)),
        "deep page by cursor, by value": questions.pages_by_value(Connection(server.port).ask(FIRST_BY_VALUE)),
        "fact by id": questions.fact(),
    }


def _round(run: Run, servers: Sequence[Server], asked: Sequence[Iterator[str]]) -> tuple[float, float]:
    """Return the medians in milliseconds of some requests to the small and to the large dataset, in turn."""
    connections = [Connection(server.port) for server in servers]
    times: tuple[list[float], list[float]] = ([], [])
    end = time.monotonic() + run.seconds
    while len(times[0]) < _FEWEST or (len(times[0]) < _REQUESTS_A_ROUND and time.monotonic() < end):
        for connection, paths, taken in zip(connections, asked, times, strict=True):
            taken.append(connection.time(next(paths)))
    return median(times[0]), median(times[1])
