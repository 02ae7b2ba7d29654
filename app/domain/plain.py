"""Plain figures: a number with at most a hedge in front, read without the grammar and to the same quantity."""

import re
from decimal import Decimal

from app.domain.hedge import LEADS, Lean
from app.domain.mint import minting
from app.domain.numeral import SCALES
from app.domain.quantity import Hedge, Quantity, Unit

MOST_PLAIN_DIGITS = 11
"""Digits of the longest number that is read here: an eighth less is still exact in 15, and so in a double."""

_FINEST = 3
"""Decimal places, below the last printed digit, that half of it and an eighth of the number need."""

_ZEROS = {"%": -2, None: 0} | {f" {scale}": len(str(size)) - 1 for scale, size in SCALES.items()}
_LEADS = "|".join(sorted((re.escape(lead) for lead in LEADS if lead != "~"), key=len, reverse=True))
_PLAIN = re.compile(
    rf"(?:({_LEADS}) )?(-)?(\$)?(0|[1-9]\d*|[1-9]\d{{0,2}}(?:,\d{{3}})+)(?:\.(\d+))?(%| (?:{'|'.join(SCALES)}))?",
    re.ASCII,
)
_HEDGES: dict[Lean, tuple[Hedge, ...]] = {lean: (lean,) for lean in LEADS.values() if lean != "just-over"}
_HEDGES |= {"just-over": ("more-than",), "exact": ("exact",), "rounded": ("rounded",)}
_mint = minting(Quantity)


def read_plain(printed: str, unit: Unit | None, kind: str | None) -> Quantity | None:
    """Read "716,924", "-$640 million" or "about 27%" as `read_figure` does; None for whatever is not as plain.

    None is no verdict: what is refused, and why, is for `read_figure` to say. All ends have at most 15 significant
    digits, so that doubles hold them as they are.
    """
    match = _PLAIN.fullmatch(printed)
    if match is None:
        return None
    lead, minus, dollar, whole, decimals, scale = match.groups()
    digits = whole.replace(",", "")
    if decimals:
        digits += decimals
    own: Unit | None = "USD" if dollar else "fraction" if scale == "%" else None
    if len(digits) > MOST_PLAIN_DIGITS or (dollar and scale == "%") or (own and unit and own != unit):
        return None
    agreed: Unit = own or unit or "count"
    number = -int(digits) if minus else int(digits)
    zeros = _ZEROS[scale] - (len(decimals) if decimals else 0)
    lean: Lean
    if lead:
        lean = LEADS[lead]
    else:
        is_count = kind == "count" or (kind is None and agreed in ("count", "quarters"))
        lean = "exact" if is_count and zeros == 0 and own is scale is None else "rounded"
    slack = 500
    if decimals is None and number and lean not in ("exact", "rounded"):
        slack *= 10 ** (len(digits) - len(digits.rstrip("0")))
    value, low, high = _spread(number * 1000, slack, lean)
    exponent = zeros - _FINEST
    return _mint(_decimal(value, exponent), _decimal(low, exponent), _decimal(high, exponent), agreed, _HEDGES[lean])


def _spread(number: int, slack: int, lean: Lean) -> tuple[int | None, int | None, int | None]:
    """Value, low and high under a hedge, as `hedge.spread` has them, in thousandths of the last printed digit."""
    match lean:
        case "rounded" | "approximately":
            return number, number - slack, number + slack
        case "exact":
            return number, number, number
        case "more-than" | "at-least":
            return None, number, None
        case "just-over":
            return None, number, number + slack
        case "less-than" | "at-most":
            return None, None, number
        case "just-under":
            return None, number - slack, number
        case _:  # nearly
            below = number - number // 8
            return None, min(below, number), max(below, number)


def _decimal(number: int | None, exponent: int) -> Decimal | None:
    """Multiply by a power of ten, and write no zeros behind the point."""
    if number is None:
        return None
    if exponent >= 0:
        return Decimal(number * 10**exponent)
    whole, rest = divmod(number, 10**-exponent)
    return Decimal(number).scaleb(exponent).normalize() if rest else Decimal(whole)
