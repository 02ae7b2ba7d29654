"""Bars: quantities one below the other, each with its name, its amount and notes in words, and its range."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.charts.bar_marks import bar_layers
from app.charts.lettering import balance, join, typeset, width, wrap
from app.charts.sheet import Room, Sheet, Spec
from app.charts.words import exact
from app.domain.quantity import Quantity

NAME, NOTE, NOTE_LETTERS = 1.5, 1.15, 0.85
"""In sizes of a label: the line of a name, that of a note, and a note's letters."""
THINNEST, USUAL, THICKEST = 0.5, 1.2, 4.5
TIGHT, LOOSE = 0.6, 1.3
"""Likewise: how high a bar is, and the space under it."""
ABOVE_NOTE = 0.35
BETWEEN = " \u00b7 "
"""What stands between pieces of a line; a line breaks there first."""
SHORTEST_WHISKER = 4
"""Pixels below which a range cannot be seen; words say it."""
BEYOND = Decimal("1.08")
"""How far the scale goes on beyond the greatest number, for bars without an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A quantity with its name, its amount and notes in words; one that is not `firm` is drawn as an outline only."""

    name: str
    quantity: Quantity
    words: str
    colour: str
    about: str
    notes: Sequence[str] = ()
    firm: bool = True

    @property
    def is_wide(self) -> bool:
        """Whether only its order of magnitude is known, which has no length."""
        return "magnitude" in self.quantity.hedges

    @property
    def description(self) -> str:
        """What it is, and its exact numbers."""
        return f"{self.about}: {exact(self.quantity)}"

    def head(self, size: float, within: float, *, is_stacked: bool) -> tuple[list[str], list[str]]:
        """Put name and amount into lines: one for both, or some for each, one below the other."""
        if not is_stacked:
            return [self.name], [self.words]
        words = join(self.words.split(BETWEEN), BETWEEN, size, within)
        return wrap(self.name, size, within, bold=True), [part for each in words for part in wrap(each, size, within)]

    def note_lines(self, size: float, within: float) -> list[str]:
        """Put the notes into lines."""
        lines = join(self.notes, BETWEEN, size * NOTE_LETTERS, within)
        return [part for line in lines for part in balance(line, size * NOTE_LETTERS, within)]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one below the other; with a `whole` they are parts of it, on a scale that ends with it.

    What cannot be compared has no common scale: each quantity is a square then, as large as the others.
    """

    bars: Sequence[Bar]
    whole: Decimal | None = None
    is_comparable: bool = True

    def room(self, size: float, width: float) -> Room:
        """Without notes and with thin bars, or with all."""
        count = len(self.bars)
        named = NAME * sum(self._head_lines(size, width))
        usual = named + self._notes(size, width) + count * USUAL + (count - 1) * LOOSE
        return Room(size * (named + count * THINNEST + (count - 1) * TIGHT), size * usual)

    def layers(self, sheet: Sheet) -> list[Spec]:
        """Draw the bars with all that belongs to them."""
        least, most = self._scale()
        is_stacked = self._is_stacked(sheet.size, sheet.width)
        return bar_layers(sheet, (float(least), float(most)), list(self._rows(sheet)), is_stacked=is_stacked)

    def _is_stacked(self, size: float, within: float) -> bool:
        """Whether amounts stand below the names, since they do not find room beside them for every bar."""
        longest = max(width(bar.name, size, bold=True) + width(bar.words, size) for bar in self.bars)
        return longest + size > within

    def _head_lines(self, size: float, within: float) -> list[int]:
        """How many lines name and amount of each bar take."""
        is_stacked = self._is_stacked(size, within)
        heads = [bar.head(size, within, is_stacked=is_stacked) for bar in self.bars]
        return [len(name) + len(words) if is_stacked else 1 for name, words in heads]

    def _notes(self, size: float, within: float) -> float:
        counts = [len(bar.note_lines(size, within)) for bar in self.bars]
        return sum(ABOVE_NOTE + count * NOTE for count in counts if count)

    def _scale(self) -> tuple[Decimal, Decimal]:
        """From zero, or the least number below it, to the greatest or the whole, and on where a bar has no end."""
        quantities = [bar.quantity for bar in self.bars if not bar.is_wide]
        inner = [end for each in quantities for end in (each.low, each.value) if end is not None]
        outer = [each.high for each in quantities if each.high is not None] if self.whole is None else [self.whole]
        is_open = self.whole is None and any(each.high is None for each in quantities)
        least, most = min([Decimal(0), *inner, *outer]), max([Decimal(0), *inner, *outer])
        return least, (most * (BEYOND if is_open else 1) or Decimal(1))

    def _rows(self, sheet: Sheet) -> Iterator[dict[str, object]]:
        """Place every bar, with notes where these find room, and share out what is left of the height."""
        size, count = sheet.size, len(self.bars)
        is_stacked = self._is_stacked(size, sheet.width)
        lines = self._head_lines(size, sheet.width)
        least = NAME * sum(lines) + count * THINNEST + (count - 1) * TIGHT
        notes = self._notes(size, sheet.width)
        has_notes = (least + notes) * size <= sheet.plot + 1
        spare = max(0.0, sheet.plot / size - least - (notes if has_notes else 0))
        thick = min(THICKEST, THINNEST + spare * 0.6 / count)
        gap = TIGHT + (spare - (thick - THINNEST) * count) / max(1, count - 1)
        y = 0.0
        for bar, height in zip(self.bars, lines, strict=True):
            name, words = bar.head(size, sheet.width, is_stacked=is_stacked)
            note = bar.note_lines(size, sheet.width) if has_notes else []
            top = y + NAME * height
            bottom = top + thick
            below = NAME * len(name) if is_stacked else 0
            places = {"name_y": y + 1.05, "words_y": y + 1.05 + below, "top": top, "bottom": bottom}
            places |= {"middle": (top + bottom) / 2, "note_y": bottom + ABOVE_NOTE}
            yield {
                "name": list(map(typeset, name)),
                "words": list(map(typeset, words)),
                "note": list(map(typeset, note)),
                "colour": bar.colour,
                "description": bar.description,
                **{name: round(place * size, 1) for name, place in places.items()},
                **self._spans(bar, sheet.width),
            }
            y = bottom + (ABOVE_NOTE + len(note) * NOTE if note else 0) + gap

    def _spans(self, bar: Bar, width: float) -> dict[str, object]:
        """Say from where to where a bar is filled, outlined and has a whisker."""
        if not self.is_comparable:
            return {"is_alone": 1}
        if bar.is_wide:
            return {"is_wide": 1}
        least, most = self._scale()
        value, low, high = bar.quantity.value, bar.quantity.low, bar.quantity.high
        is_below = high is not None and high < 0
        near = value if value is not None else high if is_below else low if low is not None and low > 0 else Decimal(0)
        far = low if is_below else high
        spans: dict[str, object] = {"is_part": 1} if not least and most == self.whole else {}
        if not bar.firm:
            spans |= {"open_from": 0, "open_to": _clipped(far if value is None else value, most)}
        else:
            spans |= {"from": 0, "to": _clipped(near, most)} if near else {}
            if value is None or high is None:
                spans |= {"open_from": _clipped(near, most), "open_to": _clipped(far, most)}
        if high is None or high > most:
            spans["arrow"] = "triangle-right"
        elif low is not None and float((high - low) / (most - least)) * width >= SHORTEST_WHISKER:
            spans |= {"low": float(low), "high": float(high)}
        return spans


def _clipped(number: Decimal | None, most: Decimal) -> float:
    return float(most if number is None else min(number, most))
