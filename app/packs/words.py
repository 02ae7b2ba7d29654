"""Words: what an article's paragraph is made of, where a figure is looked for."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"(?:[^\s()\[\]{}<>\u2014\u2026\"\u201c\u201d\u201e\u00ab\u00bb;:!?|]|(?<=\d):(?=\d))+")
"""What may be a word of a figure; between two that something else parts lies no figure."""

_OPENING, _CLOSING = "'\u2018,.*_#", "'\u2019,.*_#"
"""What stands at a word's ends without being of it."""

_WITHIN = frozenset(" \u00a0\u2009\u202f,'\"()[]\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb")
"""What stands between two words of one sentence."""

Span = tuple[int, int]
"""The first word of a figure and the one behind its last."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word without the signs around it; `start` and `end` are its characters in the paragraph."""

    text: str
    start: int
    end: int
    parted: bool
    """Whether something that no figure has inside stands before it."""
    opens: bool
    """Whether a sentence, or the like, begins with it."""

    @property
    def has_digits(self) -> bool:
        """Whether any of its characters is a digit."""
        return any(each.isdigit() for each in self.text)


def split_words(paragraph: str) -> list[Word]:
    """Split a paragraph into words without the signs around them."""
    words: list[Word] = []
    behind = 0
    for match in _WORD.finditer(paragraph):
        opened = match[0].lstrip(_OPENING)
        text = opened.rstrip(_CLOSING)
        start = match.end() - len(opened)
        if text:
            between = paragraph[behind:start]
            opens = not words or not _WITHIN.issuperset(between)
            words.append(Word(text, start, start + len(text), bool(between.strip()), opens))
            behind = start + len(text)
    return words
