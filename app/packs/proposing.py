"""Proposing: which of an article's words are figures that could become facts, and what stands around them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from app.domain.characters import unfit
from app.domain.errors import OtherUnitError, UnreadableFigureError
from app.domain.figure import may_count, read_figure
from app.domain.numeral import MOST_WORDS, SCALES, list_words
from app.domain.quantity import Quantity
from app.packs.article import is_printed

_WORD = re.compile(r"(?:[^\s()\[\]{}<>\u2014\u2026\"\u201c\u201d\u201e\u00ab\u00bb;:!?|]|(?<=\d):(?=\d))+")
"""What may be a word of a figure; between two that something else parts lies no figure."""

_BEFORE, _BEHIND = 1, 2
"""Words beside a number in which another unit may stand: "EUR 3 billion", "50 basis points"."""

_BESIDE = 2
"""Characters beside a figure that can make it a part of something else, as `is_printed` has it."""

_OPENING, _CLOSING = "'\u2018,.*_#", "'\u2019,.*_#"
"""What stands at a word's ends without being of it."""

_TIMES = frozenset(
    list_words("day days week weeks month months year years decade decades century centuries hours minutes")
)
_RANKS = frozenset(("no", "number"))
_SMALL = frozenset(list_words("one two three four five six seven eight nine ten 1 2 3 4 5 6 7 8 9 10"))
_RATHER_WORDS = frozenset(("one", "two", "several"))
_ARTICLES = frozenset(("a", "an", "the"))
_MONTHS = frozenset(
    list_words(
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec"
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"[12]?\d|3[01]")
_FORM = re.compile(r"\d+-[A-Za-z]")

Span = tuple[int, int]
"""The first word of a figure and the one behind its last."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words of a paragraph with a number in them; `start` and `end` are its characters, paragraphs count from 1.

    `quantity` is what they are understood as, None where they are not. `reason` says why they are not proposed as a
    fact, None where they are.
    """

    paragraph: int
    start: int
    end: int
    printed: str
    quantity: Quantity | None = None
    reason: str | None = None

    @property
    def is_proposed(self) -> bool:
        """Whether an editor is asked to make a fact of it."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    parted: bool
    """Whether something that no figure has inside stands before it."""


def find_figures(paragraphs: Iterable[str]) -> list[Sighting]:
    """List, in their order, each figure of an article that the reader understands, and digits that it does not.

    Of all wordings that are understood alike the shortest is taken, and of these the one that says most: "just under
    $4 billion", and not "$4 billion" or "just under $4 billion gap". A figure that a paragraph prints twice is listed
    once.
    """
    found: dict[tuple[int, str], Sighting] = {}
    for number, paragraph in enumerate(paragraphs, start=1):
        for sighting in _find_in(paragraph.replace("\t", " "), number):
            found.setdefault((number, sighting.printed), sighting)
    return list(found.values())


def _find_in(paragraph: str, number: int) -> Iterator[Sighting]:
    words = _split(paragraph)
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
        reason = _why_not(words, (first, last), readings[first, last])
        if scale := _spoken_part(words, last, readings[first, last]):
            last, reason = scale, "a part of a million or the like is not read"
        behind, start, end = last, words[first].start, words[last - 1].end
        is_told = (
            bool(unread) and unread[-1].end in (words[first - 1].end, words[first].end) and not words[first].parted
        )
        if not (is_told and (reason or words[first].text.lower() in SCALES)):  # the "billion" of "€3 billion"
            yield Sighting(number, start, end, paragraph[start:end], readings.get((first, last)), reason)
    for at in range(behind, len(words)):
        yield from _not_read(words, at, paragraph, number)


def _split(paragraph: str) -> list[_Word]:
    """Split a paragraph into words without the signs around them."""
    words: list[_Word] = []
    behind = 0
    for match in _WORD.finditer(paragraph):
        opened = match[0].lstrip(_OPENING)
        text = opened.rstrip(_CLOSING)
        start = match.end() - len(opened)
        if text:
            words.append(_Word(text, start, start + len(text), bool(paragraph[behind:start].strip())))
            behind = start + len(text)
    return words


def _read_spans(words: Sequence[_Word], paragraph: str) -> dict[Span, Quantity]:
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


def _turn(words: Sequence[_Word], span: Span, readings: Mapping[Span, Quantity]) -> int | None:
    """Return the "to" of "from $3 billion to $4 billion": two figures, though "from $3 to $4 billion" is one."""
    first, last = span
    if first == 0 or words[first - 1].text.lower() != "from" or words[first].parted:
        return None
    ends = [at for at in range(first + 1, last) if words[at].text.lower() == "to" and (first, at) in readings]
    return next((at for at in ends if readings[first, at].value == readings[span].low), None)


def _may_follow(words: Sequence[_Word], span: Span, readings: Mapping[Span, Quantity]) -> bool:
    """Whether no article stands before that makes something else of it: "the past two decades", "a two-year plan"."""
    first, last = span
    is_after_article = first > 0 and words[first - 1].text.lower() in _ARTICLES and not words[first].parted
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


def _spoken_part(words: Sequence[_Word], last: int, quantity: Quantity) -> int | None:
    """Return where "half a million" or "a quarter of a million" ends, of which only "half" is understood."""
    behind = [word.text.lower() for word in takewhile(lambda word: not word.parted, words[last : last + 3])]
    behind = behind[1:] if behind[:1] == ["of"] else behind[:2]
    is_part = quantity.unit == "fraction" and len(behind) > 1 and behind[0] in _ARTICLES and behind[1] in SCALES
    return last + len(behind) + (words[last].text.lower() == "of") if is_part else None


def _why_not(words: Sequence[_Word], span: Span, quantity: Quantity) -> str | None:
    """Say why a number is not proposed: another unit, or what is in every article and no figure of it."""
    first, last = span
    if quantity.unit == "count":
        beside = [*words[max(0, first - _BEFORE) : first], *words[last : last + _BEHIND]]
        other = next((told for word in beside if not _has_digits(word) and (told := _other_unit(word))), None)
        if other or (other := _no_amount(words, span)):
            return other
    before = [word.text.lower() for word in words[max(0, first - 3) : first]]
    if before == ["plus", "or", "minus"]:
        return "more or less than another figure"
    if before[-2:] == ["a", "good"]:
        return "not understood: 'a good'"
    return _no_figure(words, first) if last - first == 1 else None


def _no_figure(words: Sequence[_Word], at: int) -> str | None:
    """Say what a number of one word is that is no figure."""
    text = words[at].text.lower()
    neighbours = {words[beside].text.lower().rstrip(".") for beside in (at - 1, at + 1) if 0 <= beside < len(words)}
    if text in _RATHER_WORDS:
        return "more often a word than a figure"
    if _FORM.fullmatch(text):
        return "a name"
    if _YEAR.fullmatch(text):
        return "a year"
    return "a day" if _DAY.fullmatch(text) and neighbours & _MONTHS else None


def _no_amount(words: Sequence[_Word], span: Span) -> str | None:
    """Say what a count is that counts nothing of a company: a time, a place in a row, or "three in five"."""
    first, last = span
    before = [word.text.lower() for word in words[max(0, first - 2) : first]]
    own = [word.text.lower() for word in words[first:last]]
    behind = [word.text.lower() for word in words[last : last + 2]]
    if behind and behind[0] in _TIMES and not words[last].parted:
        return "a length of time"
    if before and before[-1] in _RANKS:
        return "a place in a row"
    is_part = _is_so_many_in([own[-1], *behind]) or _is_so_many_in([*before, own[0]])
    return "a part of a small number" if is_part else None


def _is_so_many_in(text: Sequence[str]) -> bool:
    """Whether three words are like "three in five"."""
    return "in" in text[1:-1] and {text[0], text[-1]} <= _SMALL


def _other_unit(word: _Word) -> str | None:
    """Return what is said of a word that is another currency, or points."""
    try:
        read_figure(word.text)
    except OtherUnitError as error:
        return str(error)
    except UnreadableFigureError:
        return None
    return None


def _not_read(words: Sequence[_Word], at: int, paragraph: str, number: int) -> Iterator[Sighting]:
    """Tell of digits that are in no figure, with the scale behind them, and why they are not understood."""
    word = words[at]
    if _has_digits(word):
        try:
            read_figure(word.text)
        except UnreadableFigureError as error:
            scale = next(
                (each for each in words[at + 1 : at + 2] if each.text.lower() in SCALES and not each.parted), word
            )
            yield Sighting(number, word.start, scale.end, paragraph[word.start : scale.end], reason=str(error))


def _has_digits(word: _Word) -> bool:
    return any(each.isdigit() for each in word.text)
