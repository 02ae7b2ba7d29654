"""Databases: one filled with the dataset at once, with the rows that loading its packs would make."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import Engine, text

from app.domain.catalogue import Fact
from app.domain.figure import read_figure
from app.domain.period import read_period
from app.domain.quantity import Unit
from app.packs.reader import read_packs
from app.store.engine import open_writer
from app.store.loading import load
from app.store.migrating import migrate
from app.store.spreading import BLANK, FACT_COLUMNS, fact_to_row
from app.store.tables import COUNTED, FactRow
from app.store.versioned import FOREVER
from benchmarks.dataset import (
    SLOTS,
    Dataset,
    Kind,
    Series,
    Slot,
    company_slug,
    metric_slug,
    paragraph_of,
    source_slug,
    year_end_month,
)
from benchmarks.packs import UNITS, write_packs
from benchmarks.spelling import Number, Spelled, spell

VARYING = ("id", "key", "company", "metric", "segment", "source", "paragraph", "printed")
NUMBERS = ("value", "low", "high", "sort_value")
"""The columns that differ from fact to fact; the others follow from the slot, the kind and the calendar."""

_ROWS_A_TIME = 50_000
_AT_ONCE = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY", "threads = 2")
"""A database that is made anew can be made again: nothing of it needs to outlive a crash."""


def fill(dataset: Dataset, url: str) -> None:
    """Make a database that nothing is in yet hold the dataset as its first revision."""
    engine = open_writer(url)
    migrate(engine)
    with TemporaryDirectory() as folder:
        write_packs(dataset, Path(folder) / "packs", facts=False)
        load(engine, read_packs([Path(folder) / "packs"]))
    engine.dispose()  # it would hold the file
    if engine.dialect.name == "sqlite":
        _fill_sqlite(dataset, str(engine.url.database))
    else:
        _fill_other(dataset, engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE revision SET added = added + :facts"), {"facts": dataset.facts})
        for kind in COUNTED:
            counted = (
                f"SELECT '{kind}', {kind}, 1, {FOREVER}, count(*) FROM fact WHERE {kind} IS NOT NULL GROUP BY {kind}"  # noqa: S608
            )
            connection.execute(text(f"INSERT INTO tally (kind, name, added, withdrawn, count) {counted}"))
        every = f"SELECT 'collection', 'facts', 1, {FOREVER}, count(*) FROM fact"  # noqa: S608
        connection.execute(text(f"INSERT INTO tally (kind, name, added, withdrawn, count) {every}"))
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _fill_sqlite(dataset: Dataset, path: str) -> None:
    """Write rows first and indexes afterwards: sorting once is several times as fast as inserting in no order."""
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in _AT_ONCE:
        connection.execute(f"PRAGMA {setting}")
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'fact' AND sql IS NOT NULL"
    indexes = connection.execute(found).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    connection.executemany(_insert("?"), fact_rows(dataset))
    connection.execute("COMMIT")
    for _, definition in indexes:
        connection.execute(definition)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _fill_other(dataset: Dataset, engine: Engine) -> None:
    rows = fact_rows(dataset)
    with engine.begin() as connection:
        while some := list(islice(rows, _ROWS_A_TIME)):
            connection.exec_driver_sql(_insert("%s"), some)


def _insert(parameter: str) -> str:
    columns = (*VARYING, *NUMBERS, *_constants_of(SLOTS[0], "flow", 12))
    return f"INSERT INTO fact ({', '.join(columns)}) VALUES ({', '.join([parameter] * len(columns))})"  # noqa: S608


def fact_rows(dataset: Dataset) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of all facts: the columns VARYING and NUMBERS, then those that follow from the slot."""
    constants: dict[tuple[Kind, int], list[tuple[Any, ...]]] = {}
    for series in dataset.series():
        alike = (series.kind, year_end_month(series.company))
        if alike not in constants:
            constants[alike] = [tuple(_constants_of(slot, *alike).values()) for slot in SLOTS]
        for (slot, amount), rest in zip(dataset.figures(series), constants[alike], strict=False):
            spelled = spell(series.kind, slot.voice, amount)
            numbers = (spelled.value, spelled.low, spelled.high, spelled.anchor)
            yield *_varying(series, slot, spelled), *map(_double, numbers), *rest


def _constants_of(slot: Slot, kind: Kind, month: int) -> dict[str, Any]:
    """Map one fact as the store does, and keep what all facts in its slot share."""
    unit = cast("Unit", UNITS[kind])
    printed = spell(kind, slot.voice, 5_432).printed
    quantity = read_figure(printed, unit=unit, kind=kind)
    period = read_period(slot.label, year_end_month=month, instant=kind == "count")
    fact = Fact(id="", company="", metric="", source="", printed="", quantity=quantity, period=period, basis=slot.basis)
    values = {**fact_columns(fact), "added": 1, "withdrawn": FOREVER}
    return {name: value for name, value in values.items() if name not in {*VARYING, *NUMBERS}}


def fact_columns(fact: Fact) -> dict[str, Any]:
    """Spread a fact over its columns as the store does, null where it has nothing."""
    nullable = {column.name for column in FactRow.__table__.columns if column.nullable}  # type: ignore[attr-defined]
    spread = zip(FACT_COLUMNS, fact_to_row(fact), strict=True)
    return {name: None if value == BLANK and name in nullable else value for name, value in spread}


def _varying(series: Series, slot: Slot, spelled: Spelled) -> tuple[Any, ...]:
    """Return the columns VARYING.

    Id and key are spelled as `app.domain.identity` and `app.domain.revision` do, whose general ways take several times
    as long; a test compares them.
    """
    company, metric = company_slug(series.company), metric_slug(series.metric)
    source, paragraph = source_slug(company, slot), paragraph_of(series, slot)
    segment = f"{company}-{slot.segment}" if slot.segment else None
    named = f'"{segment}"' if segment else "null"
    low, high = (f'"{end}"' if end is not None else "null" for end in (spelled.low, spelled.high))
    content = (
        f'["{source}","{company}","{metric}",{named},null,"actual","{slot.basis}","{slot.label}",'
        f'{paragraph or "null"},"{spelled.printed}",{low},{high}]'
    )
    fact_id = f"{company}-{metric}-{slot.label.lower()}-{sha256(content.encode()).hexdigest()[:10]}"
    key = f"{source}|{company}|{metric}|{segment or ''}||actual|{slot.basis}|{slot.label}|{paragraph or ''}"
    return fact_id, key, company, metric, segment, source, paragraph, spelled.printed


def _double(number: Number | None) -> float | None:
    return None if number is None else float(number)
