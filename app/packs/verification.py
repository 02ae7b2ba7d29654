"""Verification: what a catalogue says of an article, held against the article's own text."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from app.domain.catalogue import Catalogue, Claim, Company, Fact, Initiative, Metric, Segment, Source, Statement
from app.domain.characters import printable
from app.domain.errors import RivalryError, UnreadableFigureError
from app.domain.figure import read_figure
from app.domain.naming import listed
from app.domain.quantity import Quantity
from app.packs.article import fold_spaces, is_printed, read_article
from app.packs.proposing import find_figures
from app.packs.references import Lines

LONGEST_QUOTE = 8
"""Words in a row that may stand in a pack as an article prints them; more is its sentence, not our own words."""

Noun = Fact | Statement | Claim | Company | Segment | Initiative | Metric | Source
Problem = tuple[Noun, str]
"""What an article does not bear out, and why."""

_COLLECTIONS: dict[type[Noun], str] = {
    Fact: "facts",
    Statement: "statements",
    Claim: "claims",
    Company: "companies",
    Segment: "segments",
    Initiative: "initiatives",
    Metric: "metrics",
    Source: "sources",
}


class UnknownArticleError(RivalryError):
    """No source of the catalogue has the article's SHA-256."""


def verify_article(article: Path, catalogue: Catalogue, lines: Lines | None = None) -> dict[str, list[str]]:
    """Hold everything that cites an article against its text.

    Returns, by the slug of each source that has the article's SHA-256, what does not hold: figures that the
    paragraph does not print, paragraphs that do not exist, and texts of ours that repeat the article, each with its
    place where `lines` has it; what is of no such source stands under the first. Raises UnknownArticleError,
    PackError for a file that is no article, and OSError.
    """
    read = read_article(article)
    digest = read.sha256
    found: dict[str, list[Problem]] = {each.slug: [] for each in catalogue.sources if each.sha256 == digest}
    if not found:
        known = ", ".join(f"{each.slug} ({each.sha256[:12]})" for each in catalogue.sources if each.sha256)
        raise UnknownArticleError(
            f"{article} has SHA-256 {digest[:12]}…, which no source has; known: {known or 'none'}"
        )
    paragraphs = read.paragraphs
    for source, problems in found.items():
        problems.extend(chain(_unprinted(catalogue, source, paragraphs), _absent(catalogue, source, len(paragraphs))))
    for noun, problem in _copied(catalogue, paragraphs):
        own = noun.slug if isinstance(noun, Source) else getattr(noun, "source", None)
        found[own if own in found else next(iter(found))].append((noun, problem))
    return {
        source: [f"{_place(noun, lines or {})}{_name(noun)}: {problem}" for noun, problem in problems]
        for source, problems in found.items()
    }


def find_twins(catalogue: Catalogue) -> list[list[str]]:
    """List the sources that are one article, by its SHA-256: what it says once would count as said by several."""
    by_article: dict[str, list[str]] = {}
    for source in catalogue.sources:
        if source.sha256:
            by_article.setdefault(source.sha256, []).append(source.slug)
    return [slugs for slugs in by_article.values() if len(slugs) > 1]


def _name(noun: Noun) -> str:
    return noun.id if isinstance(noun, Fact | Statement) else noun.slug


def _place(noun: Noun, lines: Lines) -> str:
    """Spell where an entry stands, as compilers do."""
    key = noun.key if isinstance(noun, Fact) else _name(noun)
    place = lines.get(_COLLECTIONS[type(noun)], {}).get(key)
    return printable(f"{place[0]}:{place[1]}: ") if isinstance(place, tuple) else ""


def _unprinted(catalogue: Catalogue, source: str, paragraphs: list[str]) -> Iterator[Problem]:
    """Name each figure that is not printed, whole, in the paragraph that it cites."""
    cited: list[tuple[Noun, str, int | None, Quantity]] = [
        (each, each.printed, each.paragraph, each.quantity) for each in catalogue.facts if each.source == source
    ]
    for claim in catalogue.claims:
        if claim.source == source and claim.printed and claim.quantity:
            cited += [(claim, claim.printed, paragraph, claim.quantity) for paragraph in claim.paragraphs]
    for noun, printed, paragraph, quantity in cited:
        text = paragraphs[paragraph - 1] if paragraph and paragraph <= len(paragraphs) else ""
        if not is_printed(printed, text):
            shown = fold_spaces(printed)
            yield noun, f"{shown!r} {_misplaced(paragraph, len(paragraphs))}; it is in {_found(printed, paragraphs)}"
        elif whole := _cut_off(printed, quantity, text):
            yield noun, f"paragraph {paragraph} prints {whole!r}, of which {fold_spaces(printed)!r} is only a part"
        elif isinstance(noun, Fact) and (fall := _fall_left_out(noun, text)):
            yield noun, f"paragraph {paragraph} tells of a fall, {fall!r}: give low and high below zero, or a note"


def _misplaced(paragraph: int | None, count: int) -> str:
    return f"is not printed in paragraph {paragraph} of {count}" if paragraph else "names no paragraph"


def _found(printed: str, paragraphs: list[str]) -> str:
    """Say which paragraphs print a figure."""
    found = [str(number) for number, text in enumerate(paragraphs, start=1) if is_printed(printed, text)]
    return listed(found) or "none"


def _cut_off(printed: str, quantity: Quantity, paragraph: str) -> str | None:
    """Return the figure of which a printed one leaves out a unit, a scale or a hedge, and so says another thing.

    Of a range one end may be a fact by itself.
    """
    figures = [each for each in find_figures([paragraph]) if each.quantity and "between" not in each.quantity.hedges]
    wholes = [fold_spaces(each.printed) for each in figures if is_printed(printed, each.printed)]
    if not wholes or fold_spaces(printed) in wholes or any(_says(each, quantity) for each in wholes):
        return None
    return wholes[0]


def _fall_left_out(fact: Fact, paragraph: str) -> str | None:
    """Return the figure with the word that tells of a fall, where a fact states a percentage above zero without a note.

    A share that has fallen is above zero still, and a note says so.
    """
    if fact.quantity.unit != "fraction" or not fact.quantity.is_positive or fact.note:
        return None
    alike = [each for each in find_figures([paragraph]) if fold_spaces(each.printed) == fold_spaces(fact.printed)]
    falls = [fold_spaces(each.fall) for each in alike if each.fall]
    return falls[0] if falls and len(falls) == len(alike) else None


def _says(printed: str, quantity: Quantity) -> bool:
    """Whether a figure allows what a quantity does, and is hedged as it is, in its unit."""
    try:
        read = read_figure(printed, unit=quantity.unit)
    except UnreadableFigureError:
        return False
    return (read.low, read.high, read.hedges) == (quantity.low, quantity.high, quantity.hedges)


def _absent(catalogue: Catalogue, source: str, count: int) -> Iterator[Problem]:
    """Name each citation of a paragraph that the article does not have."""
    cited: list[tuple[Noun, tuple[int, ...]]] = []
    cited += [(each, each.paragraphs) for each in catalogue.statements if each.source == source]
    cited += [(each, each.paragraphs) for each in catalogue.claims if each.source == source]
    nouns: tuple[Company | Segment | Initiative, ...] = (
        *catalogue.companies,
        *catalogue.segments,
        *catalogue.initiatives,
    )
    for noun in nouns:
        of_it = (each.paragraph for each in noun.evidence if each.source == source)
        cited.append((noun, tuple(paragraph for paragraph in of_it if paragraph)))
    for each, paragraphs in cited:
        for paragraph in paragraphs:
            if paragraph > count:
                yield each, f"the article has {count} paragraphs, not {paragraph}"


def _copied(catalogue: Catalogue, paragraphs: list[str]) -> Iterator[Problem]:
    """Name each text of ours that has more than eight words in a row from the article, but for its own title."""
    lines = {fold_spaces(each) for each in paragraphs}
    article = f" {_plain_words(' '.join(paragraphs))} "
    ours: list[tuple[Noun, str]] = [(each, each.text) for each in catalogue.statements]
    ours += [(each, each.text) for each in catalogue.claims]
    ours += [(each, each.summary) for each in catalogue.initiatives]
    ours += [(each, each.definition) for each in catalogue.metrics]
    for each in catalogue.sources:
        is_its_title = not each.title_is_ours and fold_spaces(each.title) in lines
        ours += [(each, text) for text in (None if is_its_title else each.title, each.note) if text]
    ours += [(each, note) for each in catalogue.facts for note in (each.note, each.period.note) if note]
    for noun, text in ours:
        words = _plain_words(text).split()
        runs = (words[start : start + LONGEST_QUOTE + 1] for start in range(len(words) - LONGEST_QUOTE))
        for run in runs:
            if f" {' '.join(run)} " in article:
                yield noun, f"repeats the article: {' '.join(run)!r}"
                break


def _plain_words(text: str) -> str:
    """Keep letters and digits only, in lower case."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
