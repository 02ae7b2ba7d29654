"""Mistakes in packs: where each one is, what is wrong, what is allowed, and the nearest valid value."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import RivalryError
from app.domain.nearest import nearest

LONGEST_LIST = 30
"""Longer lists of allowed values are left out: the nearest one says more."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in one place of a pack; lines count from 1."""

    file: Path
    line: int
    where: str
    problem: str
    allowed: tuple[str, ...] = ()
    did_you_mean: str | None = None

    def __str__(self) -> str:
        """Spell it as compilers do, so that editors can jump to it."""
        allowed = f"; allowed: {', '.join(self.allowed)}" if self.allowed else ""
        hint = f"; did you mean {self.did_you_mean!r}?" if self.did_you_mean else ""
        place = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}: {place}{self.problem}{allowed}{hint}"


class PackError(RivalryError):
    """Packs with at least one mistake; nothing of them may be used."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Keep the mistakes in the order of file and line."""
        self.mistakes = tuple(sorted(mistakes, key=lambda each: (str(each.file), each.line, each.where)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def wrong_value(value: object, allowed: Iterable[str]) -> tuple[tuple[str, ...], str | None]:
    """Return what may stand instead of a value, where the list is short, and the nearest of it."""
    listed = tuple(allowed)
    return listed if len(listed) <= LONGEST_LIST else (), nearest(value, listed) if isinstance(value, str) else None
