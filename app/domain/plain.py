"""Plain figures: a number with at most a hedge in front, read without the grammar and to the same quantity."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

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
_POWERS = tuple(10**exponent for exponent in range(MOST_PLAIN_DIGITS + max(_ZEROS.values()) + _FINEST))
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
    form = _form(lead, dollar, scale, len(decimals) if decimals else 0, unit, kind)
    digits = whole.replace(",", "")
    if decimals:
        digits += decimals
    if form is None or len(digits) > MOST_PLAIN_DIGITS:
        return None
    number = -int(digits) if minus else int(digits)
    if form.lean == "exact":
        exact = Decimal(number)
        return _mint(exact, exact, exact, form.unit, form.hedges)
    if form.lean == "rounded" or (form.lean == "approximately" and (decimals or digits[-1] != "0")):
        fine, finer = 10 * number, form.zeros - 1  # most of what is printed: half a unit either way
        ends = (_decimal(number, form.zeros), _decimal(fine - 5, finer), _decimal(fine + 5, finer))
        return _mint(*ends, form.unit, form.hedges)
    slack = 500
    if decimals is None and number:
        slack *= 10 ** (len(digits) - len(digits.rstrip("0")))
    spread = (_decimal(end, form.zeros - _FINEST) for end in _spread(number * 1000, slack, form.lean))
    return _mint(*spread, form.unit, form.hedges)


@dataclass(frozen=True, slots=True)
class _Form:
    """What all figures of one form have in common; `zeros` is what a unit of the last printed digit stands for."""

    unit: Unit
    lean: Lean
    hedges: tuple[Hedge, ...]
    zeros: int


@lru_cache(maxsize=10_000)
def _form(  # noqa: PLR0913, PLR0917  all that makes a form
    lead: str | None, dollar: str | None, scale: str | None, decimals: int, unit: Unit | None, kind: str | None
) -> _Form | None:
    """Tell what the words and signs around a number make of it; None where they do not fit together or the unit."""
    own: Unit | None = "USD" if dollar else "fraction" if scale == "%" else None
    if (dollar and scale == "%") or (own and unit and own != unit):
        return None
    agreed: Unit = own or unit or "count"
    zeros = _ZEROS[scale] - decimals
    is_count = kind == "count" or (kind is None and agreed in ("count", "quarters"))
    is_exact = is_count and zeros == 0 and own is scale is None
    lean: Lean = LEADS[lead] if lead else "exact" if is_exact else "rounded"
    return _Form(agreed, lean, _HEDGES[lean], zeros)


def _spread(number: int, slack: int, lean: Lean) -> tuple[int | None, int | None, int | None]:
    """Value, low and high under a hedge, as `hedge.spread` has them, in thousandths of the last printed digit."""
    eighth_below = number - number // 8
    ends: dict[Lean, tuple[int | None, int | None, int | None]] = {
        "rounded": (number, number - slack, number + slack),
        "approximately": (number, number - slack, number + slack),
        "exact": (number, number, number),
        "more-than": (None, number, None),
        "just-over": (None, number, number + slack),
        "at-least": (None, number, None),
        "less-than": (None, None, number),
        "at-most": (None, None, number),
        "just-under": (None, number - slack, number),
        "nearly": (None, min(eighth_below, number), max(eighth_below, number)),
    }
    return ends[lean]


def _decimal(number: int | None, exponent: int) -> Decimal | None:
    """Multiply by a power of ten, and write no zeros behind the point."""
    if number is None:
        return None
    if exponent >= 0:
        return Decimal(number * _POWERS[exponent])
    if number % 10:
        return Decimal(f"{number}E{exponent}")
    whole, rest = divmod(number, _POWERS[-exponent])
    return Decimal(number).scaleb(exponent).normalize() if rest else Decimal(whole)
