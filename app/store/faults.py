"""Faults: what can be wrong with a database, each with what to do and the exit code that says so."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import SQLModel

from app.domain.errors import RivalryError


class StoreError(RivalryError):
    """The database cannot serve; the message says what to do.

    `said` is what the database server itself said: for operators, for it may name hosts and users.
    """

    exit_code: ClassVar[int] = 3
    code: ClassVar[str] = "database-unusable"
    said: str | None = None


class NoDatasetError(StoreError):
    """There is no database, or none with a revision in it."""

    code = "no-dataset"

    def __init__(self) -> None:
        """Say what to run."""
        super().__init__("there is no dataset yet; run `rivalry load`, or `rivalry serve`, which loads the seed itself")


class UnusableDatabaseError(StoreError):
    """The file is not a database, is damaged, or cannot be reached."""


class WrongVersionError(StoreError):
    """The database's schema is newer or older than this code."""

    exit_code = 4
    code = "database-version"


class OlderDatabaseError(WrongVersionError):
    """The database's schema is older than this code, and can be migrated."""


class DatabaseLockedError(StoreError):
    """Another process holds the database, or it may not be written to."""

    exit_code = 5
    code = "database-locked"


class DiskFullError(StoreError):
    """There is no room left; nothing was written."""

    exit_code = 6
    code = "disk-full"


_SQLITE_FAULTS: tuple[tuple[set[int], type[StoreError], str], ...] = (
    (
        {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED},
        DatabaseLockedError,
        "another process is writing to the database; try again when it has finished",
    ),
    (
        {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM},
        DatabaseLockedError,
        "the database file or its folder may not be written to; check their permissions",
    ),
    (
        {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE},  # the latter two: a quota
        DiskFullError,
        "the disk is full, or a quota or limit is reached; nothing was written",
    ),
    (
        {sqlite3.SQLITE_IOERR},
        UnusableDatabaseError,
        "the database file cannot be read or written; check the disk",
    ),
    (
        {sqlite3.SQLITE_CANTOPEN},
        UnusableDatabaseError,
        "the database file cannot be opened; check that its folder exists and may be used",
    ),
    (
        {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT},
        UnusableDatabaseError,
        "the file is not a database of ours, or it is damaged; restore it or load anew",
    ),
)
"""Result codes, primary or extended, with the fault that they mean; the first that fits is named."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_PRIMARY_CODE = 0xFF

_MISSING = re.compile(
    r"no such table: (?:main\.)?(?P<table>\w+)"
    r"|no such column: (?:(?P<of>\w+)\.)?(?P<column>\w+)"
    r"|table (?P<into>\w+) has no column named (?P<named>\w+)"
)
"""What SQLite says, under the code of every mistake in a statement, where a table or a column is not there."""

SEARCHED_TABLE = "document_terms"
"""The table of SQLite's that only a migration makes, and no model describes."""

_POSTGRESQL_FAULTS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (
        ("55P03", "40P01"),
        DatabaseLockedError,
        "another process is writing to the database; try again when it has finished",
    ),
    (
        ("40001", "57014"),
        UnusableDatabaseError,
        "the database server ended the query; try again",
    ),
    (
        ("25006",),
        DatabaseLockedError,
        "the database may not be written to: it is a standby, or read-only; RIVALRY_DATABASE_URL must name the primary",
    ),
    (
        ("42501",),
        DatabaseLockedError,
        "the user in RIVALRY_DATABASE_URL may not do this; grant the rights to read, to write and to create tables",
    ),
    (
        ("42703", "42P01"),
        UnusableDatabaseError,
        "a table or a column is missing; restore a backup or load anew, unless it is there again in a moment",
    ),
    (
        ("0A000", "26000", "3F000"),
        UnusableDatabaseError,
        "the tables are no longer what they were a moment ago; try again",
    ),
    (
        ("53100",),
        DiskFullError,
        "the disk of the database server is full; nothing was written",
    ),
    (
        ("53", "57", "58", "08", "XX"),
        UnusableDatabaseError,
        "the database server cannot serve at the moment; its log says why",
    ),
)
"""SQLSTATE codes or classes of them, with the fault that they mean; the first that fits is named."""

_REFUSED = "the database server cannot be reached, or refuses the connection"


OUTDATED = ("0A000", "26000")
"""SQLSTATEs of a statement that was prepared over tables, or by a connection, that are no longer the same."""


def is_outdated(error: BaseException | None) -> bool:
    """Whether a connection's prepared statements no longer fit, as they would not for all of its life."""
    return getattr(error, "sqlstate", None) in OUTDATED


@contextmanager
def address_explained(setting: str) -> Iterator[None]:
    """Turn what is wrong with a database's URL into a StoreError that names its setting and says what to do."""
    try:
        yield
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # the last of these: a port that is no number
        raise UnusableDatabaseError(f"{setting} cannot be used: {error}") from error
    except ModuleNotFoundError as error:
        raise UnusableDatabaseError(
            f"{setting} needs {error.name}; for PostgreSQL: pip install 'retail-rivalry[postgres]'"
        ) from error


def unserved(backend: str, driver: str) -> ValueError:
    """Say that a database or a driver of one is none that we have queries for."""
    return ValueError(
        f"{backend}+{driver} is not served; "
        "write sqlite:///rivalry.db or postgresql+psycopg://user:password@host/database"
    )


@contextmanager
def faults_explained() -> Iterator[None]:
    """Turn what a database driver raises into a StoreError that says what to do; keep the rest."""
    try:
        yield
    except PoolTimeoutError as error:
        raise UnusableDatabaseError("every connection to the database is in use; try again") from error
    except UnicodeDecodeError as error:  # a driver that quotes a schema whose letters are damaged
        raise (_explain_sqlite(sqlite3.SQLITE_CORRUPT) or error) from error
    except (DBAPIError, sqlite3.Error) as error:
        explained = _explain(error)
        if explained is None:
            raise
        raise explained from error


@contextmanager
def room_explained() -> Iterator[None]:
    """Turn what is raised for want of room into DiskFullError; keep the rest."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFullError("the disk is full, or a quota or limit is reached; nothing was written") from error


def _explain(error: DBAPIError | sqlite3.Error) -> StoreError | None:
    """Name the fault behind a driver's error; None for one that is our own mistake."""
    driver_error = getattr(error, "orig", error)
    code = getattr(driver_error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _explain_sqlite(code) or _explain_missing(str(driver_error))
    state = getattr(driver_error, "sqlstate", None)
    explained = _explain_postgresql(state) if state else None
    is_lost = isinstance(error, OperationalError) or getattr(error, "connection_invalidated", False)
    if explained is None and is_lost:
        explained = UnusableDatabaseError(_REFUSED)
    if explained is None and not state and "invalid connection option" in str(driver_error):
        explained = UnusableDatabaseError("RIVALRY_DATABASE_URL has an option that the server's library does not know")
    if explained is not None:
        explained.said = " ".join(str(driver_error).split())
    return explained


def _explain_missing(said: str) -> StoreError | None:
    """Name the fault behind what SQLite says of a statement: none where it is the statement that is wrong.

    What a model has is missing in the database; a name that no model has, we have misspelt.
    """
    found = _MISSING.fullmatch(said)
    if found is None or not _is_of_a_model(
        found["table"] or found["of"] or found["into"], found["column"] or found["named"]
    ):
        return None
    return UnusableDatabaseError(f"the database is damaged ({said}); restore a backup or load anew")


def _is_of_a_model(table: str | None, column: str | None) -> bool:
    """Whether a table, or a column, is one that a whole database has; a statement may call a table otherwise."""
    tables = SQLModel.metadata.tables
    if column is None:
        return table in tables or table == SEARCHED_TABLE
    named = [each for name, each in tables.items() if name == table]
    return any(column in each.c for each in named or tables.values())


def _explain_postgresql(state: str) -> StoreError | None:
    """Name the fault behind one of PostgreSQL's SQLSTATE codes."""
    fits = ((fault, message) for codes, fault, message in _POSTGRESQL_FAULTS if state.startswith(codes))
    return next((fault(message) for fault, message in fits), None)


def _explain_sqlite(code: int) -> StoreError | None:
    """Name the fault behind one of SQLite's extended result codes; its last byte is the primary one."""
    fits = ((fault, message) for codes, fault, message in _SQLITE_FAULTS if codes & {code, code & _PRIMARY_CODE})
    return next((fault(message) for fault, message in fits), None)
