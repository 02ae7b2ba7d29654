"""Prepared queries: put together once, since to do it for each request takes longer than to ask."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import CompoundSelect, Connection, Dialect, Select, bindparam, select
from sqlmodel import col

from app.store.driver import ask_driver
from app.store.snapshot import Snapshot
from app.store.versioned import VersionedRow

REVISION = "revision"
"""The name of the value that says which revision is asked."""

SOME_REVISION = Snapshot(cast("Any", None), cast("Any", bindparam(REVISION)))
"""A snapshot of no database, to put queries together with: which revision it holds is told later."""


class Prepared(NamedTuple):
    """A query as text; `names` of its values where the driver takes them in order, `constants` that it has itself."""

    text: str
    names: Sequence[str]
    constants: Mapping[str, object]

    def read(self, connection: Connection, values: Mapping[str, object]) -> list[Any]:
        """Ask with some values. Raises what SQLAlchemy would."""
        known = {**values, **self.constants}
        bound = tuple(known[name] for name in self.names) if self.names else known
        return ask_driver(connection, self.text, bound)


def prepare(query: Select[Any] | CompoundSelect[Any], dialect: Dialect, told_later: Iterable[str]) -> Prepared:
    """Spell a query for a database; `told_later` are the names of its bind parameters, to which REVISION is added."""
    named = dict.fromkeys((*told_later, REVISION))
    spelt = query.compile(dialect=dialect).construct_expanded_state(named)
    constants = {name: value for name, value in spelt.parameters.items() if name not in named}
    return Prepared(spelt.statement, spelt.positiontup or (), constants)


def prepare_rows(
    columns: Iterable[Any],  # as `select` takes them
    table: type[VersionedRow],
    dialect: Dialect,
    count: int,
) -> Prepared:
    """Spell a query for as many rows of a table, of whatever revision, as `rows_named` has named."""
    names = _names(count)
    return prepare(select(*columns).where(col(table.pk).in_([bindparam(name) for name in names])), dialect, names)


def rows_named(rows: Sequence[int]) -> dict[str, int]:
    """Name the primary keys of rows, of which there is one at least.

    The last one is repeated until there are as many as a power of two, so that few queries serve all numbers of rows.
    """
    count = 1 << (len(rows) - 1).bit_length()
    return dict(zip(_names(count), [*rows, *[rows[-1]] * (count - len(rows))], strict=True))


@cache
def _names(count: int) -> list[str]:
    return [f"row_{number}" for number in range(count)]
