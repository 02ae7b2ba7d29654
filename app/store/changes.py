"""Changes: what each revision added, withdrew and replaced, in an order that can be gone through again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.store.damage import fetched
from app.store.mapping import FROM_ROW, TABLES
from app.store.snapshot import Snapshot
from app.store.versioned import FOREVER

ChangeKind = Literal["added", "withdrawn", "replaced"]
Place = tuple[int, str, str]
"""Where a list was left: the revision, the collection and the key within it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a revision changed: what was before, and what is after; one of the two may be None."""

    revision: int
    collection: str
    key: str
    before: Any
    after: Any

    @property
    def kind(self) -> ChangeKind:
        """What was done."""
        if self.before is None:
            return "added"
        return "withdrawn" if self.after is None else "replaced"

    @property
    def place(self) -> Place:
        """Where the change stands in the list."""
        return self.revision, self.collection, self.key


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Which changes of a collection are wanted: those behind a revision and a place, and how many at most."""

    collection: str
    since: int
    after: Place | None
    limit: int

    def holds(self, at: Any, key: Any) -> list[Any]:  # noqa: ANN401  columns, and conditions on them
        """Say in SQL that a row, which changed in revision `at`, lies in the stretch."""
        if self.after is None:
            return [at > self.since]
        revision, left_in, left_at = self.after
        later = at > revision
        if self.collection == left_in:
            later = or_(later, and_(at == revision, key > left_at))
        elif self.collection > left_in:
            later = at >= revision
        return [at > self.since, later]


def find_changes(snapshot: Snapshot, *, since: int, after: Place | None, limit: int) -> list[Change]:
    """List what changed behind a revision, up to that of the snapshot, and one more than `limit` if there is one.

    In the order of revision, collection and key: applied one after the other, the changes lead from the one
    revision to the other.
    """
    found: list[Change] = []
    for collection in sorted(TABLES):
        found += _changes_in(snapshot, _Stretch(collection, since, after, limit + 1))
    return sorted(found, key=lambda change: change.place)[: limit + 1]


def find_changed_facts(snapshot: Snapshot, revision: int, limit: int) -> list[Change]:
    """List what one revision did to facts, by key, at most `limit` of it; the snapshot's revision is not below it."""
    found = _changes_in(snapshot, _Stretch("facts", revision - 1, None, limit))
    return sorted((each for each in found if each.revision == revision), key=lambda change: change.place)[:limit]


def _changes_in(snapshot: Snapshot, stretch: _Stretch) -> Iterator[Change]:
    """Read one collection: rows that were added, with what they replaced, and rows that were only withdrawn."""
    collection = stretch.collection
    table: Any = TABLES[collection]
    read = FROM_ROW[collection]
    added = _rows(snapshot, stretch, table, table.added)
    replaced = _replaced(snapshot, table, added)
    for row in added:
        old = replaced.get((row["key"], row["added"]))
        yield Change(row["added"], collection, row["key"], None if old is None else read(old), read(row))
    newer = aliased(table)
    lives_on = exists().where(col(newer.key) == col(table.key), col(newer.added) == col(table.withdrawn))
    for row in _rows(snapshot, stretch, table, table.withdrawn, _has_ended(table), ~lives_on):
        yield Change(row["withdrawn"], collection, row["key"], read(row), None)


def _rows(
    snapshot: Snapshot,
    stretch: _Stretch,
    table: Any,  # noqa: ANN401  an ORM class
    column: Any,  # noqa: ANN401  one of its attributes
    *more: Any,  # noqa: ANN401  SQL
) -> Sequence[Any]:
    at, key = col(column), col(table.key)
    query = select(table.__table__).where(at <= snapshot.revision, *stretch.holds(at, key), *more)
    found = snapshot.connection.execute(query.order_by(at, key).limit(stretch.limit))
    return fetched(found, table.__tablename__)


def _replaced(snapshot: Snapshot, table: Any, added: Sequence[Any]) -> dict[tuple[str, int], Any]:  # noqa: ANN401
    """Find the rows that ended under the key and with the revision of a row that was added."""
    keys = [(row["key"], row["added"]) for row in added]
    if not keys:
        return {}
    ended = tuple_(col(table.withdrawn), col(table.key)).in_([(revision, key) for key, revision in keys])
    query = select(table.__table__).where(_has_ended(table), ended)
    rows = fetched(snapshot.connection.execute(query), table.__tablename__)
    return {(row["key"], row["withdrawn"]): row for row in rows}


def _has_ended(table: Any) -> ColumnElement[bool]:  # noqa: ANN401  an ORM class
    """Say what the index of ends says of its rows, in its own words, so that it may be used."""
    return col(table.withdrawn) < literal_column(str(FOREVER))
