"""Lettering: how wide a text comes out, at most, in the typefaces that readers have, and where to break it."""

import re
from collections.abc import Iterable

_WIDTHS = {
    0.28: "'",
    0.33: " \u00a0,.IJijl\u2019\u00b7",
    0.36: "-/:;\\f|",
    0.41: "!()[]rt",
    0.47: '"',
    0.53: "*_`sz",
    0.58: "?Lc",
    0.62: "FPTYaekovxy",
    0.65: "\u201c\u201d$0123456789EKSbdghnpqu{}",
    0.71: "ABCRVXZ",
    0.77: "DGHNU",
    0.82: "&OQw",
    0.84: "\u2212#+<=>M^~",
    0.98: "%m@W",
}
_EM = {character: width for width, characters in _WIDTHS.items() for character in characters}
"""Parts of its size that a character of DejaVu Sans is wide: of what readers have, hardly anything is wider."""

_OTHER = 1.0
BOLD = 1.13
"""By how much bold letters are wider, and so are those of its serif."""
OURS = 0.83
"""By how much less than that our own serif takes."""

_KEPT = re.compile(r"(?<=\d) (?=[a-z])")
"""A number and what it counts stay on one line."""


def typeset(text: str) -> str:
    """Put the signs of print in the place of a typewriter's: apostrophes, and minus before an amount."""
    return re.sub(r"(?<![\w.])-(?=[$\d])", "\u2212", text.replace("'", "\u2019"))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How many pixels wide a text may come out, at most, in letters of a size in pixels."""
    return sum(_EM.get(character, _OTHER) for character in text) * size * (BOLD if bold else 1)


def wrap(text: str, size: float, within: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that are no wider than so many pixels; a longer word has a line of its own."""
    return join(_KEPT.sub("\u00a0", text).split(" "), " ", size, within, bold=bold)


def balance(text: str, size: float, within: float, *, bold: bool = False) -> list[str]:
    """Break a text into as few lines as hold it, and these as alike in width as can be: no word is left alone."""
    lines = wrap(text, size, within, bold=bold)
    while len(lines) > 1:
        longest = max(width(line, size, bold=bold) for line in lines)
        narrower = wrap(text, size, longest - 1, bold=bold)
        if longest > within or len(narrower) > len(lines) or narrower == lines:
            break
        lines = narrower
    return lines


def join(pieces: Iterable[str], between: str, size: float, within: float, *, bold: bool = False) -> list[str]:
    """Put pieces, none of them broken, into as few lines as hold them."""
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]}{between}{piece}" if lines else ""
        if lines and width(longer, size, bold=bold) <= within:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines
