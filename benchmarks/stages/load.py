"""Loaded: packs into a new database, beside tools that take the rows as they are."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.dataset import Dataset
from benchmarks.packs import write_packs, write_table
from benchmarks.run import Run, say
from benchmarks.servers import BIN, ON_SERVER_CORE, RIVALS_BIN
from benchmarks.table import Row, interleave


def measure(run: Run) -> list[Row]:
    """Load packs beside `sqlite-utils insert` and sqlite3's `.import` of the same rows, as printed and as stored.

    As printed a row has the eight columns that are in the packs; as stored it has all that is derived from them.
    """
    packs, printed, stored = (run.folder / name for name in ("packs", "printed.csv", "stored.csv"))
    say(f"writing packs of {run.rows:,} facts")
    write_packs(Dataset(run.rows), packs)
    write_table(Dataset(run.rows), printed)
    _write_stored(run.database(run.rows), stored)
    contestants = {
        "us": lambda: run.rows / _load(run, packs),
        "utils printed": lambda: run.rows / _insert(run, printed),
        "import printed": lambda: run.rows / _import(run, printed),
        "utils stored": lambda: run.rows / _insert(run, stored),
        "import stored": lambda: run.rows / _import(run, stored),
    }
    found = interleave(contestants, min(run.rounds, 3))
    rivals = {"utils": ("sqlite-utils insert", 5), "import": ("sqlite3 .import", 0.2)}
    return [
        Row(
            what=f"load {run.rows:,} facts",
            beside=f"{name}, rows as {rows}",
            unit="rows/s",
            ours=found["us"],
            theirs=found[f"{rival} {rows}"],
            least=least,
        )
        for rows in ("printed", "stored")
        for rival, (name, least) in rivals.items()
    ]


def _write_stored(database: Path, path: Path) -> None:
    with path.open("wb") as file:
        command = ["sqlite3", "-readonly", "-csv", "-header", str(database), "SELECT * FROM fact"]
        subprocess.run(command, stdout=file, check=True)


def _load(run: Run, packs: Path) -> float:
    database = run.folder / "loaded.db"
    return _seconds(
        database, [str(BIN / "rivalry"), "load", str(packs)], {"RIVALRY_DATABASE_URL": f"sqlite:///{database}"}
    )


def _insert(run: Run, table: Path) -> float:
    database = run.folder / "inserted.db"
    return _seconds(database, [str(RIVALS_BIN / "sqlite-utils"), "insert", str(database), "facts", str(table), "--csv"])


def _import(run: Run, table: Path) -> float:
    database = run.folder / "imported.db"
    return _seconds(database, ["sqlite3", str(database), "-cmd", ".mode csv", f".import {table} facts"])


def _seconds(database: Path, command: Sequence[str], settings: Mapping[str, str] | None = None) -> float:
    """Time a command that makes a database, on the server's core; then delete what it made."""
    start = time.perf_counter()
    environment = {**os.environ, **(settings or {})}
    subprocess.run([*ON_SERVER_CORE, *command], env=environment, capture_output=True, check=True)
    seconds = time.perf_counter() - start
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    return seconds
