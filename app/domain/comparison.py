"""Comparison: who leads, by how much and how sure, computed from one fact a company."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from app.domain.catalogue import Company, Fact, Line, Metric, Segment, Source
from app.domain.comparability import Comparability, Reason, comparability
from app.domain.errors import RivalryError
from app.domain.quantity import Quantity, ZeroInRangeError, round_down, round_even
from app.domain.standing import LATEST, Agreement, PeriodRequest, agreement, facts_in_period, standing_fact

MissingCode = Literal["no-fact", "no-fact-in-period", "no-fact-from-source", "no-segment", "several-segments"]
DerivationOperation = Literal["difference", "ratio", "relative-difference"]

FEWEST_COMPANIES = 2
_NO_RATIO = Reason("zero-in-range", "the runner-up may be zero, so no ratio and no lead is computed")


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a quantity was computed: the formula, and the facts that stand for a and b in it."""

    operation: DerivationOperation
    formula: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """A quantity that no source states, with its derivation."""

    quantity: Quantity
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Entry:
    """One company's place in a comparison; `distance` is rank 1 minus this one, None if incomparable."""

    rank: int
    company: Company
    fact: Fact
    agreement: Agreement
    distance: Computed | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A company that cannot be compared: why, what is needed, and the id of the nearest fact at hand."""

    company: str
    code: MissingCode
    needs: str
    nearest: str | None


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
class Question:
    """What is asked: a metric of some companies, in some part of their business, for some period.

    `segments` holds, when a part is asked for, each company's segments in it; None asks for the whole.
    `line` is the line of business that the part lies in.
    """

    metric: Metric
    companies: tuple[Company, ...]
    segments: Mapping[str, Sequence[Segment]] | None = None
    line: Line | None = None
    period: PeriodRequest = LATEST
    source: str | None = None
    tolerance: Decimal = Decimal(0)


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


class TooFewFactsError(RivalryError):
    """Fewer than two companies have a fact; `missing` says what each of the others needs."""

    def __init__(self, metric: str, missing: tuple[Missing, ...]) -> None:
        """Keep what is missing beside the message."""
        self.missing = missing
        super().__init__(f"{metric} can be compared only where at least two companies have a fact")


def compare(question: Question, facts: Iterable[Fact], sources: Mapping[str, Source]) -> Comparison:
    """Answer a question from all facts about its metric and companies.

    `sources` holds the source of every fact. Raises TooFewFactsError.
    """
    facts = list(facts)
    answers = [choose_fact(question, company, facts, sources) for company in question.companies]
    chosen = [answer for answer in answers if isinstance(answer, Fact)]
    missing = tuple(answer for answer in answers if isinstance(answer, Missing))
    if len(chosen) < FEWEST_COMPANIES:
        raise TooFewFactsError(question.metric.slug, missing)
    ranked = rank(question.metric, chosen)
    verdict = comparability([fact for _, fact in ranked])
    companies = {company.slug: company for company in question.companies}
    places = tuple(Entry(place, companies[fact.company], fact, agreement(fact, facts)) for place, fact in ranked)
    if verdict.status == "incomparable":
        return Comparison(question=question, entries=places, missing=missing, comparability=verdict)
    conflicts = [entry.company.slug for entry in places if entry.agreement.state == "conflict"]
    if conflicts:
        verdict = verdict.beside(Reason("sources-conflict", ", ".join(conflicts)))
    first, second = ranked[0][1], ranked[1][1]
    tolerance = question.tolerance
    quotient = ratio(first, second, tolerance)
    return Comparison(
        question=question,
        entries=tuple(replace(each, distance=distance(first, each.fact, tolerance)) for each in places),
        missing=missing,
        comparability=verdict if quotient else verdict.beside(_NO_RATIO),
        leader=find_leader(question.metric, ranked, tolerance),
        gap=difference(first, second, tolerance),
        ratio=quotient,
        lead=relative_difference(first, second, tolerance),
    )


def choose_fact(
    question: Question, company: Company, facts: Sequence[Fact], sources: Mapping[str, Source]
) -> Fact | Missing:
    """Choose the fact that stands for one company, or say what is missing."""
    own = [fact for fact in facts if fact.company == company.slug]
    segment = _segment_of(question, company)
    if isinstance(segment, Missing):
        return replace(segment, nearest=_nearest(own, sources))
    label = question.period.label_for(company.slug)
    part = f", {segment}" if segment else " as a whole" if any(fact.segment for fact in own) else ""
    wanted = f"a fact on {question.metric.slug} of {company.slug}{part}"
    in_scope = [fact for fact in own if fact.segment == segment]
    from_source = [fact for fact in in_scope if question.source in (None, fact.source)]
    in_period = facts_in_period(from_source, question.metric, label)
    if in_period:
        return standing_fact(in_period, sources)
    if from_source:
        return Missing(company.slug, "no-fact-in-period", f"{wanted}, for {label}", _nearest(from_source, sources))
    if in_scope:
        needs = f"{wanted}, from {question.source}"
        return Missing(company.slug, "no-fact-from-source", needs, _nearest(in_scope, sources))
    return Missing(company.slug, "no-fact", wanted, _nearest(own, sources))


def _segment_of(question: Question, company: Company) -> str | Missing | None:
    """The company's one segment in the part that is asked for; None when the whole company is."""
    if question.segments is None:
        return None
    segments = question.segments.get(company.slug, ())
    if len(segments) == 1:
        return segments[0].slug
    if not segments:
        return Missing(company.slug, "no-segment", f"a segment of {company.slug} in that line of business", None)
    listed = ", ".join(segment.slug for segment in segments)
    return Missing(company.slug, "several-segments", f"one segment of {company.slug}: {listed}", None)


def rank(metric: Metric, facts: Iterable[Fact]) -> list[tuple[int, Fact]]:
    """Order facts from first to last place; equal ones share a place and stand in slug order."""
    sign = 1 if metric.direction == "lower" else -1
    ordered = sorted(facts, key=lambda fact: (sign * _anchor(fact), fact.company))
    places: list[tuple[int, Fact]] = []
    for position, fact in enumerate(ordered, start=1):
        level = bool(places) and _anchor(places[-1][1]) == _anchor(fact)
        places.append((places[-1][0] if level else position, fact))
    return places


def find_leader(metric: Metric, ranked: Sequence[tuple[int, Fact]], tolerance: Decimal) -> Leader:
    """Say who is ahead of all others, and how sure that is once every range is widened by `tolerance`."""
    first, others = ranked[0][1], [fact for _, fact in ranked[1:]]
    meeting = [fact for fact in others if fact.quantity.widen(tolerance).meets(first.quantity.widen(tolerance))]
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


def difference(a: Fact, b: Fact, tolerance: Decimal = Decimal(0)) -> Computed:
    """Compute a - b over their widened ranges."""
    gap = a.quantity.widen(tolerance) - b.quantity.widen(tolerance)
    return Computed(gap.settle(), Derivation("difference", "a - b", (a.id, b.id)))


def distance(first: Fact, fact: Fact, tolerance: Decimal) -> Computed:
    """Compute how far a fact is behind the first; a fact is at no distance from itself, whatever its range."""
    if fact.id != first.id:
        return difference(first, fact, tolerance)
    nothing = Decimal(0)
    itself = Quantity(nothing, nothing, nothing, fact.quantity.unit)
    return Computed(itself, Derivation("difference", "a - a", (fact.id,)))


def ratio(a: Fact, b: Fact, tolerance: Decimal = Decimal(0)) -> Computed | None:
    """Compute a / b, a multiple; None where b may be zero."""
    try:
        quotient = a.quantity.widen(tolerance) / b.quantity.widen(tolerance)
    except ZeroInRangeError:
        return None
    return Computed(quotient.settle(), Derivation("ratio", "a / b", (a.id, b.id)))


def relative_difference(a: Fact, b: Fact, tolerance: Decimal = Decimal(0)) -> Computed | None:
    """Compute a / b - 1, the lead as a fraction of b; None where b may be zero."""
    quotient = ratio(a, b, tolerance)
    if quotient is None:
        return None
    one = Quantity(Decimal(1), Decimal(1), Decimal(1), "multiple")
    lead = a.quantity.widen(tolerance) / b.quantity.widen(tolerance) - one
    settled = Quantity(lead.value, lead.low, lead.high, "fraction").settle()
    return Computed(settled, Derivation("relative-difference", "a / b - 1", (a.id, b.id)))


def _anchor(fact: Fact) -> Decimal:
    """The number that orders facts; every stated figure has one."""
    return fact.quantity.anchor or Decimal(0)


def _nearest(facts: Sequence[Fact], sources: Mapping[str, Source]) -> str | None:
    return standing_fact(facts, sources).id if facts else None
