"""Pages: which facts stand on one, by queries that are put together once for each shape that they may have."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import Dialect, bindparam, select
from sqlmodel import col

from app.store.facts import FactFilter, Order, find_page, page_query
from app.store.paging import Key
from app.store.snapshot import Snapshot
from app.store.tables import FactRow

LISTS = ("companies", "metrics", "segments", "initiatives", "sources", "periods")
LIMITS = ("value_min", "value_max", "as_of")
"""The fields of a FactFilter that hold values to compare with."""
ALWAYS = ("revision", "most", "after_key", "after_id")
"""What every page's query may be told beside its filters."""


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
        rows: list[Any] = [
            tuple(row.values()) for row in find_page(snapshot, query, wanted, order, after=after, limit=limit)
        ]
    else:
        prepared = _prepared(connection.dialect, _shape_of(wanted, order, after))
        values = {**_values_of(wanted, after), "revision": snapshot.revision, "most": limit + 1}
        rows = list(connection.exec_driver_sql(prepared.text, prepared.bound(values)))
    return [Place(row[0], (row[-1], row[1])) for row in rows]


def _places(order: Order) -> Any:  # noqa: ANN401  a select of columns
    """Select the primary key, the id and what is sorted by, which may be the id."""
    return select(*dict.fromkeys((col(FactRow.pk), col(FactRow.id), order.column)))


class Prepared(NamedTuple):
    """A query as text; `names` of its values where the driver takes them in order, `constants` that it has itself."""

    text: str
    names: Sequence[str]
    constants: Mapping[str, object]

    def bound(self, values: Mapping[str, object]) -> Any:  # noqa: ANN401  as the driver takes it
        """Return values, and the constants, as the driver takes them."""
        known = {**values, **self.constants}
        return tuple(known[name] for name in self.names) if self.names else known


@lru_cache(maxsize=1000)
def _prepared(dialect: Dialect, shape: Shape) -> Prepared:
    """Put the query for a shape together: to do it anew for each request would take longer than to ask."""
    revision = Snapshot(cast("Any", None), cast("Any", bindparam("revision")))
    lists: dict[str, Any] = {
        name: tuple(bindparam(f"{name}_{number}") for number in range(count))
        for name, count in zip(LISTS, shape.counts, strict=True)
    }
    limits: dict[str, Any] = {name: bindparam(name) for name, given in zip(LIMITS, shape.limits, strict=True) if given}
    wanted = FactFilter(**lists, **limits, hedges=shape.hedges)
    after = cast("Key", (bindparam("after_key"), bindparam("after_id"))) if shape.goes_on else None
    query = _places(shape.order).where(revision.holds(FactRow))
    page = page_query(revision, query, wanted, shape.order, after=after, most=cast("Any", bindparam("most")))
    told_later = dict.fromkeys((*(each.key for each in chain(*lists.values())), *limits, *ALWAYS))
    spelt = page.compile(dialect=dialect).construct_expanded_state(told_later)
    constants = {name: value for name, value in spelt.parameters.items() if name not in told_later}
    return Prepared(spelt.statement, spelt.positiontup or (), constants)


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
