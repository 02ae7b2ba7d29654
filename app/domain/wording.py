"""Wording: amounts and verdicts in plain English, hedges and all."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context, Decimal

from app.domain.catalogue import Company, Fact
from app.domain.comparability import FATAL
from app.domain.comparison import Comparison, Entry
from app.domain.derivation import Computed
from app.domain.naming import is_plural, listed, noun_of, possessive, spaced, typeset
from app.domain.period import FARTHEST_APART_DAYS, days_apart
from app.domain.quantity import PLAIN_NUMBERS, Hedge, Quantity, Unit

SHOWN_DIGITS = 4
"""Significant digits of an amount in a sentence."""

_SCALES = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
_LOWEST_SCALED = Decimal(10) ** 6
_TIMES_AS_MUCH = Decimal(2)
"""From here on a lead reads better as a multiple than as a percentage."""
_NEAR: dict[Hedge, str] = {"just-under": "just under", "nearly": "nearly", "more-than": "just over"}
_COUNTED_NOUNS = (" quarters", " times", " percentage points")
MINUS = "\u2212"
"""What stands before a number below zero, as in print."""
_LEAST_SHARE = Decimal("0.001")
_SHARE_PLACES = 3
"""Decimal places of a share in a sentence as a fraction: one as a percentage."""


def amount(quantity: Quantity, *, digits: int = SHOWN_DIGITS) -> str:
    """Say a quantity with its hedge: "about $716.9 billion", "more than 4,600", "between 200 million and 1 billion"."""
    hedges = quantity.hedges
    value, low, high = (
        None if each is None else number(each, quantity.unit, digits=digits)
        for each in (quantity.value, quantity.low, quantity.high)
    )
    if value:
        return f"about {value}" if "approximately" in hedges else value
    if low and high:
        near: dict[Hedge, str] = {
            "just-under": high,
            "nearly": low if low.startswith(MINUS) else high,
            "more-than": low,
        }
        hedge = next((each for each in hedges if each in near), None)
        return f"{_NEAR[hedge]} {near[hedge]}" if hedge else _between(low, high)
    if low:
        return f"{'more than' if 'more-than' in hedges else 'at least'} {low}"
    if high:
        fewer = "less than" if quantity.unit in ("USD", "fraction", "multiple") else "fewer than"
        return f"{fewer if 'less-than' in hedges else 'at most'} {high}"
    return "an unknown amount"


def share(quantity: Quantity) -> str:
    """Say a part of a whole as a percentage with at most one decimal place: 9.6%, about 25%, under 0.1%."""
    if quantity.value and 0 < quantity.value < _LEAST_SHARE:
        return f"under {number(_LEAST_SHARE, 'fraction')}"
    ends = (quantity.value, quantity.low, quantity.high)
    value, low, high = (None if each is None else round(each, _SHARE_PLACES) for each in ends)
    return amount(replace(quantity, value=value, low=low, high=high))


def number(value: Decimal, unit: Unit, *, digits: int = SHOWN_DIGITS) -> str:
    """Say a number in its unit, rounded half-even to `digits` significant digits."""
    sign = MINUS if value < 0 else ""
    size = value.copy_abs()
    if unit == "fraction":
        return f"{sign}{_plain(_rounded(size * 100, digits))}%"
    if unit == "multiple":
        return f"{sign}{_plain(_rounded(size, digits))} times"
    if unit == "index":
        return f"{sign}{_plain(_rounded(size, digits))}"
    text = _scaled(size, digits) if unit == "USD" else _counted(size, digits)
    if unit == "USD":
        return f"{sign}${text}"
    if unit == "quarters":
        return f"{sign}{text} quarter{'' if text == '1' else 's'}"
    return f"{sign}{text}"


def sentence(comparison: Comparison) -> str:
    """Say the verdict of a comparison in a sentence or two."""
    line, without = comparison.question.line, comparison.question.without
    where = f"In {spaced(line)}, " if line else ""
    where += f"{'without' if where else 'Without'} {listed(without.names)}, " if without else ""
    return typeset(f"{where}{_verdict(comparison)}{_apart(comparison)}{_without(comparison)}")


def _verdict(comparison: Comparison) -> str:
    first, *others = comparison.entries
    leader, gap = comparison.leader, comparison.gap
    if leader is None or gap is None:
        return _refusal(comparison)
    subject, verb = _with_noun(comparison, first), _verb(comparison)
    level = [entry for entry in others if entry.rank == 1]
    contenders = [entry for entry in others if entry.company.slug in leader.contenders]
    all_level = all(entry in level for entry in contenders)
    if level and all_level and not any(entry.computed.quantity.value is None for entry in (first, *level)):
        be = "are" if is_plural(comparison.question.metric) else "is"
        return f"{subject} {be} level with {_all_of(level)}.{_behind(others, level)}"
    if leader.company is None:
        overlap = f"the ranges of {subject} and {_all_of(contenders)} overlap"
        return f"Who is ahead cannot be told: {overlap}.{_behind(others, contenders)}"
    if contenders:
        undecided = f"{_probably(verb)} {_all_of(contenders)}, but the ranges do not decide it"
        return f"{subject} {undecided}.{_behind(others, contenders)}"
    seconds = [entry for entry in others if entry.rank == others[0].rank]
    lead = f"{verb} {_all_of(seconds)} by {_about(first, seconds[0], gap)}{_share(comparison)}"
    return f"{subject} {lead}.{_behind(others, seconds)}"


def _refusal(comparison: Comparison) -> str:
    """Say that nothing can be compared, and the reasons that forbid it."""
    first, *others = comparison.entries
    all_of_them = listed([_with_noun(comparison, first), *map(_of, others)])
    reasons = [each for each in comparison.comparability.reasons if each.code in FATAL]
    details = "; ".join(f"{FATAL[reason.code]} ({reason.detail})" for reason in reasons)
    return f"{all_of_them} cannot be compared: {details}."


def _all_of(entries: Sequence[Entry]) -> str:
    return listed([_of(entry) for entry in entries])


def _with_noun(comparison: Comparison, entry: Entry) -> str:
    """Name what is compared: "Amazon's revenue of about $716.9 billion (FY2025)"."""
    return f"{possessive(entry.company.name)} {noun_of(comparison.question.metric)} of {_stated(entry)}"


def _of(entry: Entry) -> str:
    return f"{possessive(entry.company.name)} {_stated(entry)}"


def _stated(entry: Entry) -> str:
    return with_period(entry.fact, entry.computed.quantity)


def with_period(fact: Fact, quantity: Quantity) -> str:
    """Say what stands for a fact and its period, and that it is a plan, a forecast or hearsay where it is."""
    period = "period not stated" if fact.period.end is None else fact.period.label
    nature = "" if fact.nature == "actual" else f", {fact.nature}"
    hearsay = ", reportedly" if fact.attribution == "reportedly" else ""
    return f"{amount(quantity)} ({period}{nature}{hearsay})"


def _verb(comparison: Comparison) -> str:
    one_or_many = {
        "higher": ("leads", "lead"),
        "lower": ("is lower than", "are lower than"),
        "neither": ("exceeds", "exceed"),
    }
    metric = comparison.question.metric
    return one_or_many[metric.direction][is_plural(metric)]


def _probably(verb: str) -> str:
    """Say that something is only likely: behind the verb to be, before every other one."""
    form, _, rest = verb.partition(" ")
    return f"{form} probably {rest}" if rest else f"probably {verb}"


def _about(first: Entry, second: Entry, gap: Computed) -> str:
    """Say a gap, and that it is about that much where one of the two figures is."""
    is_hedged = any("approximately" in entry.computed.quantity.hedges for entry in (first, second))
    return f"{'about ' if is_hedged and gap.quantity.value else ''}{margin(gap.quantity)}"


def margin(gap: Quantity) -> str:
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
    if gap.low is not None and gap.high is not None and gap.low < 0 < gap.high:
        return f"at most {say(ends[1])}"
    return f"at least {say(ends[0])}" if len(ends) == 1 else _between(say(ends[0]), say(ends[1]))


def _share(comparison: Comparison) -> str:
    """Say the lead relative to the runner-up, where that means something."""
    times, fraction = _value(comparison.ratio), _value(comparison.lead)
    if times is None or fraction is None or comparison.question.metric.unit in PLAIN_NUMBERS:
        return ""
    if times >= _TIMES_AS_MUCH:
        much = "much" if comparison.question.metric.unit == "USD" else "many"
        return f", or {number(times, 'multiple', digits=2)} as {much}"
    return f", or {number(fraction.copy_abs(), 'fraction', digits=2)}"


def _value(computed: Computed | None) -> Decimal | None:
    return computed.quantity.value if computed else None


def _behind(others: Sequence[Entry], said: Sequence[Entry]) -> str:
    """Say who comes after those that were said already."""
    rest = [f"{entry.company.name} with {_stated(entry)}" for entry in others if entry not in said]
    return f" Behind: {', '.join(rest)}." if rest else ""


def _apart(comparison: Comparison) -> str:
    """Warn where the first two are not about the same time, though their labels may be alike."""
    first, second, *_ = (entry.fact.period for entry in comparison.entries)
    if comparison.gap is None or not (first.end and second.end) or days_apart(first, second) <= FARTHEST_APART_DAYS:
        return ""
    return f" Their periods end {days_apart(first, second)} days apart."


def _without(comparison: Comparison) -> str:
    return absent(comparison.question.companies, {entry.company.slug for entry in comparison.entries})


def absent(companies: Sequence[Company], found: Collection[str]) -> str:
    """Name the companies of which nothing was found, in a sentence behind another one; empty where there is none."""
    names = [company.name for company in companies if company.slug not in found]
    return f" There is no such figure for {listed(names)}." if names else ""


def _between(low: str, high: str) -> str:
    """Say a range; what both ends count is named once."""
    if low == high:
        return f"about {high}"
    noun = next((noun for noun in _COUNTED_NOUNS if high.endswith(noun)), "")
    return f"between {low.removesuffix(noun).removesuffix(noun.removesuffix('s'))} and {high}"


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
