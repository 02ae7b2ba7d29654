"""A load that is killed at any moment leaves the old dataset or the new one, whole, and the next load succeeds."""

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from app.packs.reader import read_packs
from app.store.checking import check_content, check_structure
from app.store.copying import opened
from app.store.engine import open_reader, open_writer
from app.store.faults import NoDatasetError, OlderDatabaseError
from app.store.loading import load
from app.store.migrating import alembic_config, migrate
from app.store.snapshot import open_snapshot
from tests.conftest import WritePack
from tests.faults.commands import Commands
from tests.faults.numbered import whole

TIMES = int(os.environ.get("TIMES", "1"))
"""How many times as often as usual everything is broken: `make faults` says more."""

KILLS = {"first": 35, "older": 35, "next": 35}
"""Kills, a hundred in all, of a load into no file at all, into one of an older schema, and of one that makes a second
revision; a load that was done before its moment came is none of them."""

IN_A_ROW = 3
TORN = 6
"""Ends in the middle of a write, for each kind of load."""

LARGEST_WRITTEN = 640_000
"""Bytes up to which the files of these loads grow, or a little less."""

MOST = 0.6
"""Of the loads that are to be ended, how many are: a few are done sooner than the one that was measured."""

CHANCE = random.Random(2026)  # noqa: S311  the same moments each time, as far as the machine lets them be


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Return what runs commands."""
    with Commands(tmp_path_factory.mktemp("commands")) as running:
        yield running


class Before:
    """What stands before a load, a copy for each, and what may stand after it."""

    def __init__(self, kind: str, folder: Path, write_pack: WritePack) -> None:
        """Prepare the file; the load that is killed is of `pack`."""
        self.kind, self.folder = kind, folder
        self.pack = write_pack(whole(2), "2.toml")
        self.file = folder / "before.db" if kind != "first" else None
        if self.file:
            with opened(open_writer(f"sqlite:///{self.file}")) as writer:
                migrate(writer)
                load(writer, read_packs([write_pack(whole(1), "1.toml")]))
                if kind == "older":
                    config = alembic_config()
                    with writer.begin() as connection:
                        config.attributes["connection"] = connection
                        command.downgrade(config, "0002")
        self.old = None if kind == "first" else 1
        self.new = 1 if kind == "first" else 2

    def copied(self, name: str) -> Path:
        """Return a path at which all stands as before."""
        path = self.folder / f"{name}.db"
        if self.file:
            shutil.copyfile(self.file, path)
        return path


@pytest.fixture(params=KILLS)
def before(request: pytest.FixtureRequest, tmp_path: Path, write_pack: WritePack) -> Before:
    """Return what stands before each kind of load."""
    return Before(request.param, tmp_path, write_pack)


def titles(path: Path) -> dict[int, str]:
    """Ask the file itself, past all code of ours, for the title of each revision."""
    with closing(sqlite3.connect(path)) as connection:
        held = "source.added <= number AND source.withdrawn > number"
        query = f"SELECT number, title FROM revision LEFT JOIN source ON {held}"  # noqa: S608  no words of others
        return dict(connection.execute(query))


def newest(url: str) -> int | None:
    """Ask as a server does; None before the first load, and minus one for a schema that is older."""
    with opened(open_reader(url)) as reader:
        try:
            with open_snapshot(reader) as snapshot:
                return snapshot.revision
        except NoDatasetError:
            return None
        except OlderDatabaseError:
            return -1


def look_through(path: Path, before: Before) -> bool:
    """Assert that a file holds exactly what was there before a load or what is after it; return whether it is new."""
    url = f"sqlite:///{path}"
    seen = newest(url)
    if not path.exists() or path.stat().st_size == 0:
        assert before.kind == "first"
        assert seen is None
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if seen == -1:
        assert before.kind == "older"
        assert titles(path) == {1: "Rumours of load 1"}
        return False
    assert seen in (before.old, before.new)
    if seen is None:
        assert "revision" not in tables or titles(path) == {}
        return False
    with opened(open_reader(url)) as reader:
        assert [*check_structure(reader), *check_content(reader)] == []
    loads = (2,) if before.kind == "first" else (1, 2)
    assert titles(path) == {at: f"Rumours of load {loads[at - 1]}" for at in range(1, seen + 1)}
    return seen == before.new


def finish(path: Path, before: Before, commands: Commands) -> None:
    """Load once more, which succeeds, and leaves the new dataset and nothing beside the file."""
    assert commands.run(f"sqlite:///{path}", "load", before.pack) == 0, commands.log.read_text()
    assert look_through(path, before)
    assert sorted(each.name for each in path.parent.glob(f"{path.name}*")) == [path.name]
    path.unlink()


def test_a_load_killed_at_any_moment_leaves_the_old_or_the_new(before: Before, commands: Commands) -> None:
    """A file is loaded into, and killed, a few times before a load may end."""
    kills = KILLS[before.kind] * TIMES
    path = before.copied("whole")
    finish(path, before, commands)
    seconds = commands.seconds
    begun = killed = left_old = 0

    while killed < kills:
        assert begun < kills / MOST, f"{begun - killed} of {begun} had ended before"
        path = before.copied("killed") if begun % IN_A_ROW == 0 else path
        moment = seconds * (begun % kills + CHANCE.random()) / kills
        killed += commands.kill(f"sqlite:///{path}", "load", before.pack, after=moment)
        left_old += not look_through(path, before)
        begun += 1
        if begun % IN_A_ROW == 0 or killed == kills:
            finish(path, before, commands)

    assert left_old > 0


def test_a_load_that_ends_in_the_middle_of_a_write_leaves_the_old_or_the_new(
    before: Before, commands: Commands
) -> None:
    """The kernel ends the process at the byte at which a file would become larger: the log, then the database."""
    path = before.copied("whole")
    least = path.stat().st_size if before.file else 0
    finish(path, before, commands)
    torn = 0

    for number in range(TORN * TIMES):
        path = before.copied("torn")
        largest = least // 4 + int(LARGEST_WRITTEN * (number + CHANCE.random()) / TORN / TIMES)
        commands.begin(f"sqlite:///{path}", "load", before.pack, largest_file=largest)
        torn += commands.ended() == -signal.SIGXFSZ
        look_through(path, before)
        finish(path, before, commands)

    assert torn > TORN * TIMES * MOST
