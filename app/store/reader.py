"""Readers: a database opened for reading, the newest revision seen in it, and what is remembered of it."""

import logging
from time import monotonic
from typing import NamedTuple

from app.store.engine import open_reader
from app.store.faults import StoreError
from app.store.memory import Memory
from app.store.pool import CountingPool
from app.store.snapshot import Edition, Snapshot, UnknownRevisionError, read_edition, state_explained

log = logging.getLogger(__name__)


class PoolNumbers(NamedTuple):
    """How many connections are kept, are in use, are open beyond those that are kept; how often one was waited for."""

    size: int
    in_use: int
    overflow: int
    waits: int


class Reader:
    """One for each process: gives out snapshots, and asks which revision is the newest every `seconds` at most.

    `fault` is what the database said when it was last asked that, None where it answered. `asked` is when that was, and
    `answered` when it last answered, None before it ever has, both by the monotonic clock. That it is lost, that it is
    back, and a new revision are logged.
    """

    def __init__(self, url: str, *, seconds: float) -> None:
        """Open nothing yet. Raises UnusableDatabaseError for a URL that no driver serves."""
        self.engine = open_reader(url)
        self.seconds = seconds
        self.edition: Edition | None = None
        self.fault: StoreError | None = None
        self.answered: float | None = None
        self.asked = 0.0
        self._memory = Memory()
        self._due = 0.0

    @property
    def is_local(self) -> bool:
        """Whether a read is a matter of microseconds, from a file, and not of a network."""
        return self.engine.dialect.name == "sqlite"

    def look(self) -> Edition:
        """Ask which revision is the newest; forget what is known of others that bore the same number.

        Raises StoreErrors.
        """
        self.asked = monotonic()
        try:
            with state_explained(self.engine):
                edition = read_edition(self.engine)
        except StoreError as error:
            self._note_fault(error)
            raise
        self._note_answer(edition)
        if edition != self.edition:
            self._memory = Memory()
            self.edition = edition
        self._due = monotonic() + self.seconds
        return edition

    @property
    def pool(self) -> PoolNumbers | None:
        """The numbers of the pool of connections to a server; None for a file."""
        pool = self.engine.pool
        if not isinstance(pool, CountingPool):
            return None
        return PoolNumbers(pool.size(), pool.checkedout(), max(0, pool.overflow()), pool.waits)

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

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _note_fault(self, error: StoreError) -> None:
        """Log a fault when it begins, or is another one than before."""
        if self.fault is None or self.fault.code != error.code:
            said = f" (the server said: {error.said})" if error.said else ""
            log.warning("the database cannot serve, %s: %s%s", error.code, error, said)
        self.fault = error

    def _note_answer(self, edition: Edition) -> None:
        """Log that a fault is over, and that there is a new revision."""
        if self.fault is not None:
            log.warning("the database answers again")
        if edition != self.edition:
            log.info("revision %d is the newest, made at %s", edition.revision, edition.created.isoformat())
        self.fault, self.answered = None, monotonic()
