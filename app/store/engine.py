"""Engines: how a database is opened for reading and for writing."""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from app.store.faults import address_explained, unserved
from app.store.file import BUSY_SECONDS, CONNECT, path_of, watch_reader, watch_writer
from app.store.pool import CountingPool

MOST_CONNECTIONS = 15
"""Connections to a server that a process which answers opens at most: the one by which it looks for new revisions, and
READERS."""

DATABASE_URL, READ_DATABASE_URL = "RIVALRY_DATABASE_URL", "RIVALRY_READ_DATABASE_URL"
"""The settings that name databases: what is wrong with an address is said with the name of its own."""

READERS = MOST_CONNECTIONS - 1
KEPT_OPEN = 4
"""Connections that answers are read over at most, and how many of them stay open when nobody reads."""

CONNECT_SECONDS, STATEMENT_SECONDS = 2, 5
"""How long a reader waits for a server to let it in, and for the answer to one statement."""

GONE_SECONDS = 5
"""How long a server's machine may acknowledge nothing of what it was sent before it is taken for gone."""


def url_of(path: Path) -> URL:
    """Return the URL of a SQLite file, whatever signs are in its name; text would end at a question mark."""
    return URL.create("sqlite", database=str(path))


def open_reader(url: str | URL, *, connections: int = READERS, setting: str = DATABASE_URL) -> Engine:
    """Return an engine that cannot write: SQLite opens the file read-only, PostgreSQL reads without any transaction.

    The rows of a revision never change, so that a transaction would only cost its beginning and end. To a server no
    more than `connections` are opened, and nothing is waited for without an end. Nothing is opened yet. Raises
    UnusableDatabaseError for a URL that no driver serves.
    """
    with address_explained(setting):
        target = make_url(url)
        if target.get_backend_name() == "sqlite":
            path = _file_of(target).absolute()
            reader = create_engine(_read_only(target, path), connect_args=CONNECT)
            watch_reader(reader, path)
            return reader
        return _open_server_reader(_read_only_server(_server_of(target, CONNECT_SECONDS)), connections)


def open_copier(reader: Engine) -> Engine:
    """Return an engine over the same file as a reader's: it cannot write to that, but may write copies of it."""
    path = path_of(reader)
    if path is None:
        raise TypeError("only a file is copied by SQLite itself")
    copier = create_engine(reader.url, connect_args=CONNECT, poolclass=NullPool)
    watch_reader(copier, path, locked_down=False)
    return copier


def open_writer(url: str | URL) -> Engine:
    """Return an engine that writes; every transaction takes the write lock when it begins.

    So two that load, or migrate, do so one after the other. Raises UnusableDatabaseError for a URL that no
    driver serves.
    """
    with address_explained(DATABASE_URL):
        target = make_url(url)
        if target.get_backend_name() != "sqlite":
            server = _server_of(target, BUSY_SECONDS)
            engine = create_engine(server, poolclass=NullPool)  # a writer is done soon, and keeps none
            event.listen(engine, "begin", _take_write_lock)
            return engine
        path = _file_of(target)
        engine = create_engine(target, connect_args=CONNECT)
    watch_writer(engine, path)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _open_server_reader(target: URL, connections: int) -> Engine:
    from app.store import server  # noqa: PLC0415  it needs psycopg, which a database in a file does without

    kept = min(connections, KEPT_OPEN)
    engine = create_engine(
        target,
        poolclass=CountingPool,
        pool_size=kept,
        max_overflow=connections - kept,
        pool_timeout=CONNECT_SECONDS,
        isolation_level="AUTOCOMMIT",
    )
    server.keep_watch(engine, STATEMENT_SECONDS + server.SECONDS_BEYOND)
    return engine


def _server_of(target: URL, seconds: int) -> URL:
    """Give up a server that does not answer, unless the URL itself says how long to wait for one.

    To connect is given `seconds`. Afterwards the operating system tells a server that is gone from one that computes:
    it asks for signs of life where nothing comes, and does not send for ever what nobody acknowledges.
    """
    if (target.get_backend_name(), target.get_driver_name()) != ("postgresql", "psycopg"):
        raise unserved(target.get_backend_name(), target.get_driver_name())
    patient = {
        "connect_timeout": str(seconds),
        "keepalives_idle": str(GONE_SECONDS),
        "keepalives_interval": "1",
        "keepalives_count": str(GONE_SECONDS),
        "tcp_user_timeout": str(GONE_SECONDS * 1000),
    }
    return target.set(query={**patient, **target.query})


def _read_only_server(target: URL) -> URL:
    """Let the server refuse whatever writes, and end what takes too long, by options of the connection's beginning.

    A pooler that shares connections between transactions refuses the options, and so cannot hand a connection that was
    told to read only to somebody who writes, as it could if that were said afterwards. Who asks for a server that can
    be written to gets the primary: with that option, libpq would take every server for one that cannot.
    """
    said = target.query.get("options", "")
    options = said if isinstance(said, str) else " ".join(said)
    if "statement_timeout" not in options:
        options += f" -c statement_timeout={STATEMENT_SECONDS}s"
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
        raise ValueError("it names no file; write sqlite:///rivalry.db")
    return Path(str(target.database))


def shown(url: str, setting: str = DATABASE_URL) -> str:
    """Spell a URL without its password. Raises UnusableDatabaseError for one that no driver serves."""
    with address_explained(setting):
        target = make_url(url)
        hidden = {name: "***" for name in target.query if name == "password"}
        return target.update_query_dict(hidden).render_as_string(hide_password=True)
