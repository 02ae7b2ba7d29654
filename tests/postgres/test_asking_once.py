"""A server is asked once for all who ask for a revision that nobody here has seen."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event

from app.domain.catalogue import Catalogue
from app.store.copying import opened
from app.store.engine import open_writer
from app.store.loading import load
from app.store.reader import Reader
from app.store.snapshot import UnknownRevisionError

MANY = 20


@pytest.fixture
def reader(migrated_url: str, articles: Catalogue) -> Iterator[Reader]:
    """Return a reader of two articles that has not seen their revision, and does not ask for another by itself."""
    with opened(open_writer(migrated_url)) as writer:
        load(writer, articles)
    reader = Reader(migrated_url, seconds=60)
    yield reader
    reader.close()


@pytest.mark.parametrize(("revision", "seen"), [(2, True), (None, False)], ids=["beyond the newest", "the first"])
def test_many_who_ask_at_once_are_one_question(reader: Reader, revision: int | None, *, seen: bool) -> None:
    asked: list[str] = []
    together = threading.Barrier(MANY)

    def note(*args: object) -> None:
        asked.append(str(args[2]))
        time.sleep(0.1)

    def hold() -> int:
        together.wait(30)
        try:
            held = reader.hold(revision)
        except UnknownRevisionError as error:
            return error.newest
        held.close()
        return held.revision

    if seen:
        reader.hold().close()
    event.listen(Engine, "before_cursor_execute", note)
    try:
        with ThreadPoolExecutor(MANY) as threads:
            told = [each.result() for each in [threads.submit(hold) for _ in range(MANY)]]
        shared = len(asked)
        reader.look()
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert told == [1] * MANY
    assert shared <= 3 * (len(asked) - shared), "one, and another for those who came while it was asked"
