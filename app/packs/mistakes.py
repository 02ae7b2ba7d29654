"""Mistakes in packs: where each one is, what is wrong, what is allowed, and the nearest valid value."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.domain.characters import printable
from app.domain.errors import RivalryError
from app.domain.nearest import nearest

LONGEST_LIST = 30
"""Longer lists of allowed values are left out: the nearest one says more."""

MOST_OF_A_FILE = 100
"""Mistakes of one file that are told; the others are counted. Nobody mends more at one go."""

MOST_IN_ALL = 1_000
"""Mistakes of all files that are told."""

LONGEST_PART = 400
"""Characters of each part of a message: keys and names may be as long as the file."""

Names = Collection[str] | Callable[[], Collection[str]]
"""Valid values, or what looks them up: it is asked only for the mistakes that are told."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in one place of a pack; lines count from 1.

    `given` is what stands there and `names` is what may, where that is known; of these the hints are made.
    """

    file: Path
    line: int
    where: str
    problem: str
    given: object = None
    names: Names = ()

    @property
    def allowed(self) -> tuple[str, ...]:
        """What may stand there instead, where the list is short."""
        names = self._names()
        return tuple(names) if len(names) <= LONGEST_LIST else ()

    @property
    def did_you_mean(self) -> str | None:
        """The nearest of what may stand there."""
        return nearest(self.given, self._names()) if isinstance(self.given, str) else None

    def _names(self) -> Collection[str]:
        return self.names() if callable(self.names) else self.names

    def __str__(self) -> str:
        """Spell it as compilers do, so that editors can jump to it; on one line, and nothing that a terminal obeys."""
        allowed = f"; allowed: {_cut(', '.join(self.allowed))}" if self.allowed else ""
        near = self.did_you_mean
        hint = f"; did you mean {_cut(near)!r}?" if near else ""
        place = f"{_cut(self.where)}: " if self.where else ""
        return printable(f"{self.file}:{self.line}: {place}{_cut(self.problem)}{allowed}{hint}")


class Mistakes:
    """The mistakes found so far: all are counted, and of each file the first are kept, so that memory is bounded."""

    def __init__(self, found: Iterable[Mistake] = ()) -> None:
        """Begin with some."""
        self._counts: Counter[Path] = Counter()
        self._kept: dict[Path, list[Mistake]] = {}
        self.extend(found)

    def add(self, mistake: Mistake) -> None:
        """Count a mistake, and keep it if it is among the first of its file by line."""
        self._counts[mistake.file] += 1
        kept = self._kept.setdefault(mistake.file, [])
        kept.append(mistake)
        if len(kept) >= 2 * MOST_OF_A_FILE:  # sorted now and then, not for each
            kept[:] = _first(kept)

    def extend(self, mistakes: Iterable[Mistake]) -> None:
        """Add each of some mistakes."""
        for mistake in mistakes:
            self.add(mistake)

    def __len__(self) -> int:
        """How many there are, kept or not."""
        return self._counts.total()

    @property
    def kept(self) -> dict[Path, list[Mistake]]:
        """The first mistakes of each file, by file and line."""
        return {file: _first(self._kept[file]) for file in sorted(self._kept, key=str)}

    def describe(self) -> Iterator[str]:
        """Spell the first of them, and how many more there are."""
        told = 0
        for file, mistakes in self.kept.items():
            shown = list(islice(mistakes, MOST_IN_ALL - told))
            yield from map(str, shown)
            told += len(shown)
            if not shown:
                yield f"and {len(self) - self._before(file):,} more in other files"
                return
            if (more := self._counts[file] - len(shown)) > 0:
                yield printable(f"{file}: and {more:,} more")

    def _before(self, file: Path) -> int:
        """How many mistakes there are in the files before one."""
        return sum(self._counts[each] for each in self._counts if str(each) < str(file))


class PackError(RivalryError):
    """Packs with at least one mistake; nothing of them may be used.

    `mistakes` are the first of each file in the order of file and line, `count` is how many there are in all.
    """

    def __init__(self, found: Mistakes | Iterable[Mistake]) -> None:
        """Keep the mistakes in the order of file and line."""
        mistakes = found if isinstance(found, Mistakes) else Mistakes(found)
        self.mistakes = tuple(mistake for kept in mistakes.kept.values() for mistake in kept)
        self.count = len(mistakes)
        super().__init__("\n".join(mistakes.describe()))


def _first(mistakes: Iterable[Mistake]) -> list[Mistake]:
    return sorted(mistakes, key=lambda each: (each.line, each.where))[:MOST_OF_A_FILE]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_PART else f"{text[:LONGEST_PART]}…"
