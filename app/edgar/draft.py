"""Drafts: the filings and facts that an answer comes to, and all that was left out of it, with why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from app.domain.catalogue import Basis, Company, Source
from app.edgar.answer import Answer, Stated

Reason = Literal[
    "malformed",
    "repeat",
    "contradictory",
    "form",
    "early",
    "trailing-year",
    "half-year",
    "nine-months",
    "weeks",
    "other",
    "two-values",
    "misfit",
    "superseded",
    "unit",
    "metric",
    "since",
]
REASONS: dict[Reason, str] = {
    "malformed": "not as the SEC writes values",
    "repeat": "the value that was stated before, stated again",
    "contradictory": "in a filing that has two days, or two forms",
    "form": "in a form that is no annual, quarterly or current report",
    "early": "filed before its period was over",
    "trailing-year": "twelve months that are no fiscal year",
    "half-year": "half a year: no quarter is derived from it",
    "nine-months": "nine months of a year whose fourth quarter is stated",
    "weeks": "quarters in weeks, near a month's end and not at it: years of 52 or 53 weeks are not drafted",
    "other": "no period of the company's calendar",
    "two-values": "two values for one period in one filing",
    "misfit": "quarters that do not add up to their year",
    "superseded": "stated under a newer concept too, in the same filing",
    "unit": "in a unit that was never seen",
    "metric": "the vocabulary has no metric for it",
    "since": "filed before the day that was asked for",
}
"""Why a value is left out, in the order in which it is told."""

MOST_NAMED = 100
"""Things that an editor has to look at and that are told; the others are counted."""

LATE = timedelta(days=200)
"""What is first stated so long after its period is likely a comparative: annual reports are due within 90 days."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One fact for an editor to review; `remark` says where it comes from, and what it restates.

    `is_late` says that it is the first that is known of its period, and was filed more than LATE after it.
    """

    metric: str
    period: str
    printed: str
    basis: Basis
    reported_as: str | None
    remark: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing with the facts that stand under it; `known` says that the dataset has it already."""

    source: Source
    facts: tuple[Drafted, ...]
    known: bool


@dataclass(slots=True)
class LeftOut:
    """What is left out: how much of it for each reason, and what has to be named. It is filled while drafting."""

    counts: Counter[Reason] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)

    def add(self, reason: Reason, count: int = 1, named: str | None = None) -> None:
        """Count what is left out, and name it where an editor has to look at it."""
        if count:
            self.counts[reason] += count
        if named and (line := f"{REASONS[reason]}: {named}") not in self.named:
            self.named.append(line)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is drafted of one company's answer. `values` of it are drafted, each as one fact or more."""

    company: Company
    answer: Answer
    filings: tuple[Filing, ...]
    values: int
    left_out: LeftOut
    missing: tuple[str, ...]
    """Metrics that the answer has no concept for."""

    held: int
    """Facts that the dataset has under the same filing, as they are."""

    doubts: tuple[str, ...] = ()
    """What is drafted, or cannot be, and an editor has to look at."""

    @property
    def facts(self) -> tuple[Drafted, ...]:
        """Every fact, filing by filing."""
        return tuple(fact for filing in self.filings for fact in filing.facts)


def describe_stated(stated: Stated) -> str:
    """Say where a value stands in an answer."""
    return f"{stated.concept}, {stated.start} to {stated.end}"


def describe(draft: Draft) -> list[str]:
    """Tell, a line each, what is drafted, what is left out and why, and what an editor has to look at."""
    company, answer, left_out = draft.company, draft.answer, draft.left_out
    all_of_it = len(answer.stated) + sum(answer.strange_units.values()) + len(answer.malformed)
    facts = f"as {len(draft.facts):,} facts of {len(draft.filings):,} filings"
    lines = [
        f"{company.name} (CIK {answer.cik}): {all_of_it:,} values read; {draft.values:,} of them drafted, {facts}",
        *(f"  {line}" for line in _coverage(draft.facts)),
        f"left out: {sum(left_out.counts.values()):,} values",
        *(f"  {left_out.counts[reason]:>7,}  {said}" for reason, said in REASONS.items() if left_out.counts[reason]),
    ]
    if answer.others:
        lines.append(f"not looked at: {answer.others:,} values of concepts that no metric of ours is measured by")
    lines += [f"no concept in the answer: {metric}" for metric in draft.missing]
    lines += [f"look at: {named}" for named in (*draft.doubts, *left_out.named[:MOST_NAMED])]
    if (more := len(left_out.named) - MOST_NAMED) > 0:
        lines.append(f"look at: {more:,} more of the same kinds")
    if known := sum(filing.known for filing in draft.filings):
        new = len(draft.facts) - draft.held
        lines += [
            f"in the dataset already: {known:,} of these filings, {draft.held:,} of these facts; {new:,} are not",
            "loading the draft would withdraw what else the dataset has of those filings: take over what is new",
        ]
    return lines


def _coverage(facts: Iterable[Drafted]) -> Iterable[str]:
    """Tell for each metric how many periods of a kind there are, and from when to when."""
    periods: dict[str, set[str]] = {}
    for fact in facts:
        periods.setdefault(fact.metric, set()).add(fact.period)
    for metric, labels in periods.items():
        years = sum("-" not in label for label in labels)
        quarters = sum("-Q" in label for label in labels)
        yield f"{metric}: {min(labels)} to {max(labels)} (years: {years}, quarters: {quarters})"
