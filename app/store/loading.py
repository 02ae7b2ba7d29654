"""Loading: one transaction from a catalogue to a new revision, or no change at all."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, update
from sqlmodel import col

from app.domain.catalogue import Catalogue, Fact
from app.domain.revision import Changes, key_of, revise
from app.store.faults import faults_explained
from app.store.mapping import FACT_COLUMNS, FROM_ROW, TABLES, TO_VALUES, fact_to_row
from app.store.snapshot import Snapshot, newest_revision
from app.store.tables import (
    FOREVER,
    ClaimCompanyRow,
    CompanyNameRow,
    FactRow,
    InitiativePartnerRow,
    RevisionRow,
    StatementCompanyRow,
    VersionedRow,
)
from app.store.tallying import tally
from app.store.writing import write_rows

KEYS_A_STATEMENT = 500
"""Rows withdrawn by one UPDATE; databases bound the number of parameters."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the revision that now holds, what changed, and how much of everything there is."""

    revision: int
    changes: Changes
    counts: dict[str, int]


def load(engine: Engine, new: Catalogue, *, prune: bool = False) -> Loaded:
    """Make the dataset hold a catalogue; the same catalogue twice makes no second revision.

    Raises MisfitError when stored facts would no longer fit the vocabulary, and StoreErrors; then
    nothing is changed.
    """
    with faults_explained(), engine.begin() as connection:
        newest = newest_revision(connection)
        rows = _current_rows(connection, newest) if newest else {}
        current = Catalogue(**{name: tuple(held) for name, held in rows.items()})
        difference, result = revise(current, new, prune=prune)
        if not difference and newest:
            return Loaded(newest, difference, result.counts)
        number = (newest or 0) + 1
        _record(connection, number, difference)
        _withdraw(connection, number, difference.withdrawn, rows)
        _add(connection, number, difference.added)
        _add_facts(connection, number, difference.added.facts, is_first=newest is None)
        tally(connection, number, difference)
        connection.exec_driver_sql("ANALYZE")
        return Loaded(number, difference, result.counts)


def read_catalogue(snapshot: Snapshot) -> Catalogue:
    """Read everything that a revision holds."""
    rows = _current_rows(snapshot.connection, snapshot.revision)
    return Catalogue(**{name: tuple(held) for name, held in rows.items()})


def _current_rows(connection: Connection, revision: int) -> dict[str, dict[Any, int]]:
    """Read every noun of a revision, by collection, with the primary key of its row."""
    snapshot = Snapshot(connection, revision)
    rows: dict[str, dict[Any, int]] = {}
    for name, table in TABLES.items():
        query = snapshot.select(table).order_by(col(table.pk))
        rows[name] = {FROM_ROW[name](row): row["pk"] for row in connection.execute(query).mappings()}
    return rows


def _record(connection: Connection, number: int, difference: Changes) -> None:
    values = {
        "number": number,
        "created": datetime.now(UTC),
        "added": difference.added_count,
        "withdrawn": difference.withdrawn_count,
        "replaced": difference.replaced,
    }
    connection.execute(insert(RevisionRow), values)


def _withdraw(connection: Connection, number: int, gone: Catalogue, rows: dict[str, dict[Any, int]]) -> None:
    """End the rows of what is gone: the only update that a row ever sees."""
    for field in fields(gone):
        table = TABLES[field.name]
        keys = [rows[field.name][noun] for noun in getattr(gone, field.name)]
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


def _add_facts(connection: Connection, number: int, facts: Iterable[Fact], *, is_first: bool) -> None:
    """Write facts; where there were none at all, the indexes are made at the end, which takes a fraction of the time."""
    table: Table = FactRow.__table__  # type: ignore[attr-defined]
    indexes = sorted(table.indexes, key=lambda index: str(index.name)) if is_first else []
    for index in indexes:
        index.drop(connection)
    rows = ((*fact_to_row(fact), key_of(fact), number, FOREVER) for fact in facts)
    write_rows(connection, table, (*FACT_COLUMNS, "key", "added", "withdrawn"), rows)
    for index in indexes:
        index.create(connection)


def _row(name: str, noun: Any, number: int) -> dict[str, Any]:  # noqa: ANN401  any noun
    return {**TO_VALUES[name](noun), "key": key_of(noun), "added": number}


def _add_one(connection: Connection, table: type[VersionedRow], values: dict[str, Any]) -> int:
    key = connection.execute(insert(table), values).inserted_primary_key
    return int(key[0])  # type: ignore[index]


def _add_links(connection: Connection, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        connection.execute(insert(table), listed)
