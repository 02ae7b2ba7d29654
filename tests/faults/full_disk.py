"""What happens on a disk that is full: run in a small file system of its own, and told as JSON."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.faults.commands import Commands

ROOMS = (0, 20_000, 60_000, 200_000, 400_000, 600_000, 800_000)
"""Bytes that are left before a load: too few for the log, for all of it, and for writing it back."""


def tell(folder: Path, first: Path, second: Path) -> list[dict[str, object]]:
    """Load, fill the disk but for some room, load again, make room, and load again; for every room."""
    told: list[dict[str, object]] = []
    unread = -1
    url = f"sqlite:///{folder / 'rivalry.db'}"
    with Commands(folder.parent) as commands:
        for room in ROOMS:
            filler = folder / "filler"
            steps = [commands.run(url, "load", first)]
            if room == 0:
                _fill(filler, room)
                unread = commands.run(url, "export", "companies.csv")
                filler.unlink()
            with closing(_opened(folder / "rivalry.db")) as served:
                _fill(filler, room)
                steps.append(commands.run(url, "load", second))
                during = _titles(served)
                backup = commands.run(url, "backup", folder / "backup.db")
                doctor = commands.run(url, "doctor", "--quick")
            left = sorted(each.name for each in folder.iterdir() if each.name.startswith((".", "backup")))
            filler.unlink()
            steps.append(commands.run(url, "load", second))
            with closing(_opened(folder / "rivalry.db")) as served:
                after = _titles(served)
            told.append({"room": room, "steps": steps, "during": during, "after": after})
            told[-1] |= {"backup": backup, "left": left, "doctor": doctor}
            for each in folder.iterdir():
                each.unlink()
        log = commands.log.read_text()
    return [*told, {"log": log, "unread": unread}]


def _fill(path: Path, room: int) -> None:
    """Take all the room that there is but for some bytes."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - room))


def _opened(path: Path) -> sqlite3.Connection:
    """Read a database, as a server does that was started before the disk was full."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    connection.execute("SELECT number FROM revision").fetchall()
    return connection


def _titles(connection: sqlite3.Connection) -> list[str]:
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    titles = "SELECT title FROM revision JOIN source ON source.added <= number AND source.withdrawn > number"
    return [title for (title,) in connection.execute(f"{titles} ORDER BY number")]


if __name__ == "__main__":
    size, *paths = sys.argv[1:]
    where, *packs = map(Path, paths)
    if size != "0":
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(where)], check=True)
    json.dump(tell(where, *packs), sys.stdout)
