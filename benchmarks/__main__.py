"""The command behind `make bench`: stages in, one table of ratios out, and benchmarks/results.md."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks.machine import describe_machine, pin
from benchmarks.run import Run, say
from benchmarks.servers import LOAD_CORE
from benchmarks.stages import compare, growth, load, page, repeat, stream
from benchmarks.table import Row, Skipped, as_markdown

STAGES: dict[str, Callable[[Run], Sequence[Row | Skipped]]] = {
    "repeat": repeat.measure,
    "compare": compare.measure,
    "page": page.measure,
    "stream": stream.measure,
    "load": load.measure,
    "growth": growth.measure,
}
RESULTS = Path(__file__).with_name("results.md")


def bench(
    only: Annotated[str, typer.Option(help=f"Stages with commas between: {', '.join(STAGES)}.")] = "",
    rows: Annotated[int, typer.Option(help="Facts that are served, streamed and loaded.")] = 100_000,
    facts: Annotated[int, typer.Option(help="Facts that the dataset grows to.")] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often each measurement is made.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, help="How long those last that go on for a time.")] = 3,
) -> None:
    """Measure us beside others, all in one run; what all stages found is written to benchmarks/results.md."""
    chosen = only.split(",") if only else list(STAGES)
    unknown = [name for name in chosen if name not in STAGES]
    if unknown:
        raise typer.BadParameter(f"there is no stage {unknown[0]!r}; there are {', '.join(STAGES)}")
    pin(LOAD_CORE)
    machine = describe_machine()
    found: list[Row | Skipped] = []
    with TemporaryDirectory() as folder:
        run = Run(folder=Path(folder), rows=rows, facts=facts, rounds=rounds, seconds=seconds)
        for name in chosen:
            say(f"measuring: {name}")
            found += STAGES[name](run)
    table = as_markdown(found)
    typer.echo(table)
    if not only:
        RESULTS.write_text(_report(run, table, machine), "utf-8")


def _report(run: Run, table: str, machine: str) -> str:
    return f"""# How fast we are beside others

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}. Everything was measured in one run, {run.rounds} times (loading
at most three times), taking turns; the numbers are medians, the spread is that of the ratios. The server has one core,
the load another one. `ratio` is ours divided by theirs; for growth it is the time with many facts divided by that with
few, so that less is better.

{table}

## Measured on

{machine}
"""


if __name__ == "__main__":
    typer.run(bench)
