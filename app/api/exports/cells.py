"""Cells: what a CSV file holds in each of its columns, how it is spelt there, and what it means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic_core import to_json

from app.api.responses.shape import plain_number
from app.domain.catalogue import Evidence
from app.store.lines import is_formula

END = "\r\n"
"""Ends a line of CSV (RFC 4180)."""

Kind = Literal["word", "words", "text", "names", "number", "integer", "boolean", "date"]
"""A word has neither blanks nor commas, words are a list of them with blanks between; a text may hold anything, and
names are a list of texts without commas, with commas between."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what kind of thing it holds and what that means.

    `of` is the attribute that it is read from where that has another name, dots leading to attributes of attributes;
    `among` all that it may be, `refers_to` the file that its words name a line of.
    """

    name: str
    kind: Kind
    meaning: str
    of: str = ""
    among: tuple[str, ...] = ()
    refers_to: str = ""
    required: bool = False

    def cell(self, noun: object) -> str:
        """Spell what a noun has here."""
        value: Any = noun
        for name in (self.of or self.name).split("."):
            value = None if value is None else getattr(value, name)
        if self.kind not in ("text", "names") or value in (None, ()):
            return _bare(value)
        return quoted(", ".join(value) if self.kind == "names" else _bare(value))


def quoted(text: str) -> str:
    """Quote a text; what a spreadsheet would run gets an apostrophe in front."""
    guard = "'" if is_formula(text) else ""
    return f'"{guard}{text.replace(chr(34), chr(34) * 2)}"'


def line(columns: Sequence[Column], noun: object) -> str:
    """Spell a noun as a line of CSV."""
    return ",".join([column.cell(noun) for column in columns]) + END


def head(columns: Sequence[Column]) -> str:
    """Spell the first line, which names the columns."""
    return ",".join(column.name for column in columns) + END


def headed(columns: Sequence[Column], parts: Iterator[str]) -> Iterator[str]:
    """Put the first line in front of the first part, once that has been read, or of nothing."""
    yield head(columns) + next(parts, "")
    yield from parts


def _bare(value: Any) -> str:  # noqa: ANN401  whatever a noun holds
    """Spell a value: nothing for null, numbers as JSON has them, a blank between the members of a list."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return to_json(plain_number(value)).decode()
        case Evidence():
            return value.source if value.paragraph is None else f"{value.source}#{value.paragraph}"
        case tuple():
            return " ".join(map(_bare, value))
    return str(value)
