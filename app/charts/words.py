"""Words: what stands beside the marks of a picture, in letters, and its exact numbers for who cannot see it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Context, Decimal

from app.domain.catalogue import Company, Fact, Source, SourceKind
from app.domain.naming import listed
from app.domain.quantity import Quantity, Unit
from app.domain.question import Question
from app.domain.wording import margin, number

MOST_NAMED = 3
"""Sources that are named one by one; more are counted."""

_UNEVEN = Decimal("0.02")
"""Part of a range's longer side by which its sides may differ and still be called alike."""
_LEAST_FRACTION = Decimal("0.0001")

_UNITS: dict[Unit, str] = {"USD": "US dollars", "fraction": "percent"}
_KINDS: dict[SourceKind, tuple[str, str]] = {
    "filing": ("filing", "filings"),
    "release": ("company release", "company releases"),
    "news": ("news article", "news articles"),
    "commentary": ("commentary", "commentaries"),
}


def exact(quantity: Quantity) -> str:
    """Say a quantity as the API's JSON does, digit by digit: "value 4650, from 4600 to 4700 count"."""
    value = "not stated" if quantity.value is None else plain(quantity.value)
    low, high = ("open" if end is None else plain(end) for end in (quantity.low, quantity.high))
    return f"value {value}, from {low} to {high} {quantity.unit}"


def plain(number: Decimal) -> int | float:
    """Turn a number into the one that prints as JSON does."""
    return int(number) if number == number.to_integral_value() else float(number)


def doubt(quantity: Quantity) -> str:
    """Say how far off a quantity with a central figure may be; nothing where it is exact or says so by itself."""
    value, low, high = quantity.value, quantity.low, quantity.high
    if value is None or low == high:
        return ""
    if low is None or high is None:
        return "without a lower end" if low is None else "without an upper end"
    above, below = high - value, value - low
    if abs(above - below) > max(above, below) * _UNEVEN:
        return f"from {number(low, quantity.unit)} to {number(high, quantity.unit)}"
    if quantity.unit == "fraction" and max(above, below) < _LEAST_FRACTION:
        return f"give or take less than {margin(Quantity.exactly(_LEAST_FRACTION, 'fraction'))}"
    return f"give or take {margin(Quantity.exactly(_up(max(above, below)), quantity.unit))}"


def magnitude(quantity: Quantity) -> str:
    """Say between what an order of magnitude lies; it has both ends."""
    ends = [number(end, quantity.unit) for end in (quantity.low, quantity.high) if end is not None]
    return f"an order of magnitude: {' to '.join(ends)}"


def in_unit(what: str, unit: Unit) -> str:
    """Say what is measured with its unit, as a heading does: "Revenue in US dollars"."""
    named = f"{what[:1].upper()}{what[1:]}"
    return f"{named} in {_UNITS[unit]}" if unit in _UNITS else named


def asked_pieces(question: Question) -> list[str]:
    """Say what a question is limited to: a line of business, what is taken out, a day, one source."""
    pieces = [question.line.replace("-", " ")] if question.line else []
    pieces += [f"without {listed(question.without.names)}"] if question.without else []
    pieces += [f"as published by {question.as_of.isoformat()}"] if question.as_of else []
    return pieces + (["from one source only"] if question.source else [])


def period_note(fact: Fact) -> str:
    """Name a fact's period, and that it is a plan, a forecast or hearsay where it is."""
    period = "period not stated" if fact.period.end is None else fact.period.label
    nature = "" if fact.nature == "actual" else f", {fact.nature}"
    return f"{period}{nature}{', reportedly' if fact.attribution == 'reportedly' else ''}"


def footer(sources: Iterable[Source], companies: Sequence[Company], revision: int) -> list[str]:
    """Say where a picture comes from: its sources and the revision of the dataset."""
    return [sources_line(sources, companies), f"Dataset revision {revision}"]


def sources_line(sources: Iterable[Source], companies: Sequence[Company]) -> str:
    """Name the sources of a picture, the most authoritative first, or count them where there are many."""
    listed = sorted(sources, key=lambda source: (list(_KINDS).index(source.kind), source.slug))
    if len(listed) <= MOST_NAMED:
        named = ", ".join(_name(source, companies) for source in listed)
    else:
        counts = Counter(source.kind for source in listed)
        named = ", ".join(f"{count} {_KINDS[kind][count > 1]}" for kind, count in counts.items())
    return f"Source{'s' if len(listed) > 1 else ''}: {named}"


def _name(source: Source, companies: Sequence[Company]) -> str:
    """Shorten a source to what tells it from others: "Amazon 10-K FY2025"."""
    publisher = source.publisher or ""
    by = next((company.name for company in companies if publisher.startswith(company.name)), publisher)
    if source.kind == "filing":
        return f"{by} {source.title.replace(' for ', ' ')}".strip()
    return f"{source.title} ({', '.join(filter(None, (by, source.kind)))})"


def _up(size: Decimal) -> Decimal:
    """Round to three digits and away from zero, so that a range is never said to be narrower than it is."""
    return Context(prec=3, rounding=ROUND_CEILING).plus(size)
