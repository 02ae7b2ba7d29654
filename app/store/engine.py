"""Engines: how a database is opened for reading and for writing."""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from app.store.faults import UnusableDatabaseError, address_explained, unserved
from app.store.file import BUSY_SECONDS, CONNECT, path_of, watch_reader, watch_writer
from app.store.pool import CountingPool


def open_reader(url: str) -> Engine:
    """Return an engine that cannot write: SQLite opens the file read-only, PostgreSQL reads without any transaction.

    The rows of a revision never change, so that a transaction would only cost its beginning and end. Nothing is opened
    yet. Raises UnusableDatabaseError for a URL that no driver serves.
    """
    with address_explained():
        target = make_url(url)
        if target.get_backend_name() == "sqlite":
            path = _file_of(target).absolute()
            reader = create_engine(_read_only(target, path), connect_args=CONNECT)
            watch_reader(reader, path)
            return reader
        server = _read_only_server(_server_of(target))
        kept = {"poolclass": CountingPool, "pool_pre_ping": True, "pool_timeout": BUSY_SECONDS}
        return create_engine(server, isolation_level="AUTOCOMMIT", **kept)


def open_copier(reader: Engine) -> Engine:
    """Return an engine over the same file as a reader's: it cannot write to that, but may write copies of it."""
    path = path_of(reader)
    if path is None:
        raise TypeError("only a file is copied by SQLite itself")
    copier = create_engine(reader.url, connect_args=CONNECT, poolclass=NullPool)
    watch_reader(copier, path, locked_down=False)
    return copier


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
        path = _file_of(target)
        engine = create_engine(target, connect_args=CONNECT)
    watch_writer(engine, path)
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


def _read_only(target: URL, path: Path) -> URL:
    """Point at the same SQLite file through a URI that forbids writing."""
    return target.set(database=path.as_uri(), query={"mode": "ro", "uri": "true"})


def _file_of(target: URL) -> Path:
    if target.database in (None, "", ":memory:"):
        raise UnusableDatabaseError("RIVALRY_DATABASE_URL names no file; write sqlite:///rivalry.db")
    return Path(str(target.database))


def shown(url: str) -> str:
    """Spell a URL without its password. Raises UnusableDatabaseError for one that no driver serves."""
    with address_explained():
        return make_url(url).render_as_string(hide_password=True)
