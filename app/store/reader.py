"""Readers: a database opened for reading, the newest revision seen in it, and what is remembered of it."""

from time import monotonic

from sqlalchemy import event

from app.store.checking import check_content
from app.store.engine import open_reader
from app.store.faults import UnusableDatabaseError
from app.store.file import Identity, identify, path_of
from app.store.memory import Memory
from app.store.snapshot import Edition, Snapshot, UnknownRevisionError, read_edition, state_explained

SECONDS_TO_LOOK = 1.0
"""How long a damaged row is looked for while a request waits."""


class Reader:
    """One for each process: gives out snapshots, and asks which revision is the newest every `seconds` at most."""

    def __init__(self, url: str, *, seconds: float) -> None:
        """Open nothing yet. Raises UnusableDatabaseError for a URL that no driver serves."""
        self.engine = open_reader(url)
        self.seconds = seconds
        self.edition: Edition | None = None
        self._memory = Memory()
        self._due = 0.0
        self._looked_through = False
        self._path = path_of(self.engine)
        self._file: Identity | None = None
        if self._path:
            event.listen(self.engine, "connect", self._refuse_another_file)

    @property
    def is_local(self) -> bool:
        """Whether a read is a matter of microseconds, from a file, and not of a network."""
        return self.engine.dialect.name == "sqlite"

    def look(self) -> Edition:
        """Ask which revision is the newest; forget what is known of others that bore the same number.

        Where another file stands in the place of the one that was read, it is that which is asked. Raises StoreErrors.
        """
        with state_explained(self.engine):
            self._notice_another_file()
            edition = read_edition(self.engine)
            if self._path:
                edition = edition._replace(state=(self._file, self._schema_version()))
        if edition != self.edition:
            self._memory = Memory()
            self._looked_through = False
            self.edition = edition
        self._due = monotonic() + self.seconds
        return edition

    def hold(self, revision: int | None = None) -> Snapshot:
        """Hold a revision still, by default the newest that is known, until the snapshot is closed.

        Raises UnknownRevisionError and StoreErrors; so may every read of the snapshot, within `state_explained`.
        """
        edition = self.edition if self.edition and monotonic() < self._due else self.look()
        if revision is None or revision == edition.revision:
            return Snapshot(self.engine, edition.revision, self._memory)
        if revision > edition.revision:
            edition = self.look()
        if not 1 <= revision <= edition.revision:
            raise UnknownRevisionError(revision, edition.revision)
        return Snapshot(self.engine, revision, self._memory)

    def _notice_another_file(self) -> None:
        """Give up every connection to a file that is no longer there, or is another one by now."""
        found = identify(self._path) if self._path else None
        if found != self._file:
            self._file = found
            self.engine.dispose()

    def _refuse_another_file(self, _: object, __: object) -> None:
        """Let nothing be read from a file that was put in the place of the one whose newest revision is known."""
        if self.edition and self._path and identify(self._path) != self._file:
            self._due = 0.0
            raise UnusableDatabaseError("the database file was replaced a moment ago; ask again")

    def _schema_version(self) -> int:
        """A number of SQLite's own, which a restored backup changes even where its revision is the one before."""
        with self.engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA schema_version").scalar_one())

    def explain(self, error: Exception) -> None:
        """Raise UnusableDatabaseError where an error that nobody foresaw comes of rows that were never loaded.

        A file may be damaged where SQLite cannot see it. To look takes a while, and so is done once for a revision, and
        not to the end of a large one.
        """
        if self._looked_through or not self._path:
            return
        with state_explained(self.engine):
            if check_content(self.engine, seconds=SECONDS_TO_LOOK):
                raise UnusableDatabaseError("the database is damaged; `rivalry doctor` says where") from error
        self._looked_through = True

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
