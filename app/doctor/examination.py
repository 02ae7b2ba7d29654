"""The examination: every check in an order in which what explains the rest comes first."""

from collections.abc import Iterator
from typing import Any

from app.doctor.content import examine_content
from app.doctor.finding import Finding
from app.doctor.machine import examine_clock, examine_file, examine_handles
from app.doctor.server import examine_primary, examine_replica
from app.store.backup import Held, read_held
from app.store.copying import opened
from app.store.engine import READ_DATABASE_URL, open_reader, shown
from app.store.faults import StoreError
from app.store.file import path_of


def examine(url: str, replica_url: str | None, *, quick: bool = False) -> Iterator[Finding]:
    """Go through every check; nothing is opened but for reading. Raises UnusableDatabaseError for wrong URLs."""
    replica = f", answers from {shown(replica_url, READ_DATABASE_URL)}" if replica_url else ""
    yield Finding.ok("settings", f"{shown(url)}{replica}")
    with opened(open_reader(url)) as engine:
        path = path_of(engine)
        yield from examine_file(path) if path else examine_primary(engine)
        held = _held(engine)
        if isinstance(held, Held):
            yield from examine_content(engine, held, quick=quick)
        else:
            yield Finding.wrong("database", str(held), None, held.exit_code)
    if replica_url:
        newest = held.revision.number if isinstance(held, Held) else 0
        with opened(open_reader(replica_url, setting=READ_DATABASE_URL)) as engine:
            there = _held(engine)
            number = there.revision.number if isinstance(there, Held) else there
            path = path_of(engine)
            yield from examine_file(path) if path else examine_replica(engine, newest, number)
    yield examine_handles()
    yield examine_clock(held.revision.created if isinstance(held, Held) else None)


def _held(engine: Any) -> Held | StoreError:  # noqa: ANN401  the store's, which is only handed on
    try:
        return read_held(engine)
    except StoreError as error:
        return error
