"""Paging: reading one page of facts in the order of an index, so that the last page costs what the first one does."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, tuple_, union_all
from sqlmodel import col

from app.store.tables import FactRow

Key = tuple[str | float, str]
"""Where a list was left: the value that it is sorted by, and the id."""

_ID = col(FactRow.id)


def read_by_id(
    connection: Connection, queries: Sequence[Select[Any]], after: Key | None, limit: int, *, descending: bool
) -> Sequence[RowMapping]:
    """Read what any of some queries finds, none of it twice, by id.

    Each query is a condition that an index holds in the order of ids; merged they are in that order still.
    """
    if after is not None:
        queries = [query.where(after[1] > _ID if descending else after[1] < _ID) for query in queries]
    if len(queries) == 1:
        query = queries[0].order_by(_ID.desc() if descending else _ID)
        return connection.execute(query.limit(limit)).mappings().all()
    merged = union_all(*queries)
    order = merged.selected_columns["id"]
    return connection.execute(merged.order_by(order.desc() if descending else order).limit(limit)).mappings().all()


def read_upwards(
    connection: Connection,
    query: Select[Any],
    column: Any,  # noqa: ANN401  one that is indexed together with the id
    after: Key | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Read what a query finds by a column, ties by id."""
    if after is not None:
        query = query.where(tuple_(column, _ID) > after)
    return connection.execute(query.order_by(column, _ID).limit(limit)).mappings().all()


def read_downwards(
    connection: Connection,
    query: Select[Any],
    column: Any,  # noqa: ANN401  as above
    after: Key | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Read what a query finds by a column downwards, ties by id upwards.

    No index has this order, and a great many facts may tie. But which values a page holds can be read off an index
    backwards, whatever the ids; all facts of all but the last of these values are on the page, and of the last one
    those with the first ids.
    """
    ties: Sequence[RowMapping] = ()
    if after is not None:
        tied = query.where(column == after[0], after[1] < _ID).order_by(_ID)
        ties = connection.execute(tied.limit(limit)).mappings().all()
        query, limit = query.where(column < after[0]), limit - len(ties)
    if limit == 0:
        return ties
    order = (column.desc(), _ID.desc())
    values = connection.execute(query.with_only_columns(column).order_by(*order).limit(limit)).scalars().all()
    if not values:
        return ties
    last = values[-1]
    above = connection.execute(query.where(column > last)).mappings().all() if values[0] != last else []
    ordered = sorted(sorted(above, key=lambda row: str(row["id"])), key=lambda row: row[column.key], reverse=True)
    lowest = query.where(column == last).order_by(_ID).limit(limit - len(ordered))
    return [*ties, *ordered, *connection.execute(lowest).mappings()]
