"""Comparability: whether the facts set side by side speak of the same thing, and what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.catalogue import Fact
from app.domain.period import Period, PeriodKind

ComparabilityStatus = Literal["comparable", "caution", "incomparable"]
ReasonCode = Literal[
    "unit-differs",
    "nature-differs",
    "length-differs",
    "period-ends-differ",
    "period-inferred",
    "period-unspecified",
    "basis-differs",
    "definition-differs",
    "scope-differs",
    "initiative-differs",
    "attributed",
    "sources-conflict",
    "nothing-taken-out",
    "zero-in-range",
    "not-positive",
]

FATAL: dict[ReasonCode, str] = {
    "unit-differs": "their units differ",
    "scope-differs": "one is about a single initiative",
    "nature-differs": "they differ in nature",
    "length-differs": "their periods differ in length",
}
"""Reasons that forbid a verdict, in words; every other one is a caution beside it."""

LENGTH_SLACK_DAYS = 14
"""Fiscal years have 52 or 53 weeks, quarters 12 to 14: such differences are not of length."""

_Names = Mapping[str, str]

_KINDS_WITHIN_A_YEAR: frozenset[PeriodKind] = frozenset({"annual", "quarter", "instant"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that differs between the facts, as a code for programs and a detail for people."""

    code: ReasonCode
    detail: str


@dataclass(frozen=True, slots=True)
class Comparability:
    """What a verdict over these facts is worth, and why."""

    status: ComparabilityStatus
    reasons: tuple[Reason, ...]

    def beside(self, reason: Reason) -> "Comparability":
        """Add a caution."""
        return Comparability("incomparable" if self.status == "incomparable" else "caution", (*self.reasons, reason))


def comparability(facts: Sequence[Fact], names: _Names) -> Comparability:
    """Judge whether one fact a company, all of one metric, can be compared.

    `names` are those of companies and segments, by slug; what is not among them is called by its slug.
    """
    reasons = tuple(reason for check in _CHECKS if (reason := check(facts, names)))
    if any(reason.code in FATAL for reason in reasons):
        return Comparability("incomparable", reasons)
    return Comparability("caution" if reasons else "comparable", reasons)


def lengths_differ(periods: Sequence[Period]) -> str | None:
    """Say how long periods are whose lengths in days differ by more than calendars do; None where they are alike."""
    days = [(period.end - period.start).days + 1 for period in periods if period.start and period.end]
    too_far = bool(days) and max(days) - min(days) > LENGTH_SLACK_DAYS
    return f"{min(days)} to {max(days)} days long" if too_far else None


def _unit(facts: Sequence[Fact], names: _Names) -> Reason | None:
    return _differing("unit-differs", facts, names, lambda fact: fact.quantity.unit)


def _nature(facts: Sequence[Fact], names: _Names) -> Reason | None:
    return _differing("nature-differs", facts, names, lambda fact: fact.nature)


def _length(facts: Sequence[Fact], _names: _Names) -> Reason | None:
    periods = [fact.period for fact in facts]
    if differing := lengths_differ(periods):
        return Reason("length-differs", differing)
    kinds = {period.kind for period in periods}
    if "instant" in kinds and any(period.start for period in periods):
        return Reason("length-differs", "a period beside a moment")
    if "multi-year" in kinds and not kinds.isdisjoint(_KINDS_WITHIN_A_YEAR):
        return Reason("length-differs", "several years beside a year or less")
    return None


def _ends(facts: Sequence[Fact], _names: _Names) -> Reason | None:
    ends = [fact.period.end for fact in facts if fact.period.end]
    apart = (max(ends) - min(ends)).days if ends else 0
    return Reason("period-ends-differ", f"{apart} day{'s' if apart > 1 else ''} apart") if apart else None


def _inferred(facts: Sequence[Fact], names: _Names) -> Reason | None:
    named = [f"{_name(fact.company, names)} {fact.period.label}" for fact in facts if fact.period.inferred]
    return Reason("period-inferred", ", ".join(named)) if named else None


def _unspecified(facts: Sequence[Fact], names: _Names) -> Reason | None:
    named = [_name(fact.company, names) for fact in facts if fact.period.end is None]
    return Reason("period-unspecified", ", ".join(named)) if named else None


def _basis(facts: Sequence[Fact], names: _Names) -> Reason | None:
    return _differing("basis-differs", facts, names, lambda fact: fact.basis)


def _definition(facts: Sequence[Fact], names: _Names) -> Reason | None:
    """Each company draws its own segments, and one reports as net sales what another reports as total revenues."""
    is_named_apart = len({fact.reported_as for fact in facts if fact.reported_as}) > 1
    if not is_named_apart and all(fact.segment is None for fact in facts):
        return None

    def definition(fact: Fact) -> str:
        name = fact.reported_as if is_named_apart else None
        part = fact.segment and _name(fact.segment, names)
        return f"{part} ({name})" if part and name else part or name or "not said"

    return Reason("definition-differs", _listed(facts, names, definition))


def _scope(facts: Sequence[Fact], names: _Names) -> Reason | None:
    """Refuse to set one initiative or segment of a company beside the whole of another."""
    kinds = {(fact.initiative is not None, fact.segment is not None) for fact in facts}
    if len(kinds) == 1:
        return None

    def part(fact: Fact) -> str:
        slug = fact.initiative or fact.segment
        return _name(slug, names) if slug else "the whole company"

    return Reason("scope-differs", _listed(facts, names, part))


def _initiative(facts: Sequence[Fact], names: _Names) -> Reason | None:
    """Two companies never have one initiative: what each does is its own."""
    if not all(fact.initiative for fact in facts):
        return None
    return Reason("initiative-differs", _listed(facts, names, lambda fact: fact.initiative or ""))


def _attributed(facts: Sequence[Fact], names: _Names) -> Reason | None:
    named = [f"{_name(fact.company, names)} ({fact.attribution})" for fact in facts if fact.attribution]
    return Reason("attributed", ", ".join(named)) if named else None


def _differing(code: ReasonCode, facts: Sequence[Fact], names: _Names, trait: Callable[[Fact], str]) -> Reason | None:
    return Reason(code, _listed(facts, names, trait)) if len({trait(fact) for fact in facts}) > 1 else None


def _listed(facts: Sequence[Fact], names: _Names, trait: Callable[[Fact], str]) -> str:
    return ", ".join(f"{_name(fact.company, names)}: {trait(fact)}" for fact in facts)


def _name(slug: str, names: _Names) -> str:
    return names.get(slug, slug)


_CHECKS: tuple[Callable[[Sequence[Fact], _Names], Reason | None], ...] = (
    _unit,
    _scope,
    _nature,
    _length,
    _ends,
    _inferred,
    _unspecified,
    _basis,
    _definition,
    _initiative,
    _attributed,
)
