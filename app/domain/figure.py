"""Figures: what a number that a source prints, hedge included, honestly says."""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Literal

from app.domain.errors import OtherUnitError, UnreadableFigureError
from app.domain.hedge import LEADS, TRAILS, Ends, Lean, one_lean, spread, take_leads
from app.domain.numeral import (
    NUMBER_WORDS,
    SCALES,
    SHORT_SCALES,
    Numeral,
    Words,
    list_words,
    not_understood,
    read_numeral,
    split_figure,
    take_phrase,
)
from app.domain.ordinal import ORDINALS, count_quarters
from app.domain.quantity import WORKING_DIGITS, Hedge, Quantity, Unit

MetricKind = Literal["flow", "stock", "ratio", "count"]

MOST_NOUNS = 4

_CURRENCY_LEADS: dict[str, Unit] = dict.fromkeys(("$", "us $", "usd", "usd $"), "USD")
_MARKS: dict[str, Unit] = {
    **dict.fromkeys(("usd", "dollar", "dollars", "us dollars", "of dollars", "of us dollars"), "USD"),
    **dict.fromkeys(("%", "percent", "per cent"), "fraction"),
    **dict.fromkeys(("times", "x", "fold"), "multiple"),
}
_MANY = {"tens": (20, 100), "hundreds": (200, 1000)}
_MAGNITUDES: dict[str, tuple[int, int | None]] = {
    **_MANY,
    "dozens": (24, 100),
    "multiple": (2, None),
    "several": (3, None),
    "several dozen": (36, 100),
    "several hundred": (300, 1000),
    **{f"{scale}s": (2 * size, 1000 * size) for scale, size in SCALES.items()},
    **{f"{many} {scale}": (2 * size, 1000 * size) for many in ("multi", "multiple") for scale, size in SCALES.items()},
    **{f"several {scale}": (3 * size, 1000 * size) for scale, size in SCALES.items()},
    **{f"several hundred {scale}": (300 * size, 1000 * size) for scale, size in SCALES.items()},
    **{
        f"{many} of {scale}s": (low * size, high * size)
        for many, (low, high) in _MANY.items()
        for scale, size in SCALES.items()
    },
}
_DIGITS = {
    f"{count} {digit}": Fraction(size, 100)
    for count, size in {"single": 1, "double": 10, "triple": 100}.items()
    for digit in ("digit", "digits")
}
_QUARTERS = frozenset({"quarter", "quarters"})
_POINTS = frozenset(list_words("point points pts pp pps ppt ppts bp bps"))
_OTHER_CURRENCIES = frozenset(
    list_words(
        "euro euros eur pound pounds sterling gbp pence yen jpy yuan renminbi rmb cny rupee rupees inr won krw franc "
        "francs chf peso pesos mxn real reais brl rand krona kronor sek nok dkk cad aud nzd hkd sgd twd"
    )
)
# As "what is counted" these would silently change a number: by a join, a rate, a sign or a scale unknown to us.
_CHANGES_A_NUMBER = frozenset(
    list_words(
        "a an and or not no without to from but per each every less more fewer in by at minus plus between "
        "decline declines decrease decreases drop drops fall falls loss losses cut cuts reduction deficit shortfall "
        "down off lower negative contraction slump mm mil bil bln tril milliard milliards mrd lakh lakhs crore crores "
        "quadrillion quintillion score gross pct percentage cents"
    )
)
_PHRASES = " ".join((*LEADS, *TRAILS, *_MARKS, *_MAGNITUDES, *_DIGITS))
_COUNTS = (NUMBER_WORDS - SHORT_SCALES.keys() | frozenset(list_words(" ".join((*_MAGNITUDES, *_DIGITS))))) - {"of"}
_COUNTS |= ORDINALS.keys()
_HAS_A_MEANING = (NUMBER_WORDS | _CHANGES_A_NUMBER | frozenset(list_words(_PHRASES))) - {"of", "us", "the"}


def may_count(word: str) -> bool:
    """Whether a word may have the number of a figure in it: where none does, there is no figure to look for."""
    parts = re.findall(r"[a-z]+|[0-9]", word.lower())
    return any(part in _COUNTS or part.isdigit() or part.startswith("multi") or part.endswith("fold") for part in parts)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the words after the hedge state: from one number to another, which may be open or the same.

    `form` is None for a single number. `leans` are the hedges that follow it.
    """

    form: Literal["between", "magnitude"] | None
    low: Numeral
    high: Numeral | None
    unit: Unit | None
    leans: frozenset[Lean]


def read_figure(printed: str, *, unit: Unit | None = None, kind: MetricKind | None = None) -> Quantity:
    """Read a figure as printed, such as "just under $4 billion", into the range that it honestly allows.

    `unit` is the metric's, None to take the figure's own; a fraction is 0 to 1, so 27% is 0.27. `kind` decides
    whether a plain integer is exact (a count) or rounded; None means a count where the unit is count or quarters.
    Raises UnreadableFigureError, naming the words, for all that it does not understand: it never guesses.
    """
    words = split_figure(count_quarters(printed))
    _refuse_other_units(words)
    leads, words = take_leads(words)
    reading = _read_magnitude(words) or _read_range(words, unit) or _read_number(words, unit)
    agreed = _agree(reading.unit, unit)
    lean = one_lean(leads | reading.leans)
    if reading.form is not None:
        return _between(reading, lean, agreed)
    is_count = kind == "count" or (kind is None and agreed in ("count", "quarters"))
    lean = lean or ("exact" if is_count and reading.low.is_plain_integer else "rounded")
    return _quantity(spread(reading.low, lean), agreed, "more-than" if lean == "just-over" else lean)


def _refuse_other_units(words: Words) -> None:
    for word in words:
        if word in _OTHER_CURRENCIES:
            raise OtherUnitError(f"only USD is known, not {word!r}")
        if word in _POINTS:
            raise OtherUnitError(f"percentage points and basis points are not read: {word!r}")


def _read_magnitude(words: Words) -> _Reading | None:
    """Read "hundreds of millions", "several quarters", "double-digit growth"."""
    span, rest = take_phrase(words, _MAGNITUDES)
    digit, after_digit = take_phrase(words, _DIGITS)
    if span is not None:
        low, high = _bare(span[0]), None if span[1] is None else _bare(span[1])
    elif digit is not None:
        low, high, rest = _bare(digit, "fraction"), _bare(digit * 10, "fraction"), after_digit
    else:
        return None
    if words[:2] == ("multiple", "of"):
        raise not_understood(words)
    mark, rest = take_phrase(rest, _MARKS)
    if mark == "fraction" and low.unit is None:
        low, high = low.times(Fraction(1, 100)), None if high is None else high.times(Fraction(1, 100))
    tail_unit, leans = _read_tail(rest)
    return _Reading("magnitude", low, high, _one_unit(low.unit, mark, tail_unit), leans)


def _read_range(words: Words, unit: Unit | None) -> _Reading | None:
    """Read "between 3 and 4", "from 3 to 4", "$3-4 billion"; the ends must part in one way only."""
    opens = words[:1] in (("between",), ("from",))
    separator = "and" if words[:1] == ("between",) else "to"
    if not opens and separator not in words:
        return None
    body = words[opens:]
    partings = [index for index, word in enumerate(body) if word == separator]
    readings = [_part_range(body[:index], body[index + 1 :], unit) for index in partings]
    found = [reading for reading in readings if reading is not None]
    if len(found) != 1:
        raise not_understood(words)
    left, right, leans = found[0]
    low = _share(left, right)
    right_unit = right.unit or (left.unit if left.unit == "USD" else None)
    if low.unit != right_unit:
        raise UnreadableFigureError(f"the two ends of a range have one unit, not {low.unit} and {right_unit}")
    if low.number >= right.number:
        raise UnreadableFigureError("a range names its lower end first and its higher end second")
    return _Reading("between", low, right, right_unit, leans)


def _part_range(left: Words, right: Words, unit: Unit | None) -> tuple[Numeral, Numeral, frozenset[Lean]] | None:
    """Read both ends, or None where the words do not part here."""
    try:
        low, rest = _read_amount(left, unit)
        high, tail = _read_amount(right, unit)
        tail_unit, leans = _read_tail(tail)
        return None if rest else (low, replace(high, unit=_one_unit(high.unit, tail_unit)), leans)
    except UnreadableFigureError:
        return None


def _share(left: Numeral, right: Numeral) -> Numeral:
    """Give the first end the scale and the unit that only the second one prints."""
    if left.factor == 1 and left.unit in (None, "USD"):
        left = left.times(right.factor * (right.step if left.step == 1 else 1))
    elif (left.factor == 1) != (right.factor == 1) and None in (left.unit, right.unit):
        raise UnreadableFigureError("not understood: only the first end of the range has a scale or a unit")
    return replace(left, unit=left.unit or right.unit)


def _read_number(words: Words, unit: Unit | None) -> _Reading:
    amount, rest = _read_amount(words, unit)
    tail_unit, leans = _read_tail(rest)
    return _Reading(None, amount, amount, _one_unit(amount.unit, tail_unit), leans)


def _read_amount(words: Words, unit: Unit | None) -> tuple[Numeral, Words]:
    """Read a number with its sign, its currency and the unit right behind it."""
    bare = words[1:] if words[:1] == ("minus",) else words
    currency, bare = take_phrase(bare, _CURRENCY_LEADS)
    if currency and words[:1] != ("minus",) and bare[:1] == ("minus",):
        words, bare = bare, bare[1:]
    if currency and not (bare and bare[0][0].isdigit()):
        raise not_understood(words)
    numeral, rest = read_numeral(bare, of_quarters=unit == "quarters")
    mark, after = take_phrase(rest, _MARKS)
    if numeral.unit and (currency or mark):
        raise not_understood(words)
    if words[:1] == ("minus",):
        numeral = replace(numeral.times(Fraction(-1)), factor=numeral.factor)
    if mark == "fraction":
        numeral = numeral.times(Fraction(1, 100))
    return replace(numeral, unit=_one_unit(numeral.unit, currency, mark)), after


def _read_tail(words: Words) -> tuple[Unit | None, frozenset[Lean]]:
    """Read what follows a number: a hedge such as "or more", and what is counted."""
    leans: set[Lean] = set()
    nouns: list[str] = []
    while words:
        lean, rest = take_phrase(words, TRAILS)
        if lean is not None and (words[0] != "level" or not rest):
            leans.add(lean)
            words = rest
        else:
            nouns.append(words[0])
            words = words[1:]
    quarters = [noun for noun in nouns if noun in _QUARTERS]
    strange = [noun for noun in nouns if noun not in _QUARTERS and (noun in _HAS_A_MEANING or not noun[0].isalpha())]
    if strange or len(quarters) > 1 or len(nouns) > MOST_NOUNS:
        raise not_understood(tuple(strange or nouns))
    return "quarters" if quarters else None, frozenset(leans)


def _one_unit(*given: Unit | None) -> Unit | None:
    units = sorted({unit for unit in given if unit is not None})
    if len(units) > 1:
        raise UnreadableFigureError(f"a figure has one unit, not {' and '.join(units)}")
    return units[0] if units else None


def _agree(printed: Unit | None, unit: Unit | None) -> Unit:
    if printed is not None and unit is not None and printed != unit:
        raise UnreadableFigureError(f"a figure in {printed} cannot state a metric in {unit}")
    return printed or unit or "count"


def _between(reading: _Reading, lean: Lean | None, unit: Unit) -> Quantity:
    """Write the two ends; "roughly" moves those of a range outwards, nothing else goes with them."""
    form, low, high = reading.form or "between", reading.low, reading.high
    if lean is not None and (lean, form) != ("approximately", "between"):
        raise UnreadableFigureError(f"the hedges {form} and {lean} do not go together")
    slack = 0 if lean is None else 1
    bottom = low.number - slack * low.hedged_slack
    top = None if high is None else high.number + slack * high.hedged_slack
    return _quantity((None, bottom, top), unit, *(("approximately", form) if slack else (form,)))


def _bare(number: Fraction | int, unit: Unit | None = None) -> Numeral:
    return Numeral(Fraction(number), Fraction(0), Fraction(0), unit=unit)


def _quantity(ends: Ends, unit: Unit, *hedges: Hedge) -> Quantity:
    """Write the exact ends as decimals; those that do not end are rounded outwards at 12 digits."""
    value, low, high = ends
    written = _decimal(value, ROUND_HALF_EVEN), _decimal(low, ROUND_FLOOR), _decimal(high, ROUND_CEILING)
    quantity = Quantity(*written, unit, hedges)
    is_exact = all(end is None or 10**WORKING_DIGITS % end.denominator == 0 for end in ends)
    return quantity if is_exact else quantity.settle()


def _decimal(number: Fraction | None, rounding: str) -> Decimal | None:
    if number is None:
        return None
    return Context(prec=WORKING_DIGITS, rounding=rounding).divide(
        Decimal(number.numerator), Decimal(number.denominator)
    )
