"""Wording: amounts and verdicts in plain English, hedges and all."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

from app.domain.comparison import Comparison, Computed, Entry
from app.domain.period import Period
from app.domain.quantity import PLAIN_NUMBERS, Quantity, Unit

SHOWN_DIGITS = 4
"""Significant digits of an amount in a sentence."""

_SCALES = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
_LOWEST_SCALED = Decimal(10) ** 6
_OPENINGS = {"more-than": "more than", "at-least": "at least", "less-than": "less than", "at-most": "at most"}
_TIMES_AS_MUCH = Decimal(2)
"""From here on a lead reads better as a multiple than as a percentage."""


def amount(quantity: Quantity) -> str:
    """Say a quantity with its hedge: "about $716.9 billion", "more than 4,600", "between 200 million and 1 billion"."""
    unit = quantity.unit
    hedge = next((each for each in quantity.hedges if each in _OPENINGS), None)
    low, high = (None if end is None else number(end, unit) for end in (quantity.low, quantity.high))
    if quantity.value is not None:
        return (
            f"about {number(quantity.value, unit)}"
            if "approximately" in quantity.hedges
            else number(quantity.value, unit)
        )
    if "just-under" in quantity.hedges:
        return f"just under {high}"
    if "nearly" in quantity.hedges:
        return f"nearly {high}"
    if low and high:
        return f"just over {low}" if hedge == "more-than" else f"between {low} and {high}"
    if low:
        return f"{_OPENINGS.get(hedge or '', 'at least')} {low}"
    return f"{_OPENINGS.get(hedge or '', 'at most')} {high}" if high else "an unknown amount"


def number(value: Decimal, unit: Unit, *, digits: int = SHOWN_DIGITS) -> str:
    """Say a number in its unit, rounded half-even to `digits` significant digits."""
    sign = "-" if value < 0 else ""
    size = value.copy_abs()
    if unit == "fraction":
        return f"{sign}{_plain(_rounded(size * 100, digits))}%"
    if unit == "multiple":
        return f"{sign}{_plain(_rounded(size, digits))} times"
    text = _scaled(size, digits) if unit == "USD" else _counted(size, digits)
    if unit == "USD":
        return f"{sign}${text}"
    return f"{sign}{text}{' quarters' if unit == 'quarters' else ''}"


def sentence(comparison: Comparison) -> str:
    """Say the verdict of a comparison in a sentence or two."""
    first, second = comparison.entries[:2]
    subject, rival = _with_noun(comparison, first), f"{_possessive(second.company.name)} {_stated(second)}"
    rest = "".join(tail(comparison) for tail in (_behind, _without))
    if comparison.leader is None or comparison.gap is None:
        details = "; ".join(reason.detail for reason in comparison.comparability.reasons)
        return f"{subject} and {rival} cannot be compared: {details}.{rest}"
    if comparison.leader.company is None:
        return f"{subject} is level with {rival}.{rest}"
    verb = _verb(comparison)
    if not comparison.leader.decided:
        return f"{subject} probably {verb} {rival}, but the ranges do not decide it.{rest}"
    return f"{subject} {verb} {rival} by {_margin(comparison.gap.quantity)}{_share(comparison)}.{rest}"


def _with_noun(comparison: Comparison, entry: Entry) -> str:
    """Name what is compared: "Amazon's revenue of about $716.9 billion (FY2025)"."""
    name = comparison.question.metric.name
    noun = name if name[1:2].isupper() else name[0].lower() + name[1:]
    return f"{_possessive(entry.company.name)} {noun} of {_stated(entry)}"


def _stated(entry: Entry) -> str:
    return f"{amount(entry.fact.quantity)} ({_when(entry.fact.period)})"


def _when(period: Period) -> str:
    return "period not stated" if period.end is None else period.label


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _verb(comparison: Comparison) -> str:
    verbs = {"higher": "leads", "lower": "is lower than", "neither": "exceeds"}
    return verbs[comparison.question.metric.direction]


def _margin(gap: Quantity) -> str:
    """Say how far apart two quantities are; a gap between fractions is in percentage points."""

    def say(value: Decimal) -> str:
        if gap.unit != "fraction":
            return number(value.copy_abs(), gap.unit)
        points = number(value.copy_abs(), gap.unit).removesuffix("%")
        return f"{points} percentage point{'' if points == '1' else 's'}"

    if gap.value is not None:
        return say(gap.value)
    ends = sorted(end.copy_abs() for end in (gap.low, gap.high) if end is not None)
    if not ends:
        return "an unknown margin"
    return f"at least {say(ends[0])}" if len(ends) == 1 else f"between {say(ends[0])} and {say(ends[1])}"


def _share(comparison: Comparison) -> str:
    """Say the lead relative to the runner-up, where that means something."""
    times, fraction = _value(comparison.ratio), _value(comparison.lead)
    if times is None or fraction is None or comparison.question.metric.unit in PLAIN_NUMBERS:
        return ""
    if times >= _TIMES_AS_MUCH:
        return f", or {number(times, 'multiple', digits=2)} as much"
    return f", or {number(fraction.copy_abs(), 'fraction', digits=2)}" if times > 0 else ""


def _value(computed: Computed | None) -> Decimal | None:
    return computed.quantity.value if computed else None


def _behind(comparison: Comparison) -> str:
    others = [f"{entry.company.name} with {_stated(entry)}" for entry in comparison.entries[2:]]
    return f" Behind them: {', '.join(others)}." if others else ""


def _without(comparison: Comparison) -> str:
    missing = [each.company for each in comparison.missing]
    names = [company.name for company in comparison.question.companies if company.slug in missing]
    return f" There is no figure for {', '.join(names)}." if names else ""


def _scaled(size: Decimal, digits: int) -> str:
    """Shorten a number of a million or more to a scale word, rounding first: 999,950,000 is 1 billion."""
    rounded = _rounded(size, digits)
    for scale, word in _SCALES:
        if rounded >= scale:
            return f"{_plain(rounded / scale)}{word}"
    return _plain(rounded)


def _counted(size: Decimal, digits: int) -> str:
    """Say a count: whole below a million, with a scale word above."""
    return _scaled(size, digits) if size >= _LOWEST_SCALED else _plain(size)


def _rounded(size: Decimal, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(size)


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
