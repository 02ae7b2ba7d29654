"""Checking: whether a database is whole, and says what it was given to say, as far as its own content can tell."""

import json
import math
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import lru_cache, partial
from itertools import islice, takewhile
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, exists, func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from app.domain.catalogue import Fact, Statement
from app.domain.errors import UnreadableFigureError
from app.domain.figure import read_figure
from app.domain.identity import fact_id, statement_id
from app.domain.quantity import Quantity
from app.domain.revision import key_of
from app.search.document import DOCUMENTS
from app.store.damage import UNREADABLE, DamagedRowError, fetched
from app.store.faults import faults_explained
from app.store.mapping import (
    FROM_ROW,
    GATHERED,
    TABLES,
    columns_of,
    columns_of_facts,
    gather_fact,
)
from app.store.snapshot import newest_revision
from app.store.spreading import FACT_COLUMNS, fact_to_row
from app.store.tables import (
    DocumentRow,
    FactRow,
    MetricRow,
    RevisionRow,
    StatementRow,
    TallyRow,
)
from app.store.versioned import FOREVER

MOST_SHOWN = 20
"""Mistakes that are listed; of a file that is damaged there may be one a row."""

ROWS_AT_ONCE = 5000

STEPS_AT_ONCE = 10_000
"""Steps, some tenths of a millisecond, that SQLite makes between two looks at the clock."""


def check_structure(engine: Engine) -> list[str]:
    """List what SQLite finds wrong with its own file, indexes and references; a server sees to that itself.

    Takes as long as reading the file a few times. Raises StoreErrors where it is so damaged that it cannot be read.
    """
    if engine.dialect.name != "sqlite":
        return []
    with faults_explained(), engine.connect() as connection:
        said = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_SHOWN})").scalars()
        found = [str(each) for each in said if each != "ok"]
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_SHOWN)
        found += [f"row {row} of {table} refers to a row of {to} that is not there" for table, row, to, _ in dangling]
    return found[:MOST_SHOWN]


def check_content(engine: Engine, seconds: float = math.inf) -> list[str]:
    """List the rows of every revision that cannot be what was loaded.

    Ids are digests of what facts and statements say: a figure that changed by itself no longer has its id. What is no
    part of an id is derived anew where it follows from something else, as the value does from the printed figure, the
    counts of revisions from their rows. After so many `seconds` of reading a file no more is looked at. Raises
    StoreErrors.
    """
    end = monotonic() + seconds
    found: list[str] = []
    to_the_end = partial(_check_statements, end=end), partial(_check_facts, end=end)
    parts: tuple[Callable[[Connection], Iterator[str]], ...] = (
        _check_revisions,
        _check_counts,
        _check_documents,
        _check_vocabulary,
        *to_the_end,
    )
    with faults_explained(), engine.connect() as connection, _interrupted(connection, end):
        for part in takewhile(lambda _: monotonic() < end, parts):
            found += islice(part(connection), MOST_SHOWN - len(found))
    return found


@contextmanager
def _interrupted(connection: Connection, end: float) -> Iterator[None]:
    """Let SQLite give up, quietly, whatever it still does after the end; a server is given all the time it takes."""
    if end == math.inf or connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: monotonic() >= end, STEPS_AT_ONCE)
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
            raise
    finally:
        driver.set_progress_handler(None, 0)


def _check_revisions(connection: Connection) -> Iterator[str]:
    """Revisions are numbered without a gap, and each added and withdrew as many rows as it says."""
    begun, ended = _rows_by(connection, "added"), _rows_by(connection, "withdrawn")
    rows = connection.execute(select(RevisionRow.__table__).order_by(col(RevisionRow.number))).all()  # type: ignore[attr-defined]
    for expected, row in enumerate(rows, start=1):
        if row.number != expected:
            yield f"revision {expected} is not there"
            return
        counts = (begun.pop(expected, 0), ended.pop(expected, 0))
        if counts != (row.added + row.replaced, row.withdrawn + row.replaced):
            yield f"revision {expected} has {counts[0]} rows added and {counts[1]} withdrawn, and tells of others"
    for number in sorted({*begun, *ended} - {FOREVER}):
        yield f"there are rows of revision {number}, which is not there"


def _rows_by(connection: Connection, name: str) -> dict[int, int]:
    """Count the rows of all collections by the revision that added or withdrew them."""
    total: dict[int, int] = {}
    for table in TABLES.values():
        column = col(getattr(table, name))
        for number, count in connection.execute(select(column, func.count()).group_by(column)):
            total[number] = total.get(number, 0) + count
    return total


def _check_counts(connection: Connection) -> Iterator[str]:
    """What is told of how much there is, is how much there is."""
    newest = newest_revision(connection) or 0
    told = select(col(TallyRow.name), col(TallyRow.count)).where(
        col(TallyRow.kind) == "collection", col(TallyRow.added) <= newest, col(TallyRow.withdrawn) > newest
    )
    counts = {name: count for name, count in connection.execute(told)}  # noqa: C416  rows are not pairs to mypy
    for name, table in TABLES.items():
        held = select(func.count()).where(col(table.added) <= newest, col(table.withdrawn) > newest)
        count = connection.execute(held).scalar_one()
        if count != counts.get(name, 0):
            yield f"there are {count} {name}, not {counts.get(name, 0)}"


def _check_documents(connection: Connection) -> Iterator[str]:
    """What is searched is what there is, in each revision."""
    document = DocumentRow.__table__  # type: ignore[attr-defined]
    for name in DOCUMENTS:
        table = TABLES[name].__table__  # type: ignore[attr-defined]
        alike = and_(*(document.c[each] == table.c[each] for each in ("key", "added", "withdrawn")))
        found = exists().where(document.c.collection == name, alike)
        lost = connection.execute(select(func.count()).select_from(table).where(~found)).scalar_one()
        if lost:
            yield f"{lost} of the {name} cannot be searched as they are"


def _check_vocabulary(connection: Connection) -> Iterator[str]:
    """Every row that is no fact can be read; what it says is known from nowhere else, but of statements."""
    for name in TABLES.keys() - {"facts"}:
        table: Any = TABLES[name]
        try:
            for row in fetched(connection.execute(select(table.__table__)), table.__tablename__):
                FROM_ROW[name](row)
        except DamagedRowError as error:
            yield str(error).partition(";")[0]


def _check_statements(connection: Connection, *, end: float) -> Iterator[str]:
    query = select(*columns_of(Statement, StatementRow), col(StatementRow.key)).order_by(col(StatementRow.pk))
    for *row, key in takewhile(lambda _: monotonic() < end, connection.execute(query)):
        said = dict(zip(_OF_A_STATEMENT, row, strict=True))
        try:
            at, companies = (tuple(_list(said[name])) for name in ("paragraphs", "companies"))
            right = said["id"] == key == statement_id(said["source"], at, companies, said["topic"], said["text"])
        except UNREADABLE:
            right = False
        if not right:
            yield f"the statement {key} does not say what its id was made of"


_OF_A_STATEMENT = [field.name for field in fields(Statement)]


def _list(stored: str | list[Any]) -> list[Any]:
    """Read a list as a driver gives it."""
    read: list[Any] = json.loads(stored) if isinstance(stored, str) else stored
    return read


def _check_facts(connection: Connection, *, end: float) -> Iterator[str]:
    metrics = connection.execute(select(col(MetricRow.slug), col(MetricRow.kind)).order_by(col(MetricRow.added)))
    kinds = {slug: kind for slug, kind in metrics}  # noqa: C416  likewise
    for row in takewhile(lambda _: monotonic() < end, _fact_rows(connection)):
        try:
            right = _is_right(row, kinds)
        except (DamagedRowError, *UNREADABLE):
            right = False
        if not right:
            yield f"the fact {row.id} does not say what its id was made of"


def _fact_rows(connection: Connection) -> Iterator[Row[Any]]:
    """Go through the facts of all revisions as the driver gives them; some thousands are in memory at a time."""
    last = -1
    query = select(*columns_of_facts((*GATHERED, *_BESIDE))).order_by(col(FactRow.pk)).limit(ROWS_AT_ONCE)
    while rows := connection.execute(query.where(col(FactRow.pk) > last)).all():
        yield from rows
        last = rows[-1].pk


_BESIDE = ("pk", "key", "sort_period", "sort_value")
_FOLLOWING = [FACT_COLUMNS.index(name) for name in ("sort_period", "sort_value")]


def _is_right(row: Row[Any], kinds: dict[str, Any]) -> bool:
    """Whether a row is what a fact with its id would be spread to."""
    fact = gather_fact(row[: len(GATHERED)])
    spread = fact_to_row(fact)
    return (
        fact.id == fact_id(fact.key, fact.printed, fact.quantity)
        and row.key == key_of(fact)
        and (row.sort_period, row.sort_value) == tuple(spread[place] for place in _FOLLOWING)
        and _is_value_right(fact, kinds.get(fact.metric))
    )


def _is_value_right(fact: Fact, kind: Any) -> bool:  # noqa: ANN401  the kind of a metric, as it is stored
    """Whether the value lies in the range and is the one that the figure prints, where the figure alone tells.

    An editor may have given the ends; a table has its scale elsewhere; what is derived was never printed. Raises
    ValueError for what is no range.
    """
    quantity = fact.quantity
    Quantity(quantity.value, quantity.low, quantity.high, quantity.unit)
    if fact.kind != "stated":
        return True
    read = _read(fact.printed, quantity.unit, kind)
    return read is None or (read.low, read.high) != (quantity.low, quantity.high) or read.value == quantity.value


@lru_cache(maxsize=10_000)
def _read(printed: str, unit: Any, kind: Any) -> Quantity | None:  # noqa: ANN401  as they are stored
    try:
        return read_figure(printed, unit=unit, kind=kind)
    except UnreadableFigureError:
        return None
