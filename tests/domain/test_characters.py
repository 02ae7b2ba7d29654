"""What a text may hold, and what a terminal is shown of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.characters import printable, unfit

FIT = {
    "ASCII": "Amazon edges past Walmart, by $3.7 billion",
    "accents": "Société Générale à São Paulo",
    "another script": "Амазон против Уолмарта",
    "a Greek letter of its own": "β-carotene",
    "Latin letters among Japanese ones": "AIの未来",
    "marks of print": "“Sam\N{RIGHT SINGLE QUOTATION MARK}s Club” — 5 % …",
    "joiners where letters are joined": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 क\u094d\u200dष",
    "three marks of one letter": "שּׁ֔",
    "an emoji": "Rufus \N{SHOPPING TROLLEY}",
}
UNFIT = {
    "a joiner between Latin letters": ("A\u200dmazon", "U+200D ZERO WIDTH JOINER"),
    "a joiner at an end": ("می\u200c", "U+200C ZERO WIDTH NON-JOINER"),
    "a change of direction": ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    "an order to a terminal": ("\x1b[31m", "U+001B"),
    "a filler": ("a\u3164b", "U+3164 HANGUL FILLER"),
    "a variation selector": ("a\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
    "a Cyrillic letter among Latin ones": ("\u0410mazon", "Cyrillic and Latin"),
    "a Greek letter among Cyrillic ones": ("\u0410\u043c\u03b1", "Cyrillic and Greek"),
    "a letter taken apart": ("Cafe\u0301", "NFC"),
    "a heap of marks": ("x" + "\u0337" * 5, "more than 4 marks"),
    "half a surrogate": ("a\ud800", "U+D800"),
}


@pytest.mark.parametrize("text", FIT.values(), ids=FIT)
def test_what_is_as_it_seems_is_fit(text: str) -> None:
    assert unfit(text) is None


@pytest.mark.parametrize(("text", "says"), UNFIT.values(), ids=UNFIT)
def test_what_is_not_as_it_seems_is_named(text: str, says: str) -> None:
    assert says in (unfit(text) or "")


@given(st.text())
def test_whatever_is_printed_is_one_line_that_no_terminal_obeys(text: str) -> None:
    blanks = {each for each in text if unicodedata.category(each) == "Zs"}

    shown = printable(text)

    assert all(each.isprintable() or each in blanks for each in shown)
    assert printable(shown) == shown
    assert len(shown.splitlines()) <= 1


def test_blanks_of_typesetting_are_shown_and_changes_of_direction_are_named() -> None:
    assert printable("11\xa0%, 5,000\u2009\u20137,000\u202e") == "11\xa0%, 5,000\u2009\u20137,000\\u202e"
