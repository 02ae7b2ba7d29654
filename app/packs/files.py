"""Pack files: parsing their TOML, and knowing on which line each key stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.packs.lines import Place, find_deepest, find_end, find_lines, find_unbearable
from app.packs.mistakes import Mistake, PackError
from app.packs.opening import read_text

_PLACE_IN_MESSAGE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_CURLY = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_TEXT_KEY = re.compile(rf"""\s*([\w-]+)\s*=\s*(\[\s*[{_CURLY}]|[{_CURLY}]|"(?!"")|'(?!'')|[\w$\u20ac\u00a3~]).*""")
"""A key and the beginning of what is meant as a text: whole, and with or without quotes of some sort."""

_NO_TEXTS = frozenset({"paragraph", "paragraphs", "low", "high", "published", "start", "end", "title_is_ours"})
_IN_QUOTES, _IN_LISTS = '"\u2026"', {"[": '["\u2026"]'}
_LONGEST_LINE = 1_000


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


def read_pack_file(path: Path) -> PackFile:
    """Parse one pack. Raises PackError with the line of what cannot be read, or would take for ever to read."""
    try:
        text = read_text(path)
    except OSError as error:
        raise PackError([Mistake(path, 1, "", f"cannot be read: {error.strerror}")]) from error
    if found := find_unbearable(text):
        raise PackError([Mistake(path, found[0], "", found[1])])
    try:
        content = tomllib.loads(text, parse_float=_read_float)
    except RecursionError as error:
        raise PackError([Mistake(path, find_deepest(text), "", "nested too deeply")]) from error
    except ValueError as error:
        raise PackError([_broken_toml(path, text, str(error))]) from error
    return PackFile(path, content, find_lines(text))


def _read_float(text: str) -> Decimal:
    """Read a float; one whose exponent no decimal holds is not a number, which validation refuses with its line."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _broken_toml(path: Path, text: str, message: str) -> Mistake:
    found = _PLACE_IN_MESSAGE.search(message)
    problem = _PLACE_IN_MESSAGE.sub("", message).strip()
    line = int(found[1]) if found and found[1] else find_end(text)
    lines = text.split("\n")
    return Mistake(path, line, "", f"not valid TOML: {problem}{_hint(lines[line - 1])}")


def _hint(line: str) -> str:
    """Say how a text is written, where a line holds one that has no straight quotes around it."""
    found = _TEXT_KEY.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if found is None or found[1] in _NO_TEXTS:
        return ""
    try:
        tomllib.loads(line)
    except ValueError:
        return f"; text stands between straight quotes: {found[1]} = {_IN_LISTS.get(found[2][0], _IN_QUOTES)}"
    return ""
