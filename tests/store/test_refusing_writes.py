"""A reader of a file refuses to write, even to code that tries."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from app.store.engine import open_reader

WRITES = (
    "INSERT INTO tally VALUES ('collection', 'facts', 9, 9, 9)",
    "UPDATE fact SET value = 1",
    "DELETE FROM fact",
    "DROP TABLE claim",
    "CREATE TABLE another (a)",
    "CREATE TEMP TABLE another (a)",
    "CREATE TEMP VIEW another AS SELECT 1",
    "CREATE TEMP TRIGGER another AFTER INSERT ON fact BEGIN DELETE FROM fact; END",
    "CREATE VIRTUAL TABLE another USING fts5(a)",
    "ALTER TABLE fact ADD COLUMN another",
    "CREATE INDEX another ON fact (value)",
    "REINDEX",
    "ANALYZE",
    "VACUUM",
    "VACUUM INTO '{folder}/another.db'",
    "ATTACH '{folder}/another.db' AS another",
    "ATTACH ':memory:' AS another",
    "DETACH main",
    "SELECT load_extension('{folder}/another')",
    "SELECT writefile('{folder}/another', 'x')",
    "PRAGMA writable_schema = ON",
    "PRAGMA query_only = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA user_version = 5",
    "PRAGMA application_id = 5",
    "PRAGMA trusted_schema = ON",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA incremental_vacuum",
    "PRAGMA optimize",
    "PRAGMA secure_delete = ON",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store_directory = '{folder}'",
)


@pytest.fixture
def path(articles_url: str, tmp_path: Path) -> Path:
    """Return a copy of a database in a folder of its own."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return Path(shutil.copyfile(articles_url.removeprefix("sqlite:///"), folder / "rivalry.db"))


def only_the_database_is_in(folder: Path) -> bool:
    """Whether there is nothing in a folder but the database and what SQLite itself keeps beside it."""
    return {each.name for each in folder.iterdir()} <= {"rivalry.db", "rivalry.db-wal", "rivalry.db-shm"}


@pytest.fixture
def reader(path: Path) -> Iterator[Engine]:
    """Open the copy as a server does."""
    engine = open_reader(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("statement", WRITES)
def test_a_write_over_a_reader_is_refused_before_it_is_run(statement: str, reader: Engine, path: Path) -> None:
    with reader.connect() as connection, pytest.raises(DatabaseError):
        connection.exec_driver_sql(statement.format(folder=path.parent))

    assert only_the_database_is_in(path.parent)


@pytest.mark.parametrize("statement", WRITES)
def test_a_write_that_nothing_looks_at_beforehand_changes_nothing_either(
    statement: str, reader: Engine, path: Path
) -> None:
    before = path.read_bytes()

    with reader.connect() as connection:
        connection.connection.driver_connection.set_authorizer(None)  # type: ignore[union-attr]
        with suppress(DatabaseError):
            connection.exec_driver_sql(statement.format(folder=path.parent)).close()

    assert path.read_bytes() == before
    assert only_the_database_is_in(path.parent)


def test_a_reader_that_is_told_to_write_again_still_cannot(reader: Engine, path: Path) -> None:
    before = path.read_bytes()

    with reader.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_authorizer(None)
        driver.execute("PRAGMA query_only = OFF")
        driver.execute("PRAGMA writable_schema = ON")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            driver.execute("DELETE FROM fact")

    assert path.read_bytes() == before


def test_what_a_reader_needs_is_allowed(reader: Engine) -> None:
    with reader.connect() as connection:
        for asked in (
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 3) SELECT max(x) FROM n",
            "SELECT count(*) FROM fact ORDER BY 1",
            "PRAGMA integrity_check(5)",
            "PRAGMA foreign_key_check",
            "PRAGMA table_info(fact)",
            "PRAGMA page_size",
        ):
            connection.exec_driver_sql(asked).fetchall()


def test_a_schema_that_was_tampered_with_runs_no_function(path: Path, tmp_path: Path) -> None:
    """A view in a file that somebody else made may call what has effects; a reader trusts none."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE VIEW trap AS SELECT load_extension('{tmp_path}/trap')")
    engine = open_reader(f"sqlite:///{path}")

    with engine.connect() as reading, pytest.raises(DatabaseError):
        reading.exec_driver_sql("SELECT * FROM trap").fetchall()

    engine.dispose()
