"""Backups: a checked copy of a database in one file, and a database made to hold what such a file does."""

import hashlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, delete, func, insert, select
from sqlmodel import SQLModel

from app.store.checking import check_content, check_structure
from app.store.copying import ROWS_A_STATEMENT, copy_database, opened, write_compact
from app.store.dataset import Revision, count_nouns, get_revision
from app.store.engine import open_reader, open_writer, url_of
from app.store.faults import (
    DatabaseLockedError,
    NoDatasetError,
    OlderDatabaseError,
    StoreError,
    UnusableDatabaseError,
    faults_explained,
    room_explained,
)
from app.store.file import PAGE_BYTES, identify, path_of
from app.store.migrating import migrate
from app.store.snapshot import check_readiness, open_snapshot


@dataclass(frozen=True, slots=True)
class Held:
    """What a file or a database was found to hold."""

    revision: Revision
    counts: dict[str, int]


def back_up(engine: Engine, path: Path) -> tuple[Held, str]:
    """Write every revision to an SQLite file that does not exist yet; return what it holds, and its SHA-256.

    It is there when it is whole, on the disk and checked, and never half. Loads and answers go on meanwhile. Raises
    FileExistsError, and StoreErrors, UnusableDatabaseError where the copy is not right.
    """
    read_held(engine)
    with room_explained(), TemporaryDirectory(prefix=".rivalry-backup-", dir=path.parent) as folder:
        new = Path(folder) / path.name
        copy_database(engine, new)
        held = check_copy(new)
        with new.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        _put_in_place(new, path)
        _sync_folder(path.parent)
    return held, digest


def check_copy(path: Path) -> Held:
    """Look through a file and return what it holds. Raises StoreErrors, UnusableDatabaseError where it is not right."""
    with opened(open_reader(url_of(path))) as copy:
        if wrong := [*check_structure(copy), *check_content(copy)]:
            raise UnusableDatabaseError(f"the copy is not right, `rivalry doctor` may tell why: {wrong[0]}")
        return read_held(copy)


def read_held(engine: Engine) -> Held:
    """Return the newest revision, and how much there is of everything. Raises StoreErrors."""
    with open_snapshot(engine) as snapshot:
        return Held(get_revision(snapshot), count_nouns(snapshot))


def restore(url: str, backup: Path) -> Held:
    """Make a database hold exactly what a backup does, every revision; return what that is.

    It is one transaction: whoever reads goes on with what was there until it ends, and a process that is killed has
    changed nothing. The backup is checked first, and brought to this program's schema, in a copy. Raises StoreErrors.
    """
    with room_explained(), faults_explained(), TemporaryDirectory(prefix="rivalry-restore-") as folder:
        working = Path(folder) / "working.db"
        with opened(open_reader(url_of(backup))) as source:
            _check_backup(source)
            write_compact(source, working, _page_bytes(url))
        with opened(open_writer(url_of(working))) as writer:
            migrate(writer)
        held = check_copy(working)
        with opened(open_writer(url)) as target:
            put = _overwrite if path_of(target) else _replace_rows
            put(target, working)
    return held


def _check_backup(source: Engine) -> None:
    """Raise StoreErrors for what is no backup of ours, or a newer version's; an older one's will be migrated."""
    try:
        check_readiness(source)
    except OlderDatabaseError:
        return
    except NoDatasetError as error:
        raise UnusableDatabaseError("the backup holds no dataset; nothing was changed") from error
    except StoreError as error:
        raise type(error)(f"the backup cannot be used: {error}") from error


def _put_in_place(new: Path, path: Path) -> None:
    """Give a file its name unless something has it by now: a link is refused where a rename would overwrite."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        raise
    except OSError:  # there are no links on the file systems of some memory cards and network drives
        path.touch(exist_ok=False)
        new.replace(path)


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on the disk, as its content is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _page_bytes(url: str) -> int:
    """Return how large the pages of a file are: SQLite replaces them one by one, so that they must be alike."""
    with opened(open_reader(url)) as target:
        path = path_of(target)
        if path is None or identify(path) is None or path.stat().st_size == 0:
            return PAGE_BYTES
        with target.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def _overwrite(target: Engine, working: Path) -> None:
    """Let SQLite write each page of a file over those of another, whose readers and log it minds."""

    def give_up(status: int, _: int, __: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseLockedError("another process is writing to the database; try again when it has finished")

    driver: Any = target.raw_connection()
    try:
        source = sqlite3.connect(f"{working.as_uri()}?mode=ro", uri=True)
        try:
            source.backup(driver.driver_connection, progress=give_up)
        finally:
            source.close()
    finally:
        driver.close()


def _replace_rows(target: Engine, working: Path) -> None:
    """Delete the rows of every table of a server and write those of a file, as one transaction."""
    migrate(target)
    tables = SQLModel.metadata.sorted_tables
    with (
        opened(open_reader(url_of(working))) as reader,
        reader.connect() as source,
        target.begin() as connection,
    ):
        for table in reversed(tables):
            connection.execute(delete(table))
        for table in tables:
            rows = source.execute(select(table).order_by(*table.primary_key)).mappings()
            for some in rows.partitions(ROWS_A_STATEMENT):
                connection.execute(insert(table), [dict(row) for row in some])
            _count_on(connection, table)
        connection.exec_driver_sql("ANALYZE")


def _count_on(connection: Connection, table: Table) -> None:
    """Let the server number the rows that come later from behind those that were given their numbers here."""
    column = table.c.get("pk")
    if column is None or not isinstance(column.type, Integer):
        return
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    most = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
    connection.execute(select(func.setval(sequence, most, False)))  # noqa: FBT003  the number that comes next
