"""Snapshots: one revision of the dataset, held still while an answer is computed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, column, func, inspect, select, table
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import col

from app.domain.errors import RivalryError
from app.store.faults import NoDatasetError, faults_explained
from app.store.migrating import check_version, newest_version
from app.store.tables import RevisionRow, VersionedRow


class UnknownRevisionError(RivalryError):
    """A revision that the dataset does not have."""

    def __init__(self, revision: int, newest: int) -> None:
        """Say which there are."""
        self.newest = newest
        super().__init__(f"there is no revision {revision}; the newest is {newest}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An open connection and the number of the revision that every query over it answers from."""

    connection: Connection
    revision: int

    def select(self, table: type[VersionedRow]) -> Select[Any]:
        """Return the query for the rows of a table that belong to the revision."""
        return select(table.__table__).where(self.holds(table))  # type: ignore[attr-defined]

    def holds(self, table: type[VersionedRow]) -> ColumnElement[bool]:
        """Return the condition that a row belongs to the revision.

        It holds for nearly every row, which no database knows: the sum keeps it from looking rows up by it.
        """
        return and_(col(table.added) + 0 <= self.revision, col(table.withdrawn) > self.revision)


@contextmanager
def open_snapshot(engine: Engine, revision: int | None = None) -> Iterator[Snapshot]:
    """Hold a revision still, the newest by default.

    The rows of a revision never change, so that no transaction is needed. Raises UnknownRevisionError,
    NoDatasetError before the first load, and other StoreErrors for databases that cannot serve.
    """
    with faults_explained():
        try:
            with engine.connect() as connection:
                newest, version = connection.execute(_STATE).one()
                if version != newest_version():
                    check_version(connection)
                if newest is None:
                    raise NoDatasetError
                if revision is not None and not 1 <= revision <= newest:
                    raise UnknownRevisionError(revision, newest)
                yield Snapshot(connection, revision or newest)
        except (OperationalError, ProgrammingError):
            check_readiness(engine)
            raise


def newest_revision(connection: Connection) -> int | None:
    """Return the number of the newest revision, None before the first."""
    newest = select(col(RevisionRow.number)).order_by(col(RevisionRow.number).desc()).limit(1)
    return connection.execute(newest).scalar()


def check_readiness(engine: Engine) -> int:
    """Return the newest revision of a database that can serve; raise the StoreError that says why it cannot."""
    with faults_explained():
        if engine.dialect.name == "sqlite" and not _file_exists(engine):
            raise NoDatasetError
        with engine.connect() as connection:
            if not inspect(connection).has_table("revision"):
                raise NoDatasetError
            check_version(connection)
            newest = newest_revision(connection)
    if newest is None:
        raise NoDatasetError
    return newest


_STATE = select(
    select(func.max(col(RevisionRow.number))).scalar_subquery(),
    select(column("version_num")).select_from(table("alembic_version")).scalar_subquery(),
)
"""The newest revision and the version of the schema, in one question."""


def _file_exists(engine: Engine) -> bool:
    name = str(engine.url.database)
    return Path(url2pathname(urlsplit(name).path) if name.startswith("file:") else name).exists()
