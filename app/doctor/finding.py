"""Findings: what one check came to, and what to do about it."""

from dataclasses import dataclass
from typing import Literal, Self

State = Literal["ok", "warning", "wrong"]

UNUSABLE, LOCKED, FULL = 3, 5, 6
"""Exit codes of what is wrong, as those of the faults that it would cause."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: which check, how it came out, what was seen, and what to do where something is to be done."""

    check: str
    state: State
    seen: str
    exit_code: int = 0

    @classmethod
    def ok(cls, check: str, seen: str) -> Self:
        """All is as it should be."""
        return cls(check, "ok", seen)

    @classmethod
    def warning(cls, check: str, seen: str, what_to_do: str) -> Self:
        """It works, and may not go on to."""
        return cls(check, "warning", f"{seen}; {what_to_do}")

    @classmethod
    def wrong(cls, check: str, seen: str, what_to_do: str | None, exit_code: int = UNUSABLE) -> Self:
        """It does not work, or what is answered may be wrong."""
        return cls(check, "wrong", f"{seen}; {what_to_do}" if what_to_do else seen, exit_code)

    def __str__(self) -> str:
        """One line, with what matters first."""
        return f"{self.state:8} {self.check:12} {self.seen}"


def in_megabytes(count: int) -> str:
    """Spell a number of bytes."""
    return f"{count / 1_000_000:,.1f} MB"
