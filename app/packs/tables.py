"""Tables: the CSV files beside a pack, and the sources and facts that their rows spell out."""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from app.packs.files import PackFile
from app.packs.lines import Place
from app.packs.mistakes import Mistake, PackError
from app.packs.opening import LARGEST_TABLE, lies_in, read_text
from app.packs.schema import ENTRIES, ColumnEntry, TableEntry
from app.packs.validation import Located, mistake_at, shown, validate_table

Row = Mapping[str, str]
NumberedRow = tuple[int, list[str]]
"""The cells of a row, with the line that it ends on."""

_NUMBER = r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"
_AMOUNT = re.compile(rf"(-)?({_NUMBER})|\(({_NUMBER})\)", re.ASCII)
MOST_COLUMNS = 1_000
"""Columns of a CSV file; each row is a list of as many."""

MOST_NAMINGS = 10
"""Tables that may name one file, each to read other sources or companies out of it."""

_LONG = 100
"""Digits that no amount has, and that Python reads only as a decimal."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file with the table that names it, and how many rows it has below its header.

    It is kept as text: the cells of all files at once would take ten times the memory, and be slow to come back to.
    """

    at: Located[TableEntry]
    path: Path
    header: list[str]
    text: str
    count: int

    def rows(self) -> Iterator[NumberedRow]:
        """Yield each row below the header."""
        return islice(_split(self.path, self.text), 1, None)

    @property
    def figures(self) -> int:
        """How many figures there are at most."""
        return self.count * max(1, sum(len(meanings) for meanings in self.entry.columns.values()))

    @property
    def entry(self) -> TableEntry:
        """What the pack says of the file."""
        return self.at.entry


def find_tables(file: PackFile) -> Iterator[Located[TableEntry] | Mistake]:
    """Yield each of a pack's `[[tables]]`, or each mistake in it."""
    tables = file.content.get("tables", [])
    if not isinstance(tables, list):
        yield mistake_at(file, ("tables",), "write [[tables]], a table for each CSV file")
        return
    for index, table in enumerate(tables):
        yield from validate_table(file, ("tables", index), table, TableEntry)


def read_sheet(at: Located[TableEntry], named: Counter[str]) -> tuple[Sheet | None, list[Mistake]]:
    """Read the CSV file that a table names, or every mistake that keeps its rows from being understood.

    `named` counts how often each file has been named so far: what a million tables name is not read a million times.
    """
    path = at.file.path.parent / at.entry.file
    try:
        if not lies_in(path, path.parent):
            return None, [at.mistake("file", f"{at.entry.file} is a link that leads out of the folder")]
        named[real := os.path.realpath(path)] += 1
        if named[real] > MOST_NAMINGS:
            return None, [at.mistake("file", f"{at.entry.file} is named by {MOST_NAMINGS} tables already")]
        text = read_text(path, LARGEST_TABLE)
        header, count = _look_through(path, text)
    except OSError as error:
        return None, [at.mistake("file", f"{at.entry.file} cannot be read: {error.strerror}")]
    except PackError as error:
        return None, list(error.mistakes)
    if header is None:
        return None, [Mistake(path, 1, "", "the file is empty: its first row names the columns")]
    mistakes = list(_header_mistakes(at, path, header))
    return (None, mistakes) if mistakes else (Sheet(at, path, header, text, count), [])


def spread_sheet(sheet: Sheet) -> tuple[PackFile, list[Mistake]]:
    """Turn a sheet into a file of its own: the tables that the pack would have in place of its rows."""
    file = PackFile(sheet.path, {}, {}, pack=sheet.at.file)
    entries: list[dict[str, Any]] = []
    mistakes: list[Mistake] = []
    for line, cells in sheet.rows():
        for found in spread_row(sheet, line, cells):
            if isinstance(found, Mistake):
                mistakes.append(found)
            else:
                column, entry = found
                name_place(file, (sheet.entry.section, len(entries)), line, column)
                entries.append(entry)
    return replace(file, content={sheet.entry.section: entries}), mistakes


def name_place(file: PackFile, place: Place, line: int, column: str) -> None:
    """Note the line and the column that an entry of a sheet is known by."""
    file.lines[place], file.names[place] = line, column


def _look_through(path: Path, text: str) -> tuple[list[str] | None, int]:
    """Return the header, None where there is no row at all, and how many rows are below it. Raises PackError."""
    rows = _split(path, text)
    first = next(rows, None)
    return (None if first is None else first[1]), sum(1 for _ in rows)


def _split(path: Path, text: str) -> Iterator[NumberedRow]:
    """Yield the rows that are not blank, each with the line that it ends on. Raises PackError."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        for row in reader:
            if any(cells := list(map(str.strip, row))):
                yield reader.line_num, cells
            before = reader.line_num
    except csv.Error as error:  # a quote that is never closed is seen much later: it stands in the row's first line
        raise PackError([Mistake(path, before + 1, "", f"not a CSV file: {error}")]) from error


def _header_mistakes(at: Located[TableEntry], path: Path, header: list[str]) -> Iterator[Mistake]:
    """Name the columns that are not known, given twice or missing."""
    keys = tuple(field.alias or name for name, field in ENTRIES[at.entry.section].model_fields.items())
    if at.entry.columns and at.entry.section != "facts":
        yield at.mistake("columns", f"columns are for figures; {at.entry.section} have a row each")
        return
    if len(header) > MOST_COLUMNS:
        yield Mistake(path, 1, "", f"a table has at most {MOST_COLUMNS:,} columns, not {len(header):,}")
        return
    names = (*keys, *at.entry.columns)
    for column, times in Counter(header).items():
        if column not in names:
            yield Mistake(path, 1, column, "the column is neither a key nor explained in `columns`", column, names)
        elif times > 1:
            yield Mistake(path, 1, column, "the column is there twice")
    for column in at.entry.columns:
        if column not in header:
            place = (*at.place, "columns", column)
            yield mistake_at(at.file, place, f"{at.entry.file} has no such column", column, header)
    for key in at.entry.every:
        if key not in keys:
            yield mistake_at(at.file, (*at.place, "every", key), f"unknown key {shown(key)}", key, keys)


def spread_row(sheet: Sheet, line: int, cells: list[str]) -> Iterator[tuple[str, dict[str, Any]] | Mistake]:
    """Yield each entry that a row spells out, with the column that it is known by, or each mistake in the row."""
    columns = sheet.entry.columns
    if len(cells) != len(sheet.header):
        given = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
        yield Mistake(sheet.path, line, "", f"the row has {given} under {len(sheet.header)} columns")
        return
    row = {column: cell for column, cell in zip(sheet.header, cells, strict=True) if cell}
    if columns and row.keys().isdisjoint(columns):
        yield Mistake(sheet.path, line, "", "the row has no figure in any column", names=tuple(columns))
        return
    for column, about in _figures_in(sheet.entry, row):
        printed = print_cell(row[column], sheet.entry.scale) if column else None
        if column and printed is None:
            problem = f"{shown(row[column])} is not an amount such as 716,924 or (640)"
            yield Mistake(sheet.path, line, column, problem)
        else:
            yield column if columns else "", {**about, **({"printed": printed} if column else {})}


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


def print_cell(cell: str, scale: str | None) -> str | None:
    """Spell a cell as a figure, with the currency and the scale that stand above its column; None if it is none."""
    if scale is None:
        return cell
    if len(cell) < _LONG and cell.isdecimal() and cell.isascii():
        return f"${int(cell):,} {scale}"
    match = _AMOUNT.fullmatch(cell)
    if match is None:
        return None
    minus, gain, loss = match.groups()
    whole, dot, decimals = (gain or loss).replace(",", "").partition(".")
    return f"{'-' if minus or loss else ''}${Decimal(whole):,f}{dot}{decimals} {scale}"
