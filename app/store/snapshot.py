"""Snapshots: one revision of the dataset, held still while an answer is computed."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, column, inspect, select, table
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import SQLModel, col

from app.domain.errors import RivalryError
from app.store.driver import ask_driver
from app.store.faults import SEARCHED_TABLE, NoDatasetError, UnusableDatabaseError, faults_explained
from app.store.file import NOT_OURS, OUR_TABLE, identify, is_foreign, path_of
from app.store.memory import Memory
from app.store.migrating import check_version, newest_version
from app.store.tables import FactRow, RevisionRow
from app.store.versioned import VersionedRow

ReadP = ParamSpec("ReadP")
FoundT = TypeVar("FoundT")


class UnknownRevisionError(RivalryError):
    """A revision that the dataset does not have."""

    def __init__(self, revision: int, newest: int) -> None:
        """Say which there are."""
        self.newest = newest
        super().__init__(f"there is no revision {revision}; the newest is {newest}")


class Edition(NamedTuple):
    """A revision as one database made it: restored from a backup, it may go on to another one of the same number.

    `state` tells apart what a file held before and after it was replaced or restored.
    """

    revision: int
    created: datetime
    state: Hashable = None


class Snapshot:
    """A revision that every query answers from, over a connection that is opened when the first of them needs one."""

    def __init__(
        self,
        database: Engine | Connection,
        revision: int,
        memory: Memory | None = None,
        edition: Edition | None = None,
    ) -> None:
        """Hold a revision; the rows of a revision never change, so that no transaction is needed.

        `memory` keeps what `remembered` reads find, which must be about this database alone: `edition` is one that it
        holds, and no other database of its name would.
        """
        self.revision, self.memory, self.edition = revision, memory, edition
        self._database = database
        self._own: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The connection to ask over. Raises UnusableDatabaseError where it leads to another database than it did."""
        if isinstance(self._database, Connection):
            return self._database
        if self._own is None:
            self._own = self._database.connect()
            if self.edition:
                _recognise(self._own, self.edition)
        return self._own

    def close(self) -> None:
        """Give back the connection, if one was opened here."""
        if self._own is not None:
            self._own.close()
            self._own = None

    def select(self, table: type[VersionedRow]) -> Select[Any]:
        """Return the query for the rows of a table that belong to the revision."""
        return select(table.__table__).where(self.holds(table))  # type: ignore[attr-defined]

    def holds(self, table: type[VersionedRow]) -> ColumnElement[bool]:
        """Return the condition that a row belongs to the revision.

        It holds for nearly every row, which no database knows: the sum keeps it from looking rows up by it.
        """
        return and_(col(table.added) + 0 <= self.revision, col(table.withdrawn) > self.revision)


def remembered(
    read: Callable[Concatenate[Snapshot, ReadP], FoundT],
) -> Callable[Concatenate[Snapshot, ReadP], FoundT]:
    """Let a read be made once for a revision: its arguments can be hashed, and nobody changes what it returns."""

    def recall(snapshot: Snapshot, /, *args: ReadP.args, **kwargs: ReadP.kwargs) -> FoundT:
        if snapshot.memory is None:
            return read(snapshot, *args, **kwargs)
        question = (read.__name__, snapshot.revision, args, *kwargs.items())
        return snapshot.memory.recall(question, lambda: read(snapshot, *args, **kwargs))

    update_wrapper(recall, read)
    return recall


@contextmanager
def open_edition(engine: Engine, edition: Edition) -> Iterator[Snapshot]:
    """Hold a revision still of which it is known when it was made. Raises StoreErrors where there is another by now."""
    with state_explained(engine), closing(Snapshot(engine, edition.revision)) as snapshot:
        _make_sure(snapshot.connection, edition)
        yield snapshot


@contextmanager
def open_snapshot(engine: Engine, revision: int | None = None) -> Iterator[Snapshot]:
    """Hold a revision still, the newest by default.

    Raises UnknownRevisionError, NoDatasetError before the first load, and other StoreErrors for databases that cannot
    serve.
    """
    with state_explained(engine):
        newest = read_edition(engine).revision
        if revision is not None and not 1 <= revision <= newest:
            raise UnknownRevisionError(revision, newest)
        with closing(Snapshot(engine, revision or newest)) as snapshot:
            yield snapshot


def read_edition(engine: Engine) -> Edition:
    """Return the newest revision. Raises NoDatasetError before the first load, and StoreErrors for a wrong schema."""
    with engine.connect() as connection:
        number, created, version = connection.execute(_STATE).one()
        if version != newest_version():
            check_version(connection)
    if number is None:
        raise NoDatasetError
    return Edition(number, created)


def read_one_fact(engine: Engine) -> None:
    """Read a fact, any, for there may be none: where that can be done, and nothing is missing, answers can be given."""
    with engine.connect() as connection:
        connection.execute(select(col(FactRow.pk)).limit(1)).scalar()
        check_tables(connection)


def check_tables(connection: Connection) -> None:
    """Ask each table for all columns that it should have, and for no row. Raises SQLAlchemy's for a missing one."""
    for each in SQLModel.metadata.sorted_tables:
        connection.execute(select(each).limit(0))
    if connection.dialect.name == "sqlite":
        connection.execute(select(column("terms")).select_from(table(SEARCHED_TABLE)).limit(0))


def _recognise(connection: Connection, edition: Edition) -> None:
    """Make sure that a connection leads to a database which holds an edition.

    A server is asked once for each connection and edition, a file each time: that takes some microseconds.
    """
    known, stamp = connection.info.get(_HOLDS, (None, None))
    if known != edition:
        _make_sure(connection, edition)
        connection.info[_HOLDS] = edition, _stamp(connection, edition)
    elif stamp != _stamp(connection, edition):
        raise UnusableDatabaseError(_REPLACED)


def _stamp(connection: Connection, edition: Edition) -> object:
    """What a file says of an edition, as its driver gives it; nothing of a server."""
    if connection.dialect.name != "sqlite":
        return None
    return ask_driver(connection, "SELECT created FROM revision WHERE number = ?", (edition.revision,))


def _make_sure(connection: Connection, edition: Edition) -> None:
    """Ask when a revision was made. Raises UnusableDatabaseError where that is not when the edition was.

    A server that was restored, or a database made anew under the name of another, has revisions of the same numbers
    with other rows. What is remembered of the one must never be mixed with what is read from the other.
    """
    made = select(col(RevisionRow.created)).where(col(RevisionRow.number) == edition.revision)
    if connection.execute(made).scalar() != edition.created:
        raise UnusableDatabaseError(_REPLACED)


@contextmanager
def state_explained(engine: Engine) -> Iterator[None]:
    """Turn what a database raises into the StoreError that says why it cannot serve.

    A server says by itself whether it is the tables that are missing; of a file it is not known.
    """
    with faults_explained():
        try:
            yield
        except (OperationalError, ProgrammingError) as error:
            if isinstance(error, ProgrammingError) or engine.dialect.name == "sqlite":
                check_readiness(engine)
            raise


def newest_revision(connection: Connection) -> int | None:
    """Return the number of the newest revision, None before the first."""
    newest = select(col(RevisionRow.number)).order_by(col(RevisionRow.number).desc()).limit(1)
    return connection.execute(newest).scalar()


def check_readiness(engine: Engine) -> int:
    """Return the newest revision of a database that can serve; raise the StoreError that says why it cannot."""
    with faults_explained():
        path = path_of(engine)
        if path and identify(path) is None:
            raise NoDatasetError
        with engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            if path and is_foreign(tables):
                raise UnusableDatabaseError(NOT_OURS)
            if OUR_TABLE not in tables:
                raise NoDatasetError
            check_version(connection)
            newest = newest_revision(connection)
            check_tables(connection)
    if newest is None:
        raise NoDatasetError
    return newest


_HOLDS = "rivalry.holds"
_REPLACED = "the database was replaced by another one a moment ago; try again"

_NEWEST = select(col(RevisionRow.number), col(RevisionRow.created)).order_by(col(RevisionRow.number).desc()).limit(1)
_STATE = select(
    _NEWEST.with_only_columns(col(RevisionRow.number)).scalar_subquery(),
    _NEWEST.with_only_columns(col(RevisionRow.created)).scalar_subquery(),
    select(column("version_num")).select_from(table("alembic_version")).scalar_subquery(),
)
"""The newest revision, when it was made, and the version of the schema, in one question."""
