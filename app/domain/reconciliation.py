"""Reconciliation: whether what is stated of parts adds up to what is stated of the whole."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod

from app.domain.catalogue import Catalogue, Fact, Segment
from app.domain.quantity import Quantity

PARTS_OF_A_YEAR: Mapping[str, tuple[str, ...]] = {
    "": ("-Q1", "-Q2", "-Q3", "-Q4"),
    "-9M": ("-Q1", "-Q2", "-Q3"),
    "-6M": ("-Q1", "-Q2"),
}
MOST_WAYS = 4096
"""A sum whose members are stated in more ways than this is not checked."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole, and every way in which it and each of its parts are stated, in the order of the packs."""

    what: str
    wholes: tuple[Fact, ...]
    parts: tuple[tuple[Fact, ...], ...]

    @property
    def ways(self) -> int:
        """In how many ways what is stated can be put together."""
        return prod(map(len, (self.wholes, *self.parts)))

    @property
    def sources(self) -> set[str]:
        """The sources that state any of it."""
        return {fact.source for facts in (self.wholes, *self.parts) for fact in facts}


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A fact that fits no combination of the others: a whole that no parts make, or a part that makes no whole."""

    what: str
    fact: Fact
    difference: Quantity


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left of a whole without its parts, in the way of putting them together that leaves least."""

    what: str
    difference: Quantity


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many sums were checked, which hold by rounding only, what fits in none, and what could not be checked."""

    sums: int
    rounded: tuple[Remainder, ...]
    imbalances: tuple[Imbalance, ...]
    unchecked: tuple[str, ...]


def reconcile(catalogue: Catalogue, sources: Collection[str]) -> Reconciled:
    """Hold quarters against years and segments against totals, in all sums that a figure of some sources is part of.

    Rounding is allowed for: a sum holds where its range meets that of the whole.
    """
    every = [*_sums_over_time(catalogue), *_sums_over_segments(catalogue)]
    asked = [each for each in every if not each.sources.isdisjoint(sources)]
    sums = [each for each in asked if each.ways <= MOST_WAYS]
    return Reconciled(
        len(sums),
        tuple(rounded for each in sums if (rounded := _rounded(each))),
        tuple(imbalance for each in sums for imbalance in _imbalances(each)),
        tuple(each.what for each in asked if each.ways > MOST_WAYS),
    )


def _sums_over_time(catalogue: Catalogue) -> Iterator[Sum]:
    """Yield each year, and each stretch of a year, all of whose quarters are stated."""
    flows = {metric.slug for metric in catalogue.metrics if metric.kind == "flow"}
    lines: dict[tuple[str, str, str], dict[str, list[Fact]]] = {}
    for fact in _stated(catalogue, flows):
        line = lines.setdefault((fact.company, fact.metric, fact.segment or ""), {})
        line.setdefault(fact.period.label, []).append(fact)
    for (company, metric, segment), by_label in lines.items():
        for year in sorted({label.partition("-")[0] for label in by_label}):
            for suffix, quarters in PARTS_OF_A_YEAR.items():
                labels = [year + quarter for quarter in quarters]
                if year + suffix in by_label and all(label in by_label for label in labels):
                    what = f"{company} {metric} {segment} {year}{suffix}: quarters".replace("  ", " ")
                    yield Sum(what, tuple(by_label[year + suffix]), tuple(tuple(by_label[each]) for each in labels))


def _sums_over_segments(catalogue: Catalogue) -> Iterator[Sum]:
    """Yield each total with the segments of a breakdown, where none is left out that is stated before and after."""
    additive = {metric.slug for metric in catalogue.metrics if metric.kind in ("flow", "count")}
    lines: dict[tuple[str, str], dict[str | None, list[Fact]]] = {}
    for fact in _stated(catalogue, additive):
        lines.setdefault((fact.company, fact.metric), {}).setdefault(fact.segment, []).append(fact)
    for (company, metric), by_segment in lines.items():
        for name, members in _breakdowns(catalogue.segments, company).items():
            stated = {each: by_segment[each] for each in members if each in by_segment}
            totals = _by_label(by_segment.get(None, ()))
            for label in sorted(totals):
                parts = [_by_label(facts).get(label, []) for facts in stated.values()]
                is_whole = all(
                    found or not _is_between(label, facts) for found, facts in zip(parts, stated.values(), strict=True)
                )
                present = tuple(tuple(found) for found in parts if found)
                if is_whole and len(present) > 1:
                    yield Sum(f"{company} {metric} {label}: {name}", tuple(totals[label]), present)


def _stated(catalogue: Catalogue, metrics: set[str]) -> Iterator[Fact]:
    """Facts that filings state of whole years and quarters; what follows from them always adds up."""
    filings = {source.slug for source in catalogue.sources if source.kind == "filing"}
    for fact in catalogue.facts:
        is_plain = fact.kind == "stated" and fact.nature == "actual" and fact.initiative is None
        is_dated = fact.period.kind in ("annual", "quarter", "year-to-date", "instant")
        if is_plain and is_dated and fact.metric in metrics and fact.source in filings:
            yield fact


def _breakdowns(segments: Iterable[Segment], company: str) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for segment in segments:
        for name in segment.breakdowns if segment.company == company else ():
            members.setdefault(name, []).append(segment.slug)
    return members


def _by_label(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    by_label: dict[str, list[Fact]] = {}
    for fact in facts:
        by_label.setdefault(fact.period.label, []).append(fact)
    return by_label


def _is_between(label: str, facts: Iterable[Fact]) -> bool:
    """Whether a segment is stated both before and after a period, so that it is missing there."""
    labels = {fact.period.label for fact in facts if len(fact.period.label) == len(label)}
    return bool(labels) and min(labels) < label < max(labels)


def _fitting(each: Sum) -> Iterator[tuple[tuple[Fact, ...], Quantity]]:
    """Try every combination of what is stated; yield those that may add up, with what is left over."""
    for whole, *parts in product(each.wholes, *each.parts):
        difference = _difference(whole, parts)
        if difference.meets(Quantity.exactly(0, whole.quantity.unit)):
            yield (whole, *parts), difference


def _rounded(each: Sum) -> Remainder | None:
    """Return what is left over where the figures as printed never add up, though what they are rounded from may."""
    left = [difference for _, difference in _fitting(each) if difference.value is not None]
    least = min(left, key=lambda difference: (difference.value or Decimal(0)).copy_abs(), default=None)
    return Remainder(each.what, least) if least and least.value else None


def _imbalances(each: Sum) -> Iterator[Imbalance]:
    """Name what fits in no combination."""
    fitting = {fact.id for facts, _ in _fitting(each) for fact in facts}
    newest = [facts[-1] for facts in each.parts]
    for whole in each.wholes:
        if whole.id not in fitting:
            yield Imbalance(each.what, whole, _difference(whole, newest))
    for index, facts in enumerate(each.parts if fitting else ()):
        for part in facts:
            if part.id not in fitting:
                beside = [*newest[:index], part, *newest[index + 1 :]]
                yield Imbalance(each.what, part, _difference(each.wholes[-1], beside))


def _difference(whole: Fact, parts: Sequence[Fact]) -> Quantity:
    left = whole.quantity
    for part in parts:
        left -= part.quantity
    return left
