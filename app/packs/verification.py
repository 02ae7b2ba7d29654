"""Verification: what a catalogue says of an article, held against the article's own text."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.catalogue import Catalogue, Company, Initiative, Segment
from app.domain.errors import RivalryError, UnreadableFigureError
from app.domain.figure import read_figure
from app.domain.quantity import Quantity
from app.packs.article import fold_spaces, is_printed, read_article
from app.packs.proposing import find_figures

LONGEST_QUOTE = 8
"""Words in a row that may stand in a pack as an article prints them; more is its sentence, not our own words."""


class UnknownArticleError(RivalryError):
    """No source of the catalogue has the article's SHA-256."""


def verify_article(article: Path, catalogue: Catalogue) -> tuple[str, list[str]]:
    """Hold everything that cites an article against its text.

    Returns the source's slug and the list of what does not hold: figures that the paragraph does not
    print, paragraphs that do not exist, and texts of ours that repeat the article. Raises
    UnknownArticleError, PackError for a file that is no article, and OSError.
    """
    read = read_article(article)
    digest = read.sha256
    source = next((each.slug for each in catalogue.sources if each.sha256 == digest), None)
    if source is None:
        known = ", ".join(f"{each.slug} ({each.sha256[:12]})" for each in catalogue.sources if each.sha256)
        raise UnknownArticleError(
            f"{article} has SHA-256 {digest[:12]}…, which no source has; known: {known or 'none'}"
        )
    paragraphs = read.paragraphs
    return source, [
        *_unprinted(catalogue, source, paragraphs),
        *_absent(catalogue, source, len(paragraphs)),
        *_copied(catalogue, paragraphs),
    ]


def _unprinted(catalogue: Catalogue, source: str, paragraphs: list[str]) -> Iterator[str]:
    """Name each figure that is not printed, whole, in the paragraph that it cites."""
    cited = [
        (each.id, each.printed, each.paragraph, each.quantity) for each in catalogue.facts if each.source == source
    ]
    for claim in catalogue.claims:
        if claim.source == source and claim.printed and claim.quantity:
            cited += [(claim.slug, claim.printed, paragraph, claim.quantity) for paragraph in claim.paragraphs]
    for name, printed, paragraph, quantity in cited:
        text = paragraphs[paragraph - 1] if paragraph and paragraph <= len(paragraphs) else ""
        if not is_printed(printed, text):
            yield f"{name}: {printed!r} is not printed in paragraph {paragraph}"
        elif whole := _cut_off(printed, quantity, text):
            yield f"{name}: paragraph {paragraph} prints {whole!r}, of which {printed!r} is only a part"


def _cut_off(printed: str, quantity: Quantity, paragraph: str) -> str | None:
    """Return the figure of which a printed one leaves out a unit, a scale or a hedge, and so says another thing.

    Of a range one end may be a fact by itself.
    """
    figures = [each for each in find_figures([paragraph]) if each.quantity and "between" not in each.quantity.hedges]
    wholes = [fold_spaces(each.printed) for each in figures if is_printed(printed, each.printed)]
    if not wholes or fold_spaces(printed) in wholes or any(_says(each, quantity) for each in wholes):
        return None
    return wholes[0]


def _says(printed: str, quantity: Quantity) -> bool:
    """Whether a figure allows what a quantity does, and is hedged as it is, in its unit."""
    try:
        read = read_figure(printed, unit=quantity.unit)
    except UnreadableFigureError:
        return False
    return (read.low, read.high, read.hedges) == (quantity.low, quantity.high, quantity.hedges)


def _absent(catalogue: Catalogue, source: str, count: int) -> Iterator[str]:
    """Name each citation of a paragraph that the article does not have."""
    cited = [(each.id, each.paragraphs) for each in catalogue.statements if each.source == source]
    cited += [(each.slug, each.paragraphs) for each in catalogue.claims if each.source == source]
    nouns: tuple[Company | Segment | Initiative, ...] = (
        *catalogue.companies,
        *catalogue.segments,
        *catalogue.initiatives,
    )
    for noun in nouns:
        of_it = (each.paragraph for each in noun.evidence if each.source == source)
        cited.append((noun.slug, tuple(paragraph for paragraph in of_it if paragraph)))
    for name, paragraphs in cited:
        for paragraph in paragraphs:
            if paragraph > count:
                yield f"{name}: the article has {count} paragraphs, not {paragraph}"


def _copied(catalogue: Catalogue, paragraphs: list[str]) -> Iterator[str]:
    """Name each text of ours that has more than eight words in a row from the article, but for its own title."""
    lines = {fold_spaces(each) for each in paragraphs}
    article = f" {_plain_words(' '.join(paragraphs))} "
    ours = [(each.id, each.text) for each in catalogue.statements]
    ours += [(each.slug, each.text) for each in catalogue.claims]
    ours += [(each.slug, each.summary) for each in catalogue.initiatives]
    ours += [(each.slug, each.definition) for each in catalogue.metrics]
    for each in catalogue.sources:
        is_its_title = not each.title_is_ours and fold_spaces(each.title) in lines
        ours += [(each.slug, text) for text in (None if is_its_title else each.title, each.note) if text]
    ours += [(each.id, note) for each in catalogue.facts for note in (each.note, each.period.note) if note]
    for name, text in ours:
        words = _plain_words(text).split()
        runs = (words[start : start + LONGEST_QUOTE + 1] for start in range(len(words) - LONGEST_QUOTE))
        for run in runs:
            if f" {' '.join(run)} " in article:
                yield f"{name}: repeats the article: {' '.join(run)!r}"
                break


def _plain_words(text: str) -> str:
    """Keep letters and digits only, in lower case."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
