"""Engines: how a database is opened for reading and for writing."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from app.store.faults import UnusableDatabaseError, address_explained, unserved
from app.store.pool import CountingPool

BUSY_SECONDS = 5
"""How long a statement waits for another process before it gives up."""

MOST_CACHE_KIB = 256 * 1024
"""Pages and sorted keys that a writer may keep in memory: enough to make an index of millions of rows at one go."""

PAGE_BYTES = 8192
"""Of a file that is made anew. Each page is written twice, by calls that cost more than the bytes: fewer are faster."""

MOST_READ_CACHE_KIB = 16 * 1024
"""Pages that each connection of a reader may keep: the upper levels of all indexes of ten million facts."""

MOST_ROWS_ANALYSED = 10_000
"""Rows of each index that tell the planner how many are alike; to read them all takes as long as to make the index."""

_SQLITE = {"timeout": BUSY_SECONDS, "isolation_level": None}
"""No transactions of the driver's own: SQLAlchemy begins and ends them, schema changes included."""


def open_reader(url: str) -> Engine:
    """Return an engine that cannot write: SQLite opens the file read-only, PostgreSQL reads without any transaction.

    The rows of a revision never change, so that a transaction would only cost its beginning and end. Nothing is opened
    yet. Raises UnusableDatabaseError for a URL that no driver serves.
    """
    with address_explained():
        target = make_url(url)
        if target.get_backend_name() == "sqlite":
            reader = create_engine(_read_only(target), connect_args=_SQLITE)
            event.listen(reader, "connect", _set_up_file_reader)
            return reader
        server = _read_only_server(_server_of(target))
        kept = {"poolclass": CountingPool, "pool_pre_ping": True, "pool_timeout": BUSY_SECONDS}
        return create_engine(server, isolation_level="AUTOCOMMIT", **kept)


def open_writer(url: str) -> Engine:
    """Return an engine that writes; every transaction takes the write lock when it begins.

    So two that load, or migrate, do so one after the other. Raises UnusableDatabaseError for a URL that no
    driver serves.
    """
    with address_explained():
        target = make_url(url)
        if target.get_backend_name() != "sqlite":
            engine = create_engine(_server_of(target), poolclass=NullPool)  # a writer is done soon, and keeps none
            event.listen(engine, "begin", _take_write_lock)
            return engine
        _file_of(target)
        engine = create_engine(target, connect_args=_SQLITE)
    event.listen(engine, "connect", _set_up_writer)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _server_of(target: URL) -> URL:
    """Give up a server that does not answer, unless the URL itself says how long to wait for one."""
    if (target.get_backend_name(), target.get_driver_name()) != ("postgresql", "psycopg"):
        raise unserved(target.get_backend_name(), target.get_driver_name())
    return target.set(query={"connect_timeout": str(BUSY_SECONDS), **target.query})


def _read_only_server(target: URL) -> URL:
    """Let the server refuse whatever writes, by an option of the connection's very beginning.

    A pooler that shares connections between transactions refuses the option, and so cannot hand a connection that was
    told to read only to somebody who writes, as it could if that were said afterwards. Who asks for a server that can
    be written to gets the primary: with that option, libpq would take every server for one that cannot.
    """
    said = target.query.get("options", "")
    options = said if isinstance(said, str) else " ".join(said)
    told = target.update_query_dict({"options": f"{options} -c default_transaction_read_only=on".strip()})
    if target.query.get("target_session_attrs") == "read-write":
        return told.update_query_dict({"target_session_attrs": "primary"})
    return told


def _take_write_lock(connection: Connection) -> None:
    """Wait until nobody else writes; the lock is a name that all writers agree on, and ends with the transaction."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('retail-rivalry'))")


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


def _set_up_file_reader(connection: Any, _: object) -> None:  # noqa: ANN401  a driver's own connection
    connection.execute(f"PRAGMA cache_size = -{MOST_READ_CACHE_KIB}")


def _set_up_writer(connection: Any, _: object) -> None:  # noqa: ANN401  a driver's own connection
    """Let readers go on while one process writes, and check foreign keys.

    Without a sync at every commit a power cut may undo the newest load, but never a part of one.
    """
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA analysis_limit = {MOST_ROWS_ANALYSED}")
    connection.execute(f"PRAGMA cache_size = -{MOST_CACHE_KIB}")
    connection.execute("PRAGMA foreign_keys = ON")
