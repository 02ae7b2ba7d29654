"""Pages: which facts stand on one, by queries that are put together once for each shape that they may have."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import Dialect, bindparam, select
from sqlmodel import col

from app.store.facts import FactFilter, Order, page_query, read_page_down
from app.store.paging import Key
from app.store.prepared import REVISION, SOME_REVISION, Prepared, prepare
from app.store.snapshot import Snapshot
from app.store.tables import FactRow

LISTS = ("companies", "metrics", "segments", "initiatives", "sources", "periods")
LIMITS = ("value_min", "value_max", "as_of")
"""The fields of a FactFilter that hold values to compare with."""


class Place(NamedTuple):
    """Where a fact stands: its row, and the key at which a list goes on behind it."""

    pk: int
    key: Key


class Shape(NamedTuple):
    """What two pages share whose queries differ in their values only; hedges are few, and part of the shape."""

    counts: tuple[int, ...]
    limits: tuple[bool, ...]
    hedges: tuple[str, ...]
    order: Order
    goes_on: bool


def find_places(snapshot: Snapshot, wanted: FactFilter, order: Order, *, after: Key | None, limit: int) -> list[Place]:
    """List the places of facts in order, from behind the key `after`, and one more than `limit` if there is one."""
    connection = snapshot.connection
    if order.descending and order.by != "id":
        query = _places(order).where(snapshot.holds(FactRow))
        found = read_page_down(snapshot, query, wanted, order, after=after, most=limit + 1)
        rows: list[Any] = [tuple(row.values()) for row in found]
    else:
        prepared = _prepared(connection.dialect, _shape_of(wanted, order, after))
        values = {**_values_of(wanted, after), REVISION: snapshot.revision, "most": limit + 1}
        rows = prepared.read(connection, values)
    return [Place(row[0], (row[-1], row[1])) for row in rows]


def _places(order: Order) -> Any:  # noqa: ANN401  a select of columns
    """Select the primary key, the id and what is sorted by, which may be the id."""
    return select(*dict.fromkeys((col(FactRow.pk), col(FactRow.id), order.column)))


@lru_cache(maxsize=1000)
def _prepared(dialect: Dialect, shape: Shape) -> Prepared:
    """Put the query for a shape together: to do it anew for each request would take longer than to ask."""
    lists: dict[str, Any] = {
        name: tuple(bindparam(f"{name}_{number}") for number in range(count))
        for name, count in zip(LISTS, shape.counts, strict=True)
    }
    limits: dict[str, Any] = {name: bindparam(name) for name, given in zip(LIMITS, shape.limits, strict=True) if given}
    wanted = FactFilter(**lists, **limits, hedges=shape.hedges)
    after = cast("Key", (bindparam("after_key"), bindparam("after_id"))) if shape.goes_on else None
    query = _places(shape.order).where(SOME_REVISION.holds(FactRow))
    page = page_query(SOME_REVISION, query, wanted, shape.order, after=after, most=cast("Any", bindparam("most")))
    names = (*(each.key for each in chain(*lists.values())), *limits, "most", "after_key", "after_id")
    return prepare(page, dialect, names)


def _shape_of(wanted: FactFilter, order: Order, after: Key | None) -> Shape:
    counts = tuple(len(_once(getattr(wanted, name))) for name in LISTS)
    limits = tuple(getattr(wanted, name) is not None for name in LIMITS)
    return Shape(counts, limits, tuple(wanted.hedges), order, after is not None)


def _values_of(wanted: FactFilter, after: Key | None) -> dict[str, object]:
    values: dict[str, object] = {
        f"{name}_{number}": value for name in LISTS for number, value in enumerate(_once(getattr(wanted, name)))
    }
    for name in LIMITS:
        given = getattr(wanted, name)
        values[name] = given.isoformat() if isinstance(given, date) else given
    if after is not None:
        values["after_key"], values["after_id"] = after
    return values


def _once(values: Sequence[str]) -> Sequence[str]:
    return list(dict.fromkeys(values)) if len(values) > 1 else values
