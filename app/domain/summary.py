"""Summaries: what facts, checks, series, mixes and sums that do not add up come to, in one plain sentence each."""

from collections.abc import Mapping, Sequence

from app.domain.catalogue import Company, Fact, Initiative, Metric, Segment
from app.domain.check import Check
from app.domain.crossover import Crossover, Crossovers
from app.domain.mix import Mix, Part
from app.domain.naming import listed, noun_of, possessive, spaced, typeset
from app.domain.period import Frequency
from app.domain.quantity import Quantity
from app.domain.question import Question
from app.domain.reconciliation import MOST_WAYS, Imbalance, Reconciled
from app.domain.series import Line, Point
from app.domain.transform import Transformation
from app.domain.wording import MINUS, absent, amount, margin, share, with_period

MOST_PARTS = 5
"""Parts of a mix that are named; the others are counted."""

MOST_TOGETHER = 3
"""Companies that are named as those of which something is a share."""

MOST_CHANGES = 2
"""Changes of the lead that are listed; of more only the last one."""

_PART_DIGITS = 3

_VERDICTS = {
    "consistent": "that holds",
    "loose": "that is loose",
    "inconsistent": "that does not hold",
    "uncheckable": "that cannot be checked",
}


def sentence_of_check(check: Check) -> str:
    """Say a claim, whether it holds, and by what: "…: that holds, $3.761 billion against "just under $4 billion"."."""
    return typeset(_checked(check))


def _checked(check: Check) -> str:
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
    """Say how often the lead changed hands, and each change; of many only who has led since the last."""
    names = {company.slug: company.name for company in found.question.companies}
    span = f"from {found.rows[0].label} to {found.rows[-1].label}"
    holes = "" if found.steps == len(found.rows) else f" of {found.steps}"
    periods = f"{len(found.rows)}{holes} {'years' if found.frequency == 'annual' else 'quarters'}"
    by = f"By {_what(found.question)}"
    if not found.crossovers:
        return typeset(f"{by}, {_who_leads(found, names)}: no change in {periods} {span}.")
    times = "once" if len(found.crossovers) == 1 else f"{len(found.crossovers)} times"
    changed = f"{by}, the lead changed hands {times} in {periods} {span}"
    if len(found.crossovers) > MOST_CHANGES:
        return typeset(f"{changed}; {_since(found, names)}.")
    return typeset(f"{changed}: {listed([_change(each, names) for each in found.crossovers])}.")


def _since(found: Crossovers, names: Mapping[str, str]) -> str:
    """Say who has led since the last change, or only what that was where nobody can be told to lead ever since."""
    last = found.crossovers[-1]
    rows = found.rows[found.rows.index(last.after) :]
    if any(row.leader != last.to_company for row in rows):
        return f"the last time {_change(last, names)}"
    doubt = "" if all(row.decided for row in rows) else ", though the ranges do not always decide it"
    return f"{names[last.to_company]} has led since {last.after.label}{doubt}"


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


def _what(question: Question) -> str:
    """Name what is asked about: "revenue in cloud", "revenue without Amazon Web Services"."""
    line, without = question.line, question.without
    part = f" in {spaced(line)}" if line else ""
    return noun_of(question.metric) + part + (f" without {listed(without.names)}" if without else "")


def sentence_of_series(
    question: Question,
    made: Transformation,
    frequency: Frequency,
    lines: Sequence[Line],
    changes: Crossovers | None,
) -> str:
    """Say how often the lead changed hands where that is known, else the newest point of each line that has one."""
    if changes:
        return sentence_of_crossovers(changes)
    drawn = [line for line in lines if line.points]
    points = [f"{line.company.name} {_said(question, made, line.points[-1])}" for line in drawn]
    title = _transformed(question, made, frequency)
    when = "" if made.transform == "cagr" else ", newest"
    lacking = absent(question.companies, {line.company.slug for line in drawn})
    return typeset(f"{title[:1].upper()}{title[1:]}{when}: {', '.join(points)}.{lacking}")


def _transformed(question: Question, made: Transformation, frequency: Frequency) -> str:
    """Name what is made of a level, and over or of what: "growth of revenue on the year before"."""
    what = _what(question)
    before = "year" if made.over == "year" or frequency == "annual" else "quarter"
    base = made.base.text if made.base else "the first period that all have"
    names = [company.name for company in question.companies]
    together = f"{listed(names)} together" if len(names) <= MOST_TOGETHER else "all companies named"
    return {
        "level": what,
        "change": f"change of {what} on the {before} before",
        "growth": f"growth of {what} on the {before} before",
        "index": f"{what} with {base} as 100",
        "share": f"{what} as a share of {together if made.share_of == 'companies' else 'the total'}",
        "cagr": f"growth of {what} a year, compounded",
    }[made.transform]


def _said(question: Question, made: Transformation, point: Point) -> str:
    quantity, label = point.computed.quantity, point.period.label
    is_in_points = made.transform == "change" and question.metric.unit == "fraction" and quantity.value is not None
    size = f"{MINUS if (quantity.value or 0) < 0 else ''}{margin(quantity)}" if is_in_points else amount(quantity)
    return f"{size} ({label.replace('/', ' to ')})"


def sentence_of_mix(mix: Mix) -> str:
    """Say a total, its greatest parts with their shares, which of these are implied, and what is left."""
    (company,) = mix.question.companies
    whole = with_period(mix.total.fact, mix.total.quantity)
    total = f"{possessive(company.name)} {noun_of(mix.question.metric)} of {whole}"
    wide = {each.segment for each in mix.left_out if each.code == "too-wide"}
    parts = [part for part in mix.parts if part.segment.slug not in wide]
    if not parts:
        return typeset(f"{total}: no part of it is known to more than an order of magnitude.")
    named = parts[:MOST_PARTS]
    known, implied = ([part for part in named if (part.kind == "implied") is kind] for kind in (False, True))
    why = f"implied by {'its share' if len(implied) == 1 else 'their shares'}"
    clauses = [
        ", ".join(map(_part, known)),
        f"{', '.join(map(_part, implied))} ({why})" if implied else "",
        f"and {len(parts) - len(named)} more" if len(parts) > len(named) else "",
        _rest(mix, [part.segment.name for part in mix.parts if part.segment.slug in wide]),
    ]
    return typeset(f"{total}: {'; '.join(clause for clause in clauses if clause)}.")


def _part(part: Part) -> str:
    return f"{part.segment.name} {_part_of((part.share or part.computed).quantity)}"


def _part_of(quantity: Quantity) -> str:
    """Say a share, or where there is none the amount itself."""
    return share(quantity) if quantity.unit == "fraction" else amount(quantity, digits=_PART_DIGITS)


def _rest(mix: Mix, within: Sequence[str]) -> str:
    """Say what is left where the parts do not make the total, and which parts are somewhere in it."""
    left = mix.residual_share or mix.residual
    if left is None or mix.reconciliation.state == "adds-up":
        return ""
    if mix.reconciliation.state == "exceeds":
        return f"together {_part_of(-left.quantity)} more than that"
    among = f", {listed(within)} in it" if within else ""
    return f"the rest {_part_of(left.quantity)}{among}"


def sentence_of_fact(
    fact: Fact, company: Company, metric: Metric, segment: Segment | None, initiative: Initiative | None
) -> str:
    """Say a fact: "Amazon's revenue of about $716.9 billion (FY2025)."."""
    where = f" in {segment.name}" if segment else ""
    where += f" for {initiative.name}" if initiative else ""
    return typeset(f"{possessive(company.name)} {noun_of(metric)}{where} of {with_period(fact, fact.quantity)}.")


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
