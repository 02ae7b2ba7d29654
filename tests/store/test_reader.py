"""What a reader knows of the newest revision, while several look at once."""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.store.reader import Reader

REVISIONS = 300


@pytest.fixture
def reader(database_url: str) -> Iterator[Reader]:
    """Return a reader that looks whenever it is asked, with threads that take turns all the time."""
    opened, interval = Reader(database_url, seconds=0), sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield opened
    sys.setswitchinterval(interval)
    opened.close()


def test_a_revision_that_was_seen_is_never_followed_by_one_before_it(
    reader: Reader, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr("app.store.reader.tell_of", lambda revision, _: seen.append(revision))
    ended = threading.Event()

    def hold_on() -> None:
        while not ended.is_set():
            reader.hold().close()

    def look_on() -> None:
        while not ended.is_set():
            reader.newest.begin().result()

    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as database:
        add(database, 1)
        threads = [threading.Thread(target=each) for each in (hold_on, look_on)]
        for thread in threads:
            thread.start()
        for number in range(2, REVISIONS):
            add(database, number)
        ended.set()
        for thread in threads:
            thread.join()

    assert seen == sorted(set(seen))
    assert len(seen) > REVISIONS / 10


def add(database: sqlite3.Connection, number: int) -> None:
    """Add an empty revision."""
    made = f"2026-01-01 00:00:00.{number:06}"
    database.execute(
        "INSERT INTO revision (number, created, added, withdrawn, replaced) VALUES (?, ?, 0, 0, 0)", (number, made)
    )
