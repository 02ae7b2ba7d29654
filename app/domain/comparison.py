"""Comparison: who leads, by how much and how sure, computed from what stands for each company."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.answer import Standing, find_standing
from app.domain.catalogue import Company, Fact, Metric
from app.domain.comparability import Comparability, Reason, comparability
from app.domain.derivation import Computed, derive
from app.domain.material import Material
from app.domain.naming import listed, noun_of
from app.domain.quantity import Quantity, round_down, round_even
from app.domain.question import (
    FEWEST_COMPANIES,
    Missing,
    Question,
    TooFewFactsError,
    material_for,
    with_undated,
)
from app.domain.standing import Agreement

_ONE = Quantity.exactly(1, "multiple")
_NO_RATIO = "so no ratio and no lead is computed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One company's place in a comparison; `distance` is rank 1 minus this one, None if incomparable.

    `computed` is the quantity that counts: that of the fact, or what is left of it without some parts.
    """

    rank: int
    company: Company
    fact: Fact
    computed: Computed
    agreement: Agreement
    distance: Computed | None = None


@dataclass(frozen=True, slots=True)
class Leader:
    """Who is ahead and how sure that is.

    `company` is None where two share rank 1, and where ranges meet and one of them has no central
    figure: then nobody can say who is ahead. `contenders` are those whose ranges meet the first's.
    `decided`: the leader's range lies wholly beyond every other's. `decided_up_to`: the tolerance
    (0 to 1) below which it stays so, None if it never is. `flip_margin`: the relative error in
    both printed values that would erase the lead, None where a value is absent or not positive.
    """

    company: str | None
    decided: bool
    decided_up_to: Decimal | None
    flip_margin: Decimal | None
    contenders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The answer; `leader`, `gap`, `ratio` and `lead` are None where `comparability` says why not."""

    question: Question
    entries: tuple[Entry, ...]
    missing: tuple[Missing, ...]
    comparability: Comparability
    leader: Leader | None = None
    gap: Computed | None = None
    ratio: Computed | None = None
    lead: Computed | None = None

    @property
    def facts(self) -> set[str]:
        """Ids of the facts that the entries come from."""
        return {each for entry in self.entries for each in (entry.fact.id, *entry.computed.derivation.inputs)}


def compare(question: Question, known: Material) -> Comparison:
    """Answer a question from all that is known about its metric, the shares of it, and its companies.

    Raises TooFewFactsError.
    """
    material = material_for(question, known)
    answers = [find_standing(question, company, material) for company in question.companies]
    chosen = [answer for answer in answers if isinstance(answer, Standing)]
    missing = [answer for answer in answers if isinstance(answer, Missing)]
    if len(chosen) < FEWEST_COMPANIES:
        message = f"{noun_of(question.metric)} can be compared only where at least two companies have a fact"
        raise TooFewFactsError(message, tuple(missing))
    ranked = rank(question.metric, chosen)
    verdict = _cautions(question, comparability([standing.fact for _, standing in ranked], question.names))
    companies = {company.slug: company for company in question.companies}
    places = tuple(
        Entry(place, companies[each.company], each.fact, each.computed, material.of(each.company).agreement(each.fact))
        for place, each in ranked
    )
    outline = Comparison(
        question=question, entries=places, missing=with_undated(question, material, missing), comparability=verdict
    )
    return outline if verdict.status == "incomparable" else _judge(outline, ranked)


def _cautions(question: Question, verdict: Comparability) -> Comparability:
    """Say of which companies nothing could be taken out, because they have no such segment."""
    untouched = [question.names[each] for each in question.without.untouched] if question.without else []
    return verdict.beside(Reason("nothing-taken-out", ", ".join(untouched))) if untouched else verdict


def _judge(outline: Comparison, ranked: Sequence[tuple[int, Standing]]) -> Comparison:
    """Add leader, gap, ratio and lead to facts that can be compared."""
    tolerance, verdict = outline.question.tolerance, outline.comparability
    conflicts = [entry.company.name for entry in outline.entries if entry.agreement.state == "conflict"]
    if conflicts:
        verdict = verdict.beside(Reason("sources-conflict", ", ".join(conflicts)))
    widened = [Computed(each.quantity.widen(tolerance), each.computed.derivation) for _, each in ranked]
    first, second = widened[:2]
    quotient, lead = ratio_and_lead(first, second)
    gap = difference(first, second)
    distances = [_no_distance(first), gap, *(difference(first, other) for other in widened[2:])]
    entries = (replace(each, distance=away) for each, away in zip(outline.entries, distances, strict=True))
    return replace(
        outline,
        entries=tuple(entries),
        comparability=verdict if quotient else verdict.beside(_no_ratio(outline.entries, second.quantity)),
        leader=find_leader(outline.question.metric, ranked, [each.quantity for each in widened]),
        gap=gap,
        ratio=quotient,
        lead=lead,
    )


def rank(metric: Metric, standings: Iterable[Standing]) -> list[tuple[int, Standing]]:
    """Order what stands for each company from first to last place; equal ones share a place, in slug order."""
    sign = 1 if metric.direction == "lower" else -1
    ordered = sorted(standings, key=lambda each: (sign * _anchor(each), each.company))
    places: list[tuple[int, Standing]] = []
    for position, each in enumerate(ordered, start=1):
        level = bool(places) and _anchor(places[-1][1]) == _anchor(each)
        places.append((places[-1][0] if level else position, each))
    return places


def find_leader(metric: Metric, ranked: Sequence[tuple[int, Standing]], widened: Sequence[Quantity]) -> Leader:
    """Say who is ahead of all others, and how sure that is with the ranges `widened` by the tolerance asked for."""
    first, others = ranked[0][1], [fact for _, fact in ranked[1:]]
    meeting = [fact for fact, quantity in zip(others, widened[1:], strict=True) if quantity.meets(widened[0])]
    as_printed = [fact for fact in others if fact.quantity.meets(first.quantity)]
    untold = bool(as_printed) and any(fact.quantity.value is None for fact in (first, *as_printed))
    shared = ranked[1][0] == ranked[0][0]
    pairs = [(first.quantity, fact.quantity) for fact in others]
    if metric.direction == "lower":
        pairs = [(smaller, greater) for greater, smaller in pairs]
    limits = [decided_up_to(greater, smaller) for greater, smaller in pairs]
    known = [limit for limit in limits if limit is not None]
    return Leader(
        company=None if shared or untold else first.company,
        decided=not meeting,
        decided_up_to=round_down(min(known)) if len(known) == len(limits) else None,
        flip_margin=flip_margin(*pairs[0]),
        contenders=tuple(fact.company for fact in meeting),
    )


def decided_up_to(greater: Quantity, smaller: Quantity) -> Decimal | None:
    """Return the tolerance at which two ranges that lie apart begin to touch, None if they do not lie apart."""
    if greater.low is None or smaller.high is None or not greater.is_beyond(smaller):
        return None
    return (greater.low - smaller.high) / (greater.low.copy_abs() + smaller.high.copy_abs())


def flip_margin(greater: Quantity, smaller: Quantity) -> Decimal | None:
    """Return the relative error in both values that would make them equal, None unless both are positive."""
    if greater.value is None or smaller.value is None or min(greater.value, smaller.value) <= 0:
        return None
    return round_even((greater.value - smaller.value) / (greater.value + smaller.value))


def difference(a: Computed, b: Computed) -> Computed:
    """Compute a - b."""
    return derive("difference", "a - b", a.quantity - b.quantity, a, b)


def _no_distance(first: Computed) -> Computed:
    """The first is at no distance from itself, whatever its range."""
    return derive("difference", "a - b", Quantity.exactly(0, first.quantity.unit), first, first)


def ratio(a: Computed, b: Computed) -> Computed | None:
    """Compute a / b, a multiple; None unless both are certainly above zero."""
    return ratio_and_lead(a, b)[0]


def ratio_and_lead(a: Computed, b: Computed) -> tuple[Computed, Computed] | tuple[None, None]:
    """Compute a / b, a multiple, and a / b - 1, the lead as a fraction of b; None unless both are certainly above zero.

    A profit is no number of times a loss, and no part of one.
    """
    if not (a.quantity.is_positive and b.quantity.is_positive):
        return None, None
    quotient = a.quantity / b.quantity
    less_one = quotient - _ONE
    lead = Quantity(less_one.value, less_one.low, less_one.high, "fraction")
    return derive("ratio", "a / b", quotient, a, b), derive("relative-difference", "a / b - 1", lead, a, b)


def _no_ratio(entries: Sequence[Entry], runner_up: Quantity) -> Reason:
    """Say why there is no ratio: the divisor may be zero, or one of the two is not certainly above it."""
    if runner_up.holds_zero:
        return Reason("zero-in-range", f"the runner-up may be zero, {_NO_RATIO}")
    lower = [entry.company.name for entry in entries[:2] if not entry.computed.quantity.is_positive]
    return Reason("not-positive", f"{listed(lower)}: not certainly above zero, {_NO_RATIO}")


def _anchor(standing: Standing) -> Decimal:
    """The number that orders what stands for companies; every stated figure has one."""
    return standing.quantity.anchor or Decimal(0)
