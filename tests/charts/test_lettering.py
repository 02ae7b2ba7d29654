import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.lettering import balance, typeset, width, wrap

VERDICT = "Amazon's revenue of about $716.9 billion (FY2025) leads Walmart's $713.2 billion (FY2026) by $3.7 billion."


@given(st.floats(150, 2000), st.floats(10, 40))
def test_no_line_is_wider_than_it_may_be_unless_it_is_one_word(within: float, size: float) -> None:
    lines = wrap(VERDICT, size, within, bold=True)

    assert " ".join(lines).replace("\u00a0", " ") == VERDICT
    assert all(width(line, size, bold=True) <= within or " " not in line for line in lines)


@given(st.floats(150, 2000), st.floats(10, 40))
def test_balanced_lines_are_as_many_as_are_needed_and_no_wider(within: float, size: float) -> None:
    lines, needed = balance(VERDICT, size, within), wrap(VERDICT, size, within)

    assert len(lines) == len(needed)
    assert " ".join(lines) == " ".join(needed)
    assert max(width(line, size) for line in lines) <= max(width(line, size) for line in needed)


def test_no_word_is_left_alone_on_the_last_line_of_a_title() -> None:
    within = width("Amazon leads Walmart by one half of a", 20) + 1

    assert wrap("Amazon leads Walmart by one half of a percent.", 20, within)[-1] == "percent."
    assert balance("Amazon leads Walmart by one half of a percent.", 20, within)[-1] == "by one half of a percent."


def test_a_number_and_what_it_counts_stay_on_one_line() -> None:
    lines = wrap("It leads by $3.7 billion", 20, width("It leads by $3.7", 20))

    assert lines == ["It leads by", "$3.7\u00a0billion"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Sam's Club", "Sam\u2019s Club"),
        ("Amazon's -$2.722 billion", "Amazon\u2019s \u2212$2.722 billion"),
        ("-3.5%", "\u22123.5%"),
        ("10-K", "10-K"),
        ("as published by 2026-01-31", "as published by 2026-01-31"),
    ],
)
def test_signs_are_those_of_print(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


def test_letters_that_nobody_measured_are_taken_for_wide_ones() -> None:
    assert width("\u5e02\u5834", 10) == 20
