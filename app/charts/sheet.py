"""The sheet: the paper around a plot, its title, its footer, and letters as large as its size allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Protocol

from app.charts.lettering import OURS, balance, join, typeset
from app.charts.theme import HIGHEST, LOWEST, Look
from app.domain.errors import RivalryError

Spec = dict[str, Any]
"""A Vega-Lite specification, or a part of one."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

SMALLEST, LARGEST = 14.2, 26.0
"""Pixels of the letters of labels, with which notes have 12; a height that is asked for may make them smaller still,
down to LEAST."""
LEAST = 10.0
_LARGER = 1.35
"""By how much larger than usual letters may be where a height leaves room for them."""
_STEP = 0.5
_LETTERS_ACROSS = 110
_TITLES = (1.6, 1.35, 1.15)
"""A title's letters, in sizes of a label: the largest in which it takes no more than so many lines, or twice as many
where the paper is narrow."""
_MOST_LINES, _NARROW, _WIDE = 3, 480, 1000
_MARGIN, _NARROW_MARGIN = 24, 16
_TITLE_LINE = 1.2
"""A line of a title, in sizes of its letters."""
_SUBTITLE_LINE, _FOOTER, _FOOTER_LINE = 1.35, 0.85, 1.15
"""In sizes of a label: the lines of subtitle and footer, and the footer's letters."""


class TooLowError(RivalryError):
    """A picture that cannot be drawn so low; `least` is how many pixels high it has to be."""

    def __init__(self, least: int) -> None:
        """Keep how high it has to be."""
        self.least = least
        super().__init__(f"the picture needs a height of at least {least} pixels at this width")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What a picture says in words: the finding, what is shown, and where it comes from."""

    finding: str
    shown: Sequence[str]
    footer: Sequence[str]


@dataclass(frozen=True, slots=True)
class Room:
    """The height that a plot needs, at least and to look well."""

    least: float
    usual: float


class Plot(Protocol):
    """What is drawn on a sheet."""

    def room(self, size: float, width: float) -> Room:
        """Say how high it has to be with labels of a size, so many pixels wide."""

    def layers(self, sheet: "Sheet") -> list[Spec]:
        """Draw it on a sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture's size, its letters and its lines; `plot` is the height of what is drawn on it."""

    look: Look
    size: float
    title: Sequence[str]
    subtitle: Sequence[str]
    footer: Sequence[str]
    title_size: float = 0
    plot: int = 0

    @property
    def margin(self) -> int:
        """The white around everything; a browser's page can count on it where its column and the picture's are one."""
        if self.look.width < _NARROW:
            return _NARROW_MARGIN
        return _MARGIN if self.look.width < _WIDE else round(self.look.width * 0.04)

    @property
    def width(self) -> int:
        """How wide the plot and the lines are."""
        return self.look.width - 2 * self.margin

    @property
    def above(self) -> int:
        """What title and subtitle take, with the space under them."""
        title = len(self.title) * self.title_size * _TITLE_LINE
        return ceil(title + self.size * (len(self.subtitle) * _SUBTITLE_LINE + 1.3))

    @property
    def below(self) -> int:
        """What the footer takes, with the space over it."""
        return ceil(self.size * (len(self.footer) * _FOOTER_LINE + 2))

    @property
    def around(self) -> int:
        """All that is not the plot."""
        return self.above + self.below + 2 * self.margin


def lay_out(look: Look, caption: Caption, plot: Plot) -> Sheet:
    """Choose the largest letters with which all finds room. Raises TooLowError."""
    usual = min(LARGEST, max(SMALLEST, round(8 + look.width / _LETTERS_ACROSS, 1)))
    size = usual if look.height is None else round(usual * _LARGER, 1)
    while True:
        sheet = _lettered(look, caption, size)
        room = plot.room(size, sheet.width)
        height = look.height or min(HIGHEST, max(LOWEST, round(sheet.around + room.usual)))
        if sheet.around + (room.usual if size > usual else room.least) <= height:
            return replace(sheet, plot=height - sheet.around)
        if size <= LEAST:
            raise TooLowError(ceil(sheet.around + room.least))
        size = max(LEAST, size - _STEP)


def _lettered(look: Look, caption: Caption, size: float) -> Sheet:
    empty = Sheet(look, size, (), (), ())
    within = empty.width / (OURS if look.is_fixed else 1)
    most = _MOST_LINES if look.width >= _NARROW else _MOST_LINES * 2
    titles = [(part, balance(typeset(caption.finding), size * part, within, bold=True)) for part in _TITLES]
    part, title = next(((part, lines) for part, lines in titles if len(lines) <= most), titles[-1])
    return Sheet(
        look,
        size,
        title,
        _broken(caption.shown, " · ", size, empty.width),
        _broken(caption.footer, " · ", size * _FOOTER, empty.width),
        title_size=size * part,
    )


def _broken(pieces: Sequence[str], between: str, size: float, within: float) -> list[str]:
    """Put pieces into lines, and break those that are longer than one."""
    return [part for line in join(map(typeset, pieces), between, size, within) for part in balance(line, size, within)]


def picture(look: Look, caption: Caption, plot: Plot) -> Spec:
    """Put a plot on a sheet: a whole specification, of exactly the size that is asked for. Raises TooLowError."""
    sheet = lay_out(look, caption, plot)
    colours = look.colours
    return {
        "$schema": SCHEMA,
        "description": caption.finding,
        "width": sheet.width,
        "height": sheet.plot,
        "autosize": "none",
        "padding": {
            "left": sheet.margin,
            "right": sheet.margin,
            "top": sheet.margin + sheet.above,
            "bottom": sheet.margin + sheet.below,
        },
        "background": colours.paper,
        "title": _title(sheet),
        "layer": [*plot.layers(sheet), *_footer(sheet)],
        "config": {
            "font": look.sans,
            "view": {"stroke": None},
            "text": {"color": colours.ink, "font": look.sans, "baseline": "alphabetic"},
        },
    }


def _title(sheet: Sheet) -> Spec:
    size, colours = sheet.size, sheet.look.colours
    return {
        "text": list(sheet.title),
        "subtitle": list(sheet.subtitle),
        "anchor": "start",
        "frame": "group",
        "offset": round(size * 1.1, 1),
        "font": sheet.look.serif,
        "fontSize": round(sheet.title_size, 1),
        "fontWeight": 600,
        "lineHeight": round(sheet.title_size * _TITLE_LINE, 1),
        "color": colours.ink,
        "subtitleFont": sheet.look.sans,
        "subtitleFontSize": size,
        "subtitleLineHeight": round(size * _SUBTITLE_LINE, 1),
        "subtitlePadding": round(size * 0.6, 1),
        "subtitleColor": colours.muted,
    }


def _footer(sheet: Sheet) -> list[Spec]:
    """A thin rule, and under it where all comes from."""
    size, colours = sheet.size, sheet.look.colours
    rule = {"type": "rule", "color": colours.rule, "aria": False}
    across = {"x": {"value": 0}, "x2": {"value": sheet.width}, "y": {"value": round(sheet.plot + size * 1.2, 1)}}
    return [
        {"data": {"values": [{}]}, "mark": rule, "encoding": across},
        text(
            {"value": 0},
            {"value": round(sheet.plot + size * 1.8, 1)},
            {"value": list(sheet.footer)},
            data=[{}],
            fontSize=round(size * _FOOTER, 1),
            lineHeight=round(size * _FOOTER_LINE, 1),
            baseline="top",
            color=colours.muted,
        ),
    ]


def text(x: Spec, y: Spec, words: Spec, *, data: Sequence[Mapping[str, object]] | None = None, **style: object) -> Spec:
    """Return a layer of text at a place; what it says is said by the marks, too, to who cannot see it."""
    layer: Spec = {
        "mark": {"type": "text", "align": "left", "aria": False, **style},
        "encoding": {"x": x, "y": y, "text": words},
    }
    return layer if data is None else {"data": {"values": list(data)}, **layer}
