"""The shipped seed as text to be broken: its packs, their entries and keys by line, and what must come of a mutant."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from app.shipped import shipped

REQUIRED = {
    section: tuple(keys.split())
    for section, keys in {
        "source": "slug kind title",
        "sources": "slug kind title",
        "companies": "slug name",
        "metrics": "slug name unit kind direction category definition",
        "segments": "slug company name line",
        "initiatives": "slug company name kind approach summary",
        "facts": "company metric period printed",
        "statements": "companies topic nature stance text paragraphs",
        "claims": "slug companies metric operation text paragraphs",
        "tables": "file section",
    }.items()
}
"""The keys that each entry needs."""

_HEADER = re.compile(r"\[\[?([a-z.]+)\]\]?")
_KEY = re.compile(r"([a-z0-9_]+) = (.*)")


@dataclass(frozen=True, slots=True)
class Wrong:
    """The mutant is refused: every mistake is on one of these lines of a file, and something is said of one.

    Lines of other files are named where what is wrong in one file is wrong because of the other.
    """

    says: str
    lines: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Right:
    """The mutant is as good as the seed; where it is alike, it means the same."""

    alike: bool = True


@dataclass(frozen=True, slots=True)
class Mutant:
    """Files to be written in place of the seed's, beside those that the pack needs; None makes a file go."""

    pack: str
    files: dict[str, bytes | None]
    verdict: Wrong | Right
    kind: str = ""


@dataclass(slots=True)
class Written:
    """An entry of a pack: its header and keys by line, from 1, and the line behind its last key."""

    section: str
    header: int
    keys: dict[str, int] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The line behind the last key."""
        return max(self.keys.values(), default=self.header) + 1


@dataclass(frozen=True, slots=True)
class SeedPack:
    """A pack of the seed as lines, and the entries that it is made of."""

    path: Path
    lines: tuple[str, ...]
    entries: tuple[Written, ...]
    tables: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.name

    def value(self, line: int) -> str:
        """What stands behind the key on a line."""
        found = _KEY.fullmatch(self.lines[line - 1])
        return found[2] if found else ""

    def keyed(self, *keys: str, sections: Iterable[str] = REQUIRED) -> list[tuple[Written, str, int]]:
        """List where some keys stand, all of them if none is named."""
        return [
            (entry, key, line)
            for entry in self.entries
            if entry.section in sections
            for key, line in entry.keys.items()
            if not keys or key in keys
        ]

    def changed(self, changes: dict[int, str | None]) -> list[str]:
        """Return the lines with some in place of others; None makes a line go."""
        lines = [changes.get(number, line) for number, line in enumerate(self.lines, start=1)]
        return [line for line in lines if line is not None]

    def wrong(self, lines: Iterable[str] | bytes, says: str, *places: int) -> Mutant:
        """Make a mutant that is refused on some of its lines."""
        return self._mutant(lines, Wrong(says, frozenset((self.name, place) for place in places)))

    def right(self, lines: Iterable[str] | bytes, *, alike: bool = True) -> Mutant:
        """Make a mutant that is as good as the seed."""
        return self._mutant(lines, Right(alike))

    def _mutant(self, lines: Iterable[str] | bytes, verdict: Wrong | Right) -> Mutant:
        content = lines if isinstance(lines, bytes) else joined(lines)
        return Mutant(self.name, {self.name: content}, verdict)


def joined(lines: Iterable[str]) -> bytes:
    """Write lines as a file."""
    return "".join(f"{line}\n" for line in lines).encode()


@cache
def seed_packs() -> tuple[SeedPack, ...]:
    """Read every pack of the shipped seed."""
    return tuple(_read(path) for path in sorted(shipped("seed").rglob("*.toml")))


def _read(path: Path) -> SeedPack:
    lines = tuple(path.read_text().splitlines())
    entries = tuple(_entries(lines))
    named = [lines[entry.keys["file"] - 1] for entry in entries if "file" in entry.keys]
    tables = tuple(path.parent / line.partition(" = ")[2].strip('"') for line in named)
    return SeedPack(path, lines, entries, tables)


def _entries(lines: Iterable[str]) -> Iterator[Written]:
    entry: Written | None = None
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.fullmatch(line):
            if entry:
                yield entry
            entry = Written(header[1], number)
        elif entry and (key := _KEY.fullmatch(line)):
            entry.keys[key[1]] = number
    if entry:
        yield entry


@cache
def known_slugs() -> frozenset[str]:
    """List every slug of the seed, so that a letter off is never another one."""
    found = [re.findall(r'slug = "([^"]+)"', "\n".join(pack.lines)) for pack in seed_packs()]
    cells = [
        row[0] for pack in seed_packs() for path in pack.tables for row in csv.reader(path.read_text().splitlines())
    ]
    return frozenset([*(slug for slugs in found for slug in slugs), *cells])


def one_letter_off(slug: str, pick: Random) -> str:
    """Misspell a slug so that it is well formed and nobody's."""
    while True:
        at = pick.randrange(len(slug))
        letter = pick.choice("abcdefghijklmnopqrstuvwxyz")
        spelled = slug[:at] + (letter if slug[at] != "-" else f"{letter}-") + slug[at + 1 :]
        if spelled != slug and spelled not in known_slugs():
            return spelled


def neighbours(pack: SeedPack, entry: Written) -> list[tuple[int, int]]:
    """List the pairs of lines of an entry that stand directly below each other."""
    lines = sorted(entry.keys.values())
    return [
        (one, other) for one, other in pairwise(lines) if other == one + 1 and pack.value(one) and pack.value(other)
    ]
