"""Proposing: which of an article's words are figures that could become facts, and what stands around them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.characters import unfit
from app.domain.errors import UnreadableFigureError
from app.domain.figure import may_count, read_figure
from app.domain.numeral import MOST_WORDS, SCALES
from app.domain.quantity import Quantity
from app.packs.article import is_printed
from app.packs.doubts import ARTICLES, find_spoken_part, why_not
from app.packs.falls import find_fall
from app.packs.words import Span, Word, split_words

_BESIDE = 2
"""Characters beside a figure that can make it a part of something else, as `is_printed` has it."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words of a paragraph with a number in them; `start` and `end` are its characters, paragraphs count from 1.

    `quantity` is what they are understood as, None where they are not. `reason` says why they are not proposed as a
    fact, None where they are. `fall` is the figure with the word beside it that tells of a fall, which `quantity`
    leaves out; None where there is none.
    """

    paragraph: int
    start: int
    end: int
    printed: str
    quantity: Quantity | None = None
    reason: str | None = None
    fall: str | None = None

    @property
    def is_proposed(self) -> bool:
        """Whether an editor is asked to make a fact of it."""
        return self.reason is None


def find_figures(paragraphs: Iterable[str]) -> list[Sighting]:
    """List, in their order, each figure of an article that the reader understands, and digits that it does not.

    Of all wordings that are understood alike the shortest is taken, and of these the one that says most: "just under
    $4 billion", and not "$4 billion" or "just under $4 billion gap". A figure that a paragraph prints twice is listed
    once, and once more where only one of the two is proposed or told as a fall.
    """
    found: dict[tuple[int, str, bool, bool], Sighting] = {}
    for number, paragraph in enumerate(paragraphs, start=1):
        for sighting in _find_in(paragraph.replace("\t", " "), number):
            told = sighting.is_proposed, sighting.fall is not None
            found.setdefault((number, sighting.printed, *told), sighting)
    return list(found.values())


def _find_in(paragraph: str, number: int) -> Iterator[Sighting]:
    words = split_words(paragraph)
    readings = _read_spans(words, paragraph)
    behind = 0
    by_first: dict[int, list[Span]] = {}
    for span in readings:
        by_first.setdefault(span[0], []).append(span)
    for core in sorted(_innermost(readings)):
        if core[0] < behind:
            continue
        near = [span for at in range(core[1] - MOST_WORDS, core[0] + 1) for span in by_first.get(at, ())]
        first, last = _choose({span: readings[span] for span in near}, core, behind)
        unread = [told for at in range(behind, first) for told in _not_read(words, at, paragraph, number)]
        yield from unread
        reason = why_not(words, (first, last), readings[first, last])
        if scale := find_spoken_part(words, last, readings[first, last]):
            last, reason = scale, "a part of a million or the like is not read"
        behind, start, end = last, words[first].start, words[last - 1].end
        is_told = (
            bool(unread) and unread[-1].end in (words[first - 1].end, words[first].end) and not words[first].parted
        )
        if not (is_told and (reason or words[first].text.lower() in SCALES)):  # the "billion" of "€3 billion"
            quantity = readings.get((first, last))
            fall = None if reason else _told_fall(words, (first, last), quantity, paragraph)
            yield Sighting(number, start, end, paragraph[start:end], quantity, reason, fall)
    for at in range(behind, len(words)):
        yield from _not_read(words, at, paragraph, number)


def _told_fall(words: Sequence[Word], span: Span, quantity: Quantity | None, paragraph: str) -> str | None:
    """Print a figure with the word that tells of a fall; None where none does, and where a sign says it already."""
    is_above = quantity is not None and (quantity.anchor or 0) > 0
    fall = find_fall(words, span) if is_above else None
    return paragraph[words[fall[0]].start : words[fall[1] - 1].end] if fall else None


def _read_spans(words: Sequence[Word], paragraph: str) -> dict[Span, Quantity]:
    """Read all words in a row that are understood as a figure, whole and as packs may hold it."""
    readings: dict[Span, Quantity] = {}
    counting = [at for at, word in enumerate(words) if may_count(word.text)]
    near = {first for at in counting for first in range(max(0, at + 1 - MOST_WORDS), at + 1)}
    for first in sorted(near):
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1):
            if last > first + 1 and words[last - 1].parted:
                break
            start, end = words[first].start, words[last - 1].end
            printed = paragraph[start:end]
            try:
                quantity = read_figure(printed)
            except UnreadableFigureError:
                continue
            around = paragraph[max(0, start - _BESIDE) : end + _BESIDE]  # not all of it, which may be a megabyte
            if unfit(printed) is None and is_printed(printed, around) and not _goes_on(printed, quantity):
                readings[first, last] = quantity
    longest = dict(sorted(readings))  # of the spans with one beginning the last one stays
    turns = {turn for span in longest.items() if (turn := _turn(words, span, readings)) is not None}
    return {
        span: quantity
        for span, quantity in readings.items()
        if [word.text.lower() for word in words[max(0, span[0] - 2) : span[0] + 1]] != ["plus", "or", "minus"]
        if not turns.intersection(range(*span)) and _may_follow(words, span, readings)
    }


def _goes_on(printed: str, quantity: Quantity) -> bool:
    """Whether a spoken fraction is the beginning of another word: "a third-party seller", "a quarter-century"."""
    start, hyphen, _ = printed.rpartition("-")
    if quantity.unit != "fraction" or not hyphen:
        return False
    try:
        return read_figure(start) == quantity
    except UnreadableFigureError:
        return False


def _turn(words: Sequence[Word], span: Span, readings: Mapping[Span, Quantity]) -> int | None:
    """Return the "to" of "from $3 billion to $4 billion": two figures, though "from $3 to $4 billion" is one."""
    first, last = span
    if first == 0 or words[first - 1].text.lower() != "from" or words[first].parted:
        return None
    ends = [at for at in range(first + 1, last) if words[at].text.lower() == "to" and (first, at) in readings]
    return next((at for at in ends if readings[first, at].value == readings[span].low), None)


def _may_follow(words: Sequence[Word], span: Span, readings: Mapping[Span, Quantity]) -> bool:
    """Whether no article stands before that makes something else of it: "the past two decades", "a two-year plan"."""
    first, last = span
    is_after_article = first > 0 and words[first - 1].text.lower() in ARTICLES and not words[first].parted
    return not is_after_article or (first - 1, last) in readings or last - first == MOST_WORDS


def _innermost(readings: Mapping[Span, Quantity]) -> list[Span]:
    """Keep the spans that have no other within them: the numbers themselves."""
    shortest: dict[int, Span] = {}
    for first, last in sorted(readings, key=lambda span: span[1] - span[0]):
        inside = (shortest[at] for at in range(first, last) if at in shortest)
        if not any(end <= last for _, end in inside):
            shortest[first] = first, last
    return list(shortest.values())


def _choose(readings: Mapping[Span, Quantity], core: Span, least: int) -> Span:
    """Choose the wording of a figure around a number: of each reading the shortest, and of these the longest.

    `least` is the first word that no figure before it has taken.
    """
    shortest: dict[Quantity, Span] = {}
    around = [span for span in readings if least <= span[0] <= core[0] and core[1] <= span[1]]
    for span in sorted(around, key=lambda span: (span[1] - span[0], -span[0])):
        shortest.setdefault(readings[span], span)
    return max(shortest.values(), key=lambda span: span[1] - span[0])


def _not_read(words: Sequence[Word], at: int, paragraph: str, number: int) -> Iterator[Sighting]:
    """Tell of digits that are in no figure, with the scale behind them, and why they are not understood."""
    word = words[at]
    if word.has_digits:
        try:
            read_figure(word.text)
        except UnreadableFigureError as error:
            scale = next(
                (each for each in words[at + 1 : at + 2] if each.text.lower() in SCALES and not each.parted), word
            )
            yield Sighting(number, word.start, scale.end, paragraph[word.start : scale.end], reason=str(error))
