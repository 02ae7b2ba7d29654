"""Themes: colours, typefaces, and what a client may ask of a picture."""

from dataclasses import dataclass
from typing import Literal

ThemeName = Literal["light", "dark"]

NARROWEST, WIDEST, USUAL_WIDTH = 200, 2000, 720
LOWEST, HIGHEST = 120, 2000
"""Pixels that a picture may be wide and high."""

PLACES = 5
"""Companies that have a colour of their own."""

OUR_SERIF, OUR_SANS = '"Source Serif Pro", serif', '"Liberation Sans", sans-serif'
"""What pictures are drawn with where no reader's typeface can be had, the same wherever they are drawn."""

SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif'
SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
"""Typefaces of the reader, the one we would rather have first."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours that are readable on their paper (WCAG AA); companies take theirs by their place in the request."""

    paper: str
    ink: str
    muted: str
    rule: str
    companies: tuple[str, ...]

    def company(self, place: int) -> str:
        """The colour of the company in a place, counted from 0."""
        return self.companies[place % len(self.companies)]


THEMES: dict[ThemeName, Theme] = {
    "light": Theme("#fdfcf9", "#1b1b1a", "#5d5a54", "#d9d5cb", ("#0b5cad", "#b04e0a", "#2c7048", "#7a3e9d", "#8a6d00")),
    "dark": Theme("#14161a", "#ece9e2", "#a9a59c", "#383b42", ("#7db7f5", "#f0a35e", "#86cf9f", "#cfa3ea", "#d9bd4f")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a picture is wanted: its theme and its size in pixels; without a height it is as high as it needs.

    `is_fixed`: its letters are drawn here, with our typefaces, and not by a browser with those of its reader.
    """

    theme: ThemeName = "light"
    width: int = USUAL_WIDTH
    height: int | None = None
    is_fixed: bool = False

    @property
    def colours(self) -> Theme:
        """The colours of its theme."""
        return THEMES[self.theme]

    @property
    def serif(self) -> str:
        """The typefaces of its title."""
        return OUR_SERIF if self.is_fixed else SERIF

    @property
    def sans(self) -> str:
        """The typefaces of everything else."""
        return OUR_SANS if self.is_fixed else SANS
