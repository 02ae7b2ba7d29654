"""Databases that are not there, are none or cannot be opened."""

import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.domain.catalogue import Catalogue
from app.store.engine import READ_DATABASE_URL, open_reader, open_writer
from app.store.faults import (
    DatabaseLockedError,
    DiskFullError,
    StoreError,
    UnusableDatabaseError,
    faults_explained,
)
from app.store.loading import load
from app.store.migrating import migrate
from app.store.snapshot import check_readiness, open_snapshot
from tests.api.serving import INSTALLED


@pytest.mark.parametrize(
    "url",
    ["", "rivalry.db", "nosuch://here", "postgresql+nosuch://here", "sqlite://", "sqlite:///:memory:"],
    ids=["empty", "a path", "no such database", "no such driver", "no file", "in memory"],
)
@pytest.mark.parametrize("open_engine", [open_reader, open_writer], ids=["reader", "writer"])
def test_a_url_that_no_driver_serves_is_refused_before_anything_is_opened(
    open_engine: Callable[[str], Engine], url: str
) -> None:
    with pytest.raises(UnusableDatabaseError, match="RIVALRY_DATABASE_URL"):
        open_engine(url)


def test_a_name_with_signs_that_a_url_gives_a_meaning_to_is_one_file(tmp_path: Path, small_world: Catalogue) -> None:
    url = f"sqlite:///{tmp_path / 'a #1 é.db'}"
    writer, reader = open_writer(url), open_reader(url)

    migrate(writer)
    load(writer, small_world)

    assert check_readiness(reader) == 1
    assert {each.name.split(".")[0] for each in tmp_path.iterdir()} == {"a #1 é"}
    for engine in (writer, reader):
        engine.dispose()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are notes, and no database at all. " * 100)
    reader = open_reader(f"sqlite:///{path}")

    with pytest.raises(UnusableDatabaseError, match="not a database of ours"):
        check_readiness(reader)
    with pytest.raises(UnusableDatabaseError, match="not a database of ours"), open_snapshot(reader):
        pass


def raise_locked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as holder, closing(sqlite3.connect(path, timeout=0)) as late:
        holder.execute("BEGIN IMMEDIATE")
        late.execute("BEGIN IMMEDIATE")


def raise_read_only(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.execute("CREATE TABLE t (a)")


def raise_full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (randomblob(100000))")


def raise_cannot_open(path: Path) -> None:
    sqlite3.connect(path / "below a file")


def raise_no_database(path: Path) -> None:
    path.write_bytes(b"These are notes, and no database at all." * 100)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT * FROM sqlite_master")


@pytest.mark.parametrize(
    ("provoke", "fault", "exit_code"),
    [
        (raise_locked, DatabaseLockedError, 5),
        (raise_read_only, DatabaseLockedError, 5),
        (raise_full, DiskFullError, 6),
        (raise_cannot_open, UnusableDatabaseError, 3),
        (raise_no_database, UnusableDatabaseError, 3),
    ],
    ids=["locked", "read-only", "full", "cannot open", "no database"],
)
def test_what_sqlite_raises_is_explained(
    provoke: Callable[[Path], None], fault: type[StoreError], exit_code: int, tmp_path: Path
) -> None:
    path = tmp_path / "some.db"
    sqlite3.connect(path).close()

    with pytest.raises(fault) as raised, faults_explained():
        provoke(path)

    assert raised.value.exit_code == exit_code
    assert isinstance(raised.value.__cause__, sqlite3.Error)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM misspelt",
        "SELECT sluq FROM company",
        "SELECT company.printed FROM company",
        "INSERT INTO company (printed) VALUES (1)",
        "SELECT slug FROM company WHERE",
    ],
)
def test_a_mistake_of_ours_is_not_explained_away(migrated_file: Path, statement: str) -> None:
    with (
        closing(sqlite3.connect(migrated_file)) as connection,
        pytest.raises(sqlite3.OperationalError),
        faults_explained(),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("url", ["foo", "mysql://here/rivalry", "sqlite://", "postgresql+psycopg://here:port/rivalry"])
def test_an_address_is_blamed_on_the_setting_that_it_is_of(url: str) -> None:
    with pytest.raises(UnusableDatabaseError, match=r"^RIVALRY_READ_DATABASE_URL "):
        open_reader(url, setting=READ_DATABASE_URL)


def test_a_wrong_address_of_a_replica_is_named_before_anything_is_made(tmp_path: Path) -> None:
    settings = {"RIVALRY_DATABASE_URL": f"sqlite:///{tmp_path}/rivalry.db", "RIVALRY_READ_DATABASE_URL": "foo"}

    served = subprocess.run(
        [INSTALLED, "serve", "--port", "0"],
        env={**os.environ, **settings},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (served.returncode, served.stdout) == (3, "")
    assert served.stderr.startswith("rivalry: RIVALRY_READ_DATABASE_URL cannot be used")
    assert list(tmp_path.iterdir()) == []
