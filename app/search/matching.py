"""Matching: how well the words of a query name something, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import OSA

from app.search.document import Document, Text
from app.search.words import Word

How = Literal["exact", "stem", "prefix", "typo"]

STEM, PREFIX, TYPO = 0.95, 0.9, 0.9
"""What a word of one stem is worth beside the word itself, one that is only begun, and one that is mistyped: the last
two by the part of its letters that are right."""

FEWEST_BEGUN = 2
"""Letters by which a name is begun."""

IN_A_TEXT = 0.5
"""What a word is worth in a text beside one in a name."""

WHOLE_NAME = 0.3
"""How much of a score depends on how much of the name is asked for."""

_MISTAKES = ((8, 2), (4, 1), (0, 0))
"""Mistakes that are tolerated, from so many letters on: a letter missing, added, another, or two exchanged."""


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a query, and what it was taken for: characters `start` to, not including, `end` of a field's text."""

    query: str
    field: str
    text: str
    start: int
    end: int
    how: How
    quality: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that a query finds: the match of each of the query's words that has one, and the score, 0 to 1.

    `named` are the matches with its names alone; `whole` says how much of its best name the query spells.
    """

    document: Document
    matches: dict[int, Match]
    named: dict[int, Match]
    whole: float
    score: float


@dataclass(frozen=True, slots=True)
class _Run:
    """One word, or two written as one: where it stands, and which words of its text it is."""

    folded: str
    stem: str
    start: int
    end: int
    places: tuple[int, ...]


def find_hit(words: Sequence[Word], query: str, document: Document) -> Hit | None:
    """Match a query, whose words that say something are given, with a document; None where nothing fits."""
    asked = list(_runs(words))
    matches: dict[int, Match] = {}
    whole = 0.0
    for text in document.names:
        found = _match(asked, query, text, tolerant=True)
        whole = max(whole, _part_spelt(found, len(text.words)))
        _keep_best(matches, found)
    named = dict(matches)
    for text in document.texts:
        _keep_best(matches, _match(asked, query, text, tolerant=False))
    score = sum(match.quality for match in matches.values()) / len(words) * (1 - WHOLE_NAME + WHOLE_NAME * whole)
    return Hit(document, matches, named, whole, round(score, 4)) if matches else None


Found = list[tuple[_Run, _Run, Match]]
"""Matches, each with the words of the query that it is of, and those of the text."""


def _part_spelt(found: Found, count: int) -> float:
    """How much of a name of so many words a query spells."""
    qualities: dict[int, float] = {}
    for _, there, match in found:
        for place in there.places:
            qualities[place] = max(match.quality, qualities.get(place, 0.0))
    return sum(qualities.values()) / max(1, count)


def _keep_best(matches: dict[int, Match], found: Found) -> None:
    for asked, _, match in found:
        for place in asked.places:
            if place not in matches or match.quality > matches[place].quality:
                matches[place] = match


def _runs(words: Sequence[Word]) -> Iterator[_Run]:
    for place, word in enumerate(words):
        yield _Run(word.folded, word.stem, word.start, word.end, (place,))
    for place, (one, other) in enumerate(pairwise(words)):
        yield _Run(one.folded + other.folded, one.folded + other.stem, one.start, other.end, (place, place + 1))


def _match(asked: list[_Run], query: str, text: Text, *, tolerant: bool) -> Found:
    """Match runs of a query with those of a text, each with the one that it fits best; two never with two."""
    there = list(_runs(text.words))
    found: Found = []
    for run in asked:
        best: tuple[float, How, _Run] | None = None
        for other in there:
            if len(run.places) > 1 and len(other.places) > 1:
                continue
            how, quality = _compare(run, other, tolerant=tolerant)
            if how and (best is None or quality > best[0]):
                best = quality, how, other
        if best:
            quality, how, other = best
            spelt = query[run.start : run.end]
            found.append((run, other, Match(spelt, text.field, text.text, other.start, other.end, how, quality)))
    return found


def _compare(run: _Run, other: _Run, *, tolerant: bool) -> tuple[How | None, float]:
    """Say how a word of a query is one of a text, and how well."""
    weight = 1.0 if tolerant else IN_A_TEXT
    if run.folded == other.folded:
        return "exact", weight
    if run.stem == other.stem:
        return "stem", STEM * weight
    if not tolerant or _has_digits(run.folded):
        return None, 0.0
    length, whole = len(run.folded), len(other.folded)
    if length >= FEWEST_BEGUN and other.folded.startswith(run.folded):
        return "prefix", PREFIX * (1 + length / whole) / 2
    most = next(mistakes for letters, mistakes in _MISTAKES if length >= letters)
    if most and abs(length - whole) <= most and not _has_digits(other.folded):
        mistakes = OSA.distance(run.folded, other.folded, score_cutoff=most)
        if mistakes <= most:
            return "typo", TYPO * (1 - mistakes / max(length, whole))
    return None, 0.0


def _has_digits(word: str) -> bool:
    """Whether a word has digits: another number is no mistyped one."""
    return any(each.isdigit() for each in word)
