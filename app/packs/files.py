"""Pack files: finding them, parsing their TOML, and knowing on which line each key stands."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.packs.mistakes import Mistake, PackError

LARGEST_FILE = 10_000_000
"""Bytes; a text file that people write stays far below, and parsing takes some fifty times as much memory."""

Place = tuple[str | int, ...]
"""The way to a value in a pack: ("facts", 3, "metric")."""

_TABLE = re.compile(r"\s*\[(\[)?\s*([A-Za-z0-9_-]+)")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*[.=]""")
_QUOTES = re.compile("\"\"\"|'''")
_LINE_IN_MESSAGE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class PackFile:
    """A parsed pack with the line of every table and key."""

    path: Path
    content: Mapping[str, Any]
    lines: Mapping[Place, int]

    def line_of(self, place: Place) -> int:
        """Return the line of a place, or of the nearest one around it that has a line of its own."""
        around = (place[:length] for length in range(len(place), 0, -1))
        return next((self.lines[part] for part in around if part in self.lines), 1)


def find_packs(paths: Iterable[Path]) -> list[Path]:
    """List the TOML files among and below the given paths, each once, in a stable order.

    Raises PackError for a path that does not exist and for a folder without packs.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        if not path.exists() or not inside:
            problem = "no such file or folder" if not path.exists() else "the folder holds no .toml file"
            raise PackError([Mistake(path, 1, "", problem)])
        found.update(dict.fromkeys(inside))
    return list(found)


def read_pack_file(path: Path) -> PackFile:
    """Parse one pack. Raises PackError with the line of what cannot be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            problem = f"the file is larger than {LARGEST_FILE // 1_000_000} MB; split it"
            raise PackError([Mistake(path, 1, "", problem)])
        raw = path.read_bytes()
        text = raw.decode()
        content = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PackError([Mistake(path, line, "", f"not UTF-8: {error.reason}")]) from error
    except RecursionError as error:
        raise PackError([Mistake(path, 1, "", "nested too deeply")]) from error
    except ValueError as error:
        raise PackError([_broken_toml(path, str(error))]) from error
    except OSError as error:
        raise PackError([Mistake(path, 1, "", f"cannot be read: {error.strerror}")]) from error
    return PackFile(path, content, find_lines(text))


def find_lines(text: str) -> dict[Place, int]:
    """Map tables and keys of valid TOML to their lines; what stands inside an inline value has none."""
    lines: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table: Place = ()
    in_string = False
    for number, line in enumerate(text.splitlines(), start=1):
        quotes = len(_QUOTES.findall(line))
        if not in_string:
            if header := _TABLE.match(line):
                is_array, name = header.groups()
                table = (name, counts.get(name, 0)) if is_array else (name,)
                counts[name] = counts.get(name, 0) + 1
                lines.setdefault((name,), number)
                lines[table] = number
            elif key := _KEY.match(line):
                lines.setdefault((*table, key[1]), number)
        in_string ^= quotes % 2 == 1
    return lines


def _broken_toml(path: Path, message: str) -> Mistake:
    line = _LINE_IN_MESSAGE.search(message)
    problem = _LINE_IN_MESSAGE.sub("", message).strip() or "cannot be read"
    return Mistake(path, int(line[1]) if line else 1, "", f"not valid TOML: {problem}")
