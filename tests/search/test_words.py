import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.words import MOST_WORDS, fold, grams, runs_of, split, told


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Sam's Club", ["sams", "club"]),
        ("Sam\u2019s Club", ["sams", "club"]),
        ("U.S. eCommerce", ["u", "s", "ecommerce"]),
        ("$716.9 billion", ["7169", "billion"]),
        ("NASDAQ:AMZN", ["nasdaq", "amzn"]),
        ("FY2025-Q3", ["fy2025", "q3"]),
        ("Caf\u00e9 na\u00efve \ufb01t", ["cafe", "naive", "fit"]),
        ("AT&T c++ _x_", ["at", "t", "c", "x"]),
        ("...!? --", []),
    ],
)
def test_a_text_is_taken_apart_into_words(text: str, folded: list[str]) -> None:
    assert [word.folded for word in split(text)] == folded


@pytest.mark.parametrize(
    "forms",
    [
        ("retailer", "retailers", "Retailer\u2019s"),
        ("strategy", "strategies"),
        ("growth", "Growth"),
        ("store", "stores"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({word.stem for form in forms for word in split(form)}) == 1


@given(st.text(max_size=80))
def test_words_stand_where_they_say_in_order(text: str) -> None:
    words = split(text)

    behind = 0
    for word in words:
        assert behind <= word.start < word.end <= len(text)
        assert word.folded == fold(text[word.start : word.end]) != ""
        assert word.folded.isalnum()
        behind = word.end


@given(st.text(max_size=80))
def test_terms_hold_letters_and_digits_only(text: str) -> None:
    """So that no database takes one for an operator."""
    for run in runs_of(split(text)):
        assert all(term.isalnum() for term in (run.folded, run.stem, *grams(run.folded)))


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert [word.folded for word in told(split("how much is the revenue of Amazon"))] == ["revenue", "amazon"]
    assert [word.folded for word in told(split("who is it"))] == ["who", "is", "it"]
    assert len(told(split("word " * 50))) == MOST_WORDS


def test_neighbours_are_one_word_as_well() -> None:
    runs = {run.folded: run.places for run in runs_of(split("wal mart us"))}

    assert runs == {"wal": (0,), "mart": (1,), "us": (2,), "walmart": (0, 1), "martus": (1, 2)}


def test_two_words_that_differ_by_a_mistake_share_a_piece() -> None:
    for right, wrong in (("amazon", "amazn"), ("walmart", "walmrat"), ("meta", "mata"), ("aws", "aw")):
        assert grams(right) & grams(wrong)
