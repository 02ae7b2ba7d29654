"""Changes: what each revision added, withdrew and replaced, in an order that can be gone through again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import and_, exists, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.store.mapping import FROM_ROW, TABLES
from app.store.snapshot import Snapshot

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


def find_changes(snapshot: Snapshot, *, since: int, after: Place | None, limit: int) -> list[Change]:
    """List what changed behind a revision, up to that of the snapshot, and one more than `limit` if there is one.

    In the order of revision, collection and key: applied one after the other, the changes lead from the one
    revision to the other.
    """
    found: list[Change] = []
    for collection in sorted(TABLES):
        found += _changes_in(snapshot, collection, since, after, limit + 1)
    return sorted(found, key=lambda change: change.place)[: limit + 1]


def _changes_in(snapshot: Snapshot, collection: str, since: int, after: Place | None, limit: int) -> Iterator[Change]:
    """Read one collection: rows that were added, with what they replaced, and rows that were only withdrawn."""
    table: Any = TABLES[collection]
    read = FROM_ROW[collection]
    added = _rows(snapshot, table, table.added, since, after, collection, limit)
    replaced = _replaced(snapshot, table, added)
    for row in added:
        old = replaced.get((row["key"], row["added"]))
        yield Change(row["added"], collection, row["key"], None if old is None else read(old), read(row))
    newer = aliased(table)
    lives_on = exists().where(col(newer.key) == col(table.key), col(newer.added) == col(table.withdrawn))
    for row in _rows(snapshot, table, table.withdrawn, since, after, collection, limit, ~lives_on):
        yield Change(row["withdrawn"], collection, row["key"], read(row), None)


def _rows(  # noqa: PLR0913, PLR0917  one private query in two uses
    snapshot: Snapshot,
    table: Any,  # noqa: ANN401  an ORM class
    column: Any,  # noqa: ANN401  one of its attributes
    since: int,
    after: Place | None,
    collection: str,
    limit: int,
    *more: Any,  # noqa: ANN401  SQL
) -> Sequence[Any]:
    at = col(column)
    query = select(table.__table__).where(at > since, at <= snapshot.revision, *more)
    if after is not None:
        revision, left_in, key = after
        beyond = col(table.key) > key if collection == left_in else at == revision if collection > left_in else None
        later = at > revision
        query = query.where(later if beyond is None else or_(later, and_(at == revision, beyond)))
    return snapshot.connection.execute(query.order_by(at, col(table.key)).limit(limit)).mappings().all()


def _replaced(snapshot: Snapshot, table: Any, added: Sequence[Any]) -> dict[tuple[str, int], Any]:  # noqa: ANN401
    """Find the rows that ended under the key and with the revision of a row that was added."""
    keys = [(row["key"], row["added"]) for row in added]
    if not keys:
        return {}
    query = select(table.__table__).where(tuple_(col(table.key), col(table.withdrawn)).in_(keys))
    return {(row["key"], row["withdrawn"]): row for row in snapshot.connection.execute(query).mappings()}
