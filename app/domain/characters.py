"""Characters: which of them a text that people write may hold, so that what is read is what is there."""

import re
import unicodedata

MOST_MARKS = 4
"""Marks on one letter; the scripts that have most of them need three."""

_JOINERS = "\u200c\u200d"
_BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Letters, marks and signs that show nothing: fillers, variation selectors, tags, the empty pattern of braille."""

_ALIKE_SCRIPTS = frozenset(
    ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "MATHEMATICAL", "FULLWIDTH")
)
"""Scripts, as the names of their letters begin, that have letters of one look."""

_WORD = re.compile(r"[^\W\d_]+")


def unfit(text: str) -> str | None:
    """Say what in a text is not what it seems; None where everything is.

    Refused are characters that nobody sees or that turn the direction of writing, words of letters from scripts
    that look alike (UTS 39 calls them mixed-script confusables), marks piled up, and letters taken apart (not NFC):
    two texts that look the same are the same. Joiners may stand between letters that are joined.
    """
    if text.isascii() and text.isprintable():
        return None
    for index, character in enumerate(text):
        if _is_hidden(character) and not _joins(text, index):
            return f"it holds {named(character)}, which nobody sees"
    if not unicodedata.is_normalized("NFC", text):
        return "a letter of it is written as several characters (it is not in Unicode's form NFC)"
    for word in _WORD.findall(text):
        scripts = sorted({_script(letter) for letter in word} & _ALIKE_SCRIPTS)
        if len(scripts) > 1:
            return f"a word of it mixes letters that look alike: {' and '.join(map(str.capitalize, scripts))}"
    if re.search(rf"\S{{{MOST_MARKS + 1}}}", "".join("x" if unicodedata.combining(each) else " " for each in text)):
        return f"a letter of it bears more than {MOST_MARKS} marks"
    return None


def printable(text: str) -> str:
    """Spell what a terminal would obey, or not show, by its code: colours, moves, line breaks, changes of direction.

    Blanks of any width, which typesetting puts into figures, stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(each if _is_shown(each) else each.encode("unicode_escape").decode() for each in text)


def _is_shown(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp") or _BLANKS.match(character) is not None


def _joins(text: str, index: int) -> bool:
    """Whether a joiner stands between two letters of a script without capitals, as those that need it are."""
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    is_within = len(around) == len("ab") and all(unicodedata.category(each) in ("Lo", "Mn", "Mc") for each in around)
    return text[index] in _JOINERS and is_within


def _script(letter: str) -> str:
    """Name the script of a letter by the first word of its own name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def named(character: str) -> str:
    """Name a character by its code and, where it has one, its name in Unicode."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
