"""Mix: a bar for each part of a total, the greatest first; what is implied, or left, is outlined."""

from collections.abc import Sequence
from decimal import Decimal

from app.charts.bars import Bar, Bars
from app.charts.sheet import Caption, Spec, picture
from app.charts.theme import Look
from app.charts.words import asked_pieces, doubt, footer, in_unit, period_note
from app.domain.catalogue import Source
from app.domain.derivation import Computed
from app.domain.mix import Mix, Part
from app.domain.summary import sentence_of_mix
from app.domain.wording import amount, number

_KINDS = {"derived": "follows from other figures", "implied": "implied: only the share is stated"}
_LEAST_SHARE = Decimal("0.001")


def mix_chart(found: Mix, sources: Sequence[Source], revision: int, look: Look) -> Spec:
    """Specify the picture of a mix. Raises TooLowError."""
    question = found.question
    (company,) = question.companies
    total = found.total
    along = [] if found.breakdown is None else [f"by {found.breakdown.replace('-', ' ')}"]
    outlined = any(part.kind == "implied" for part in found.parts)
    shown = [
        in_unit(question.metric.name, question.metric.unit),
        period_note(total.fact),
        *along,
        *asked_pieces(question),
    ]
    shown += ["outlined: implied, not stated"] if outlined else []
    caption = Caption(finding=sentence_of_mix(found), shown=shown, footer=footer(sources, question.companies, revision))
    bars = [_bar(company.name, part, look.colours.company(0)) for part in found.parts]
    if found.residual and found.reconciliation.state != "adds-up":
        bars.append(_rest(company.name, found.residual, found.residual_share, look.colours.muted))
    return picture(look, caption, Bars(bars, whole=total.quantity.high))


def _bar(company: str, part: Part, colour: str) -> Bar:
    quantity, fact = part.computed.quantity, part.fact
    is_implied = part.kind == "implied"
    printed = f"printed as \u201c{fact.printed}\u201d" if is_implied or "magnitude" in fact.quantity.hedges else ""
    about = "about " if is_implied and quantity.value is not None else ""
    notes = [_KINDS.get(part.kind, ""), printed, doubt(quantity) if is_implied else ""]
    return Bar(
        name=part.segment.name,
        quantity=quantity,
        words=f"{about}{amount(quantity)}{_share(part.share)}",
        notes=[note for note in notes if note],
        colour=colour,
        about=f"{company}, {part.segment.name}, {fact.period.label}, {part.kind}",
        firm=not is_implied,
    )


def _rest(company: str, residual: Computed, share: Computed | None, colour: str) -> Bar:
    return Bar(
        name="Everything else",
        quantity=residual.quantity,
        words=f"{amount(residual.quantity)}{_share(share)}",
        notes=["the total less every part above that has a figure"],
        colour=colour,
        about=f"{company}, everything else, residual",
        firm=False,
    )


def _share(share: Computed | None) -> str:
    """Say a share to a tenth of a percent, or with the hedge that it is stated with."""
    if share is None:
        return ""
    value, is_stated = share.quantity.value, share.derivation.operation == "stated"
    if value is None or is_stated:
        return f" \u00b7 {amount(share.quantity, digits=3)}"
    if 0 < value.copy_abs() < _LEAST_SHARE:
        return f" \u00b7 under {number(_LEAST_SHARE, 'fraction')}"
    return f" \u00b7 {number(value.quantize(_LEAST_SHARE), 'fraction')}"
