"""Answers: what stands for each company in a question: a fact, or what is left of it without some parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.catalogue import Company, Fact, Segment
from app.domain.derivation import Computed, derive, letters, stated
from app.domain.material import Material
from app.domain.naming import noun_of
from app.domain.overlap import share_money
from app.domain.quantity import Quantity
from app.domain.question import Missing, Question
from app.domain.standing import standing_fact

_YEAR = re.compile(r"\d{4}", re.ASCII)
WHOLE = Quantity.exactly(1, "fraction")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for a company in a period: the fact, and the quantity that it gives or that is left of it."""

    fact: Fact
    computed: Computed

    @property
    def company(self) -> str:
        """Slug of the company."""
        return self.fact.company

    @property
    def quantity(self) -> Quantity:
        """The quantity that counts."""
        return self.computed.quantity


def find_standing(question: Question, company: Company, material: Material) -> Standing | Missing:
    """Choose what stands for one company in the period asked for, or say what is missing."""
    own = material.of(company.slug)
    label = question.period.label_for(company.slug)
    segment = _segment_of(question, company)
    if not isinstance(segment, Missing):
        found = own.standing(question.metric, segment, question.source, label)
        if found:
            return stand(question, found, own)
    facts = facts_in_scope(question, company, own)
    if isinstance(facts, Missing):
        return facts
    needs = f"{_wanted(question, company, facts[0].segment, own)}, for {label}"
    year = _YEAR.search(label)
    nearest = own.nearest(facts, int(year[0])) if year else own.nearest(facts)
    return Missing(company.slug, "no-fact-in-period", needs, nearest)


def facts_in_scope(question: Question, company: Company, own: Material) -> list[Fact] | Missing:
    """Keep a company's facts on the metric, in the part of its business and from the source that are asked for."""
    segment = _segment_of(question, company)
    of_metric = [fact for fact in own.facts if fact.metric == question.metric.slug]
    if isinstance(segment, Missing):
        return Missing(company.slug, segment.code, segment.needs, own.nearest(of_metric))
    in_scope = own.on(question.metric.slug, segment)
    from_source = [fact for fact in in_scope if question.source in (None, fact.source)]
    if from_source:
        return from_source
    wanted = _wanted(question, company, segment, own)
    by_then = f", published by {question.as_of}" if question.as_of else ""
    undated = [fact for fact in own.undated if (fact.metric, fact.segment) == (question.metric.slug, segment)]
    if undated:
        sources = ", ".join(sorted({fact.source for fact in undated}))
        needs = f"{wanted}{by_then}; that of {sources} has no date"
        return Missing(company.slug, "undated-source", needs, own.nearest(undated))
    if in_scope:
        needs = f"{wanted}, from {question.source}{by_then}"
        return Missing(company.slug, "no-fact-from-source", needs, own.nearest(in_scope))
    of_parts = sorted({fact.segment for fact in of_metric if fact.segment and not segment})
    instead = f"; there are facts on {', '.join(of_parts)}" if of_parts else ""
    return Missing(company.slug, "no-fact", f"{wanted}{by_then}{instead}", own.nearest(of_metric))


def stand(question: Question, fact: Fact, own: Material) -> Standing | Missing:
    """Let a fact stand, less the parts of the company that the question takes out."""
    total = stated(fact.quantity, fact.id)
    parts = _parts_taken_out(question, fact, own)
    if isinstance(parts, Missing):
        return parts
    if not parts:
        return Standing(fact, total)
    wide = next((part for part in parts if "magnitude" in part.quantity.hedges), None)
    if wide:
        part, company = (question.names.get(slug or "", slug) for slug in (wide.segment, fact.company))
        needs = f"more than an order of magnitude on {part} of {company}"
        return Missing(fact.company, "too-wide", needs, wide.id)
    shares = [stated(part.quantity, part.id) for part in parts if part.metric in question.shares]
    values = [stated(part.quantity, part.id) for part in parts if part.metric not in question.shares]
    return Standing(fact, take_out(total, shares, values))


def _parts_taken_out(question: Question, total: Fact, own: Material) -> list[Fact] | Missing:
    """Find the figure of every segment that is taken out, except of one that may share money with what is."""
    if question.without is None:
        return []
    found: list[Fact] = []
    chosen: list[Segment] = []
    named = [[segment] for segment in question.without.segments.get(total.company, ())]
    for group in (*named, *question.without.lines.get(total.company, ())):
        known = [(segment, part) for segment in group if (part := part_of(question, total, segment, own))]
        within = [segment for segment, _ in known]
        lacking = [
            each for each in group if not any(share_money(each, one, question.without.parents) for one in within)
        ]
        if lacking := [each for each in lacking if each not in within]:
            needs = f"{fact_on(question, total.company, *lacking)}, for {total.period.label}"
            return Missing(total.company, "no-part", f"{needs}, or on its share", total.id)
        for segment, part in known:
            if segment in chosen:
                continue
            shared = next((each for each in chosen if share_money(each, segment, question.without.parents)), None)
            if shared:
                needs = f"one of {shared.name} and {segment.name}, which may share money"
                return Missing(total.company, "several-segments", needs, part.id)
            chosen.append(segment)
            found.append(part)
    return found


def part_of(question: Question, total: Fact, segment: Segment, own: Material) -> Fact | None:
    """Return the fact that says how much of a total a segment is: its value, or else its share."""
    alike = [
        fact
        for metric in (question.metric.slug, *question.shares)
        for fact in own.on(metric, segment.slug)
        if fact.initiative is None
        and (fact.period.span, fact.nature) == (total.period.span, total.nature)
        and question.source in (None, fact.source)
    ]
    values = [fact for fact in alike if fact.metric == question.metric.slug]
    found = values or alike
    return standing_fact(found, own.sources) if found else None


def take_out(total: Computed, shares: Sequence[Computed], values: Sequence[Computed]) -> Computed:
    """Take parts from a total: those given as shares in one step, so that the total's own range counts once."""
    left = WHOLE
    for share in shares:
        left -= share.quantity
    rest = total.quantity * left if shares else total.quantity
    for value in values:
        rest -= value.quantity
    less_shares = " - ".join(["1", *letters(len(shares), after=1)])
    form = " - ".join([f"a * ({less_shares})" if shares else "a", *letters(len(values), after=1 + len(shares))])
    return derive("remainder", form, rest, total, *shares, *values)


def _segment_of(question: Question, company: Company) -> str | Missing | None:
    """The company's one segment in the part that is asked for; None when the whole company is."""
    if question.segments is None:
        return None
    segments = question.segments.get(company.slug, ())
    if len(segments) == 1:
        return segments[0].slug
    if not segments:
        return Missing(company.slug, "no-segment", f"a segment of {company.name} in that line of business", None)
    named = ", ".join(f"{segment.name} ({segment.slug})" for segment in segments)
    return Missing(company.slug, "several-segments", f"one segment of {company.name}: {named}", None)


def _wanted(question: Question, company: Company, segment: str | None, own: Material) -> str:
    """Say what fact is wanted, the segment where one is, or the whole where facts on segments might be meant."""
    of_parts = any(fact.segment for fact in own.facts if fact.metric == question.metric.slug)
    part = f", {question.names.get(segment, segment)}" if segment else " as a whole" if of_parts else ""
    return f"{fact_on(question, company.slug)}{part}"


def fact_on(question: Question, company: str, *segments: Segment) -> str:
    """Say what fact is wanted of a company, or of any one of some segments of it."""
    part = f", {' or '.join(segment.name for segment in segments)}" if segments else ""
    return f"a fact on {noun_of(question.metric)} of {question.names.get(company, company)}{part}"
