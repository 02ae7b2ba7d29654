"""Loading: one transaction from a catalogue to a new revision, or no change at all."""

import gc
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, update
from sqlmodel import col

from app.domain.catalogue import Catalogue, Fact
from app.domain.progress import Watch, unwatched, watched
from app.domain.revision import Changes, key_of, revise
from app.store.damage import fetched
from app.store.documents import add_documents, withdraw_documents
from app.store.faults import faults_explained
from app.store.file import BUSY_SECONDS
from app.store.mapping import FROM_ROW, TABLES, TO_VALUES
from app.store.snapshot import Snapshot, newest_revision
from app.store.spreading import FACT_COLUMNS, fact_to_row
from app.store.tables import (
    ClaimCompanyRow,
    CompanyNameRow,
    FactRow,
    InitiativePartnerRow,
    RevisionRow,
    StatementCompanyRow,
)
from app.store.tallying import tally
from app.store.versioned import FOREVER, VersionedRow
from app.store.writing import write_rows

RowsByKey = dict[str, dict[str, int]]
"""Primary keys of rows by collection and key."""

_FACTS: Table = FactRow.__table__  # type: ignore[attr-defined]

WAIT_FOR_READERS_MS = 500
"""How long a load that is done waits for those who still read what was there before, so as to end the log."""

KEYS_A_STATEMENT = 500
"""Rows withdrawn by one UPDATE; databases bound the number of parameters."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the revision that now holds, what changed, and how much of everything there is."""

    revision: int
    changes: Changes
    counts: dict[str, int]


def load(engine: Engine, new: Catalogue, *, prune: bool = False, watch: Watch = unwatched) -> Loaded:
    """Make the dataset hold a catalogue; the same catalogue twice makes no second revision.

    Raises MisfitError when stored facts would no longer fit the vocabulary, and StoreErrors; then
    nothing is changed. `watch` is told of the facts that are written.
    """
    with faults_explained(), engine.begin() as connection:
        loaded = _load(connection, new, prune=prune, watch=watch)
    _write_back(engine)
    return loaded


def _load(connection: Connection, new: Catalogue, *, prune: bool, watch: Watch) -> Loaded:
    newest = newest_revision(connection)
    current, rows = _read_rows(connection, newest, TABLES) if newest else (Catalogue(), {})
    difference, result = revise(current, new, prune=prune)
    if not difference and newest:
        return Loaded(newest, difference, result.counts)
    number = (newest or 0) + 1
    _record(connection, number, difference)
    _withdraw(connection, number, difference.withdrawn, rows)
    _add(connection, number, difference.added)
    withdraw_documents(connection, number, difference.withdrawn)
    add_documents(connection, number, difference.added)
    added = difference.added.facts
    with _indexes_made_afterwards(connection, watch) if len(added) > len(current.facts) else nullcontext():
        _add_facts(connection, number, watched(added, watch, "writing", len(added)))
    tally(connection, number, difference)
    connection.exec_driver_sql("ANALYZE")
    return Loaded(number, difference, result.counts)


def _write_back(engine: Engine) -> None:
    """Have what was loaded on the disk, and an SQLite file whole without the log beside it.

    Readers go on meanwhile; what one of them still needs stays in the log for the next time, as does everything where
    there is no room left: it is loaded nevertheless.
    """
    if engine.dialect.name == "sqlite":
        driver: Any = engine.raw_connection()
        with suppress(sqlite3.OperationalError):
            driver.execute(f"PRAGMA busy_timeout = {WAIT_FOR_READERS_MS}")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        driver.close()


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Look for no cycles among millions of facts, of which none refers to another: it takes a third of the time.

    What was made meanwhile is left out of what is looked through later, at the latest when the process ends.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def read_catalogue(snapshot: Snapshot) -> Catalogue:
    """Read everything that a revision holds."""
    return _read_rows(snapshot.connection, snapshot.revision, TABLES)[0]


def read_all_but_facts(snapshot: Snapshot) -> Catalogue:
    """Read what packs may refer to, and the statements and claims: all that stays small."""
    return _read_rows(snapshot.connection, snapshot.revision, [name for name in TABLES if name != "facts"])[0]


def _read_rows(connection: Connection, revision: int, collections: Iterable[str]) -> tuple[Catalogue, RowsByKey]:
    """Read some collections of a revision, and the primary key of each row by its key."""
    snapshot = Snapshot(connection, revision)
    nouns: dict[str, tuple[Any, ...]] = {}
    rows: RowsByKey = {}
    for name in collections:
        table = TABLES[name]
        query = snapshot.select(table).order_by(col(table.pk))
        found = fetched(connection.execute(query), str(table.__tablename__))
        nouns[name] = tuple(FROM_ROW[name](row) for row in found)
        rows[name] = {row["key"]: row["pk"] for row in found}
    return Catalogue(**nouns), rows


def _record(connection: Connection, number: int, difference: Changes) -> None:
    values = {
        "number": number,
        "created": datetime.now(UTC),
        "added": difference.added_count,
        "withdrawn": difference.withdrawn_count,
        "replaced": difference.replaced,
    }
    connection.execute(insert(RevisionRow), values)


def _withdraw(connection: Connection, number: int, gone: Catalogue, rows: RowsByKey) -> None:
    """End the rows of what is gone: the only update that a row ever sees."""
    for field in fields(gone):
        table = TABLES[field.name]
        keys = [rows[field.name][key_of(noun)] for noun in getattr(gone, field.name)]
        for start in range(0, len(keys), KEYS_A_STATEMENT):
            some = col(table.pk).in_(keys[start : start + KEYS_A_STATEMENT])
            connection.execute(update(table).where(some).values(withdrawn=number))


def _add(connection: Connection, number: int, new: Catalogue) -> None:
    for name in ("metrics", "segments", "sources"):
        rows = [_row(name, noun, number) for noun in getattr(new, name)]
        if rows:
            connection.execute(insert(TABLES[name]), rows)
    for company in new.companies:
        pk = _add_one(connection, TABLES["companies"], _row("companies", company, number))
        _add_links(connection, CompanyNameRow, ({"company_pk": pk, "name": name} for name in company.names))
    for initiative in new.initiatives:
        pk = _add_one(connection, TABLES["initiatives"], _row("initiatives", initiative, number))
        partners = ({"initiative_pk": pk, "company": partner} for partner in initiative.partners)
        _add_links(connection, InitiativePartnerRow, partners)
    for statement in new.statements:
        pk = _add_one(connection, TABLES["statements"], _row("statements", statement, number))
        about = ({"statement_pk": pk, "company": company} for company in statement.companies)
        _add_links(connection, StatementCompanyRow, about)
    for claim in new.claims:
        pk = _add_one(connection, TABLES["claims"], _row("claims", claim, number))
        about = ({"claim_pk": pk, "company": company} for company in dict.fromkeys(claim.companies))
        _add_links(connection, ClaimCompanyRow, about)


def _add_facts(connection: Connection, number: int, facts: Iterable[Fact]) -> None:
    rows = ((*fact_to_row(fact), key_of(fact), number, FOREVER) for fact in facts)
    write_rows(connection, _FACTS, (*FACT_COLUMNS, "key", "added", "withdrawn"), rows)


@contextmanager
def _indexes_made_afterwards(connection: Connection, watch: Watch) -> Iterator[None]:
    """Make the indexes of facts anew when more facts are written than there were: sorted at once, not row by row."""
    indexes = sorted(_FACTS.indexes, key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    yield
    for done, index in enumerate(indexes, start=1):
        index.create(connection)
        watch("indexing", done, len(indexes))


def _row(name: str, noun: Any, number: int) -> dict[str, Any]:  # noqa: ANN401  any noun
    return {**TO_VALUES[name](noun), "key": key_of(noun), "added": number}


def _add_one(connection: Connection, table: type[VersionedRow], values: dict[str, Any]) -> int:
    key = connection.execute(insert(table), values).inserted_primary_key
    return int(key[0])  # type: ignore[index]


def _add_links(connection: Connection, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        connection.execute(insert(table), listed)
