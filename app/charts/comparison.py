"""Comparison: a bar for each company, in the order of their ranks, under the verdict."""

from collections.abc import Sequence

from app.charts.bars import Bar, Bars
from app.charts.sheet import Caption, Spec, picture
from app.charts.theme import Look
from app.charts.words import asked_pieces, doubt, footer, in_unit, magnitude, period_note
from app.domain.catalogue import Source
from app.domain.comparability import ReasonCode
from app.domain.comparison import Comparison, Entry
from app.domain.wording import amount, sentence

_CAUTIONS: dict[ReasonCode, str] = {
    "period-inferred": "a period is inferred",
    "period-unspecified": "a period is not stated",
    "basis-differs": "some figures are restated",
    "definition-differs": "definitions differ",
    "initiative-differs": "about different initiatives",
    "attributed": "some by hearsay",
    "sources-conflict": "sources conflict",
}


def comparison_chart(found: Comparison, sources: Sequence[Source], revision: int, look: Look) -> Spec:
    """Specify the picture of a comparison. Raises TooLowError."""
    question = found.question
    reasons = found.comparability.reasons
    apart = [f"periods end {each.detail}" for each in reasons if each.code == "period-ends-differ"]
    cautions = [_CAUTIONS[each.code] for each in reasons if each.code in _CAUTIONS]
    shown = [in_unit(question.metric.name, question.metric.unit), *asked_pieces(question), *apart, *cautions]
    caption = Caption(finding=sentence(found), shown=shown, footer=footer(sources, question.companies, revision))
    places = [company.slug for company in question.companies]
    bars = [_bar(entry, look.colours.company(places.index(entry.company.slug))) for entry in found.entries]
    return picture(look, caption, Bars(bars, is_comparable=found.comparability.status != "incomparable"))


def _bar(entry: Entry, colour: str) -> Bar:
    quantity = entry.computed.quantity
    is_wide = "magnitude" in quantity.hedges
    notes = [period_note(entry.fact), magnitude(quantity) if is_wide else doubt(quantity)]
    if not is_wide and entry.computed.derivation.operation == "stated" and entry.fact.kind == "stated":
        notes.append(f"printed as \u201c{entry.fact.printed}\u201d")
    return Bar(
        name=entry.company.name,
        quantity=quantity,
        words=entry.fact.printed if is_wide else amount(quantity),
        notes=[note for note in notes if note],
        colour=colour,
        about=f"{entry.company.name}, {entry.fact.period.label}",
    )
