"""Mix: a bar for each part of a total, the greatest first; what is implied, or left, is outlined."""

from collections.abc import Sequence

from app.charts.bars import Bar, Bars
from app.charts.sheet import Caption, Spec, picture
from app.charts.theme import Look
from app.charts.words import asked_pieces, doubt, footer, in_unit, magnitude, period_note
from app.domain.catalogue import Source
from app.domain.derivation import Computed
from app.domain.mix import Mix, Part
from app.domain.naming import listed
from app.domain.summary import sentence_of_mix
from app.domain.wording import amount, share

_KINDS = {"derived": "follows from other figures", "implied": "implied: only the share is stated"}


def mix_chart(found: Mix, sources: Sequence[Source], revision: int, look: Look, place: int = 1) -> Spec:
    """Specify the picture of a mix, in the colour of the company's place among others. Raises TooLowError."""
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
    bars = [_bar(company.name, part, look.colours.company(place - 1)) for part in found.parts]
    if found.residual and found.reconciliation.state != "adds-up":
        bars.append(_rest(company.name, found, found.residual, look.colours.muted))
    bars = bars or [_whole(company.name, found, look.colours.company(place - 1))]
    return picture(look, caption, Bars(bars, whole=total.quantity.high))


def _bar(company: str, part: Part, colour: str) -> Bar:
    quantity, fact = part.computed.quantity, part.fact
    is_implied = part.kind == "implied"
    is_wide = "magnitude" in quantity.hedges
    printed = f"printed as \u201c{fact.printed}\u201d" if is_implied else ""
    about = "about " if is_implied and quantity.value is not None else ""
    notes = [_KINDS.get(part.kind, ""), printed, doubt(quantity) if is_implied else ""]
    words = f"{about}{amount(quantity)}{_share(part.share)}"
    if is_wide:
        words, notes = fact.printed, [magnitude(quantity)]
    return Bar(
        name=part.segment.name,
        quantity=quantity,
        words=words,
        notes=[note for note in notes if note],
        colour=colour,
        about=f"{company}, {part.segment.name}, {fact.period.label}, {part.kind}",
        firm=not is_implied,
    )


def _whole(company: str, found: Mix, colour: str) -> Bar:
    """Draw the total alone: there may be one of which no part has a figure, as before segments were reported."""
    return Bar(
        name="Total",
        quantity=found.total.quantity,
        words=amount(found.total.quantity),
        notes=["no part of it has a figure"],
        colour=colour,
        about=f"{company}, total, {found.total.fact.period.label}",
    )


def _rest(company: str, found: Mix, residual: Computed, colour: str) -> Bar:
    """Outline what is left, and name what is in it: the parts of which only an order of magnitude is known."""
    wide = {each.segment for each in found.left_out if each.code == "too-wide"}
    within = [part.segment.name for part in found.parts if part.segment.slug in wide]
    taken = "the total less every part above"
    return Bar(
        name="Not accounted for",
        quantity=residual.quantity,
        words=f"{amount(residual.quantity)}{_share(found.residual_share)}",
        notes=[f"{taken} but {listed(within)}, of unknown size" if within else taken],
        colour=colour,
        about=f"{company}, not accounted for, residual",
        firm=False,
    )


def _share(found: Computed | None) -> str:
    return f" \u00b7 {share(found.quantity)}" if found else ""
