"""Mutants of the CSV files beside packs: rows, cells, columns and whole files that are not what they should be."""

import codecs
import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from tests.packs.mutants.entries import NO_PERIODS
from tests.packs.mutants.seeded import Mutant, Right, SeedPack, Wrong, joined, one_letter_off

NO_AMOUNTS = (
    "n/a",
    "-",
    "$640",
    '"12,34"',
    "1e3",
    "nan",
    "=1+1",
    "@SUM(A1)",
    "+640",
    "0x10",
    "٦٤٠",
    "640 million",
    "9" * 16,
    "9" * 5_000,
)
KEYS = frozenset(
    (
        "period",
        "source",
        "basis",
        "slug",
        "form",
        "accession",
        "published",
        "title",
        "url",
        "note",
        "printed",
        "kind",
        "title_is_ours",
        "publisher",
    )
)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file of a pack of the seed: its lines, and its cells by row; no cell of it has a line break."""

    pack: SeedPack
    name: str
    lines: tuple[str, ...]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return self.cells(1)

    def cells(self, line: int) -> list[str]:
        """The cells of a row."""
        return next(csv.reader([self.lines[line - 1]]))

    def a_row(self, pick: Random) -> int:
        """Choose a row below the header, by its line."""
        return pick.randrange(2, len(self.lines) + 1)

    def with_row(self, line: int, *rows: Iterable[str] | str) -> list[str]:
        """Put rows, as cells or as they are written, in the place of one."""
        written = [row if isinstance(row, str) else _row(row) for row in rows]
        return [*self.lines[: line - 1], *written, *self.lines[line:]]

    def wrong(self, lines: Iterable[str] | bytes, says: str, *places: int) -> Mutant:
        """Make a mutant that is refused on some lines of the table."""
        return self._mutant(lines, Wrong(says, frozenset((self.name, place) for place in places)))

    def wrong_in_pack(self, content: bytes | None, says: str, *, header: bool = True) -> Mutant:
        """Make a mutant that is refused where the pack speaks of the table, and on its first line."""
        entry = next(
            each
            for each in self.pack.entries
            if "file" in each.keys and self.name in self.pack.value(each.keys["file"])
        )
        after = [each.header for each in self.pack.entries if each.header > entry.header and each.section == "tables"]
        lines = range(entry.header, min(after, default=len(self.pack.lines) + 1))
        places = {(self.pack.name, line) for line in lines} | ({(self.name, 1)} if header else set())
        return Mutant(self.pack.name, {self.name: content}, Wrong(says, frozenset(places)))

    def right(self, lines: Iterable[str] | bytes) -> Mutant:
        """Make a mutant that means the same."""
        return self._mutant(lines, Right())

    def _mutant(self, lines: Iterable[str] | bytes, verdict: Wrong | Right) -> Mutant:
        return Mutant(self.pack.name, {self.name: lines if isinstance(lines, bytes) else joined(lines)}, verdict)


def _row(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _table(pack: SeedPack, pick: Random) -> Table | None:
    if not pack.tables:
        return None
    path = pick.choice(pack.tables)
    return Table(pack, path.name, tuple(path.read_text().splitlines()))


def row_too_short_or_too_long(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    line = table.a_row(pick)
    cells = table.cells(line)
    changed = pick.choice((cells[1:], [*cells, ""], [*cells, *cells], ["", *cells]))
    return table.wrong(table.with_row(line, changed), f"the row has {len(changed)} cells under", line)


def key_left_blank(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    line, key = table.a_row(pick), "period" if "period" in table.header else "title"
    cells = ["" if column == key else cell for column, cell in zip(table.header, table.cells(line), strict=True)]
    return table.wrong(table.with_row(line, cells), f"the key '{key}' is missing", line)


def amount_that_is_none(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None or "printed" in table.header or "slug" in table.header:
        return None
    line = table.a_row(pick)
    cells = table.cells(line)
    at = pick.choice([at for at, column in enumerate(table.header) if column not in KEYS and cells[at]])
    amount = pick.choice(NO_AMOUNTS)
    row = ",".join([*map(_cell, cells[:at]), amount, *map(_cell, cells[at + 1 :])])
    return table.wrong(table.with_row(line, row), table.header[at], line)


def _cell(cell: str) -> str:
    return _row([cell, ""])[:-1]


def cell_of_a_key_off(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None or "period" not in table.header:
        return None
    line, row = table.a_row(pick), {}
    row = dict(zip(table.header, table.cells(line), strict=True))
    key = pick.choice([key for key in ("period", "source", "basis") if key in row])
    row[key] = (
        one_letter_off(row["source"], pick)
        if key == "source"
        else "restate"
        if key == "basis"
        else pick.choice([*NO_PERIODS[:7], "FY\uff12025"])
    )
    return table.wrong(table.with_row(line, row.values()), key, line)


def cell_of_a_source_off(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None or "slug" not in table.header:
        return None
    line = table.a_row(pick)
    row = dict(zip(table.header, table.cells(line), strict=True))
    key, value = pick.choice(
        (
            *(
                ("published", each)
                for each in ("2026", "31.01.2026", "2026-02-30", "86400", "0001-01-01", "0000-00-00")
            ),
            *(("title", each) for each in ("A\u202eB", "A\u200bB", "\u0410mazon", "\x1b[31mred", "x" * 700)),
            *(("url", each) for each in ("javascript:alert(1)", "https://\u0430.example/", "file:///etc/passwd")),
        )
    )
    return table.wrong(table.with_row(line, {**row, key: value}.values()), key, line)


def quote_never_closed(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    line = table.a_row(pick)
    return table.wrong(table.with_row(line, f'"{table.lines[line - 1]}'), "not a CSV file", line)


def text_behind_a_quote(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    line = table.a_row(pick)
    return table.wrong(table.with_row(line, f'"x"y,{table.lines[line - 1]}'), "not a CSV file", line)


def cell_without_end(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    line = table.a_row(pick)
    return table.wrong(
        table.with_row(line, [*table.cells(line)[:-1], "9" * 200_000]), "not a CSV file: field larger", line
    )


def row_twice(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    line = table.a_row(pick)
    return table.wrong([*table.lines, table.lines[line - 1]], "is a second one of what stands at", len(table.lines) + 1)


def written_otherwise(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    content = joined(table.lines)
    lines = list(table.lines)
    pick.shuffle(below := lines[1:])
    spaced = [" , ".join(map(_cell, table.cells(at))) for at in range(1, len(lines) + 1)]
    quoted = [
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in table.cells(at))
        for at in range(1, len(lines) + 1)
    ]
    blanks = [each for line in lines for each in (line, "", ",")]
    forms = {
        "CRLF": content.replace(b"\n", b"\r\n"),
        "CR": content.replace(b"\n", b"\r"),
        "mark": codecs.BOM_UTF8 + content,
        "quoted": joined(quoted),
        "blank rows": joined(blanks),
        "another order": joined([lines[0], *below]),
        "spaces": joined(spaced) if b'"' not in content else content,
    }
    return table.right(forms[pick.choice(sorted(forms))])


def column_that_is_not(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    at = pick.randrange(len(table.header))
    off = pick.choice(
        ("", "x" + table.header[at], table.header[(at + 1) % len(table.header)], "a\u202eb", "\x1b[2J", "k" * 100_000)
    )
    header = [*table.header[:at], off, *table.header[at + 1 :]]
    return table.wrong_in_pack(joined(table.with_row(1, header)), "column")


def with_another_separator(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    return table.wrong_in_pack(joined(line.replace(",", pick.choice(";\t|")) for line in table.lines), "column")


def header_lost(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    return table.wrong_in_pack(joined(table.lines[1:]), "column")


def columns_beyond_number(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    return table.wrong(joined(["x," * pick.choice((1_000, 100_000)), *table.lines[1:]]), "at most 1,000 columns", 1)


def table_that_is_not(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    content, says = pick.choice(
        ((None, "cannot be read: No such file"), (b"", "the file is empty"), (b"\n\n,,\n", "the file is empty"))
    )
    return table.wrong_in_pack(content, says)


def table_in_another_encoding(pack: SeedPack, pick: Random) -> Mutant | None:
    table = _table(pack, pick)
    if table is None:
        return None
    line = table.a_row(pick)
    byte = pick.choice((b"\xe9", b"\xff", b"\xed\xa0\x80"))
    latin = joined(table.lines[: line - 1]) + byte + table.lines[line - 1].encode() + b"\n" + joined(table.lines[line:])
    if pick.random() < 0.5:
        return table.wrong(latin, "not UTF-8", line)
    return table.wrong(joined(table.lines).decode().encode(pick.choice(("utf-16", "utf-32"))), "not UTF-8", 1)
