"""A run: what all stages share: how large, how often, how long, and the databases made so far."""

from dataclasses import dataclass
from pathlib import Path

import typer

from benchmarks.database import fill
from benchmarks.dataset import Dataset
from benchmarks.questions import Questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How to measure.

    `rows` is how many facts are served, streamed and loaded, `facts` how many there are in the end when the dataset
    grows. Each measurement is made once in each of `rounds`; those that go on for a time last `seconds`.
    """

    folder: Path
    rows: int
    facts: int
    rounds: int
    seconds: int

    def database(self, facts: int) -> Path:
        """Return a database of so many facts, made when it is first asked for."""
        path = self.folder / f"facts-{facts}.db"
        if not path.exists():
            say(f"making a database of {facts:,} facts")
            fill(Dataset(facts), f"sqlite:///{path}")
        return path

    def questions(self, facts: int) -> Questions:
        """Return ways of asking about so many facts."""
        return Questions(Dataset(facts), self.database(facts))


def say(line: str) -> None:
    """Tell whoever waits what is being done."""
    typer.echo(line, err=True)
