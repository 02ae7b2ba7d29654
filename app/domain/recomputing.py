"""Recomputing: one function for each operation that a claim may name, from the facts to what it should have said.

Each raises UncheckableError where something is missing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from app.domain.answer import find_standing
from app.domain.case import Case, Finding, UncheckableError, are_about_the_same_time
from app.domain.catalogue import Metric, Operation, Segment
from app.domain.comparability import FATAL
from app.domain.comparison import Comparison, compare, difference, ratio
from app.domain.crossover import Row, side_by_side
from app.domain.derivation import Computed, derive
from app.domain.naming import listed, noun_of
from app.domain.overlap import share_money
from app.domain.period import QUARTERS_A_YEAR, Frequency, step_label
from app.domain.question import Missing, TooFewFactsError
from app.domain.series import Gap, Point, trace
from app.domain.standing import LATEST
from app.domain.streak import Step, count_back, recompute_streak
from app.domain.transform import compare_with_past, grow
from app.domain.window import Window


def _level(case: Case) -> Finding:
    """The same number, as other sources state it."""
    company = case.companies[0]
    question = case.question(case.metric, [company], case.claim.segment)
    found = find_standing(question, company, case.material(question, of_others=True))
    if isinstance(found, Missing):
        raise UncheckableError(f"no other source has {found.needs}")
    return Finding(found.computed)


def _gap(case: Case) -> Finding:
    """How far the first place is from the second, whichever end is better."""
    verdict = _verdict(case)
    if verdict.gap is None:
        reasons = [each for each in verdict.comparability.reasons if each.code in FATAL]
        raise UncheckableError("; ".join(f"{FATAL[each.code]} ({each.detail})" for each in reasons))
    first, second = (entry.computed for entry in verdict.entries[:2])
    return Finding(difference(second, first) if case.metric.direction == "lower" else verdict.gap)


def _leads(case: Case) -> Finding:
    """Whether the first company named is ahead."""
    verdict = _verdict(case)
    if verdict.leader is None or verdict.leader.company is None or verdict.gap is None:
        raise UncheckableError("who is ahead cannot be told")
    if not verdict.leader.decided:
        raise UncheckableError("the ranges do not decide who is ahead")
    return Finding(verdict.gap, verdict.leader.company == case.claim.companies[0])


def _verdict(case: Case) -> Comparison:
    question = case.question(case.metric, case.companies)
    try:
        verdict = compare(question, case.material(question))
    except TooFewFactsError as error:
        wanted = f"for want of {listed([each.needs for each in error.missing])}" if error.missing else str(error)
        raise UncheckableError(wanted) from error
    first, *others = (entry.fact for entry in verdict.entries)
    for other in others:
        if first.period.end and other.period.end and not are_about_the_same_time(first.period, other.period):
            named = [f"{case.name_of(each.company)} {each.period.label}" for each in (first, other)]
            raise UncheckableError(f"{listed(named)} are not about one time")
    return verdict


def _first_lead(case: Case) -> Finding:
    """Whether the first company leads in its period and never led before, as far back as facts go."""
    claimant = case.claim.companies[0]
    rows = _annual_rows(case)
    label = case.label(claimant, case.metric)
    at = rows[-1] if rows and label == LATEST.label else _row_of(rows, label)
    before = rows[: rows.index(at)] if at else []
    if at is None or not before:
        year = "a year" if label == LATEST.label else label
        raise UncheckableError(f"for want of annual facts on {noun_of(case.metric)} of both for {year} and one before")
    untold = [row.label for row in (at, *before) if row.leader is None or not row.decided]
    if untold:
        raise UncheckableError(f"who is ahead cannot be told for {', '.join(untold)}")
    earlier = [row for row in before if row.leader == claimant]
    span = f"the annual figures of both go back to {before[0].label}"
    holds = at.leader == claimant and not earlier
    return Finding(at.gap, holds, f"it led in {earlier[0].label} already" if earlier else span)


def _row_of(rows: Sequence[Row], label: str) -> Row | None:
    return next((row for row in rows if row.points[0].period.label == label), None)


def _annual_rows(case: Case) -> list[Row]:
    question = replace(case.question(case.metric, case.companies), period=LATEST)
    lines, _ = trace(question, "annual", case.material(question), Window())
    return list(side_by_side(question, lines)) if len(lines) == len(case.companies) > 1 else []


def _faster_growth(case: Case) -> Finding:
    """For how many quarters in a row, up to the period of the claim, the first grew faster than the others."""
    question = replace(case.question(case.metric, case.companies), period=LATEST)
    lines, _ = trace(question, "quarter", case.material(question), Window())
    grown = compare_with_past(lines, "growth", "quarter", "year")
    end = case.standing(case.metric, None).fact.period.end
    rows = list(side_by_side(question, grown)) if len(grown) == len(case.companies) > 1 else []
    rows = [row for row in rows if not (end and row.points[0].period.end) or row.points[0].period.end <= end]
    if not rows:
        raise UncheckableError(f"for want of quarterly facts on {noun_of(case.metric)} of both over more than a year")
    by_step = {row.points[0].period.step("quarter") or 0: row for row in rows}
    steps = [
        _growth_step(by_step[number], case.claim.companies[0])
        if number in by_step
        else Step(step_label(number, "quarter"), None)
        for number in range(min(by_step), max(by_step) + 1)
    ]
    return count_back(steps).finding("quarters in a row in which the first grew faster than on the year before")


def _growth_step(row: Row, company: str) -> Step:
    """Whether a company grew faster than all others in a row, None where the ranges do not decide it."""
    inputs = tuple(fact for point in row.points for fact in point.facts)
    own = row.of(company).computed.quantity
    others = [point.computed.quantity for point in row.points if point.fact.company != company]
    if all(own.is_beyond(other) for other in others):
        return Step(row.label, reaches=True, facts=inputs)
    equalled = any(own.high is not None and other.low is not None and other.low >= own.high for other in others)
    return Step(row.label, reaches=False if equalled else None, facts=inputs)


def _growth(case: Case) -> Finding:
    """How much more stands for the claim's year or quarter than for the same one of the year before."""
    now = case.standing(case.metric, case.claim.segment)
    period = now.fact.period
    frequency: Frequency = "quarter" if period.step("annual") is None else "annual"
    step = period.step(frequency)
    if step is None:
        raise UncheckableError(f"{period.label} is neither a year nor a quarter, which would have one a year before")
    label = step_label(step - (QUARTERS_A_YEAR if frequency == "quarter" else 1), frequency)
    before = case.standing(case.metric, case.claim.segment, label)
    grown = grow(*(Point(each.fact.period, each.computed, each.fact) for each in (now, before)))
    if isinstance(grown, Gap):
        raise UncheckableError(grown.detail)
    bases = f"{noun_of(case.metric)}: {label} {before.fact.basis}, {period.label} {now.fact.basis}"
    return Finding(grown.computed, reason=bases)


def _multiple(case: Case) -> Finding:
    """What stands for the last period over what stands for the first."""
    first_label, slash, last_label = case.claim.period.label.partition("/") if case.claim.period else ("", "", "")
    if not slash:
        raise UncheckableError("the claim names no two periods")
    first = case.standing(case.metric, case.claim.segment, first_label)
    last = case.standing(case.metric, case.claim.segment, last_label)
    quotient = ratio(last.computed, first.computed)
    if quotient is None:
        lower = first_label if not first.quantity.is_positive else last_label
        raise UncheckableError(f"{noun_of(case.metric)} of {lower} is not certainly above zero")
    bases = f"{noun_of(case.metric)}: {first_label} {first.fact.basis}, {last_label} {last.fact.basis}"
    return Finding(quotient, reason=bases)


def _share(case: Case) -> Finding:
    """The segment's part of the company's total, from what is stated of both."""
    return Finding(_share_of(case, case.metric))


def _share_of(case: Case, metric: Metric) -> Computed:
    part, total = case.standing(metric, case.segment.slug), case.standing(metric, None)
    if not total.quantity.is_positive:
        raise UncheckableError(f"the total of {noun_of(metric)} is not certainly above zero")
    quotient = replace(part.quantity / total.quantity, unit="fraction")
    return derive("share", "a / b", quotient, part.computed, total.computed)


def _larger_share(case: Case) -> Finding:
    """The segment's share of one metric less its share of the other."""
    one, other = (_share_of(case, metric) for metric in (case.metric, case.other_metric(case.claim.than)))
    return _is_greater(one, other, "the two shares are too near each other to tell")


def _largest_segment(case: Case) -> Finding:
    """The segment's lead over the next largest that shares no money with it."""
    claimed = case.segment
    own = case.standing(case.metric, claimed.slug)
    label = own.fact.period.label
    beside = [each for each in case.segments if _is_beside(claimed, each, case)]
    facts = [fact for fact in case.catalogue.facts if (fact.company, fact.metric) == (own.company, case.metric.slug)]
    with_facts = {fact.segment for fact in facts if fact.period.span == own.fact.period.span}
    known = [each for each in beside if each.slug in with_facts]
    if not known:
        raise UncheckableError(f"no other segment has a fact on {noun_of(case.metric)} for {label}")
    others = [case.standing(case.metric, each.slug, label) for each in known]
    largest = max(others, key=lambda each: each.quantity.anchor or Decimal(0))
    signs = {_sign(difference(own.computed, each.computed)) for each in others}
    if -1 not in signs and 0 in signs:
        raise UncheckableError("it is too near the next to tell")
    parents = {each.slug: each.within for each in case.segments}
    unknown = [each.name for each in beside if not any(share_money(each, other, parents) for other in known)]
    lacking = f"; no figure for {', '.join(unknown)}" if unknown else ""
    names = {each.slug: each.name for each in known}
    reason = f"the next of {len(others)} is {names[largest.fact.segment or '']}{lacking}"
    return Finding(difference(own.computed, largest.computed), -1 not in signs, reason)


def _is_beside(claimed: Segment, other: Segment, case: Case) -> bool:
    """Whether a segment can be larger or smaller: of the same breakdowns, where there are any, and sharing no money."""
    parents = {each.slug: each.within for each in case.segments}
    alike = not claimed.breakdowns or bool(set(other.breakdowns) & set(claimed.breakdowns))
    return alike and not share_money(claimed, other, parents)


def _is_greater(one: Computed, other: Computed, untold: str) -> Finding:
    """A claim that one thing is greater holds where the difference is above zero, and not where it is below."""
    gap = difference(one, other)
    sign = _sign(gap)
    if not sign:
        raise UncheckableError(untold)
    return Finding(gap, sign > 0)


def _sign(gap: Computed) -> Literal[-1, 0, 1]:
    """Whether a difference is certainly above zero, certainly below, or neither."""
    low, high = gap.quantity.low, gap.quantity.high
    if low is not None and low > 0:
        return 1
    return -1 if high is not None and high < 0 else 0


RECOMPUTERS: dict[Operation, Callable[[Case], Finding]] = {
    "leads": _leads,
    "first-lead": _first_lead,
    "gap": _gap,
    "faster-growth": _faster_growth,
    "multiple": _multiple,
    "share": _share,
    "larger-share": _larger_share,
    "largest-segment": _largest_segment,
    "level": _level,
    "growth": _growth,
    "streak": recompute_streak,
}
"""How each operation is recomputed."""
