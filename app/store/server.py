"""Servers: how a PostgreSQL server is asked, so that one that is gone, stuck or slow keeps nobody waiting for long."""

from math import ceil
from time import monotonic
from typing import Any, Self, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import timeout_from_conninfo
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError

from app.store.faults import is_outdated
from app.store.patience import patience, remaining

SECONDS_BEYOND = 1
"""How much longer than the server itself gives a statement we wait for it to say so."""

MEETING_SECONDS = 1.5
"""How long a connection that has been idle is given to show that it still leads somewhere."""

_MET = "rivalry.met"

FoundT = TypeVar("FoundT")


class Connection(psycopg.Connection[Any]):
    """A connection that waits for the server's word on anything for so long and no longer, then gives itself up.

    A server that was stopped, and a network that swallows what it is given, never say that they will not answer; to
    whoever waits for them both look like a statement that takes its time. The operating system's own deadlines
    (`tcp_user_timeout`, keepalives) notice a peer that is gone, but none that only says nothing.
    """

    seconds: float

    @classmethod
    def opened(cls, seconds: float, arguments: tuple[Any, ...], parameters: dict[str, Any]) -> Self:
        """Connect; each wait is for `seconds` at most, and all of them for what patience is left.

        Raises psycopg's errors.
        """
        allowed = remaining(timeout_from_conninfo(parameters))
        if not allowed:
            raise psycopg.OperationalError("no time is left to connect")
        connection = cls.connect(*arguments, **{**parameters, "connect_timeout": ceil(allowed)})
        connection.seconds = seconds
        return connection

    def wait(self, gen: PQGen[FoundT], interval: float = 0.1, timeout: float | None = None) -> FoundT:
        """Wait for what has been asked. Raises psycopg's OperationalError when it took too long."""
        allowed = remaining(self.seconds)
        end = monotonic() + allowed
        try:
            return super().wait(gen, interval, allowed if timeout is None else min(timeout, allowed))
        except psycopg.OperationalError:
            if monotonic() >= end:
                self.pgconn.finish()
            raise


def keep_watch(engine: Engine, seconds: float) -> None:
    """Let an engine's connections wait for `seconds` at most, and replace those that have become useless."""

    def connect(_: object, __: object, arguments: tuple[Any, ...], parameters: dict[str, Any]) -> Connection:
        return Connection.opened(seconds, arguments, parameters)

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", _meet_again)
    event.listen(engine, "handle_error", _give_up_outdated)


def _meet_again(connection: Connection, record: Any, _: object) -> None:  # noqa: ANN401  as SQLAlchemy's pool gives it
    """Make sure that a connection which was used before still leads somewhere, else open others in the place of all."""
    if _MET in record.info:
        try:
            with patience(MEETING_SECONDS):
                connection.execute("SELECT 1")
        except psycopg.Error as error:
            raise InvalidatePoolError from error
    record.info[_MET] = True


def _give_up_outdated(context: ExceptionContext) -> None:
    """Replace a connection whose prepared statements no longer fit."""
    if is_outdated(context.original_exception):
        context.is_disconnect = True
