"""Summaries: what checks, crossovers and sums that do not add up come to, in one plain sentence each."""

from collections.abc import Mapping

from app.domain.check import Check
from app.domain.crossover import Crossover, Crossovers
from app.domain.quantity import Quantity
from app.domain.reconciliation import MOST_WAYS, Imbalance, Reconciled
from app.domain.wording import amount, listed, margin, noun_of

_VERDICTS = {
    "consistent": "that holds",
    "loose": "that is loose",
    "inconsistent": "that does not hold",
    "uncheckable": "that cannot be checked",
}


def sentence_of_check(check: Check) -> str:
    """Say a claim, whether it holds, and by what: "…: that holds, $3.761 billion against "just under $4 billion"."."""
    claim = check.claim.text.removesuffix(".")
    verdict = _VERDICTS[check.result]
    if check.computed is None:
        return f"{claim}: {verdict}, {check.reason}."
    if check.claim.printed is None:
        return f"{claim}: {verdict}, by {margin(check.computed.quantity)}{_because(check)}."
    found = amount(check.computed.quantity)
    return f'{claim}: {verdict}, {found} computed against "{check.claim.printed}" as printed{_because(check)}.'


def _because(check: Check) -> str:
    return f" ({check.reason})" if check.reason else ""


def sentence_of_crossovers(found: Crossovers) -> str:
    """Say how often the lead changed hands, and each change."""
    names = {company.slug: company.name for company in found.question.companies}
    line, without = found.question.line, found.question.without
    noun = noun_of(found.question.metric)
    noun += f" in {line.replace('-', ' ')}" if line else ""
    noun += f" without {listed(without.names)}" if without else ""
    span = f"from {found.rows[0].label} to {found.rows[-1].label}"
    holes = "" if found.steps == len(found.rows) else f" of {found.steps}"
    periods = f"{len(found.rows)}{holes} {'years' if found.frequency == 'annual' else 'quarters'}"
    if not found.crossovers:
        return f"By {noun}, {_who_leads(found, names)}: no change in {periods} {span}."
    changes = listed([_change(each, names) for each in found.crossovers])
    times = "once" if len(found.crossovers) == 1 else f"{len(found.crossovers)} times"
    return f"By {noun}, the lead changed hands {times} in {periods} {span}: {changes}."


def _who_leads(found: Crossovers, names: Mapping[str, str]) -> str:
    """Name the one that leads wherever that can be told, and in how many periods it can."""
    leaders = [row.leader for row in found.rows if row.leader]
    if not leaders:
        return "who leads cannot be told"
    if len(leaders) == len(found.rows):
        is_whole = found.steps == len(found.rows)
        doubt = "" if all(row.decided for row in found.rows) else ", though the ranges do not always decide it"
        return f"{names[leaders[0]]} leads {'throughout' if is_whole else 'whenever all are known'}{doubt}"
    return f"{names[leaders[0]]} leads in {len(leaders)}, and nobody can be told to in the rest"


def _change(crossover: Crossover, names: Mapping[str, str]) -> str:
    doubt = "" if crossover.decided else ", though the ranges do not decide it"
    return f"to {names[crossover.to_company]} between {crossover.before.label} and {crossover.after.label}{doubt}"


def describe_reconciled(reconciled: Reconciled) -> list[str]:
    """Say how many sums were checked, and name all that does not add up as printed, in a line each."""
    if not (reconciled.sums or reconciled.unchecked):
        return []
    counts = f"{reconciled.sums} sum{'' if reconciled.sums == 1 else 's'} checked"
    found = f"equal by rounding only: {len(reconciled.rounded)}; figures that fit in none: {len(reconciled.imbalances)}"
    return [
        f"{counts}; {found}",
        *(f"  {each.what}: {_left_over(each.difference)}, within rounding" for each in reconciled.rounded),
        *(f"  {describe_imbalance(each)}" for each in reconciled.imbalances),
        *(f"  {each}: not checked, it is stated in more than {MOST_WAYS} ways" for each in reconciled.unchecked),
    ]


def _left_over(difference: Quantity) -> str:
    direction = "more" if (difference.anchor or 0) > 0 else "less"
    return f"the whole is {margin(difference)} {direction} than its parts"


def describe_imbalance(imbalance: Imbalance) -> str:
    """Name a figure that fits in no sum, and by how much whole and parts differ with it."""
    fact = imbalance.fact
    part = f" {fact.segment}" if fact.segment else ""
    figure = f"{fact.printed} ({fact.period.label}{part}, {fact.basis}, {fact.source})"
    return f"{imbalance.what}: with {figure} {_left_over(imbalance.difference)}"
