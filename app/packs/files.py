"""Pack files: finding them, parsing their TOML, and knowing on which line each key stands."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.packs.mistakes import Mistake, PackError

LARGEST_FILE = 10_000_000
"""Bytes; a text file that people write stays far below, and parsing takes some fifty times as much memory."""

LARGEST_TABLE = 100_000_000
"""Bytes of a CSV file: some two million figures, whose cells take about ten times as much memory."""

Place = tuple[str | int, ...]
"""The way to a value in a pack: ("facts", 3, "metric")."""

_NAME = r"""(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TABLE = re.compile(rf"\s*\[(\[)?\s*({_NAMES})")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")
_LONG_STRING_STRING_OR_COMMENT = re.compile(
    r"""(\"{3}(?:\\.|[^\\])*?\"{3}(?!")|'{3}.*?'{3}(?!'))|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(\#[^\n]*)""", re.DOTALL
)
_STRING = re.compile(r"""\"(?:\\.|[^"\\])*"|'[^']*'""")
_LINE_IN_MESSAGE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class PackFile:
    """A parsed pack with the line of every table and key, or a CSV table of it in the same form.

    A CSV table has `pack`, the pack that it belongs to, and `names`, the column that each place is known by.
    """

    path: Path
    content: Mapping[str, Any]
    lines: dict[Place, int]
    pack: "PackFile | None" = None
    names: dict[Place, str] = field(default_factory=dict)

    @property
    def source(self) -> str | None:
        """Slug of the pack's one `[source]`, None where it has none or several."""
        source = (self.pack or self).content.get("source")
        slug = source.get("slug") if isinstance(source, Mapping) else None
        return slug if isinstance(slug, str) else None

    def line_of(self, place: Place) -> int:
        """Return the line of a place, or of the nearest one around it that has a line of its own."""
        around = (place[:length] for length in range(len(place), 0, -1))
        return next((self.lines[part] for part in around if part in self.lines), 1)


def find_packs(paths: Iterable[Path]) -> list[Path]:
    """List the TOML files among and below the given paths, each once, in a stable order.

    Raises PackError for a path that does not exist and for a folder without packs.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        inside = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        if not path.exists() or not inside:
            problem = "no such file or folder" if not path.exists() else "the folder holds no .toml file"
            raise PackError([Mistake(path, 1, "", problem)])
        for each in inside:
            found.setdefault(each.resolve(), each)
    return list(found.values())


def read_pack_file(path: Path) -> PackFile:
    """Parse one pack. Raises PackError with the line of what cannot be read."""
    try:
        text = read_text(path)
        content = tomllib.loads(text, parse_float=_read_float)
    except RecursionError as error:
        raise PackError([Mistake(path, 1, "", "nested too deeply")]) from error
    except ValueError as error:
        raise PackError([_broken_toml(path, str(error))]) from error
    except OSError as error:
        raise PackError([Mistake(path, 1, "", f"cannot be read: {error.strerror}")]) from error
    return PackFile(path, content, find_lines(text))


def read_text(path: Path, most: int = LARGEST_FILE) -> str:
    """Read a file that people write. Raises PackError for one that is too large or not UTF-8, and OSError."""
    if path.stat().st_size > most:
        problem = f"the file is larger than {most // 1_000_000} MB; split it"
        raise PackError([Mistake(path, 1, "", problem)])
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PackError([Mistake(path, line, "", f"not UTF-8: {error.reason}")]) from error


def find_lines(text: str) -> dict[Place, int]:
    """Map tables and keys of valid TOML to their lines; what stands inside an inline value has none."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    depth = 0
    for number, line in enumerate(_LONG_STRING_STRING_OR_COMMENT.sub(_without_content, text).split("\n"), start=1):
        if depth == 0 and (header := _TABLE.match(line)):
            table = _table_at(header[2], counts, is_array=header[1] is not None)
            lines.setdefault(table[:-1], number)
            lines.setdefault(table, number)
        elif depth == 0 and (key := _KEY.match(line)):
            names = _names(key[1])
            for length in range(1, len(names) + 1):
                lines.setdefault((*table, *names[:length]), number)
        bare = _STRING.sub("", line)
        depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
    return lines


def _without_content(found: re.Match[str]) -> str:
    """Leave only line breaks of a long string or a comment; short strings may be keys, and stay."""
    long_string, comment = found.groups()
    return found[0] if long_string is comment is None else "\n" * found[0].count("\n")


def _table_at(dotted: str, counts: dict[Place, int], *, is_array: bool) -> Place:
    """Return the place of the table that a header opens; in an array, the last table so far holds what follows."""
    *around, name = _names(dotted)
    place: Place = ()
    for each in around:
        place = (*place, each)
        place = (*place, counts[place] - 1) if place in counts else place
    place = (*place, name)
    if not is_array:
        return place
    counts[place] = counts.get(place, 0) + 1
    return *place, counts[place] - 1


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))


def _read_float(text: str) -> Decimal:
    """Read a float; one whose exponent no decimal holds is not a number, which validation refuses with its line."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _broken_toml(path: Path, message: str) -> Mistake:
    line = _LINE_IN_MESSAGE.search(message)
    problem = _LINE_IN_MESSAGE.sub("", message).strip() or "cannot be read"
    return Mistake(path, int(line[1]) if line else 1, "", f"not valid TOML: {problem}")
