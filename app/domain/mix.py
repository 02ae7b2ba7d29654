"""Mix: what a company's total is made of, part by part, with what is left and whether it adds up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from app.domain.answer import WHOLE, Standing, fact_on, find_standing, part_of, take_out
from app.domain.catalogue import Fact, Segment
from app.domain.derivation import Computed, derive, letters, stated
from app.domain.material import Material
from app.domain.naming import noun_of, spaced
from app.domain.overlap import share_money
from app.domain.question import Missing, Question, TooFewFactsError, Without, undated_missing

PartKind = Literal["official", "stated", "derived", "implied"]
LeftOutCode = Literal["too-wide", "overlaps", "other-breakdown"]
ReconciliationState = Literal["adds-up", "remainder", "exceeds", "incomplete"]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's part of the total.

    It is official where a filing states it, stated where another source does, derived where it follows from such
    figures, and implied where only its share is stated.
    """

    segment: Segment
    kind: PartKind
    fact: Fact
    computed: Computed
    share: Computed | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A segment that is not subtracted from the total, and why."""

    segment: str
    name: str
    code: LeftOutCode
    detail: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Whether the parts make the total: `difference` is the total less their sum."""

    state: ReconciliationState
    total_of_parts: Computed | None
    difference: Computed | None


@dataclass(frozen=True, slots=True)
class Mix:
    """A total taken apart; `residual` is what no part accounts for, None where no part is subtracted."""

    question: Question
    total: Standing
    breakdown: str | None
    breakdowns: tuple[str, ...]
    parts: tuple[Part, ...]
    residual: Computed | None
    residual_share: Computed | None
    left_out: tuple[LeftOut, ...]
    reconciliation: Reconciliation
    missing: tuple[Missing, ...]

    @property
    def facts(self) -> set[str]:
        """Ids of the facts that the total and the parts come from."""
        return {self.total.fact.id, *(part.fact.id for part in self.parts)}


def take_apart(question: Question, segments: Sequence[Segment], material: Material, breakdown: str | None) -> Mix:
    """Take the total of the question's one company apart along one breakdown, by default the one that fits best.

    `segments` are all of the company. Raises TooFewFactsError where there is no total.
    """
    (company,) = question.companies
    own = material.of(company.slug)
    total = find_standing(question, company, material)
    if isinstance(total, Missing):
        raise TooFewFactsError(f"there is no total of {noun_of(question.metric)} to take apart", (total,))
    found = [_part(question, total, segment, own) for segment in segments]
    every = sorted((part for part in found if part), key=_size)
    names = tuple(sorted({name for part in every for name in part.segment.breakdowns}))
    chosen = breakdown or _best(total, every, names)
    parts, left_out = _without_overlaps(every, chosen, segments)
    wide = [part for part in parts if _is_wide(part)]
    counted = [part for part in parts if not _is_wide(part)]
    left_out += [
        LeftOut(part.segment.slug, part.segment.name, "too-wide", "an order of magnitude only") for part in wide
    ]
    residual = _residual(total, counted) if counted else None
    reconciliation = _reconcile(counted, residual, is_whole=not wide)
    is_made_up = reconciliation.state in ("adds-up", "exceeds")
    lacking = [] if is_made_up else _lacking(parts, chosen, segments)
    any_part = Without(names=(), segments={company.slug: segments})
    return Mix(
        question=question,
        total=total,
        breakdown=chosen,
        breakdowns=names,
        parts=tuple(parts),
        residual=residual,
        residual_share=_residual_share(total, counted) if counted else None,
        left_out=tuple(left_out),
        reconciliation=replace(reconciliation, state="incomplete") if lacking else reconciliation,
        missing=(
            *_unknown(question, total.fact, own, lacking),
            *undated_missing(replace(question, without=any_part), material),
        ),
    )


def _lacking(parts: Sequence[Part], breakdown: str | None, segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a breakdown that have no figure, but for those that may share money with one that has."""
    parents = {segment.slug: segment.within for segment in segments}
    known = [part.segment for part in parts]
    wanted = [each for each in segments if breakdown is None or breakdown in each.breakdowns]
    return [each for each in wanted if not any(each == one or share_money(each, one, parents) for one in known)]


def _unknown(question: Question, total: Fact, own: Material, lacking: Sequence[Segment]) -> Iterator[Missing]:
    """Say which figures would be needed; those of sources without a date are there, and named elsewhere."""
    undated = {fact.segment for fact in own.undated}
    for segment in lacking:
        if segment.slug not in undated:
            needs = f"{fact_on(question, total.company, segment)}, for {total.period.label}"
            yield Missing(total.company, "no-part", f"{needs}, or on its share", total.id)


def _part(question: Question, total: Standing, segment: Segment, own: Material) -> Part | None:
    """Find what is known of a segment for the period of the total."""
    fact = part_of(question, total.fact, segment, own)
    if fact is None:
        return None
    itself = stated(fact.quantity, fact.id)
    if fact.metric in question.shares:
        value = derive("product", "a * b", total.quantity * fact.quantity, total.computed, itself)
        return Part(segment, "implied", fact, value, itself)
    official = own.sources[fact.source].kind == "filing"
    kind: PartKind = "derived" if fact.kind == "derived" else "official" if official else "stated"
    is_wide = "magnitude" in fact.quantity.hedges
    return Part(segment, kind, fact, itself, None if is_wide else _share(total, itself))


def _share(total: Standing, part: Computed) -> Computed | None:
    if not total.quantity.is_positive:
        return None
    quotient = replace(part.quantity / total.quantity, unit="fraction")
    return derive("share", "a / b", quotient, part, total.computed)


def _size(part: Part) -> tuple[Decimal, str]:
    return -(part.computed.quantity.anchor or Decimal(0)), part.segment.slug


def _is_wide(part: Part) -> bool:
    return "magnitude" in part.fact.quantity.hedges


def _best(total: Standing, parts: Sequence[Part], names: Iterable[str]) -> str | None:
    """Choose the breakdown that makes the total, then the finest, then the first by name; None where there is none."""

    def rank(name: str) -> tuple[bool, int, str]:
        members = [part for part in parts if name in part.segment.breakdowns and not _is_wide(part)]
        rest = _residual(total, members).quantity if members else None
        return not (rest and rest.holds_zero), -len(members), name

    return min(names, key=rank, default=None)


def _without_overlaps(
    parts: Sequence[Part], breakdown: str | None, segments: Sequence[Segment]
) -> tuple[list[Part], list[LeftOut]]:
    """Keep the parts of one breakdown, and those of none that share no money with what is kept; name the others."""
    parents = {segment.slug: segment.within for segment in segments}
    ordered = sorted(parts, key=lambda part: (_is_wide(part), breakdown not in part.segment.breakdowns))
    kept: list[Part] = []
    left_out: list[LeftOut] = []
    for part in ordered:
        segment = part.segment
        shared = [each.segment.name for each in kept if share_money(segment, each.segment, parents)]
        if breakdown and segment.breakdowns and breakdown not in segment.breakdowns:
            detail = f"belongs to {', '.join(map(spaced, segment.breakdowns))}, not to {spaced(breakdown)}"
            left_out.append(LeftOut(segment.slug, segment.name, "other-breakdown", detail))
        elif shared:
            detail = f"may share money with {', '.join(shared)}"
            left_out.append(LeftOut(segment.slug, segment.name, "overlaps", detail))
        else:
            kept.append(part)
    return sorted(kept, key=_size), left_out


def _residual(total: Standing, parts: Sequence[Part]) -> Computed:
    """The total less every part, computed once from the shares where these are what is stated."""
    return take_out(total.computed, *_split(parts))


def _residual_share(total: Standing, parts: Sequence[Part]) -> Computed | None:
    """What is left as a share of the total: what the shares leave, less the values as a part of the total."""
    if not total.quantity.is_positive:
        return None
    shares, values = _split(parts)
    left = WHOLE
    for share in shares:
        left -= share.quantity
    if not values:
        return derive("remainder", " - ".join(["1", *letters(len(shares))]), left, *shares)
    taken = values[0].quantity
    for value in values[1:]:
        taken += value.quantity
    names = " + ".join(letters(len(values), after=1 + len(shares)))
    form = " - ".join(["1", *letters(len(shares), after=1), f"({names}) / a" if len(values) > 1 else f"{names} / a"])
    rest = left - replace(taken / total.quantity, unit="fraction")
    return derive("remainder", form, rest, total.computed, *shares, *values)


def _split(parts: Sequence[Part]) -> tuple[list[Computed], list[Computed]]:
    """Tell apart what is stated of parts: their shares, and their values."""
    shares = [part.share for part in parts if part.kind == "implied" and part.share]
    return shares, [part.computed for part in parts if part.kind != "implied"]


def _reconcile(parts: Sequence[Part], residual: Computed | None, *, is_whole: bool) -> Reconciliation:
    """Say whether the parts, implied ones included, make the total."""
    values = [part.computed for part in parts]
    if not values or residual is None:
        return Reconciliation("incomplete", None, None)
    total = values[0].quantity
    for value in values[1:]:
        total += value.quantity
    summed = derive("sum", " + ".join(letters(len(values))), total, *values)
    rest = residual.quantity
    if not is_whole:
        return Reconciliation("incomplete", summed, residual)
    if rest.holds_zero:
        return Reconciliation("adds-up", summed, residual)
    return Reconciliation("exceeds" if rest.high is not None and rest.high < 0 else "remainder", summed, residual)
