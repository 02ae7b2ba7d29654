"""Files: how an SQLite file is looked at before it is opened, and what a connection may do with it."""

import os
import sqlite3
import stat
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import Engine, event

from app.store.faults import UnusableDatabaseError

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

CONNECT = {"timeout": BUSY_SECONDS, "isolation_level": None}
"""No transactions of the driver's own: SQLAlchemy begins and ends them, schema changes included."""

VERSION_TABLE = "alembic_version"
OUR_TABLE = "revision"
"""The tables that every version of the schema has: a file that has others, and not these two, is somebody else's."""

NOT_OURS = "the database was not made by this program; name another one in RIVALRY_DATABASE_URL"

_READS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
    | {sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT}
)
_TELLING = frozenset(
    {"application_id", "data_version", "database_list", "foreign_key_check", "foreign_key_list", "freelist_count"}
    | {
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "journal_mode",
        "page_count",
        "page_size",
        "query_only",
    }
    | {"quick_check", "schema_version", "table_info", "table_list", "table_xinfo", "user_version"}
)
"""Pragmas that a reader may ask."""

_DECLARING = (sqlite3.SQLITE_UPDATE, "sqlite_master")
"""What SQLite does, in memory alone, when it opens the table that is searched. A statement that would do so is refused
by SQLite itself, unless a pragma is set that is refused here."""

_OF_SOMETHING = frozenset(
    {"foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo", "integrity_check"}
    | {"quick_check", "table_info", "table_xinfo"}
)
"""Those of them that take the name of a table or an index; to the others a value would be an order."""

_LOST = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
"""Primary result codes after which a connection is of no more use: what it has read may be of a file that is gone."""


class Identity(NamedTuple):
    """Which file stands at a path: another one after it was replaced, though its name is the same.

    `state` tells contents apart where SQLite, in a folder that it may not write to, does not watch for changes.
    """

    device: int
    inode: int
    state: tuple[int, ...]


def identify(path: Path) -> Identity | None:
    """Look which file stands at a path, following links; None where there is none.

    Raises UnusableDatabaseError for what is not a plain file, which to open might block or do harm, and where nobody
    may look.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnusableDatabaseError(f"the database file cannot be opened: {error.strerror}; check its path") from error
    if not stat.S_ISREG(found.st_mode):
        raise UnusableDatabaseError("the database is not a file but a folder, a pipe or a device; name a file")
    if os.access(path.parent, os.W_OK):
        return Identity(found.st_dev, found.st_ino, ())
    return Identity(found.st_dev, found.st_ino, (found.st_mtime_ns, found.st_size, log_bytes(path)))


def path_of(engine: Engine) -> Path | None:
    """Return the file that an engine reads or writes, None where it asks a server."""
    if engine.dialect.name != "sqlite":
        return None
    name = str(engine.url.database)
    return Path(url2pathname(urlsplit(name).path) if name.startswith("file:") else name)


def log_bytes(path: Path) -> int:
    """Return how large the log beside a database is (its write-ahead log), 0 where there is none."""
    return _bytes_of(path.with_name(f"{path.name}-wal"))


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_only_address(path: Path) -> str:
    """Spell the URI under which a file may only be read.

    In a folder that nobody may write to, SQLite cannot keep its shared memory beside the file, and needs none while
    nobody writes. A log that is left there must be read with the file, so that then nothing may be assumed.
    """
    unchanging = not os.access(path.parent, os.W_OK) and log_bytes(path) == 0
    return f"{path.as_uri()}?mode=ro{'&immutable=1' if unchanging else ''}"


def watch_reader(engine: Engine, path: Path, *, locked_down: bool = True) -> None:
    """Let every connection of an engine look at the file first, open it read-only and, by default, refuse to write."""

    def look_and_address(_: object, __: object, address: list[Any], ___: object) -> None:
        identify(path)
        address[0] = read_only_address(path)

    def refuse_half_a_page(connection: Any, _: object) -> None:  # noqa: ANN401  a driver's own connection
        """Refuse a file that ends within a page, of which SQLite would take the rest for zeros.

        That whole pages are missing it notices, and a log beside the file may have the page whole. It is SQLite that is
        asked how large pages are: whoever opens the file beside it, and closes it, gives up every lock that it has.
        """
        connection.execute("PRAGMA schema_version").fetchone()  # reads the file, or says that it is none of SQLite's
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
        if _bytes_of(path) % page_bytes and log_bytes(path) == 0:
            raise UnusableDatabaseError("the database file was cut short; restore it or load anew")

    event.listen(engine, "do_connect", look_and_address)
    event.listen(engine, "connect", refuse_half_a_page)
    if locked_down:
        event.listen(engine, "connect", set_up_reader)
    engine.dialect.is_disconnect = _is_lost  # type: ignore[method-assign, assignment]


def watch_writer(engine: Engine, path: Path) -> None:
    """Let every connection of an engine look at the file first, and refuse one that is not ours before it changes."""

    def look(_: object, __: object, ___: object, ____: object) -> None:
        identify(path)

    event.listen(engine, "do_connect", look)
    event.listen(engine, "connect", set_up_writer)


def set_up_reader(connection: Any, _: object) -> None:  # noqa: ANN401  a driver's own connection
    """Refuse whatever does not read, several times over: the file is opened read-only to begin with.

    `query_only` refuses writes to other files too, none of which can be attached; no code that a schema may hold is
    trusted; and what is not among the reads that we know is refused before it is run, temporary tables included. All of
    that costs when a statement is prepared, which is once.
    """
    connection.execute(f"PRAGMA cache_size = -{MOST_READ_CACHE_KIB}")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(_authorize)


def set_up_writer(connection: Any, _: object) -> None:  # noqa: ANN401  a driver's own connection
    """Let readers go on while one process writes, and check foreign keys.

    Without a sync at every commit a power cut may undo the newest load, but never a part of one. A file of somebody
    else's is refused before anything is written into it.
    """
    if is_foreign({name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}):
        raise UnusableDatabaseError(NOT_OURS)
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA analysis_limit = {MOST_ROWS_ANALYSED}")
    connection.execute(f"PRAGMA cache_size = -{MOST_CACHE_KIB}")
    connection.execute("PRAGMA foreign_keys = ON")


def is_foreign(tables: set[str]) -> bool:
    """Whether a file with these tables is another program's, or another's of ours; one without any is nobody's."""
    named = {name for name in tables if not name.startswith("sqlite_")}
    return bool(named - {VERSION_TABLE}) and not named >= {VERSION_TABLE, OUR_TABLE}


def _authorize(action: int, first: str | None, second: str | None, _: str | None, __: str | None) -> int:
    if action in _READS or (action, first) == _DECLARING:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in (_OF_SOMETHING if second else _TELLING):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _is_lost(error: BaseException, *_: object) -> bool:
    """Whether a connection must be given up, with all that it keeps of pages: the next one sees the file as it is."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _LOST
