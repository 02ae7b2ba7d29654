"""Records: how a database behaved when it was asked which revision is the newest."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from app.store.faults import StoreError

log = logging.getLogger(__name__)


class Record:
    """What is known of a database from asking it; that it is lost, that it is back, and a new revision are logged.

    `asked` is when it was asked last, and `answered` when it answered last, by the monotonic clock and None before it
    ever was, or did. `fault` is why it did not answer when it was asked last; None where it did.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.asked: float | None = None
        self.answered: float | None = None
        self.fault: StoreError | None = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what comes of asking it. Raises what is raised within, StoreErrors among it."""
        self.asked = monotonic()
        try:
            yield
        except StoreError as error:
            if self.fault is None or self.fault.code != error.code:
                said = f"; the server said: {error.said}" if error.said else ""
                log.warning("the database cannot serve: %s (%s)%s", error, error.code, said)
            self.fault = error
            raise
        if self.fault is not None:
            log.warning("the database answers again")
        self.fault, self.answered = None, monotonic()


def tell_of(revision: int, created: datetime) -> None:
    """Log that a revision is served from now on."""
    log.info("revision %d is the newest, made at %s", revision, created.isoformat())
