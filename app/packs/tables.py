"""Tables: sources and facts in CSV files beside a pack, read as if they stood in the pack itself."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.packs.files import PackFile, Place, read_text
from app.packs.mistakes import Mistake, PackError, wrong_value
from app.packs.schema import ENTRIES, ColumnEntry, TableEntry
from app.packs.validation import Located, mistake_at, shown, validate_table

Row = Mapping[str, str]

_NUMBER = r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"
_AMOUNT = re.compile(rf"(?P<minus>-)?(?P<number>{_NUMBER})|\((?P<loss>{_NUMBER})\)", re.ASCII)


def find_tables(file: PackFile) -> Iterator[Located[TableEntry] | Mistake]:
    """Yield each of a pack's `[[tables]]`, or each mistake in it."""
    tables = file.content.get("tables", [])
    if not isinstance(tables, list):
        yield mistake_at(file, ("tables",), "write [[tables]], a table for each CSV file")
        return
    for index, table in enumerate(tables):
        yield from validate_table(file, ("tables", index), table, TableEntry)


def read_table(at: Located[TableEntry]) -> tuple[PackFile | None, list[Mistake]]:
    """Read the CSV file that a table names as a file of its own, with every mistake in its header and its cells."""
    path = at.file.path.parent / at.entry.file
    try:
        rows = _read_rows(path)
    except OSError as error:
        return None, [at.mistake("file", f"{at.entry.file} cannot be read: {error.strerror}")]
    except PackError as error:
        return None, list(error.mistakes)
    if not rows:
        return None, [Mistake(path, 1, "", "the file is empty: its first row names the columns")]
    header = rows.pop(0)[1]
    mistakes = list(_header_mistakes(at, path, header))
    return (None, mistakes) if mistakes else _spread_rows(at, path, header, rows)


def _read_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Read the rows that are not blank, each with the line that it ends on. Raises PackError and OSError."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise PackError([Mistake(path, reader.line_num, "", f"not a CSV file: {error}")]) from error
    return [(line, row) for line, row in rows if any(row)]


def _header_mistakes(at: Located[TableEntry], path: Path, header: list[str]) -> Iterator[Mistake]:
    """Name the columns that are not known, given twice or missing."""
    keys = tuple(field.alias or name for name, field in ENTRIES[at.entry.section].model_fields.items())
    if at.entry.columns and at.entry.section != "facts":
        yield at.mistake("columns", f"columns are for figures; {at.entry.section} have a row each")
        return
    for column in dict.fromkeys(header):
        if column not in keys and column not in at.entry.columns:
            allowed, near = wrong_value(column, (*keys, *at.entry.columns))
            yield Mistake(path, 1, column, "the column is neither a key nor explained in `columns`", allowed, near)
        elif header.count(column) > 1:
            yield Mistake(path, 1, column, "the column is there twice")
    for column in at.entry.columns:
        if column not in header:
            place = (*at.place, "columns", column)
            yield mistake_at(at.file, place, f"{at.entry.file} has no such column", *wrong_value(column, header))
    for key in at.entry.every:
        if key not in keys:
            yield mistake_at(at.file, (*at.place, "every", key), f"unknown key {key!r}", *wrong_value(key, keys))


def _spread_rows(
    at: Located[TableEntry], path: Path, header: list[str], rows: list[tuple[int, list[str]]]
) -> tuple[PackFile, list[Mistake]]:
    """Turn rows into the tables that a pack would have in their place."""
    mistakes: list[Mistake] = []
    entries: list[dict[str, Any]] = []
    lines: dict[Place, int] = {}
    names: dict[Place, str] = {}
    for line, cells in rows:
        if len(cells) != len(header):
            given = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
            mistakes.append(Mistake(path, line, "", f"the row has {given} under {len(header)} columns"))
            continue
        row = {column: cell for column, cell in zip(header, cells, strict=True) if cell}
        if at.entry.columns and row.keys().isdisjoint(at.entry.columns):
            mistakes.append(Mistake(path, line, "", "the row has no figure in any column", tuple(at.entry.columns)))
            continue
        for column, about in _figures_in(at.entry, row):
            printed = _print(row[column], at.entry.scale) if column else None
            if column and printed is None:
                problem = f"{shown(row[column])} is not an amount such as 716,924 or (640)"
                mistakes.append(Mistake(path, line, column, problem))
                continue
            place: Place = (at.entry.section, len(entries))
            lines[place], names[place] = line, column if at.entry.columns else ""
            entries.append({**about, **({"printed": printed} if column else {})})
    return PackFile(path, {at.entry.section: entries}, lines, pack=at.file, names=names), mistakes


def _figures_in(table: TableEntry, row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each column of a row that holds a figure, with what else is said of it; no column for a row without."""
    common = {**table.every, **{key: cell for key, cell in row.items() if key not in table.columns}}
    if not table.columns:
        yield ("printed" if table.section == "facts" and "printed" in row else ""), common
    for column, meanings in table.columns.items():
        if column in row:
            yield from ((column, {**common, **_about(meaning)}) for meaning in meanings)


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
    return f"{sign}${Decimal(whole):,f}{dot}{decimals} {scale}"
