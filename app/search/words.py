"""Words: how texts and queries are taken apart, so that two spellings of one word are one."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from threading import Lock

from snowballstemmer import stemmer

from app.domain.numeral import list_words

GRAM = 3
"""Letters in a piece of a word: two words that differ by one mistake share some of theirs."""

MOST_WORDS = 12
"""Words of a query that are looked for; of more, the first."""

SILENT = frozenset(
    list_words(
        "a an and are as at be been by can could did do does for from had has have how in into is it its made make "
        "makes many me much of on or s show tell than that the their them these they this to versus vs was were "
        "what when where which who whose why will with would"
    )
)
"""Words of English that say nothing about what is looked for, unless a query has no others."""

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['\u2019][^\W_]+)*")
_STEMMER, _STEMMING = stemmer("english"), Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands in a text: from character `start` to, not including, `end`; folded, and its stem."""

    start: int
    end: int
    folded: str
    stem: str


@dataclass(frozen=True, slots=True)
class Run:
    """One word of a text, or two written as one.

    `places` are the numbers of its words, from 0, `shortest` the letters of the shorter one.
    """

    folded: str
    stem: str
    start: int
    end: int
    places: tuple[int, ...]
    shortest: int


def split(text: str) -> list[Word]:
    """List the words of a text; numbers with a point or commas are one word, as is "Sam's"."""
    found = []
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if folded:
            found.append(Word(match.start(), match.end(), folded, stem(folded)))
    return found


def fold(text: str) -> str:
    """Spell a word without capitals, marks and apostrophes: "Café" is "cafe", "Sam's" is "sams"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if each.isalnum())


@lru_cache(maxsize=10_000)
def stem(folded: str) -> str:
    """Cut the endings of English off a word, by Porter's second algorithm: "retailers" is "retail"."""
    with _STEMMING:  # the library's stemmer keeps the word that it is at in itself
        stemmed: str = _STEMMER.stemWord(folded)
    return stemmed


def telling(words: Sequence[Word]) -> Sequence[Word]:
    """Keep the words that say something, or all where none does."""
    return [word for word in words if word.folded not in SILENT] or words


def told(words: Sequence[Word]) -> Sequence[Word]:
    """Keep the words of a query that are looked for: of those that say something, at most MOST_WORDS."""
    return telling(words)[:MOST_WORDS]


def runs_of(words: Sequence[Word]) -> list[Run]:
    """List the words, and each two neighbours as one word, for those who part what others join: "wal mart"."""
    single = [
        Run(word.folded, word.stem, word.start, word.end, (place,), len(word.folded))
        for place, word in enumerate(words)
    ]
    double = [
        Run(
            one.folded + other.folded,
            one.folded + other.stem,
            one.start,
            other.end,
            one.places + other.places,
            min(one.shortest, other.shortest),
        )
        for one, other in pairwise(single)
    ]
    return single + double


def grams(word: str) -> set[str]:
    """List the pieces of a word, those at its ends marked by a 0."""
    marked = f"0{word}0"
    return {marked[at : at + GRAM] for at in range(len(marked) - GRAM + 1)}
