from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.axes import moment, round_numbers, time_axis
from app.domain.period import Period
from tests.factories import AMAZON, WALMART, period


@pytest.mark.parametrize(
    ("least", "most", "count", "expected"),
    [
        (0, 716.9e9, 4, [0, 200e9, 400e9, 600e9, 800e9]),
        (-0.02, 0.51, 3, [-0.2, 0, 0.2, 0.4, 0.6]),
        (0, 4611, 5, [0, 1000, 2000, 3000, 4000, 5000]),
    ],
)
def test_a_scale_has_round_numbers(least: float, most: float, count: int, expected: list[float]) -> None:
    assert round_numbers(least, most, count) == expected


def test_a_scale_of_zeros_has_some_length() -> None:
    assert round_numbers(0, 0, 4)[-1] > 0


@given(st.floats(-1e12, 0), st.floats(0.001, 1e13), st.integers(2, 12))
def test_a_scale_encloses_what_it_is_for(least: float, most: float, count: int) -> None:
    numbers = round_numbers(least, most, count)

    slack = (most - least) * 1e-6
    assert numbers[0] <= least + slack
    assert numbers[-1] >= most - slack
    assert 2 <= len(numbers) <= count * 2 + 2
    assert numbers == sorted(set(numbers))


def test_periods_side_by_side_stand_nearly_side_by_side() -> None:
    amazon, walmart = (moment(each, "annual") for each in (period("FY2025", AMAZON), period("FY2026", WALMART)))

    assert 2025.4 < amazon < walmart < 2025.65


def test_a_moment_stands_in_the_year_that_it_ends() -> None:
    counted = period("FY2026", WALMART, instant=True)

    assert moment(counted, "annual") == moment(period("FY2026", WALMART), "annual")


def test_a_period_on_no_calendar_stands_where_its_label_says() -> None:
    assert moment(Period("FY2024", "annual"), "annual") == 2024.5
    assert moment(Period("FY2024-Q3", "quarter"), "quarter") == 2024.625


def test_years_are_lettered_as_often_as_they_find_room_and_always_the_last() -> None:
    moments = [year + 0.5 for year in range(2002, 2026)]

    assert time_axis(moments, "annual", 30)["values"] == moments
    assert time_axis(moments, "annual", 6)["values"] == [2005.5, 2010.5, 2015.5, 2020.5, 2025.5]


def test_few_quarters_are_lettered_one_by_one() -> None:
    moments = [moment(Period("-", "quarter", end=date(2025, month, 28)), "quarter") for month in (3, 6, 9)]

    axis = time_axis(moments, "quarter", 12)

    assert axis["values"] == [2025.125, 2025.375, 2025.625]
    assert "'Q'" in axis["labelExpr"]
