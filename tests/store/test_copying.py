"""A copy of a database: one file, complete, the same each time."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.store.copying import copy_database
from app.store.engine import open_reader
from app.store.loading import read_catalogue
from app.store.snapshot import open_snapshot


def test_a_copy_holds_all_that_its_original_does(loaded_url: str, tmp_path: Path) -> None:
    original = open_reader(loaded_url)
    revision = copy_database(original, tmp_path / "copy.db")
    copy = open_reader(f"sqlite:///{tmp_path / 'copy.db'}")

    with open_snapshot(original) as one, open_snapshot(copy) as other:
        assert read_catalogue(one) == read_catalogue(other)
        assert revision.number == one.revision
    original.dispose()
    copy.dispose()


def test_a_copy_is_one_sound_file_without_a_log_and_the_same_each_time(loaded_url: str, tmp_path: Path) -> None:
    original = open_reader(loaded_url)
    copies = [tmp_path / name for name in ("one.db", "other.db")]

    for copy in copies:
        copy_database(original, copy)
    with closing(sqlite3.connect(copies[0])) as connection:
        answers = [connection.execute(f"PRAGMA {what}").fetchone() for what in ("integrity_check", "journal_mode")]

    assert answers == [("ok",), ("delete",)]
    assert copies[0].read_bytes() == copies[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == copies
    original.dispose()


def test_nothing_is_overwritten(loaded_url: str, tmp_path: Path) -> None:
    original = open_reader(loaded_url)
    there = tmp_path / "there.db"
    copy_database(original, there)
    before = there.stat()

    with pytest.raises(OperationalError, match="already exists"):
        copy_database(original, there)

    assert there.stat() == before
    original.dispose()
