"""Articles: the text that a source is read from, which is shown and held against packs, and never kept."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from app.domain.characters import named
from app.packs.mistakes import Mistake, PackError
from app.packs.opening import decode, read_whole

LARGEST_ARTICLE = 1_000_000
"""Bytes; the longest articles have a tenth of it."""

_OF_TEXT = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"
"""Control characters that only part words and lines."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article's text, and the SHA-256 of its file in hexadecimal."""

    sha256: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        """Its non-empty lines; paragraph 1 is the first of them."""
        return split_paragraphs(self.text)


def read_article(path: Path) -> Article:
    """Read an article's text file.

    Raises PackError, with the line where there is one, for a file of more than 1 MB, one that is not UTF-8, is no text
    or has none in it, and OSError.
    """
    if path.stat().st_size > LARGEST_ARTICLE:
        raise PackError([Mistake(path, 1, "", "the file is larger than 1 MB, and no article is")])
    raw = read_whole(path, LARGEST_ARTICLE)
    text = decode(path, raw)
    for number, line in enumerate(text.split("\n"), start=1):
        strange = next((each for each in line if unicodedata.category(each) == "Cc" and each not in _OF_TEXT), None)
        if strange:
            raise PackError([Mistake(path, number, "", f"no text: it holds {named(strange)}")])
    article = Article(hashlib.sha256(raw).hexdigest(), text)
    if not article.paragraphs:
        raise PackError([Mistake(path, 1, "", "the file is empty: there is no paragraph in it")])
    return article


def split_paragraphs(text: str) -> list[str]:
    """Split an article into its non-empty lines; paragraph 1 is the first of them."""
    return [line for line in text.splitlines() if line.strip()]


def is_printed(printed: str, paragraph: str) -> bool:
    """Whether a paragraph prints a figure as whole words, whatever white space is between them."""
    return re.search(rf"(?<![\w.,]){re.escape(fold_spaces(printed))}(?!\w|[.,]\d)", fold_spaces(paragraph)) is not None


def fold_spaces(text: str) -> str:
    """Fold white space, which line breaks and typesetting change."""
    return " ".join(text.split())
