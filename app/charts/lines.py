"""Lines: points in time with their ranges, placed on a plot with its axes and its names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.charts.axes import round_numbers, time_axis
from app.charts.lettering import join, typeset, width
from app.charts.line_marks import Frame, line_layers
from app.charts.sheet import Room, Sheet, Spec
from app.domain.period import Frequency
from app.domain.quantity import Quantity, Unit

_LOWEST = 7.0
_SHAPE, _LOW, _HIGH = 0.5, 170.0, 480.0
"""A plot is half as high as wide, within bounds in pixels."""
_AXIS, _TURN, _KEY = 1.9, 2.9, 1.4
"""In sizes of a label: the line of years, the space for what is said of a turn, and a line of names."""
_WIDEST_MARGIN = 0.3
"""Part of the width that names may take beside the lines; longer ones stand above."""
_MOST_BESIDE = 6
_MOST_TOLD = 2
"""Turns that are told in words; of more each has its mark only."""
_NUMBERS = 4.4
_LEAST_SEEN = 2.0
"""Pixels below which a range cannot be seen."""
_BETWEEN_NAMES = 2.6
_TICK = 0.9
"""How far a tick at a break goes up and down, in sizes of a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of a company's line; those of one `run` are joined, and one that `is_break` is not like those before."""

    name: str
    colour: str
    run: int
    moment: float
    quantity: Quantity
    words: str
    description: str
    is_break: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A moment at which the lead changed hands, at the point of who leads from there on."""

    moment: float
    quantity: Quantity
    words: tuple[str, str]
    description: str


@dataclass(frozen=True, kw_only=True)
class LinePlot:
    """The lines of some companies through time."""

    marks: Sequence[Mark]
    turns: Sequence[Turn]
    unit: Unit
    frequency: Frequency

    def room(self, size: float, width: float) -> Room:
        """Enough for a few grid lines, or half as high as wide."""
        around = size * (self._above(size, width) + _AXIS)
        return Room(around + size * _LOWEST, around + min(_HIGH, max(_LOW, width * _SHAPE)))

    def layers(self, sheet: Sheet) -> list[Spec]:
        """Draw the lines with all that belongs to them."""
        frame = self._frame(sheet)
        rows = [self._row(mark, frame, sheet) for mark in self.marks]
        turns = [self._turn_row(turn, frame, sheet) for turn in self.turns]
        return line_layers(sheet, frame, rows, turns, list(self._names(sheet, frame)))

    @cached_property
    def _last(self) -> list[Mark]:
        """The newest point of each company."""
        return list({mark.name: mark for mark in self.marks}.values())

    def _beside(self, size: float, within: float) -> float:
        """How wide the names beside the lines are; 0 where they stand above."""
        widest = max(max(width(each.name, size, bold=True), width(each.words, size)) for each in self._last)
        fits = widest <= within * _WIDEST_MARGIN and len(self._last) <= _MOST_BESIDE
        return widest + size if fits else 0

    def _key(self, size: float, within: float) -> list[str]:
        """Put names above the lines, in as many rows as they take."""
        named = [f"{each.name} {each.words}" for each in self._last]
        return join(named, "    ", size, within, bold=True)

    def _above(self, size: float, within: float) -> float:
        """What stands above the plot, in sizes of a label."""
        key = 0 if self._beside(size, within) else _KEY * len(self._key(size, within)) + 0.6
        return key + (_TURN if self._is_told else 1)

    @property
    def _is_told(self) -> bool:
        return 0 < len(self.turns) <= _MOST_TOLD

    def _frame(self, sheet: Sheet) -> Frame:
        """Choose both scales."""
        size = sheet.size
        top, bottom = size * self._above(size, sheet.width), sheet.plot - size * _AXIS
        left, right = size * _NUMBERS, sheet.width - max(self._beside(size, sheet.width), size * 0.6)
        quantities = [mark.quantity for mark in self.marks]
        ends = [float(end) for each in quantities for end in (each.low, each.value, each.high) if end is not None]
        numbers = round_numbers(min(0.0, *ends), max(0.0, *ends), max(2, (bottom - top) / (size * 4.2)))
        return Frame(
            left=left,
            right=right,
            top=top,
            bottom=bottom,
            numbers=numbers,
            unit=self.unit,
            time=time_axis([mark.moment for mark in self.marks], self.frequency, (right - left) / (size * 3.4)),
        )

    def _row(self, mark: Mark, frame: Frame, sheet: Sheet) -> dict[str, object]:
        """Place a point, with its range where that can be seen or is all there is."""
        value, low, high = mark.quantity.value, mark.quantity.low, mark.quantity.high
        bottom, top = frame.numbers[0], frame.numbers[-1]
        row: dict[str, object] = {
            "line": f"{mark.name} {mark.run}",
            "colour": mark.colour,
            "moment": mark.moment,
            "value": None if value is None else float(value),
            "description": mark.description,
        }
        ends = bottom if low is None else float(low), top if high is None else float(high)
        if value is None or frame.up(ends[0]) - frame.up(ends[1]) >= _LEAST_SEEN:
            row |= {"low": ends[0], "high": ends[1]}
        if mark.is_break and mark.quantity.anchor is not None:
            row |= self._break(frame.up(float(mark.quantity.anchor)), sheet.size)
        if low is None or high is None:
            row["arrow"], row["open"] = ("triangle-up", top) if high is None else ("triangle-down", bottom)
        return row

    def _break(self, y: float, size: float) -> dict[str, object]:
        """Place a tick across a line, in pixels."""
        return {"break_from": round(y - size * _TICK, 1), "break_to": round(y + size * _TICK, 1)}

    def _turn_row(self, turn: Turn, frame: Frame, sheet: Sheet) -> dict[str, object]:
        """Place a turn, with its words where it is told in words, on the side where there is more room."""
        x = frame.across(turn.moment)
        return {
            "moment": turn.moment,
            "value": float(turn.quantity.anchor or 0),
            "description": turn.description,
            "words": list(map(typeset, turn.words)) if self._is_told else [],
            "words_x": round(x + sheet.size * (-0.5 if x > sheet.width / 2 else 0.5), 1),
            "side": "right" if x > sheet.width / 2 else "left",
        }

    def _names(self, sheet: Sheet, frame: Frame) -> Iterator[dict[str, object]]:
        """Name each line where it ends, no two names over each other, or all of them above."""
        size = sheet.size
        if not self._beside(size, sheet.width):
            yield from self._names_above(size, sheet.width)
            return
        ordered = sorted(self._last, key=lambda mark: frame.up(float(mark.quantity.anchor or 0)))
        ends = [frame.up(float(mark.quantity.anchor or 0)) - size * 0.2 for mark in ordered]
        for place, y in enumerate(ends):
            ends[place] = max(y, ends[place - 1] + size * _BETWEEN_NAMES) if place else max(y, size)
        lowest = frame.bottom - size * 0.6
        for place in reversed(range(len(ends))):
            ends[place] = min(ends[place], lowest)
            lowest = ends[place] - size * _BETWEEN_NAMES
        for mark, y in zip(ordered, ends, strict=True):
            shared = {"x": round(frame.right + size * 0.8, 1), "colour": mark.colour}
            yield {**shared, "y": round(y, 1), "name": mark.name, "words": typeset(mark.words)}

    def _names_above(self, size: float, within: float) -> Iterator[dict[str, object]]:
        x, line = 0.0, 0
        for mark in self._last:
            name = typeset(f"{mark.name} {mark.words}")
            wide = width(name, size, bold=True)
            if x and x + wide > within:
                x, line = 0.0, line + 1
            y = round(size * (1 + line * _KEY), 1)
            yield {"x": round(x, 1), "y": y, "name": name, "words": "", "colour": mark.colour}
            x += wide + size * 0.8
