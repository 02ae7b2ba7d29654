"""Copying: a database as one SQLite file that holds all of it, every revision included."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, insert, select
from sqlmodel import SQLModel

from app.store.dataset import Revision, get_revision
from app.store.engine import open_reader, open_writer
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
            _write_compact(engine, path)
        else:
            with TemporaryDirectory(dir=path.parent) as folder:
                working = open_writer(f"sqlite:///{Path(folder) / 'working.db'}")
                migrate(working)
                _copy_rows(engine, working)
                _write_compact(working, path)
                working.dispose()
    copy = open_reader(f"sqlite:///{path}")
    with open_snapshot(copy) as snapshot:
        newest = get_revision(snapshot)
    copy.dispose()
    return newest


def _write_compact(engine: Engine, path: Path) -> None:
    """Let SQLite write the file anew, without gaps, in one transaction, and without a log beside it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))


def _copy_rows(engine: Engine, working: Engine) -> None:
    """Copy the rows of every table, in the order of their keys, as one transaction saw them."""
    options = {"isolation_level": "REPEATABLE READ", "stream_results": True}
    with engine.connect().execution_options(**options) as source, working.begin() as target:
        for table in SQLModel.metadata.sorted_tables:
            rows = source.execute(select(table).order_by(*table.primary_key)).mappings()
            for some in rows.partitions(ROWS_A_STATEMENT):
                target.execute(insert(table), [dict(row) for row in some])
