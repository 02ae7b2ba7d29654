"""Plain figures: read without the grammar, and never otherwise than the grammar reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnreadableFigureError
from app.domain.figure import MetricKind, read_figure
from app.domain.hedge import LEADS
from app.domain.plain import MOST_PLAIN_DIGITS, read_plain
from app.domain.quantity import Quantity, Unit


def grouped(number: int) -> str:
    return f"{number:,}"


numbers = st.integers(0, 10**12).flatmap(lambda number: st.sampled_from([str(number), grouped(number), f"0{number}"]))
decimals = (
    st.just("") | st.integers(0, 9999).map(lambda number: f".{number}") | st.sampled_from([".0", ".00", ".50", "."])
)
printed_figures = st.tuples(
    st.just("") | st.sampled_from([f"{lead} " for lead in LEADS]),
    st.sampled_from(["", "", "-", "+"]),
    st.sampled_from(["", "$", "$ "]),
    numbers,
    decimals,
    st.sampled_from(["", "%", " %", " thousand", " million", " billion", " trillion", " m", " stores"]),
).map("".join)
units: st.SearchStrategy[Unit | None] = st.sampled_from([None, "USD", "fraction", "count", "quarters", "multiple"])
kinds: st.SearchStrategy[MetricKind | None] = st.sampled_from([None, "flow", "stock", "ratio", "count"])


def by_the_grammar(printed: str, unit: Unit | None, kind: MetricKind | None) -> Quantity | None:
    try:
        return read_figure(printed, unit=unit, kind=kind)
    except UnreadableFigureError:
        return None


@given(printed=printed_figures, unit=units, kind=kinds)
def test_what_is_read_plainly_is_what_the_grammar_reads_digit_by_digit(
    printed: str, unit: Unit | None, kind: MetricKind | None
) -> None:
    plain = read_plain(printed, unit, kind)

    if plain is not None:
        assert repr(plain) == repr(by_the_grammar(printed, unit, kind))


@given(printed=st.text(alphabet="0123456789.,-$% ()milonabut", max_size=20), unit=units)
def test_what_the_grammar_refuses_is_never_read_plainly(printed: str, unit: Unit | None) -> None:
    plain = read_plain(printed, unit, "flow")

    assert plain is None or plain == by_the_grammar(printed, unit, "flow")


@given(printed=printed_figures, unit=units)
def test_doubles_hold_every_end_of_a_plain_figure(printed: str, unit: Unit | None) -> None:
    plain = read_plain(printed, unit, "flow")

    ends = [] if plain is None else [plain.value, plain.low, plain.high]
    assert all(end is None or type(end)(repr(float(end))) == end for end in ends)


@pytest.mark.parametrize(
    "printed",
    [
        "716,924",
        "$716,924 million",
        "-$640 million",
        "$0.5 billion",
        "about 27%",
        "more than 4,600",
        "just under $4 billion",
    ],
)
def test_what_tables_print_is_plain(printed: str) -> None:
    assert read_plain(printed, None, "flow") == by_the_grammar(printed, None, "flow") is not None


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "n/a",
        "1,00",
        "$1.5",
        "$-640",
        "twelve",
        "one-third",
        "5 or more",
        "hundreds of millions",
        "$27%",
        "7" * 12,
        "٣",
    ],
)
def test_what_is_not_plain_or_does_not_fit_the_unit_is_left_to_the_grammar(printed: str) -> None:
    assert read_plain(printed, "fraction", "ratio") is None


def test_the_longest_plain_number_is_read_as_the_grammar_reads_it() -> None:
    longest = "9" * MOST_PLAIN_DIGITS

    plain = read_plain(f"nearly ${longest} trillion", "USD", "flow")

    assert plain == by_the_grammar(f"nearly ${longest} trillion", "USD", "flow") is not None
