"""Lines: where each table and key of a TOML file stands, and where it holds what no reader could bear."""

import re
import tomllib

from app.domain.characters import named

Place = tuple[str | int, ...]
"""The way to a value in a pack: ("facts", 3, "metric")."""

LONGEST_WORD = 200
"""Characters of a bare key or a number; reading an integer takes the square of its length."""

MOST_PARTS = 20
"""Parts of a dotted key; reading one takes the square of their number."""

DEEPEST = 50
"""Brackets within brackets; reading them takes a call each."""

_NAME = r"""(?:"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_NAMES = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TABLE = re.compile(rf"\s*\[(\[)?\s*({_NAMES})")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")
_LONG_STRING_STRING_OR_COMMENT = re.compile(
    r"""
      (\"{3} (?:[^"\\]++|\\.|\"{1,2}(?!"))*+ (?:\"{3,5}|\Z) | '{3} (?:[^']++|'{1,2}(?!'))*+ (?:'{3,5}|\Z))
    | (" (?:[^"\\\n]++|\\.)*+ " | '[^'\n]*')
    | (\#[^\n]*)
    """,
    re.DOTALL | re.VERBOSE,
)
_STRING = re.compile(r"""\"(?:[^"\\]++|\\.)*+"|'[^']*'""")
_WORD = r"[A-Za-z0-9_+-]"
_LONG_WORD = re.compile(rf"(?<!{_WORD}){_WORD}{{{LONGEST_WORD + 1},}}")
_MANY_PARTS = re.compile(rf"(?<!{_WORD})(?:(?:{_WORD}++|\"\")[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BRACKET = re.compile(r"[\[\]{}]")


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


def find_unbearable(text: str) -> tuple[int, str] | None:
    """Return the line of what no one can read, and what is wrong with it, before the file is read.

    A word or a key may take for ever to read; and characters that turn the direction of writing, comments included,
    show whoever reviews a pack another one than what is loaded (CVE-2021-42574).
    """
    if found := _TURNS.search(text):
        return _line_at(text, found.start()), f"it holds {named(found[0])}, which turns around what is read"
    bare = _LONG_STRING_STRING_OR_COMMENT.sub(_without_strings, text)
    if found := _LONG_WORD.search(bare):
        return _line_at(bare, found.start()), f"a number or a bare key has at most {LONGEST_WORD} characters"
    if found := _MANY_PARTS.search(bare):
        return _line_at(bare, found.start()), f"a key has at most {MOST_PARTS} parts"
    return None


def find_deepest(text: str) -> int:
    """Return the line on which brackets stand within brackets too deeply, or else the first."""
    bare, depth = _LONG_STRING_STRING_OR_COMMENT.sub(_without_strings, text), 0
    for found in _BRACKET.finditer(bare):
        depth += 1 if found[0] in "[{" else -1
        if depth > DEEPEST:
            return _line_at(bare, found.start())
    return 1


def find_end(text: str) -> int:
    """Return the line of what never ends: of the long string that is not closed, or else the last line with text."""
    for found in _LONG_STRING_STRING_OR_COMMENT.finditer(text):
        if found[1] and found.end() == len(text):
            return _line_at(text, found.start())
    return _line_at(text, len(text.rstrip()))


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _without_content(found: re.Match[str]) -> str:
    """Leave only line breaks of a long string or a comment; short strings may be keys, and stay."""
    return found[2] if found[2] is not None else "\n" * found[0].count("\n")


def _without_strings(found: re.Match[str]) -> str:
    """Leave only line breaks of a long string or a comment, and only the quotes of a short string."""
    return '""' if found[2] is not None else "\n" * found[0].count("\n")


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
    return tuple(_unescaped(name) if "\\" in name else name.strip("\"'") for name in re.findall(_NAME, dotted))


def _unescaped(name: str) -> str:
    """Read a quoted name as TOML does."""
    return next(iter(tomllib.loads(f"{name} = 1")))
