"""Drafting: what an answer of the SEC comes to as filings and facts. Nothing is asked, read or written here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

from app.domain.catalogue import Basis, Catalogue, Company
from app.edgar.answer import Answer, Stated
from app.edgar.calendar import place
from app.edgar.concepts import SERIES, UNIT, Meaning, Series
from app.edgar.draft import Draft, Drafted, Filing, LeftOut, describe_stated
from app.edgar.faults import MissingConceptError
from app.edgar.scale import spell, unit_of
from app.edgar.sources import Shelf
from app.edgar.sums import find_misfits

REPORTS = ("10-K", "10-K405", "10-KT", "10-Q", "10-QT", "8-K", "20-F", "40-F")
"""Annual, quarterly and current reports; with /A, amendments of them. Proxies state figures of another making."""

_BY_FILING = attrgetter("filed", "accession")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A value that is drafted: for which period, on which basis, and what it restates."""

    label: str
    stated: Stated
    basis: Basis
    before: Stated | None


def draft_answer(answer: Answer, company: Company, known: Catalogue, since: date | None = None) -> Draft:
    """Draft what is stated of a company, whose fiscal year the catalogue knows; of filings since a day, or of all.

    The first filing that states a period stands there as reported; a later one stands again only where it states
    another value, as restated. What follows from values filed before `since` is still known. Raises
    MissingConceptError where nothing can be drafted.
    """
    if not answer.stated:
        raise MissingConceptError(
            f"the answer for {company.slug} has none of the concepts that are drafted in {UNIT}, such as "
            f"{SERIES[0].concepts[0]} or {SERIES[1].concepts[-1]}: is it a company that files 10-K and 10-Q?"
        )
    used = {stated.concept for stated in answer.stated}
    metrics = {metric.slug for metric in known.metrics}
    left_out, shelf, values = LeftOut(), Shelf(answer, company, known.sources), 0
    for concept, unit in sorted(answer.strange_units):
        left_out.add("unit", answer.strange_units[concept, unit], f"{concept} in {unit}")
    facts: dict[str, list[Drafted]] = {}
    units = _units(answer)
    for series in SERIES:
        meanings = [meaning for meaning in series.meanings if meaning.holds(used)]
        spelt = [meaning for meaning in meanings if meaning.metric in metrics]
        for chosen in _choose(series, answer, company, units, left_out):
            if since and chosen.stated.filed < since:
                left_out.add("since")
            elif not spelt:
                left_out.add("metric", named=f"{meanings[0].metric} ({chosen.stated.concept})")
            else:
                values += 1
                facts.setdefault(chosen.stated.accession, []).extend(_spell(chosen, spelt, units))
    filings = tuple(
        Filing(source, tuple(sorted(facts[source.accession or ""], key=_by_metric)), shelf.knows(source))
        for source in shelf.sources(facts)
    )
    return Draft(company, answer, filings, values, left_out, tuple(_missing(used)))


def _units(answer: Answer) -> dict[str, Decimal]:
    """Find what the values of each filing are rounded to."""
    values: dict[str, list[Decimal]] = {}
    for stated in answer.stated:
        values.setdefault(stated.accession, []).append(stated.value)
    return {accession: unit_of(amounts) for accession, amounts in values.items()}


def _choose(
    series: Series, answer: Answer, company: Company, units: Mapping[str, Decimal], left_out: LeftOut
) -> Iterator[_Chosen]:
    """Choose of a series what is drafted, label by label; everything else is left out with its reason."""
    history = _histories(series, answer, company, left_out)
    for misfit in list(find_misfits(history, units)):
        left_out.add("misfit", len(misfit.stated), f"{misfit.stated[0].concept}, {misfit.why}")
        for label, stated in history.items():
            history[label] = [each for each in stated if each not in misfit.stated]
    for label in sorted(history):
        if label.endswith("-9M") and history.get(f"{label.removesuffix('-9M')}-Q4"):
            left_out.add("nine-months", len(history[label]))
            continue
        before: Stated | None = None
        for stated in history[label]:
            if before is not None and stated.value == before.value:
                left_out.add("repeat")
                continue
            yield _Chosen(label, stated, "restated" if before else "as-reported", before)
            before = stated


def _histories(series: Series, answer: Answer, company: Company, left_out: LeftOut) -> dict[str, list[Stated]]:
    """Put what is stated of a series under the labels of the company's calendar, each in the order of filing."""
    placed: dict[tuple[str, str], list[Stated]] = {}
    for stated in answer.stated:
        if stated.concept not in series.concepts:
            continue
        if stated.form.removesuffix("/A") not in REPORTS:
            left_out.add("form", named=f"form {stated.form}")
            continue
        shape, label = place(stated.start, stated.end, company.year_end_month or 12)
        if shape in ("year", "quarter", "nine-months"):
            placed.setdefault((label, stated.accession), []).append(stated)
        elif shape == "other":
            left_out.add("other", named=f"{describe_stated(stated)}, in {stated.accession}")
        else:
            left_out.add(shape)
    histories: dict[str, list[Stated]] = {}
    for (label, accession), together in placed.items():
        if len({stated.value for stated in together}) > 1:
            left_out.add("two-values", len(together), f"{together[0].concept}, {label} in {accession}")
            continue
        left_out.add("repeat", len(together) - 1)
        histories.setdefault(label, []).append(together[0])
    return {label: sorted(stated, key=_BY_FILING) for label, stated in histories.items()}


def _spell(chosen: _Chosen, meanings: Iterable[Meaning], units: Mapping[str, Decimal]) -> Iterator[Drafted]:
    """Spell the facts that a value states."""
    stated, before = chosen.stated, chosen.before
    remark = describe_stated(stated)
    if before:
        was = spell(before.value, units[before.accession])
        remark += f"; was {was} in {before.accession}, filed {before.filed}"
    fact = Drafted("", chosen.label, spell(stated.value, units[stated.accession]), chosen.basis, None, remark)
    for meaning in meanings:
        yield replace(fact, metric=meaning.metric, reported_as=meaning.reported_as)


def _by_metric(fact: Drafted) -> tuple[str, str, str]:
    return fact.metric, fact.period, fact.printed


def _missing(used: Iterable[str]) -> Iterator[str]:
    """Name the metrics that none of the used concepts state."""
    used = set(used)
    by_metric: dict[str, list[Sequence[str]]] = {}
    for series in SERIES:
        for meaning in series.meanings:
            by_metric.setdefault(meaning.metric, []).append(series.concepts)
    for metric, ways in by_metric.items():
        concepts = list(dict.fromkeys(concept for way in ways for concept in way))
        if used.isdisjoint(concepts):
            yield f"{metric} ({', '.join(concepts)})"
