"""Taken whole: all facts as CSV."""

import subprocess
import time
from pathlib import Path

from benchmarks.asking import UnexpectedAnswerError
from benchmarks.run import Run
from benchmarks.servers import ON_SERVER_CORE, datasette, ours
from benchmarks.table import Row, Skipped, interleave

_EXPORT = "/v1/export/facts.csv"
_INTERNAL = ("key", "added", "withdrawn", "sort_period", "sort_value")
"""Columns of the table that only the store needs, and nobody exports."""


def measure(run: Run) -> list[Row | Skipped]:
    """Stream all facts beside Datasette's stream of the same rows and the command line of SQLite."""
    database = run.database(run.rows)
    table = f"/{database.stem}/fact.csv?_stream=on&_size=max&{'&'.join(f'_nocol={name}' for name in _INTERNAL)}"
    with ours(database) as us, datasette(database) as rows:
        of_facts, of_rows = _lines(run, us.port, _EXPORT), _lines(run, rows.port, table)
        if of_facts is None:
            return [Skipped("all facts as CSV", f"{_EXPORT} is not there")]
        if not of_facts == of_rows == run.rows + 1:
            raise UnexpectedAnswerError(f"{run.rows} facts and a header, but {of_facts} and {of_rows} lines")
        contestants = {
            "us": lambda: run.rows / _seconds(us.port, _EXPORT),
            "rows": lambda: run.rows / _seconds(rows.port, table),
            "sqlite": lambda: run.rows / _seconds_of_sqlite(database),
        }
        found = interleave(contestants, run.rounds)
        memory = Row(
            what="memory of the server then",
            beside="Datasette",
            unit="MB",
            ours=[us.peak_megabytes],
            theirs=[rows.peak_megabytes],
        )
    what, unit = f"all {run.rows:,} facts as CSV", "rows/s"
    return [
        Row(what=what, beside="Datasette, streaming CSV", unit=unit, ours=found["us"], theirs=found["rows"], least=3),
        Row(what=what, beside="sqlite3 -csv, the limit", unit=unit, ours=found["us"], theirs=found["sqlite"]),
        memory,
    ]


def _lines(run: Run, port: int, path: str) -> int | None:
    """Count the lines of a whole stream; None where there is nothing under that path."""
    file = run.folder / "streamed.csv"
    if _curl(port, path, "--output", str(file), "--write-out", "%{http_code}") == "404":
        return None
    with file.open("rb") as streamed:
        lines = sum(block.count(b"\n") for block in iter(lambda: streamed.read(1 << 20), b""))
    file.unlink()
    return lines


def _seconds(port: int, path: str) -> float:
    return float(_curl(port, path, "--fail", "--output", "/dev/null", "--write-out", "%{time_total}"))


def _curl(port: int, path: str, *options: str) -> str:
    command = ["curl", "--silent", "--show-error", *options, f"http://127.0.0.1:{port}{path}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _seconds_of_sqlite(database: Path) -> float:
    select = f"SELECT {', '.join(_exported(database))} FROM fact"  # noqa: S608  columns of our own
    start = time.perf_counter()
    command = [*ON_SERVER_CORE, "sqlite3", "-readonly", "-csv", "-header", str(database), select]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def _exported(database: Path) -> list[str]:
    listed = ["sqlite3", "-readonly", str(database), "SELECT name FROM pragma_table_info('fact')"]
    columns = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
    return [f'"{name}"' for name in columns if name not in _INTERNAL]
