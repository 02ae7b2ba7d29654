"""Doubts: why a number of an article is no figure to be proposed, and what to mind where it is one."""

import re
from collections.abc import Sequence
from itertools import takewhile

from app.domain.errors import OtherUnitError, UnreadableFigureError
from app.domain.figure import may_count, read_figure
from app.domain.numeral import SCALES, list_words
from app.domain.quantity import Quantity
from app.packs.words import Span, Word

_BEFORE, _BEHIND = 1, 2
"""Words beside a number in which another unit may stand: "EUR 3 billion", "50 basis points"."""

_TIMES = frozenset(
    list_words("day days week weeks month months year years decade decades century centuries hours minutes")
)
_RANKS = frozenset(("no", "number"))
_SMALL = frozenset(list_words("one two three four five six seven eight nine ten 1 2 3 4 5 6 7 8 9 10"))
_RATHER_WORDS = frozenset(("one", "two", "several"))
ARTICLES = frozenset(("a", "an", "the"))
_MONTHS = frozenset(
    list_words(
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec"
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"[12]?\d|3[01]")
_FORM = re.compile(r"\d+-[A-Za-z]")
_OF_A_NAME = re.compile(r"[1-9]\d*")
_AROUND, _LONG = 10, 5
"""Words around a name, and letters of one of them that titles too would begin with a capital."""


def find_spoken_part(words: Sequence[Word], last: int, quantity: Quantity) -> int | None:
    """Return where "half a million" or "a quarter of a million" ends, of which only "half" is understood."""
    behind = [word.text.lower() for word in takewhile(lambda word: not word.parted, words[last : last + 3])]
    behind = behind[1:] if behind[:1] == ["of"] else behind[:2]
    is_part = quantity.unit == "fraction" and len(behind) > 1 and behind[0] in ARTICLES and behind[1] in SCALES
    return last + len(behind) + (words[last].text.lower() == "of") if is_part else None


def why_not(words: Sequence[Word], span: Span, quantity: Quantity) -> str | None:
    """Say why a number is not proposed: another unit, or what is in every article and no figure of it."""
    first, last = span
    if quantity.unit == "count":
        beside = [*words[max(0, first - _BEFORE) : first], *words[last : last + _BEHIND]]
        other = next((told for word in beside if not word.has_digits and (told := _other_unit(word))), None)
        if other or (other := _no_amount(words, span)):
            return other
    before = [word.text.lower() for word in words[max(0, first - 3) : first]]
    if before == ["plus", "or", "minus"]:
        return "more or less than another figure"
    if before[-2:] == ["a", "good"]:
        return "not understood: 'a good'"
    return _no_figure(words, first) if last - first == 1 else None


def _no_figure(words: Sequence[Word], at: int) -> str | None:
    """Say what a number of one word is that is no figure."""
    text = words[at].text.lower()
    neighbours = {words[beside].text.lower().rstrip(".") for beside in (at - 1, at + 1) if 0 <= beside < len(words)}
    if text in _RATHER_WORDS:
        return "more often a word than a figure"
    if _FORM.fullmatch(text):
        return "a name"
    if _YEAR.fullmatch(text):
        return "a year"
    if _DAY.fullmatch(text) and neighbours & _MONTHS:
        return "a day"
    return "a part of a name" if _OF_A_NAME.fullmatch(text) and _is_named(words, at) else None


def _is_named(words: Sequence[Word], at: int) -> bool:
    """Whether a name stands right before a number: "Route 66", "the Fortune 500", "an iPhone 15".

    A capital tells nothing where a sentence begins, in a month, and in a title, where all long words have one.
    """
    name = words[at - 1].text if at else ""
    if not name or words[at].parted or words[at - 1].has_digits or name.lower().rstrip(".") in _MONTHS:
        return False
    is_spelled_so = name[0].islower() and not name.islower()
    around = words[max(0, at - _AROUND) : at + _AROUND]
    is_title = not any(len(word.text) >= _LONG and word.text.islower() for word in around)
    return is_spelled_so or (name[0].isupper() and not words[at - 1].opens and not is_title)


def _no_amount(words: Sequence[Word], span: Span) -> str | None:
    """Say what a count is that counts nothing of a company: a time, a place in a row, or "three in five"."""
    first, last = span
    before = [word.text.lower() for word in words[max(0, first - 3) : first]]
    own = [word.text.lower() for word in words[first:last]]
    behind = [word.text.lower() for word in words[last : last + 3]]
    if behind and behind[0] in _TIMES and not words[last].parted:
        return "a length of time"
    if before and before[-1] in _RANKS:
        return "a place in a row"
    near = ([own[-1], *behind[:2]], [own[-1], *behind], [*before[-2:], own[0]], [*before, own[0]])
    return "a part of a small number" if any(map(_is_so_many_in, near)) else None


def _is_so_many_in(text: Sequence[str]) -> bool:
    """Whether words are like "three in five", "5 of 7" or "nine out of ten"."""
    first, *among, last = text if len(text) > 1 else ("", "")
    if among == ["out", "of"]:
        return may_count(first) and may_count(last)
    return among in (["in"], ["of"]) and {first, last} <= _SMALL


def _other_unit(word: Word) -> str | None:
    """Return what is said of a word that is another currency, or points."""
    try:
        read_figure(word.text)
    except OtherUnitError as error:
        return str(error)
    except UnreadableFigureError:
        return None
    return None
