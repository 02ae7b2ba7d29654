"""Numerals: the numbers that words and digits print, exactly, and how finely they are printed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self, TypeVar

from app.domain.errors import OtherUnitError, UnreadableFigureError
from app.domain.quantity import Unit

Words = tuple[str, ...]
T = TypeVar("T")

MOST_CHARACTERS = 100
MOST_WORDS = 8
MOST_DIGITS = 15
LONGEST_PHRASE = 4


def list_words(text: str) -> list[str]:
    """List the words of a table row; a table reads better as prose than as a column of strings."""
    return text.split()


SMALL = {
    word: number
    for number, word in enumerate(
        list_words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(list_words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
STEPS = {"hundred": 100, "dozen": 12}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SHORT_SCALES = {
    short: SCALES[scale]
    for scale, listed in {"thousand": "k", "million": "m mn mln", "billion": "b bn", "trillion": "t tn trn"}.items()
    for short in list_words(listed)
}
DENOMINATORS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    f"{name}{plural}": number
    for number, name in enumerate(list_words("third fourth fifth sixth seventh eighth ninth tenth"), start=3)
    for plural in ("", "s")
}
MULTIPLES = {
    word: multiple
    for multiple, listed in {
        Fraction(1, 2): "halved halving",
        Fraction(2): "double doubles doubled doubling twice",
        Fraction(3): "triple triples tripled tripling thrice",
        Fraction(4): "quadruple quadruples quadrupled quadrupling",
    }.items()
    for word in list_words(listed)
}
NUMBER_WORDS = frozenset().union(SMALL, TENS, STEPS, SCALES, SHORT_SCALES, DENOMINATORS, MULTIPLES)

_ATTACHED = frozenset().union(SCALES, SHORT_SCALES, ("x", "percent"))
_GROUPED = re.compile(r"(?P<whole>0|[1-9]\d*|[1-9]\d{0,2}(,\d{3})+)(\.(?P<decimals>\d+))?", re.ASCII)
_SLASHED = re.compile(r"(?P<top>[1-9])/(?P<bottom>[2-9]|10)", re.ASCII)
_LETTER = "[a-zß-öø-ÿā-ɏ]"
_TOKEN = re.compile(
    rf"""
      (?P<number>[0-9][0-9.,]*+(?:/[0-9]+)?) (?=(?P<attached>{_LETTER}*))
    | (?P<word>usd(?=[0-9]) | {_LETTER}++(?:[.']{_LETTER}++)*+[.']?+(?![0-9]))
    | (?P<minus>(?<![^\s$~\u2013-])[-\u2013](?=[$0-9]))
    | (?P<joint>(?<=[\w%.])-(?={_LETTER}))
    | (?P<to>[-\u2013])
    | (?P<sign>[$%~+])
    """,
    re.VERBOSE,
)
_OTHER_DOLLAR = re.compile(r"\b(?!usd?\$)[a-z]+\$")
"""Dollars of others, as in A$ and HK$; "a $8" has a blank between."""

_ALIKE = str.maketrans("\u2018\u2019\u02bc\u2010\u2011\u2212\u2012\u2014\u2015", "'''---\u2013\u2013\u2013")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it is printed.

    `printed_slack` is half a unit of the last printed digit, `hedged_slack` half a unit of the last
    significant one; a spoken fraction is good to a tenth of itself either way. `step` is 100 or 12
    where the words end on "hundred" or "dozen", `factor` is what a scale word or % multiplies by;
    both are 1 without one. `unit` is set where the words alone give it ("one-third", "doubled").
    """

    number: Fraction
    printed_slack: Fraction
    hedged_slack: Fraction
    step: int = 1
    factor: Fraction = Fraction(1)
    unit: Unit | None = None

    @property
    def is_plain_integer(self) -> bool:
        """Whether it is printed to the unit, without scale word, decimals or a unit of its own."""
        return self.factor == 1 and self.unit is None and self.printed_slack * 2 >= 1

    def times(self, multiplier: Fraction) -> Self:
        """Multiply number and slack, as a scale word, a % or a minus sign does."""
        size = abs(multiplier)
        return replace(
            self,
            number=self.number * multiplier,
            printed_slack=self.printed_slack * size,
            hedged_slack=self.hedged_slack * size,
            factor=self.factor * size,
        )


def not_understood(words: Words) -> UnreadableFigureError:
    """Name the words that the reader stumbles over."""
    if not words:
        return UnreadableFigureError("a figure needs a number")
    return UnreadableFigureError(f"not understood: {' '.join(words)!r}")


def take_phrase(words: Words, phrases: Mapping[str, T]) -> tuple[T | None, Words]:
    """Look up the longest phrase that the words begin with; its meaning, and the words after it."""
    for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        meaning = phrases.get(" ".join(words[:length]))
        if meaning is not None:
            return meaning, words[length:]
    return None, words


def split_figure(printed: str) -> Words:
    """Split a printed figure into lower-case words, numbers and signs; dashes become "minus" or "to".

    Raises UnreadableFigureError beyond 100 characters or 8 words, and for characters that no figure has.
    """
    if len(printed) > MOST_CHARACTERS:
        raise UnreadableFigureError(f"a figure has at most {MOST_CHARACTERS} characters, not {len(printed)}")
    for character in printed:
        _check_character(character)
    chunks = printed.translate(_ALIKE).lower().split()
    if len(chunks) > MOST_WORDS:
        raise UnreadableFigureError(f"a figure has at most {MOST_WORDS} words, not {len(chunks)}")
    text, words, position = " ".join(chunks), [], 0
    if other := _OTHER_DOLLAR.search(text):
        raise OtherUnitError(f"only USD is known, not {other[0]!r}")
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or (match["attached"] and match["attached"] not in _ATTACHED):
            start = text.rfind(" ", 0, position) + 1
            raise not_understood((text[start:].split()[0],))
        words += _plain_words(match)
        position = match.end() + (text[match.end() : match.end() + 1] == " ")
    return tuple(words)


def read_numeral(words: Words, *, of_quarters: bool = False) -> tuple[Numeral, Words]:
    """Read the number that the words begin with, and give back the words after it.

    With `of_quarters` a quarter is three months and not a fourth part. Raises UnreadableFigureError.
    """
    found = _read_multiple(words) or _read_fraction(words, of_quarters) or _read_digits(words) or _read_spelled(words)
    if found is None:
        raise not_understood(words)
    return found


def _check_character(character: str) -> None:
    category = unicodedata.category(character)
    if category[0] == "C" or category in ("Zl", "Zp"):
        raise UnreadableFigureError(f"a figure has no control or invisible characters, such as {character!a}")
    if category[0] == "N" and not character.isascii():
        raise UnreadableFigureError(f"only the digits 0 to 9 are read, not {character!r}")
    if category == "Sc" and character != "$":
        raise OtherUnitError(f"only USD is known, not {character!r}")


def _plain_words(match: re.Match[str]) -> list[str]:
    """Spell one token the way the grammar knows it: no dots, compounds apart."""
    if match.lastgroup in ("minus", "to"):
        return [match.lastgroup]
    if match.lastgroup == "joint":
        return []
    if match.lastgroup != "word":
        return [match["number"] or match["sign"]]
    word = match["word"].replace(".", "")
    if word.endswith("fold") and word.removesuffix("fold") in NUMBER_WORDS:
        return [word.removesuffix("fold"), "fold"]
    if word.startswith("multi") and word.removeprefix("multi") in SCALES:
        return ["multi", word.removeprefix("multi")]
    return [word]


def _read_multiple(words: Words) -> tuple[Numeral, Words] | None:
    number, rest = take_phrase(words, MULTIPLES)
    if number is None:
        return None
    slack = Fraction(1, 2) if number > 1 else number / 10
    return Numeral(number, slack, slack, unit="multiple"), rest


def _read_fraction(words: Words, of_quarters: bool) -> tuple[Numeral, Words] | None:  # noqa: FBT001 -- one private use
    """Read "half", "a third", "two-thirds" or "1/3"; only proper fractions down to tenths."""
    slashed = _SLASHED.fullmatch(words[0]) if words else None
    if slashed:
        top, bottom, rest = int(slashed["top"]), int(slashed["bottom"]), words[1:]
    elif words[:1] == ("half",):
        top, bottom, rest = 1, 2, words[1:]
    else:
        top = 1 if words[:1] in (("a",), ("an",)) else SMALL.get(words[0], 0) if words else 0
        bottom, rest = DENOMINATORS.get(words[1], 0) if words[1:] else 0, words[2:]
        if of_quarters and words[1:2] in (("quarter",), ("quarters",)):
            return None
    if not 0 < top < bottom:
        return None
    number = Fraction(top, bottom)
    return Numeral(number, number / 10, number / 10, unit="fraction"), rest


def _read_digits(words: Words) -> tuple[Numeral, Words] | None:
    if not words or not words[0][0].isdigit():
        return None
    match = _GROUPED.fullmatch(words[0])
    if match is None:
        raise UnreadableFigureError(f"not understood: {words[0]!r} is not a well grouped number such as 4,600 or 713.2")
    digits = words[0].replace(",", "")
    if len(digits.replace(".", "").lstrip("0")) > MOST_DIGITS:
        raise UnreadableFigureError(f"a figure has at most {MOST_DIGITS} significant digits, unlike {words[0]!r}")
    step, rest = take_phrase(words[1:], STEPS)
    factor, rest = take_phrase(rest, SCALES | SHORT_SCALES)
    multiplier = (step or 1) * (factor or 1)
    unit = Fraction(multiplier, 10 ** len(match["decimals"] or ""))
    slack = unit / 2
    number = Fraction(digits) * multiplier
    hedged = slack if match["decimals"] else _significant_slack(number, slack)
    return Numeral(number, slack, hedged, step or 1, Fraction(factor or 1)), rest


def _read_spelled(words: Words) -> tuple[Numeral, Words] | None:
    """Read "fifteen", "one hundred and twenty", "two million three hundred thousand", "a dozen"."""
    group = _read_group(words) or _read_bare_group(words)
    if group is None:
        return None
    number, step, factors = Fraction(0), 1, [10**15]
    while group is not None:
        value, step, rest = group
        factor, words = take_phrase(rest, SCALES)
        factors.append(factor or 1)
        if factors[-1] >= factors[-2]:
            raise not_understood(rest)
        number += value * factors[-1]
        group = _read_group(words[1:] if words[:1] == ("and",) else words) if factor else None
    slack = Fraction(step * factors[-1], 2)
    return Numeral(number, slack, _significant_slack(number, slack), step, Fraction(factors[1])), words


def _read_bare_group(words: Words) -> tuple[int, int, Words] | None:
    """Read the one that "a hundred", "a quarter" or "the trillion-dollar mark" stand for."""
    rest = words[1:] if words[:1] in (("a",), ("an",)) else words
    is_one = rest[:1] and (rest[0] in STEPS or rest[0] in SCALES or (rest[0] == "quarter" and rest != words))
    return _read_group(("one", *rest)) if is_one else None


def _read_group(words: Words) -> tuple[int, int, Words] | None:
    """Read a spelled number below a thousand: the number, the step it ends on, the words after it."""
    head, rest = _read_small(words)
    if head is None:
        return None
    step, rest = take_phrase(rest, STEPS)
    if step == STEPS["hundred"]:
        more, after = _read_small(rest[1:] if rest[:1] == ("and",) else rest)
        if more:
            return head * step + more, 1, after
    return head * (step or 1), step or 1, rest


def _read_small(words: Words) -> tuple[int | None, Words]:
    tens, rest = take_phrase(words, TENS)
    if tens is None:
        return take_phrase(words, SMALL)
    ones = SMALL.get(rest[0], 0) if rest else 0
    return (tens + ones, rest[1:]) if 0 < ones < SMALL["ten"] else (tens, rest)


def _significant_slack(number: Fraction, printed_slack: Fraction) -> Fraction:
    """Half a unit of the last digit that is not a trailing zero, never finer than what is printed."""
    digits = str(number.numerator)
    zeros = len(digits) - len(digits.rstrip("0")) if number else 0
    return max(printed_slack, Fraction(10**zeros, 2))
