"""Drafting: what an answer of the SEC comes to as filings and facts. Nothing is asked, read or written here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

from app.domain.catalogue import Catalogue, Company, Fact
from app.edgar.answer import Answer, Stated
from app.edgar.calendar import place
from app.edgar.concepts import SERIES, UNIT, Meaning, Series
from app.edgar.draft import LATE, REASONS, Draft, Drafted, Filing, LeftOut, describe_stated
from app.edgar.faults import MissingConceptError, UnknownUnitError
from app.edgar.holdings import Earlier, Holdings
from app.edgar.scale import spell, unit_of
from app.edgar.sources import Shelf, find_contradictory
from app.edgar.standing import StandIns, some
from app.edgar.sums import find_misfits

REPORTS = ("10-K", "10-K405", "10-KT", "10-Q", "10-QT", "8-K", "20-F", "40-F")
"""Annual, quarterly and current reports; with /A, amendments of them. Proxies state figures of another making."""

_BY_FILING = attrgetter("order")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A value that is drafted: for which period, and which other value of its series it replaces."""

    label: str
    stated: Stated
    before: Earlier | None


def draft_answer(answer: Answer, company: Company, known: Catalogue, since: date | None = None) -> Draft:
    """Draft what is stated of a company, whose fiscal year the catalogue knows; of filings since a day, or of all.

    The first filing that states a period stands there as reported; a later one stands again only where it states
    another value, as restated. What follows from values filed before `since` is still known. Raises
    MissingConceptError or UnknownUnitError where nothing can be drafted.
    """
    if not answer.stated and answer.strange_units:
        named = ", ".join(f"{concept} in {unit}" for concept, unit in sorted(answer.strange_units))
        raise UnknownUnitError(
            f"the answer about {company.slug} states {named}, and nothing in {UNIT}: no draft of that"
        )
    if not answer.stated:
        raise MissingConceptError(
            f"the answer about {company.slug} has none of the concepts that are drafted in {UNIT}, such as "
            f"{SERIES[0].concepts[0]} or {SERIES[1].concepts[-1]}: is it a company that files 10-K and 10-Q?"
        )
    drafting = _Drafting(answer, company, known)
    for series in SERIES:
        drafting.add(series, since)
    draft = drafting.draft()
    if not draft.facts and not draft.left_out.counts["since"]:
        why = "; ".join(f"{count:,} {REASONS[reason]}" for reason, count in draft.left_out.counts.items())
        hint = (
            "What a company with such a calendar states is typed, as other packs are"
            if draft.left_out.counts["weeks"]
            else "Are the company's `fiscal_year_end` and the metrics in the vocabulary right?"
        )
        raise MissingConceptError(
            f"of what the answer about {company.slug} states nothing can be drafted: {why}. {hint}"
        )
    return draft


class _Drafting:
    """A draft while it is made, series by series."""

    def __init__(self, answer: Answer, company: Company, known: Catalogue) -> None:
        self._whole, self._company = answer, company
        self._left_out = LeftOut()
        self._answer = answer = _settle(answer, self._left_out)
        self._used = {stated.concept for stated in answer.stated}
        self._metrics = {metric.slug for metric in known.metrics}
        self._units = _units(answer)
        self._holdings = Holdings(known, company)
        self._shelf = Shelf(answer, company, known.sources, self._holdings.publisher)
        self._earlier: dict[tuple[str, str], list[Earlier]] = {}
        self._facts: dict[str, dict[tuple[str, str], Drafted]] = {}
        self._values = 0
        self._stand_ins = StandIns(stated for stated in answer.stated if _is_report(stated))
        for malformed in answer.malformed:
            self._left_out.add("malformed", named=str(malformed))
        for concept, unit in sorted(answer.strange_units):
            self._left_out.add("unit", answer.strange_units[concept, unit], f"{concept} in {unit}")

    def add(self, series: Series, since: date | None) -> None:
        """Draft what a series comes to, of filings since a day."""
        meanings = [meaning for meaning in series.meanings if meaning.holds(self._used)]
        apart = {each for each in meanings if self._stand_ins.differ(each.in_place_of, series.concepts)}
        for chosen in _choose(series, self._answer, self._company, self._units, self._left_out):
            named = [(each, each in apart) for each in meanings if each.metric in self._metrics]
            spelt = [each for each, differ in named if self._stand_ins.holds(each, chosen.stated, differ=differ)]
            if not spelt:
                self._left_out.add("metric", named=f"{meanings[0].metric} ({chosen.stated.concept})")
                continue
            facts = [self._spell(chosen, meaning) for meaning in spelt]
            if since and chosen.stated.filed < since:
                self._left_out.add("since")
                continue
            self._values += 1
            for each, differ in named:
                self._stand_ins.note(each, chosen.stated, chosen.label, differ=differ)
            for fact in facts:
                self._put(chosen.stated, fact)

    def _put(self, stated: Stated, fact: Drafted) -> None:
        """Put a fact under its filing; of two for one period, that of the newer concept stays."""
        under = self._facts.setdefault(stated.accession, {})
        key = (fact.metric, fact.period)
        if key in under:
            self._values -= 1
            self._left_out.add("superseded", named=f"{under[key].remark}, in {stated.accession}")
        under[key] = fact

    def _spell(self, chosen: _Chosen, meaning: Meaning) -> Drafted:
        """Spell the fact that a value states; it restates what differs, in this answer or in the dataset."""
        stated, key = chosen.stated, (meaning.metric, chosen.label)
        if key not in self._earlier:
            self._earlier[key] = self._holdings.earlier(*key, set(self._units))
        before = chosen.before or max(
            (each for each in self._earlier[key] if each.filed < stated.filed),
            key=lambda each: each.filed,
            default=None,
        )
        self._earlier[key].append(Earlier(stated.value, stated.accession, stated.filed))
        is_restated = before is not None and before.value != stated.value
        is_late = before is None and stated.filed - stated.end > LATE
        remark = describe_stated(stated)
        if is_late:
            remark += f"; first stated {(stated.filed - stated.end).days} days after"
        if before and is_restated:
            remark += f"; was {spell(before.value)} in {before.where}, filed {before.filed}"
        return Drafted(
            meaning.metric,
            chosen.label,
            spell(stated.value, self._units[stated.accession]),
            "restated" if is_restated else "as-reported",
            meaning.reported_as,
            remark,
            is_late,
        )

    def draft(self) -> Draft:
        """Put together what was drafted, and hold it against what the dataset has."""
        filings, held = [], 0
        for source in self._shelf.sources(self._facts):
            facts = sorted(self._facts[source.accession or ""].values(), key=_by_metric)
            filings.append(Filing(source, tuple(facts), self._shelf.knows(source)))
            for fact in facts:
                found = self._holdings.compare(source, fact)
                held += found == "held"
                if isinstance(found, Fact):
                    named = f"{fact.metric} {fact.period} in {source.slug}: {fact.printed}, there {found.printed}"
                    self._left_out.named.append(f"the dataset has another value: {named}")
        missing = tuple(_missing(self._whole.concepts))
        doubts = (*self._stand_ins.doubts(), *_late(filings))
        return Draft(self._company, self._whole, tuple(filings), self._values, self._left_out, missing, held, doubts)


def _settle(answer: Answer, left_out: LeftOut) -> Answer:
    """Leave out the filings that are told of in two ways: else the first told would be taken, whichever that is."""
    contradictory = find_contradictory(answer.stated)
    counts = Counter(stated.accession for stated in answer.stated if stated.accession in contradictory)
    for accession, ways in sorted(contradictory.items()):
        left_out.add("contradictory", counts[accession], f"{accession}, {ways}")
    return replace(answer, stated=tuple(each for each in answer.stated if each.accession not in contradictory))


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
        for label in history:
            history[label] = [each for each in history[label] if each not in misfit.stated]
    for label in sorted(history):
        if label.endswith("-9M") and history.get(f"{label.removesuffix('-9M')}-Q4"):
            left_out.add("nine-months", len(history[label]))
            continue
        before: Earlier | None = None
        for stated in history[label]:
            if before is not None and stated.value == before.value:
                left_out.add("repeat")
                continue
            yield _Chosen(label, stated, before)
            before = Earlier(stated.value, stated.accession, stated.filed)


def _histories(series: Series, answer: Answer, company: Company, left_out: LeftOut) -> dict[str, list[Stated]]:
    """Put what is stated of a series under the labels of the company's calendar, each in the order of filing."""
    placed: dict[tuple[str, str], list[Stated]] = {}
    for stated in answer.stated:
        if stated.concept not in series.concepts:
            continue
        if not _is_report(stated):
            left_out.add("form", named=f"form {stated.form}")
            continue
        if stated.filed <= stated.end:
            left_out.add("early", named=f"{describe_stated(stated)}, in {stated.accession}, filed {stated.filed}")
            continue
        shape, label = place(stated.start, stated.end, company.year_end_month or 12)
        if shape in {"trailing-year", "half-year", "weeks", "other"}:
            named = {"other": f"{describe_stated(stated)}, in {stated.accession}", "weeks": stated.concept}
            left_out.add(shape, named=named.get(shape))
        else:
            placed.setdefault((label, stated.accession), []).append(stated)
    histories: dict[str, list[Stated]] = {}
    for (label, accession), together in placed.items():
        if len({stated.value for stated in together}) > 1:
            left_out.add("two-values", len(together), f"{together[0].concept}, {label} in {accession}")
            continue
        left_out.add("repeat", len(together) - 1)
        histories.setdefault(label, []).append(together[0])
    return {label: sorted(stated, key=_BY_FILING) for label, stated in histories.items()}


def _is_report(stated: Stated) -> bool:
    return stated.form.removesuffix("/A") in REPORTS


def _late(filings: Iterable[Filing]) -> Iterator[str]:
    """Tell, a line for each metric, what is first stated so late that a filing before may have stated it too."""
    late: dict[str, list[str]] = {}
    for filing in filings:
        for fact in filing.facts:
            if fact.is_late:
                late.setdefault(fact.metric, []).append(f"{fact.period} in {filing.source.slug}")
    for metric, facts in sorted(late.items()):
        why = (
            f"first stated more than {LATE.days} days after its period, as comparatives are: an earlier filing may have"
        )
        yield f"{why} another value: {metric}, {len(facts):,} of these facts: {some(facts)}"


def _by_metric(fact: Drafted) -> tuple[str, str, str]:
    return fact.metric, fact.period, fact.printed


def _missing(used: set[str]) -> Iterator[str]:
    """Name the metrics that none of the used concepts state."""
    by_metric: dict[str, list[Sequence[str]]] = {}
    for series in SERIES:
        for meaning in series.meanings:
            by_metric.setdefault(meaning.metric, []).append(series.concepts)
    for metric, ways in by_metric.items():
        concepts = list(dict.fromkeys(concept for way in ways for concept in way))
        if used.isdisjoint(concepts):
            yield f"{metric} ({', '.join(concepts)})"
