"""Copying: a database as one SQLite file that holds all of it, every revision included."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Engine, insert, select
from sqlmodel import SQLModel

from app.store.dataset import Revision, get_revision
from app.store.engine import open_copier, open_reader, open_writer, url_of
from app.store.faults import faults_explained
from app.store.migrating import migrate
from app.store.snapshot import open_snapshot

ROWS_A_STATEMENT = 5000
"""Rows that are held in memory at once."""


def copy_database(engine: Engine, path: Path) -> Revision:
    """Write a consistent copy to a file that does not exist yet, and return the newest revision in it.

    The copy answers as its original does. It is the same to the byte each time that one state of a database is copied;
    a load that goes on meanwhile is in it whole or not at all. Raises StoreErrors, DiskFullError among them.
    """
    with faults_explained():
        if engine.dialect.name == "sqlite":
            write_compact(engine, path)
        else:
            with TemporaryDirectory(dir=path.parent) as folder:
                url = url_of(Path(folder) / "working.db")
                _copy_rows(engine, url)
                with opened(open_reader(url)) as working:
                    write_compact(working, path)
    with opened(open_reader(url_of(path))) as copy, open_snapshot(copy) as snapshot:
        return get_revision(snapshot)


@contextmanager
def opened(engine: Engine) -> Iterator[Engine]:
    """Close an engine when it is no longer used."""
    try:
        yield engine
    finally:
        engine.dispose()


def write_compact(engine: Engine, path: Path, page_bytes: int | None = None) -> None:
    """Let SQLite write its file anew, without gaps, as one transaction sees it, and without a log beside it.

    Its pages are as large as they were, unless it is told otherwise.
    """
    with opened(open_copier(engine)) as copier, copier.connect() as connection:
        if page_bytes:
            connection.exec_driver_sql(f"PRAGMA page_size = {page_bytes}")
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))


def _copy_rows(engine: Engine, url: URL) -> None:
    """Copy the rows of every table to a new SQLite file, in the order of their keys, as one transaction saw them."""
    options = {"isolation_level": "REPEATABLE READ", "stream_results": True}
    with opened(open_writer(url)) as working:
        migrate(working)
        with engine.connect().execution_options(**options) as source, working.begin() as target:
            for table in SQLModel.metadata.sorted_tables:
                rows = source.execute(select(table).order_by(*table.primary_key)).mappings()
                for some in rows.partitions(ROWS_A_STATEMENT):
                    target.execute(insert(table), [dict(row) for row in some])
