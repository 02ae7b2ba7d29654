"""Matching: how well the words of a query name something, word by word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from app.search.document import Document, Text
from app.search.words import Run, Word, runs_of

How = Literal["exact", "stem", "prefix", "typo"]

STEM, PREFIX, TYPO = 0.95, 0.9, 0.9
"""What a word of one stem is worth beside the word itself, one that is only begun, and one that is mistyped: the last
two by the part of its letters that are right."""

FEWEST_BEGUN = 2
"""Letters by which a name is begun."""

IN_A_TEXT = 0.5
"""What a word is worth in a text beside one in a name."""

FEWEST_JOINED = 3
"""Letters that each of two words has that are one mistyped word: "wall mart", but not "of revenue"."""

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
class Named:
    """A name that a query has words of: the match of each of these, and how much of the name they spell, 0 to 1."""

    matches: dict[int, Match]
    whole: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that a query finds: the match of each of the query's words that has one, and the score, 0 to 1.

    `names` are those of its names that the query has words of.
    """

    document: Document
    matches: dict[int, Match]
    names: tuple[Named, ...]
    score: float

    @property
    def named(self) -> dict[int, Match]:
        """The match of each word that has one in any of its names."""
        return _best(name.matches for name in self.names)

    @property
    def whole(self) -> float:
        """How much of its best name the query spells, 0 to 1."""
        return max((name.whole for name in self.names), default=0.0)

    @property
    def longest(self) -> int:
        """How many words of the query one of its names has."""
        return max((len(name.matches) for name in self.names), default=0)


def find_hit(words: Sequence[Word], query: str, document: Document) -> Hit | None:
    """Match a query, whose words that say something are given, with a document; None where nothing fits."""
    asked = runs_of(words)
    in_names = ((text, _match(asked, query, text, tolerant=True)) for text in document.names)
    names = tuple(Named(_by_place(found), _part_spelt(found, len(text.words))) for text, found in in_names if found)
    in_texts = [_by_place(_match(asked, query, text, tolerant=False)) for text in document.texts]
    matches = _best([*(name.matches for name in names), *in_texts])
    whole = max((name.whole for name in names), default=0.0)
    score = sum(match.quality for match in matches.values()) / len(words) * (1 - WHOLE_NAME + WHOLE_NAME * whole)
    return Hit(document, matches, names, round(score, 4)) if matches else None


Found = list[tuple[Run, Run, Match]]
"""Matches, each with the words of the query that it is of, and those of the text."""


def _part_spelt(found: Found, count: int) -> float:
    """How much of a name of so many words a query spells."""
    qualities: dict[int, float] = {}
    for _, there, match in found:
        for place in there.places:
            qualities[place] = max(match.quality, qualities.get(place, 0.0))
    return sum(qualities.values()) / max(1, count)


def _by_place(found: Found) -> dict[int, Match]:
    """Keep the best match of each word of the query."""
    return _best({place: match} for asked, _, match in found for place in asked.places)


def _best(every: Iterable[Mapping[int, Match]]) -> dict[int, Match]:
    """Keep the best match of each word, of equals the first."""
    best: dict[int, Match] = {}
    for matches in every:
        for place, match in matches.items():
            if place not in best or match.quality > best[place].quality:
                best[place] = match
    return best


def _match(asked: list[Run], query: str, text: Text, *, tolerant: bool) -> Found:
    """Match runs of a query with those of a text, each with the one that it fits best; two never with two."""
    found: Found = []
    for run in asked:
        best = _find(run, text) or (_guess(run, text) if tolerant else None)
        if best:
            other, how, quality = best
            spelt, worth = query[run.start : run.end], quality * (1 if tolerant else IN_A_TEXT)
            found.append((run, other, Match(spelt, text.field, text.text, other.start, other.end, how, worth)))
    return found


def _find(run: Run, text: Text) -> tuple[Run, How, float] | None:
    """Find a word in a text, or another form of it."""
    same, alike = text.by_word.get(run.folded), text.by_stem.get(run.stem)
    if same and min(len(run.places), len(same.places)) == 1:
        return same, "exact", 1.0
    if alike and min(len(run.places), len(alike.places)) == 1:
        return alike, "stem", STEM
    return None


def _guess(run: Run, text: Text) -> tuple[Run, How, float] | None:
    """Find the word of a name that one of a query begins, or is when it is spelt right."""
    length = len(run.folded)
    if not run.folded.isalpha():  # another number is no mistyped one
        return None
    most = next(mistakes for letters, mistakes in _MISTAKES if length >= letters)
    if len(run.places) > 1 and run.shortest < FEWEST_JOINED:
        most = 0
    best: tuple[Run, How, float] | None = None
    for other in text.runs:
        if len(run.places) > 1 and len(other.places) > 1:
            continue
        how: How = "prefix"
        whole = len(other.folded)
        quality = 0.0
        if length >= FEWEST_BEGUN and other.folded.startswith(run.folded):
            quality = PREFIX * (1 + length / whole) / 2
        elif most and abs(length - whole) <= most and other.folded.isalpha():
            mistakes = OSA.distance(run.folded, other.folded, score_cutoff=most)
            how, quality = "typo", TYPO * (1 - mistakes / max(length, whole)) if mistakes <= most else 0.0
        if quality and (best is None or quality > best[2]):
            best = other, how, quality
    return best
