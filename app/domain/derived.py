"""Derived facts: fourth quarters that no source prints, as the year less what came before them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import itemgetter

from app.domain.catalogue import Catalogue, Fact, Source
from app.domain.derivation import derive, stated
from app.domain.identity import fact_id
from app.domain.period import Period
from app.domain.standing import SOURCE_RANK, standing_fact

LONGEST_QUARTER = timedelta(days=126)
"""Some retailers' fourth quarters have 16 or 17 weeks."""

_YEAR_LABEL = len("FY2025")

ByLabel = Mapping[str, Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class _Year:
    """What sources of one kind state of one fiscal year, on one basis, by label."""

    label: str
    by_label: ByLabel
    sources: Mapping[str, Source]

    def fact(self, suffix: str) -> Fact | None:
        """Return the fact that stands for the year or a part of it, None where there is none."""
        facts = self.by_label.get(self.label + suffix)
        return standing_fact(facts, self.sources) if facts else None


def completed(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with the facts that follow from those stated in it, and no others that are derived."""
    stated_facts = tuple(fact for fact in catalogue.facts if fact.kind == "stated")
    flows = {metric.slug for metric in catalogue.metrics if metric.kind == "flow"}
    sources = {source.slug: source for source in catalogue.sources}
    of_flows = [fact for fact in stated_facts if fact.metric in flows]
    return replace(catalogue, facts=(*stated_facts, *derive_quarters(of_flows, sources)))


def derive_quarters(facts: Iterable[Fact], sources: Mapping[str, Source]) -> Iterator[Fact]:
    """Derive the fourth quarter of every year that has the year and its first nine months, or the three quarters.

    All of them are on one basis and from sources of one kind: what one filing restated is never taken from what
    another one first reported. Where they were restated again there is a quarter for each day on which it became
    another, so that what was known by a day can be told. A quarter that is stated on that basis is left as it is.
    """
    ranks = {slug: SOURCE_RANK[source.kind] for slug, source in sources.items()}
    groups: dict[tuple[str, str, str, str, int, str], list[Fact]] = {}
    for fact in facts:
        if fact.nature == "actual" and not fact.initiative and (year := _year_of(fact.period)):
            group = (fact.company, fact.metric, fact.segment or "", fact.basis, ranks[fact.source], year)
            groups.setdefault(group, []).append(fact)
    open_groups = ((group, together) for group, together in groups.items() if _may_lack_a_quarter(together))
    for _, together in sorted(open_groups, key=itemgetter(0)):
        found = (_fourth_quarter(_year_by(day, together, sources)) for day in _days(together, sources))
        yield from {quarter.id: quarter for quarter in found if quarter}.values()


def _may_lack_a_quarter(facts: Sequence[Fact]) -> bool:
    """Whether there may be a year with a part of it, and no fourth quarter."""
    return len(facts) > 1 and not any(fact.period.label.endswith("-Q4") for fact in facts)


def _days(facts: Iterable[Fact], sources: Mapping[str, Source]) -> list[date]:
    """The days on which any of some facts was published; what has no date is known last."""
    return sorted({sources[fact.source].published or date.max for fact in facts})


def _year_by(day: date, facts: Sequence[Fact], sources: Mapping[str, Source]) -> _Year:
    """Gather what was known of a year by a day."""
    by_label: dict[str, list[Fact]] = {}
    for fact in facts:
        if (sources[fact.source].published or date.max) <= day:
            by_label.setdefault(fact.period.label, []).append(fact)
    return _Year(_year_of(facts[0].period), by_label, sources)


def _year_of(period: Period) -> str:
    """The label of the fiscal year that a period is or lies in; empty where it is none."""
    return period.label[:_YEAR_LABEL] if period.kind in ("annual", "quarter", "year-to-date") else ""


def _fourth_quarter(year: _Year) -> Fact | None:
    """Derive the quarter, or return None where something is missing or nothing is."""
    whole, nine_months = year.fact(""), year.fact("-9M")
    quarters = [quarter for suffix in ("-Q1", "-Q2", "-Q3") if (quarter := year.fact(suffix))]
    before = [nine_months] if nine_months else quarters
    is_whole = nine_months or len(quarters) == 3  # noqa: PLR2004  as named above
    if whole is None or not is_whole:
        return None
    if any(whole.differs_in_definition(part) for part in before):
        return None
    last_end, end = before[-1].period.end, whole.period.end
    if last_end is None or end is None or not timedelta() < end - last_end <= LONGEST_QUARTER:
        return None
    period = Period(f"{year.label}-Q4", "quarter", last_end + timedelta(days=1), end)
    return _less(whole, before, period, year.sources)


def _less(whole: Fact, parts: Sequence[Fact], period: Period, sources: Mapping[str, Source]) -> Fact:
    """Take parts from a whole; what is left stands under the source that was published last."""
    left = whole.quantity
    for part in parts:
        left -= part.quantity
    form = "a - b" if len(parts) == 1 else "a - b - c - d"
    terms = [stated(fact.quantity, fact.id) for fact in (whole, *parts)]
    computed = derive("difference", form, left, *terms)
    taken = parts[0].printed if len(parts) == 1 else "its first three quarters"
    inferred = next((fact.period for fact in (whole, *parts) if fact.period.inferred), None)
    fact = Fact(
        id="",
        company=whole.company,
        metric=whole.metric,
        segment=whole.segment,
        source=_last(whole, parts, sources),
        printed=f"{whole.printed} less {taken}",
        quantity=computed.quantity,
        period=replace(period, inferred=inferred is not None, note=inferred.note if inferred else None),
        basis=whole.basis,
        attribution=next((fact.attribution for fact in (whole, *parts) if fact.attribution), None),
        reported_as=whole.reported_as,
        kind="derived",
        derivation=computed.derivation,
    )
    return replace(fact, id=fact_id(fact.key, fact.printed, fact.quantity))


def _last(whole: Fact, parts: Sequence[Fact], sources: Mapping[str, Source]) -> str:
    """The source without which the figure could not be known: one without a date, else the one published last."""
    return max((whole, *parts), key=lambda fact: sources[fact.source].published or date.max).source
