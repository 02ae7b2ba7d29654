"""Engines: how a database is opened for reading and for writing."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

from app.store.faults import UnusableDatabaseError, address_explained

BUSY_SECONDS = 5
"""How long a statement waits for another process before it gives up."""

MOST_CACHE_KIB = 256 * 1024
"""Pages and sorted keys that a writer may keep in memory: enough to make an index of millions of rows at one go."""

MOST_ROWS_ANALYSED = 1000
"""Rows of each index that tell the planner how many are alike; to read them all takes as long as to make the index."""

_SQLITE = {"timeout": BUSY_SECONDS, "isolation_level": None}
"""No transactions of the driver's own: SQLAlchemy begins and ends them, schema changes included."""


def open_reader(url: str) -> Engine:
    """Return an engine that cannot write: SQLite opens the file read-only, PostgreSQL read-only transactions.

    Nothing is opened yet. Raises UnusableDatabaseError for a URL that no driver serves.
    """
    with address_explained():
        target = make_url(url)
        if target.get_backend_name() == "sqlite":
            return create_engine(_read_only(target), connect_args=_SQLITE)
        return create_engine(target, pool_pre_ping=True, execution_options={"postgresql_readonly": True})


def open_writer(url: str) -> Engine:
    """Return an engine that writes; on SQLite every transaction takes the write lock when it begins.

    Raises UnusableDatabaseError for a URL that no driver serves.
    """
    with address_explained():
        target = make_url(url)
        if target.get_backend_name() != "sqlite":
            return create_engine(target)
        _file_of(target)
        engine = create_engine(target, connect_args=_SQLITE)
    event.listen(engine, "connect", _set_up_writer)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _read_only(target: URL) -> URL:
    """Point at the same SQLite file through a URI that forbids writing.

    In a folder that nobody can write to, SQLite cannot keep its shared memory beside the file, and needs
    none: nothing there changes.
    """
    path = _file_of(target).absolute()
    query = {"mode": "ro", "uri": "true"} | ({} if os.access(path.parent, os.W_OK) else {"immutable": "1"})
    return target.set(database=path.as_uri(), query=query)


def _file_of(target: URL) -> Path:
    if target.database in (None, "", ":memory:"):
        raise UnusableDatabaseError("RIVALRY_DATABASE_URL names no file; write sqlite:///rivalry.db")
    return Path(str(target.database))


def _set_up_writer(connection: Any, _: object) -> None:  # noqa: ANN401  a driver's own connection
    """Let readers go on while one process writes, and check foreign keys.

    Without a sync at every commit a power cut may undo the newest load, but never a part of one.
    """
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA analysis_limit = {MOST_ROWS_ANALYSED}")
    connection.execute(f"PRAGMA cache_size = -{MOST_CACHE_KIB}")
    connection.execute("PRAGMA foreign_keys = ON")
