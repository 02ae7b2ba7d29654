"""Quantities: arithmetic never loses a number that the inputs may be, and rounding goes outwards."""

from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quantity import INFINITY, Quantity, Unit, UnitError, ZeroInRangeError

NUMBERS = st.decimals(-(10**15), 10**15, places=4)
TOLERANCES = st.decimals(0, 1, places=6).filter(lambda tolerance: tolerance < 1)
POSITIVE = st.decimals("0.0001", 10**15, places=4)


def quantity(value: str | None, low: str | None, high: str | None, unit: Unit = "USD") -> Quantity:
    exact, bottom, top = (None if text is None else Decimal(text) for text in (value, low, high))
    return Quantity(exact, bottom, top, unit)


Drawn = tuple[Quantity, Fraction]
"""A quantity, and a number that it may truly be."""


@st.composite
def quantities(draw: st.DrawFn, unit: Unit = "USD") -> Drawn:
    low, first, second, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)))
    value, truth = draw(st.permutations([first, second]))
    bottom, top = draw(st.sampled_from([(low, high), (None, high), (low, None), (None, None)]))
    return Quantity(draw(st.sampled_from([value, None])), bottom, top, unit), Fraction(truth)


@st.composite
def divisors(draw: st.DrawFn) -> Drawn:
    low, first, second, high = sorted(draw(st.tuples(POSITIVE, POSITIVE, POSITIVE, POSITIVE)))
    value, truth = draw(st.permutations([first, second]))
    positive = Quantity(draw(st.sampled_from([value, None])), low, draw(st.sampled_from([high, None])), "USD")
    return draw(st.sampled_from([(positive, Fraction(truth)), (-positive, -Fraction(truth))]))


def holds(found: Quantity, truth: Fraction) -> bool:
    above = found.low is None or Fraction(found.low) <= truth
    return above and (found.high is None or truth <= Fraction(found.high))


@given(quantities(), quantities())
def test_a_sum_holds_the_sum_of_whatever_is_true(left: Drawn, right: Drawn) -> None:
    total = left[0] + right[0]

    assert holds(total, left[1] + right[1])


@given(quantities(), quantities())
def test_a_difference_holds_the_difference_of_whatever_is_true(left: Drawn, right: Drawn) -> None:
    gap = left[0] - right[0]

    assert holds(gap, left[1] - right[1])


@given(quantities(), quantities("fraction"))
def test_a_product_holds_the_product_of_whatever_is_true(left: Drawn, right: Drawn) -> None:
    product = left[0] * right[0]

    assert holds(product, left[1] * right[1])


@given(quantities(), divisors())
def test_a_quotient_holds_the_quotient_of_whatever_is_true(left: Drawn, right: Drawn) -> None:
    quotient = left[0] / right[0]

    assert holds(quotient, left[1] / right[1])


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        pytest.param(("2", "3"), ("4", "5"), "8", "15", id="both positive"),
        pytest.param(("-2", "3"), ("4", "5"), "-10", "15", id="one straddles zero"),
        pytest.param(("-3", "-2"), ("-5", "-4"), "8", "15", id="both negative"),
        pytest.param(("2", None), ("4", "5"), "8", None, id="open above"),
        pytest.param(("2", None), ("-5", "-4"), None, "-8", id="open above times a negative"),
        pytest.param(("0", None), ("0", "5"), "0", None, id="nothing times an open end is nothing"),
        pytest.param((None, None), ("0", "0"), "0", "0", id="anything times nothing is nothing"),
    ],
)
def test_products_reach_from_the_least_to_the_greatest(
    left: tuple[str | None, str | None], right: tuple[str | None, str | None], low: str, high: str | None
) -> None:
    product = quantity(None, *left) * quantity(None, *right, unit="fraction")

    assert product == quantity(None, low, high)


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        pytest.param(("8", "15"), ("2", "4"), "2", "7.5", id="both positive"),
        pytest.param(("8", "15"), ("-4", "-2"), "-7.5", "-2", id="a negative divisor"),
        pytest.param(("8", "15"), ("2", None), "0", "7.5", id="a divisor open above"),
        pytest.param(("8", "15"), (None, "-2"), "-7.5", "0", id="a divisor open below"),
        pytest.param(("8", None), ("2", None), "0", None, id="both open above"),
    ],
)
def test_quotients_reach_from_the_least_to_the_greatest(
    left: tuple[str | None, str | None], right: tuple[str | None, str | None], low: str, high: str | None
) -> None:
    quotient = quantity(None, *left) / quantity(None, *right)

    assert quotient == quantity(None, low, high, "multiple")


@given(quantities(), quantities())
def test_computed_values_lie_in_their_ranges_and_carry_no_hedge(left: Drawn, right: Drawn) -> None:
    total = left[0] + right[0]  # a Quantity refuses a value outside its range

    assert (total.value is None) == (None in (left[0].value, right[0].value))
    assert total.hedges == ()


@pytest.mark.parametrize(
    "divisor", [("-1", "1"), ("0", "1"), ("-1", "0"), (None, None), ("-1", None)], ids=lambda ends: f"{ends}"
)
def test_nothing_is_divided_by_what_may_be_zero(divisor: tuple[str | None, str | None]) -> None:
    with pytest.raises(ZeroInRangeError):
        quantity("1", "1", "1") / quantity(None, *divisor)


@pytest.mark.parametrize("other", sorted(set(get_args(Unit)) - {"USD"}))
def test_only_quantities_of_one_unit_are_added(other: Unit) -> None:
    with pytest.raises(UnitError, match=f"cannot add or subtract USD and {other}"):
        quantity("1", "1", "1") + quantity("1", "1", "1", other)


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        pytest.param("USD", "fraction", "USD", id="a share of an amount"),
        pytest.param("multiple", "count", "count", id="a multiple of a count"),
        pytest.param("fraction", "multiple", "multiple", id="plain numbers"),
    ],
)
def test_a_product_has_the_dimension_of_its_one_factor_that_has_one(left: Unit, right: Unit, unit: Unit) -> None:
    product = quantity("2", "2", "2", left) * quantity("3", "3", "3", right)

    assert product == quantity("6", "6", "6", unit)


def test_amounts_are_not_multiplied_by_amounts_nor_divided_by_counts() -> None:
    dollars, stores = quantity("1", "1", "1"), quantity("1", "1", "1", "count")

    with pytest.raises(UnitError, match="cannot multiply USD by USD"):
        dollars * dollars
    with pytest.raises(UnitError, match="cannot divide USD by count"):
        dollars / stores


def test_dividing_by_a_plain_number_keeps_the_unit() -> None:
    assert quantity("6", "6", "6") / quantity("2", "2", "2", "fraction") == quantity("3", "3", "3")


@given(quantities(), TOLERANCES)
def test_widening_keeps_the_value_and_all_that_was_in_the_range(drawn: Drawn, tolerance: Decimal) -> None:
    plain, truth = drawn

    wide = plain.widen(tolerance)

    assert wide.value == plain.value
    assert holds(wide, truth)
    assert (wide.low is None, wide.high is None) == (plain.low is None, plain.high is None)


@given(quantities(), TOLERANCES, TOLERANCES)
def test_a_greater_tolerance_never_gives_a_narrower_range(drawn: Drawn, first: Decimal, second: Decimal) -> None:
    less, more = (drawn[0].widen(tolerance) for tolerance in sorted((first, second)))

    assert more.low is None or less.low is None or more.low <= less.low
    assert more.high is None or less.high is None or more.high >= less.high


@pytest.mark.parametrize(
    ("low", "high", "wide_low", "wide_high"),
    [("100", "200", "90", "220"), ("-200", "-100", "-220", "-90"), ("-100", None, "-110", None)],
    ids=["positive", "negative", "open"],
)
def test_each_end_moves_outwards_by_its_own_size(
    low: str, high: str | None, wide_low: str, wide_high: str | None
) -> None:
    assert quantity(None, low, high).widen(Decimal("0.1")) == quantity(None, wide_low, wide_high)


@given(quantities())
def test_settling_never_narrows_a_range_and_keeps_the_value_inside(drawn: Drawn) -> None:
    third = drawn[0] / quantity("3", "3", "3")

    settled = third.settle()  # a Quantity refuses a value outside its range

    assert settled.low is None or third.low is None or settled.low <= third.low
    assert settled.high is None or third.high is None or settled.high >= third.high
    assert (settled.low is None, settled.high is None) == (third.low is None, third.high is None)


def test_settling_rounds_at_twelve_digits_the_value_half_even_and_the_ends_outwards() -> None:
    exact = quantity("1.000000000005", "1.000000000004", "1.000000000006")
    negative = quantity(None, "-1.000000000006", "-1.000000000004")

    assert exact.settle() == quantity("1.00000000000", "1.00000000000", "1.00000000001")
    assert negative.settle() == quantity(None, "-1.00000000001", "-1.00000000000")


def test_a_settled_zero_has_no_sign() -> None:
    five = quantity("5", "5", "5")

    nothing = (five - five).settle()

    assert [str(number) for number in (nothing.value, nothing.low, nothing.high)] == ["0", "0", "0"]


@pytest.mark.parametrize(
    ("left", "right", "meets", "beyond"),
    [
        pytest.param(("3", "4"), ("1", "2"), False, True, id="apart above"),
        pytest.param(("1", "2"), ("3", "4"), False, False, id="apart below"),
        pytest.param(("2", "4"), ("1", "2"), True, False, id="touching"),
        pytest.param(("1", None), ("2", "3"), True, False, id="open above"),
        pytest.param(("4", None), ("2", "3"), False, True, id="open above and apart"),
        pytest.param((None, "1"), ("2", None), False, False, id="open away from each other"),
        pytest.param((None, None), ("2", "3"), True, False, id="anything"),
        pytest.param(("4", "5"), (None, None), True, False, id="beside anything"),
    ],
)
def test_ranges_are_closed_so_touching_ones_meet_and_neither_is_beyond(
    left: tuple[str | None, str | None], right: tuple[str | None, str | None], *, meets: bool, beyond: bool
) -> None:
    one, other = quantity(None, *left), quantity(None, *right)

    assert (one.meets(other), other.meets(one)) == (meets, meets)
    assert one.is_beyond(other) is beyond


@pytest.mark.parametrize(
    ("numbers", "anchor", "width"),
    [
        pytest.param(("2", "1", "4"), "2", "3", id="value"),
        pytest.param((None, "1", "4"), "1", "3", id="low end"),
        pytest.param((None, None, "4"), "4", "Infinity", id="high end"),
        pytest.param((None, None, None), None, "Infinity", id="nothing"),
    ],
)
def test_value_then_low_then_high_orders_quantities(
    numbers: tuple[str | None, str | None, str | None], anchor: str | None, width: str
) -> None:
    found = quantity(*numbers)

    assert found.anchor == (None if anchor is None else Decimal(anchor))
    assert found.width == Decimal(width)


@pytest.mark.parametrize(
    "numbers",
    [("1", "2", "3"), ("4", "2", "3"), (None, "3", "2"), ("3", None, "2"), ("1", "2", None)],
    ids=lambda numbers: f"{numbers}",
)
def test_a_range_out_of_order_is_refused(numbers: tuple[str | None, str | None, str | None]) -> None:
    with pytest.raises(ValueError, match="low <= value <= high"):
        quantity(*numbers)


@pytest.mark.parametrize("number", [INFINITY, -INFINITY, Decimal("NaN")], ids=str)
def test_an_open_end_is_none_never_infinite(number: Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        Quantity(None, number, None, "USD")
