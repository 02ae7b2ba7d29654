"""A damaged file is looked through once for a revision, and not for longer than a request may wait."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from app.store.checking import check_content
from app.store.faults import UnusableDatabaseError
from app.store.reader import Reader

DAMAGE = {
    "a revision's counts": "UPDATE revision SET added = added + 1",
    "how much there is": "UPDATE tally SET count = count + 1 WHERE kind = 'collection'",
    "what is searched": "UPDATE document SET added = added + 1 WHERE pk = 1",
    "a statement": "UPDATE statement SET text = text || '!' WHERE pk = 1",
    "a fact": "UPDATE fact SET printed = printed || '0' WHERE pk = 1",
}
FOR_LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000000) SELECT count(*), 1 FROM n"


@pytest.fixture
def file(articles_url: str, tmp_path: Path) -> Path:
    """Return a file of a test's own with two articles."""
    return Path(shutil.copyfile(articles_url.removeprefix("sqlite:///"), tmp_path / "damaged.db"))


@pytest.fixture
def reader(file: Path) -> Iterator[Reader]:
    """Return a reader of it that has seen its revision."""
    opened = Reader(f"sqlite:///{file}", seconds=60)
    opened.look()
    yield opened
    opened.close()


def damage(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_no_part_is_looked_at_when_the_time_is_over(file: Path, reader: Reader, statement: str) -> None:
    damage(file, statement)

    assert check_content(reader.engine, seconds=0) == []
    assert check_content(reader.engine) != []


def test_what_takes_too_long_is_given_up_in_its_middle(reader: Reader) -> None:
    def take_long(*_: object) -> tuple[str, tuple[()]]:
        return FOR_LONG, ()

    event.listen(reader.engine, "before_cursor_execute", take_long, retval=True)
    begun = time.thread_time()

    assert check_content(reader.engine, seconds=0.1) == []
    assert time.thread_time() - begun < 1

    event.remove(reader.engine, "before_cursor_execute", take_long)
    assert check_content(reader.engine) == []


@pytest.mark.parametrize("statement", [None, *DAMAGE.values()], ids=["nothing", *DAMAGE])
def test_what_was_found_is_remembered_until_there_is_another_file(
    file: Path, reader: Reader, statement: str | None
) -> None:
    if statement:
        damage(file, statement)
    asked: list[str] = []
    event.listen(reader.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    found = [_explained(reader), len(asked), _explained(reader), len(asked)]
    assert found == [statement is not None, found[1], statement is not None, found[1]]
    assert found[1] > 0

    Path(shutil.copyfile(file, file.with_suffix(".new"))).replace(file)
    reader.look()
    before = len(asked)
    assert _explained(reader) == (statement is not None)
    assert len(asked) > before


def _explained(reader: Reader) -> bool:
    """Whether damage explains an error that nobody foresaw."""
    try:
        reader.explain(ValueError("unforeseen"))
    except UnusableDatabaseError:
        return True
    return False
