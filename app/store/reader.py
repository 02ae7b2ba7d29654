"""Readers: a database opened for reading, the newest revision seen in it, and what is remembered of it."""

from concurrent.futures import TimeoutError as TooLateError
from threading import Lock
from time import monotonic

from sqlalchemy import event

from app.store.checking import check_content
from app.store.engine import DATABASE_URL, open_reader
from app.store.faults import NoDatasetError, UnusableDatabaseError
from app.store.file import Identity, identify, path_of
from app.store.lookout import Lookout
from app.store.memory import Memory
from app.store.patience import patience, remaining
from app.store.pool import CountingPool, PoolNumbers
from app.store.record import Record, tell_of
from app.store.snapshot import (
    Edition,
    Snapshot,
    UnknownRevisionError,
    read_edition,
    read_one_fact,
    state_explained,
)

LOOK_SECONDS = 2
"""How long a server may take to say which revision is the newest."""

PAUSE_SECONDS = 0.25
"""For how long a server that could not say so is left in peace."""

SECONDS_TO_LOOK = 1.0
"""How long a damaged row is looked for while a request waits."""

SECONDS_SOUND = 60.0
"""How long a file in which none was found is taken to have none."""


class Reader:
    """One for each process: gives out snapshots, and asks which revision is the newest every `seconds` at most.

    A server is asked for it over a connection that is used for nothing else, so that answers which take long, or never
    come, do not keep anybody from knowing.
    """

    def __init__(self, url: str, *, seconds: float, setting: str = DATABASE_URL) -> None:
        """Open nothing yet. Raises UnusableDatabaseError for a URL that no driver serves."""
        self.engine = open_reader(url, setting=setting)
        self.record = Record()
        self.seconds = seconds
        self.newest = Lookout(self.look, pause=min(seconds, PAUSE_SECONDS))
        self.readable = Lookout(self._read_one_fact)
        self._watch = self.engine if self.is_local else open_reader(url, connections=1)
        self._known: tuple[Edition | None, Memory] = (None, Memory())
        self._until = 0.0
        self._looking = Lock()
        self._damaged: tuple[Edition | None, bool] = (None, False)
        self._sound_until = 0.0
        self._path = path_of(self.engine)
        self._file: Identity | None = None
        if self._path:
            event.listen(self.engine, "connect", self._refuse_another_file)

    @property
    def edition(self) -> Edition | None:
        """The newest revision that has been seen, None before the first."""
        return self._known[0]

    @property
    def is_local(self) -> bool:
        """Whether a read is a matter of microseconds, from a file, and not of a network."""
        return self.engine.dialect.name == "sqlite"

    def look(self) -> Edition:
        """Ask which revision is the newest; forget what is known of others that bore the same number.

        Where another file stands in the place of the one that was read, it is that which is asked. One looks at a time,
        so that what was seen earlier never takes the place of what was seen later. Raises StoreErrors.
        """
        with self._looking:
            return self._look()

    def _look(self) -> Edition:
        begun = monotonic()
        with self.record.kept(), patience(LOOK_SECONDS), state_explained(self._watch):
            self._notice_another_file()
            edition = read_edition(self._watch)
            if self._path:
                edition = edition._replace(state=(self._file, self._schema_version()))
        if edition != self.edition:
            self._known = edition, Memory()
            tell_of(edition.revision, edition.created)
        self._until = begun + self.seconds
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
        if monotonic() >= self._until:
            self._be_told()
        edition, memory = self._known
        if edition is None or (revision and revision > edition.revision):
            self._be_told(since=monotonic())
            edition, memory = self._known
        if edition is None:
            raise NoDatasetError
        if revision is not None and not 1 <= revision <= edition.revision:
            raise UnknownRevisionError(revision, edition.revision)
        return Snapshot(self.engine, revision or edition.revision, memory, edition)

    def _notice_another_file(self) -> None:
        """Give up every connection to a file that is no longer there, or is another one by now."""
        found = identify(self._path) if self._path else None
        if found != self._file:
            self._file = found
            self.engine.dispose()

    def _refuse_another_file(self, _: object, __: object) -> None:
        """Let nothing be read from a file that was put in the place of the one whose newest revision is known."""
        if self.edition and self._path and identify(self._path) != self._file:
            self._until = 0.0
            raise UnusableDatabaseError("the database file was replaced a moment ago; ask again")

    def _schema_version(self) -> int:
        """A number of SQLite's own, which a restored backup changes even where its revision is the one before."""
        with self.engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA schema_version").scalar_one())

    def explain(self, error: Exception) -> None:
        """Raise UnusableDatabaseError where an error that nobody foresaw comes of rows that were never loaded.

        A file may be damaged where SQLite cannot see it. To look takes a while, and so is done once for a revision, or
        again after SECONDS_SOUND where nothing was found, and not to the end of a large one. May raise StoreErrors.
        """
        if not self._path:
            return
        edition, is_due = self.edition, monotonic() >= self._sound_until
        if self._damaged[0] != edition or edition is None or (is_due and not self._damaged[1]):
            self._sound_until = monotonic() + SECONDS_SOUND
            try:
                with state_explained(self.engine):
                    self._damaged = edition, bool(check_content(self.engine, seconds=SECONDS_TO_LOOK))
            except UnusableDatabaseError:
                self._damaged = edition, True
                raise
        if self._damaged == (edition, True):
            raise UnusableDatabaseError("the database is damaged; `rivalry doctor` says where") from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._watch.dispose()

    def _be_told(self, *, since: float = 0.0) -> None:
        """Look, or wait for who does: a server is asked once for all who want to know what it says `since` a moment."""
        if self.is_local:
            self.look()
            return
        try:
            self.newest.begin().result(remaining(LOOK_SECONDS + PAUSE_SECONDS))
            if self.newest.begun < since:
                self.newest.begin().result(remaining(LOOK_SECONDS + PAUSE_SECONDS))
        except TooLateError as error:
            raise UnusableDatabaseError("the database server does not answer; try again") from error
        self.newest.told()

    def _read_one_fact(self) -> None:
        with patience(LOOK_SECONDS), state_explained(self.engine):
            read_one_fact(self.engine)
