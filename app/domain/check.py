"""Checks: what a source claims, recomputed from the facts, and whether the two can be true together."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.domain.case import Case, Finding, UncheckableError
from app.domain.catalogue import Claim, Fact
from app.domain.derivation import Computed
from app.domain.quantity import Quantity
from app.domain.recomputing import RECOMPUTERS
from app.domain.wording import margin

CheckResult = Literal["consistent", "loose", "inconsistent", "uncheckable"]

_FROM_GOOD_TO_BAD: tuple[CheckResult, ...] = ("consistent", "uncheckable", "loose", "inconsistent")

LOOSE = Decimal("0.1")
"""A claim is loose when it misses what is computed by less than this part of what it states."""


@dataclass(frozen=True, slots=True)
class Check:
    """A claim with its result.

    `reason` says what is missing, differs or should be known, None where nothing is. `computed` is None where nothing
    could be computed; `stated_facts` are those of the claim's own source that state what is checked.
    """

    claim: Claim
    result: CheckResult
    stated_facts: tuple[Fact, ...]
    computed: Computed | None
    reason: str | None

    @property
    def facts(self) -> set[str]:
        """Ids of the facts that are held against each other."""
        computed = self.computed.derivation.inputs if self.computed else ()
        return {*(fact.id for fact in self.stated_facts), *computed}


def check(case: Case) -> Check:
    """Recompute a claim and hold what it states against what comes out."""
    claim = case.claim
    try:
        finding = RECOMPUTERS[claim.operation](case)
    except UncheckableError as error:
        return Check(claim, "uncheckable", case.stated_facts, None, _joined(str(error), claim.note))
    unstated = "the claim states no figure" if claim.quantity is None and finding.holds is None else None
    reason = _joined(unstated, finding.reason, _distance(claim.quantity, finding), claim.note)
    return Check(claim, judge(claim.quantity, finding), case.stated_facts, finding.computed, reason)


def judge(stated: Quantity | None, finding: Finding) -> CheckResult:
    """Give the result: as found where the claim is one of yes or no, and by where the two ranges lie.

    A claim of yes or no that states a figure as well is as good as the worse of the two.
    """
    if finding.holds is None:
        return _judge_ranges(stated, finding)
    held: CheckResult = "consistent" if finding.holds else "inconsistent"
    return max(held, _judge_ranges(stated, finding), key=_FROM_GOOD_TO_BAD.index) if stated else held


def _judge_ranges(stated: Quantity | None, finding: Finding) -> CheckResult:
    computed = finding.computed.quantity
    if stated is None or (finding.is_incomplete and stated.meets(computed) and not _is_within(computed, stated)):
        return "uncheckable"
    if stated.meets(computed):
        return "consistent"
    size = (stated.anchor or Decimal(0)).copy_abs()
    return "loose" if _apart(stated, computed) < LOOSE * size else "inconsistent"


def _distance(stated: Quantity | None, finding: Finding) -> str | None:
    """Say how far what is stated and what is computed lie apart, where they do not meet."""
    computed = finding.computed.quantity
    if stated is None or stated.meets(computed):
        return None
    return f"the two ranges lie {margin(Quantity.exactly(_apart(stated, computed), stated.unit))} apart"


def _apart(one: Quantity, other: Quantity) -> Decimal:
    """How far two ranges that do not meet lie apart."""
    lower, upper = (one, other) if other.is_beyond(one) else (other, one)
    return (upper.low or Decimal(0)) - (lower.high or Decimal(0))


def _is_within(inner: Quantity, outer: Quantity) -> bool:
    """Whether all of a range lies in another, so that what is not known of it cannot matter."""
    reaches_low = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    return reaches_low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def _joined(*parts: str | None) -> str | None:
    return "; ".join(part for part in parts if part) or None
