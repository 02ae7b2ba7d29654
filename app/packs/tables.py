"""Tables: sources and facts in CSV files beside a pack, read as if they stood in the pack itself."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.packs.files import LARGEST_FILE, PackFile, Place
from app.packs.mistakes import Mistake, wrong_value
from app.packs.schema import ENTRIES, ColumnEntry, TableEntry
from app.packs.validation import Located, mistake_at, validate_table

Row = Mapping[str, str]

_AMOUNT = re.compile(
    r"(?P<minus>-)?(?P<number>\d{1,3}(?:,?\d{3})*(?:\.\d+)?)|\((?P<loss>\d{1,3}(?:,?\d{3})*(?:\.\d+)?)\)"
)


def read_tables(file: PackFile) -> Iterator[PackFile | Mistake]:
    """Yield each table of a pack as a file of its own, and every mistake in the tables' headers and cells."""
    tables = file.content.get("tables", [])
    if not isinstance(tables, list):
        yield mistake_at(file, ("tables",), "write [[tables]], a table for each CSV file")
        return
    for index, table in enumerate(tables):
        for found in validate_table(file, ("tables", index), table, TableEntry):
            yield from _read_table(found) if isinstance(found, Located) else (found,)


def _read_table(at: Located[TableEntry]) -> Iterator[PackFile | Mistake]:
    """Read the CSV file that an entry of `[[tables]]` names."""
    path = at.file.path.parent / at.entry.file
    try:
        rows = _read_rows(path)
    except OSError as error:
        yield at.mistake("file", f"{at.entry.file} cannot be read: {error.strerror}")
        return
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        yield Mistake(path, 1, "", f"not a CSV file: {error}")
        return
    header = rows.pop(0)[1] if rows else []
    mistakes = list(_header_mistakes(at, path, header))
    yield from mistakes
    if not mistakes:
        yield from _spread_rows(at, path, header, rows)


def _read_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Read the rows that are not blank, each with the line that it ends on."""
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"larger than {LARGEST_FILE // 1_000_000} MB")
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        return [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]


def _header_mistakes(at: Located[TableEntry], path: Path, header: list[str]) -> Iterator[Mistake]:
    """Name the columns that are not known, given twice or missing."""
    keys = _keys(at.entry)
    for column in header:
        if column not in keys and column not in at.entry.columns:
            allowed, near = wrong_value(column, (*keys, *at.entry.columns))
            yield Mistake(path, 1, column, "the column is neither a key nor explained in `columns`", allowed, near)
        elif header.count(column) > 1:
            yield Mistake(path, 1, column, "the column is there twice")
    for column in at.entry.columns:
        if column not in header:
            yield at.mistake("columns", f"{at.entry.file} has no column {column!r}", *wrong_value(column, header))
    for key in at.entry.every:
        if key not in keys:
            yield at.mistake("every", f"unknown key {key!r}", *wrong_value(key, keys))


def _keys(entry: TableEntry) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in ENTRIES[entry.section].model_fields.items())


def _spread_rows(
    at: Located[TableEntry], path: Path, header: list[str], rows: list[tuple[int, list[str]]]
) -> Iterator[PackFile | Mistake]:
    """Turn rows into the tables that a pack would have in their place."""
    entries: list[dict[str, Any]] = []
    lines: dict[Place, int] = {}
    names: dict[Place, str] = {}
    for line, cells in rows:
        if len(cells) > len(header):
            yield Mistake(path, line, "", f"the row has {len(cells)} cells under {len(header)} columns")
            continue
        row = {column: cell for column, cell in zip(header, cells, strict=False) if cell}
        for column, entry in _spread_row(at.entry, row):
            if isinstance(entry, str):
                yield Mistake(path, line, column, entry)
                continue
            place: Place = (at.entry.section, len(entries))
            lines[place], names[place] = line, column
            entries.append(entry)
    yield PackFile(path, {at.entry.section: entries}, lines, pack=at.file, names=names)


def _spread_row(table: TableEntry, row: Row) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Yield what a row says with the column that says it: the row as a whole, or a fact for every figure in it."""
    common = {**table.every, **{key: cell for key, cell in row.items() if key not in table.columns}}
    if not table.columns:
        yield "", common
    for column, meaning in table.columns.items():
        if column in row:
            printed = _print(row[column], table.scale)
            for about in meaning if isinstance(meaning, list) else [meaning]:
                yield column, {**common, **_about(about), "printed": printed} if printed else _misprint(row[column])


def _about(column: ColumnEntry) -> dict[str, str]:
    return column.model_dump(exclude_none=True)


def _print(cell: str, scale: str | None) -> str | None:
    """Spell a cell as a figure, with the currency and the scale that stand above its column; None if it is none."""
    if scale is None:
        return cell
    match = _AMOUNT.fullmatch(cell)
    if match is None:
        return None
    sign = "-" if match["minus"] or match["loss"] else ""
    whole, dot, decimals = (match["number"] or match["loss"]).replace(",", "").partition(".")
    return f"{sign}${int(whole):,}{dot}{decimals} {scale}"


def _misprint(cell: str) -> str:
    return f"{cell!r} is not an amount such as 716,924 or (640)"
