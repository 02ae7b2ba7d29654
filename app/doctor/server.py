"""The server: PostgreSQL's version, rights and connections, and how far a replica is behind."""

from collections.abc import Iterator
from typing import Any

from app.doctor.finding import LOCKED, UNUSABLE, Finding
from app.store.faults import StoreError
from app.store.vitals import Vitals, read_vitals

OLDEST_SERVED = 13
"""Major version from which on all that is asked of a server is there."""

OF_A_PROCESS = 15
"""Connections that one serving process opens at most, beside the one or two of a load."""

LONGEST_BEHIND = 60.0
"""Seconds after which a replica that lacks the newest revision is no longer just slow."""


def examine_primary(engine: Any) -> Iterator[Finding]:  # noqa: ANN401  the store's, which is only handed on
    """Look at the server that is loaded into."""
    try:
        vitals = read_vitals(engine)
    except StoreError as error:
        yield Finding.wrong("server", f"{error}{f' ({error.said})' if error.said else ''}", None, error.exit_code)
        return
    yield _version(vitals)
    yield _writing(vitals)
    yield _connections(vitals)


def examine_replica(engine: Any, newest: int, held: int | StoreError) -> Iterator[Finding]:  # noqa: ANN401  likewise
    """Look at the server that is read from: `held` is the newest revision there, or why there is none."""
    if isinstance(held, StoreError):
        yield Finding.wrong("replica", str(held), None, held.exit_code)
        return
    try:
        vitals = read_vitals(engine)
    except StoreError as error:
        yield Finding.wrong("replica", str(error), None, error.exit_code)
        return
    yield _connections(vitals)
    seen = f"it holds revision {held} of {newest}"
    if held >= newest:
        yield Finding.ok("replica", seen)
    elif vitals.behind is None or vitals.behind > LONGEST_BEHIND:
        yield Finding.warning("replica", seen, "see on the primary, in pg_stat_replication, whether it still follows")
    else:
        yield Finding.warning("replica", seen, "it is on its way there")


def _version(vitals: Vitals) -> Finding:
    seen = f"PostgreSQL {vitals.version}, {vitals.encoding}"
    if vitals.encoding != "UTF8":
        return Finding.wrong("server", seen, "make the database with ENCODING 'UTF8'", UNUSABLE)
    if vitals.major < OLDEST_SERVED:
        return Finding.warning("server", seen, f"it is older than {OLDEST_SERVED}, the oldest that is served")
    return Finding.ok("server", seen)


def _writing(vitals: Vitals) -> Finding:
    if vitals.is_standby:
        what = "RIVALRY_DATABASE_URL must name the primary, RIVALRY_READ_DATABASE_URL may name a standby"
        return Finding.wrong("rights", "this is a standby: nothing can be loaded", what, LOCKED)
    if not vitals.may_create:
        return Finding.warning(
            "rights", "this user may not create tables", "migrations need it: GRANT CREATE ON SCHEMA"
        )
    return Finding.ok("rights", "this user may create tables")


def _connections(vitals: Vitals) -> Finding:
    seen = f"{vitals.connected} of {vitals.connections} connections are in use"
    if vitals.connections - vitals.connected < OF_A_PROCESS + 2:
        return Finding.warning("connections", seen, f"each process may need {OF_A_PROCESS}: raise max_connections")
    return Finding.ok("connections", seen)
