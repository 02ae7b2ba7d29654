"""Showing: an article with its figures, and what a load would change, as lines on the terminal."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any

import typer

from app.domain.catalogue import Catalogue, Claim, Evidence, Fact, Statement
from app.domain.characters import printable
from app.domain.derivation import Derivation
from app.domain.difference import Difference, Rejudged, differences, rejudged
from app.domain.period import Period
from app.domain.quantity import Quantity
from app.domain.revision import Changes
from app.domain.summary import sentence_of_check
from app.packs.drafting import spell_fall
from app.packs.proposing import Sighting

MOST_SHOWN = 100
"""Changes of one collection that are listed unless all are asked for."""

_WIDEST, _NUMBER = 120, 6
"""Columns of text, and those of them that a paragraph's number takes."""


def show_article(paragraphs: Sequence[str], figures: Iterable[Sighting]) -> None:
    """Show every paragraph with its number, its figures marked in it, and below how each is understood or why not."""
    width = max(2 * _NUMBER, min(shutil.get_terminal_size().columns, _WIDEST))
    by_paragraph = {number: list(group) for number, group in groupby(figures, key=lambda each: each.paragraph)}
    for number, text in enumerate(paragraphs, start=1):
        found = by_paragraph.get(number, [])
        lines = textwrap.wrap(printable(_marked(text.expandtabs(1), found)), width - _NUMBER) or [""]
        for first, line in enumerate(lines):
            typer.echo(f"{number if not first else '':>{_NUMBER - 2}}  {line}")
        for each in found:
            said = f"not proposed, {each.reason}" if each.reason else _spelled(each.quantity)
            typer.echo(printable(f"{'':{_NUMBER}}  {each.printed}: {said}"))
            if keys := spell_fall(each):
                told = f"told as a fall ({each.fall}): where the metric is a change, {', '.join(keys)}"
                typer.echo(printable(f"{'':{_NUMBER}}    {told}"))


def _marked(text: str, figures: Sequence[Sighting]) -> str:
    """Put marks around the figures that are proposed."""
    parts, behind = [], 0
    for each in figures:
        if each.is_proposed:
            parts += [text[behind : each.start], "«", text[each.start : each.end], "»"]
            behind = each.end
    return "".join([*parts, text[behind:]])


def show_changes(changes: Changes, before: Catalogue, after: Catalogue, *, everything: bool) -> None:
    """Say what changes, collection by collection, and whose check would have another result."""
    for collection, together in groupby(differences(changes), key=lambda each: each.collection):
        found = list(together)
        typer.echo(f"{collection}: {_counted(found)}")
        shown = found if everything else found[:MOST_SHOWN]
        for each in shown:
            for line in _lines(each):
                typer.echo(printable(line))
        if len(shown) < len(found):
            typer.echo(f"  and {len(found) - len(shown):,} more, which --all lists")
    turned = rejudged(before, after) if changes else []
    if turned:
        typer.echo(f"checks: {len(turned):,} with another result")
    for pair in turned:
        typer.echo(printable(_turn(pair)))
    typer.echo("loading would do this; nothing was changed" if changes else "no change")


def _counted(found: Sequence[Difference]) -> str:
    added = sum(each.before is None for each in found)
    withdrawn = sum(each.after is None for each in found)
    counts = {"added": added, "withdrawn": withdrawn, "replaced": len(found) - added - withdrawn}
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def _lines(difference: Difference) -> Iterator[str]:
    """Name what changes; of what is replaced each key that differs, with what was there and what would be."""
    before, after = difference.before, difference.after
    if before is None or after is None:
        yield f"  {'+' if before is None else '-'} {_named(after if before is None else before)}"
        return
    yield f"  ~ {_named(after)}"
    for field in fields(after):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield f"      {field.name}: {_spelled(old)} → {_spelled(new)}"


def _turn(pair: Rejudged) -> str:
    checked = pair.after or pair.before
    if checked is None:  # a pair has one of the two
        return ""
    old, new = (each.result if each else "no claim" for each in (pair.before, pair.after))
    said = f": {sentence_of_check(pair.after)}" if pair.after else ""
    return f"  {checked.claim.slug} ({checked.claim.source}): {old} → {new}{said}"


def _named(noun: Any) -> str:  # noqa: ANN401  any noun
    """Name a noun by what people know it by."""
    match noun:
        case Fact():
            about = " ".join(each for each in (noun.company, noun.metric, noun.segment, noun.initiative) if each)
            kind = "".join(f", {each}" for each in (noun.nature, noun.basis) if each not in ("actual", "as-reported"))
            at = "" if noun.paragraph is None else f", paragraph {noun.paragraph}"
            return f"{about} {noun.period.label}{kind}: {noun.printed} ({noun.source}{at})"
        case Statement():
            return f"{', '.join(noun.companies)}, {noun.topic}: {noun.text} ({noun.source})"
        case Claim():
            return f"{noun.slug}: {noun.text} ({noun.source})"
        case _:
            return f"{noun.slug}: {getattr(noun, 'name', None) or noun.title}"


def _spelled(value: Any) -> str:  # noqa: ANN401, PLR0911  whatever a noun holds, and one form for each
    match value:
        case None | ():
            return "nothing"
        case Quantity():
            low, high = ("open" if end is None else f"{end.normalize():f}" for end in (value.low, value.high))
            return f"{low if low == high else f'{low} to {high}'} {value.unit}, {' '.join(value.hedges) or 'as given'}"
        case Period():
            days = f" ({value.start or ''} to {value.end})" if value.end else ""
            return f"{value.label}{days}{f', inferred: {value.note}' if value.inferred else ''}"
        case Evidence():
            return value.source if value.paragraph is None else f"{value.source} {value.paragraph}"
        case Derivation():
            return f"{value.formula} of {', '.join(value.inputs)}"
        case tuple():
            return ", ".join(map(_spelled, value))
        case _:
            return str(value)
