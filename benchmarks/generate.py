"""The command that makes a dataset: python -m benchmarks.generate --facts 100000 --packs FOLDER --database URL."""

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.database import fill
from benchmarks.dataset import Dataset
from benchmarks.packs import write_packs


def generate(
    facts: Annotated[int, typer.Option(min=1_000, max=10_000_000, help="How many facts.")],
    packs: Annotated[Path | None, typer.Option(help="A new folder to write packs to.")] = None,
    database: Annotated[str | None, typer.Option(help="The URL of an empty database to fill.")] = None,
) -> None:
    """Make a dataset of so many facts, as packs, in a database, or both; the same number makes the same facts."""
    dataset = Dataset(facts)
    if packs:
        write_packs(dataset, packs)
    if database:
        fill(dataset, database)
    typer.echo(f"{facts} facts: {dataset.companies} companies, {dataset.metrics} metrics")


if __name__ == "__main__":
    typer.run(generate)
