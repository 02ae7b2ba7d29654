"""Readers: a database opened for reading, the newest revision seen in it, and what is remembered of it."""

from time import monotonic

from sqlalchemy import event

from app.store.engine import open_reader
from app.store.faults import UnusableDatabaseError
from app.store.file import Identity, identify, path_of
from app.store.memory import Memory
from app.store.pool import CountingPool, PoolNumbers
from app.store.record import Record, tell_of
from app.store.snapshot import Edition, Snapshot, UnknownRevisionError, read_edition, state_explained


class Reader:
    """One for each process: gives out snapshots, and asks which revision is the newest every `seconds` at most."""

    def __init__(self, url: str, *, seconds: float) -> None:
        """Open nothing yet. Raises UnusableDatabaseError for a URL that no driver serves."""
        self.engine = open_reader(url)
        self.record = Record()
        self.seconds = seconds
        self.edition: Edition | None = None
        self._memory = Memory()
        self._due = 0.0
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
        with self.record.kept(), state_explained(self.engine):
            self._notice_another_file()
            edition = read_edition(self.engine)
        if edition != self.edition:
            self._memory = Memory()
            self.edition = edition
            tell_of(*edition)
        self._due = monotonic() + self.seconds
        return edition

    @property
    def pool(self) -> PoolNumbers | None:
        """The numbers of the pool of connections to a server; None for a file."""
        pool = self.engine.pool
        return pool.numbers if isinstance(pool, CountingPool) else None

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

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
