"""Powers of quantities, which growth rates are made of, and numbers without any doubt."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quantity import INFINITY, Hedge, Quantity

POSITIVE = st.decimals("0.0001", 10**7, places=4)
NUMBERS = st.decimals(-(10**15), 10**15, places=4)


def spread(value: str | None, low: str | None, high: str | None, *hedges: Hedge) -> Quantity:
    exact, bottom, top = (None if text is None else Decimal(text) for text in (value, low, high))
    return Quantity(exact, bottom, top, "multiple", hedges)


@given(st.tuples(POSITIVE, POSITIVE, POSITIVE), st.integers(1, 4), st.integers(0, 3))
def test_a_power_holds_the_power_of_whatever_is_true(
    numbers: tuple[Decimal, Decimal, Decimal], numerator: int, halvings: int
) -> None:
    low, truth, high = sorted(numbers)
    root = 2**halvings

    power = Quantity(truth, low, high, "multiple").power(Decimal(numerator) / root)

    assert power.low is not None
    assert power.high is not None
    assert Fraction(power.low) ** root <= Fraction(truth) ** numerator <= Fraction(power.high) ** root


@given(POSITIVE, st.integers(1, 30))
def test_a_power_undoes_its_root_in_every_digit_that_is_shown(number: Decimal, years: int) -> None:
    there_and_back = Quantity.exactly(number, "multiple").power(Decimal(1) / years).power(Decimal(years)).settle()

    assert there_and_back.value == number.normalize()


@pytest.mark.parametrize(
    ("numbers", "exponent", "found"),
    [
        pytest.param(("4", "1", "9"), "0.5", ("2", "1", "3"), id="a square root"),
        pytest.param(("3", "2", "4"), "2", ("9", "4", "16"), id="a square"),
        pytest.param(("3", "2", "4"), "1", ("3", "2", "4"), id="itself"),
        pytest.param((None, "4", None), "0.5", (None, "2", None), id="open above and without a value"),
        pytest.param(("0.25", "0.04", "1"), "0.5", ("0.5", "0.2", "1"), id="below one"),
        pytest.param(("0", "0", "4"), "0.5", ("0", "0", "2"), id="from nothing"),
    ],
)
def test_each_number_of_a_range_is_raised_and_an_open_end_stays_open(
    numbers: tuple[str | None, str | None, str | None],
    exponent: str,
    found: tuple[str | None, str | None, str | None],
) -> None:
    power = spread(*numbers, "approximately").power(Decimal(exponent))

    assert power == spread(*found)


@pytest.mark.parametrize(
    ("numbers", "exponent"),
    [
        pytest.param((None, None, "4"), "0.5", id="open below"),
        pytest.param(("1", "-1", "4"), "0.5", id="from below nothing"),
        pytest.param(("1", "1", "4"), "0", id="to the power of nothing"),
        pytest.param(("1", "1", "4"), "-1", id="to a negative power"),
    ],
)
def test_only_ranges_nowhere_negative_are_raised_and_only_to_positive_powers(
    numbers: tuple[str | None, str | None, str | None], exponent: str
) -> None:
    with pytest.raises(ValueError, match="only ranges that are nowhere negative are raised"):
        spread(*numbers).power(Decimal(exponent))


@given(NUMBERS)
def test_an_exact_number_is_its_own_whole_range(number: Decimal) -> None:
    exact = Quantity.exactly(number, "USD")

    assert exact == Quantity(number, number, number, "USD")
    assert exact.width == 0


def test_a_whole_number_may_be_given_as_an_int_and_none_without_end() -> None:
    assert Quantity.exactly(3, "count") == Quantity.exactly(Decimal(3), "count")
    with pytest.raises(ValueError, match="finite"):
        Quantity.exactly(INFINITY, "USD")
