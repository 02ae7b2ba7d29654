from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.axes import TimeAxis, moment, round_numbers, time_axis
from app.domain.period import Period
from tests.charts.asking import svg_of
from tests.charts.reading import letters
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


def test_a_year_stands_in_the_middle_of_it() -> None:
    assert moment(period("FY2025", AMAZON), "annual") == 2025.5
    assert moment(period("FY2026", WALMART), "annual") == pytest.approx(2025.5 + 31 / 365, abs=0.001)


def test_a_quarter_stands_in_the_middle_of_it() -> None:
    assert moment(period("FY2025-Q3", AMAZON), "quarter") == pytest.approx(2025.625, abs=0.005)


def test_a_moment_stands_at_its_day() -> None:
    counted = period("FY2026", WALMART, instant=True)

    assert moment(counted, "annual") == pytest.approx(2026 + 30.5 / 365, abs=0.0001)


def test_a_period_on_no_calendar_stands_where_its_label_says() -> None:
    assert moment(Period("FY2024", "annual"), "annual") == 2024.5
    assert moment(Period("FY2024-Q3", "quarter"), "quarter") == 2024.625


def lettered(axis: TimeAxis) -> list[str]:
    """Letter the ticks of an axis, from an axis that is drawn."""
    row = {"x": axis.ticks[0]}
    scale = {"domain": list(axis.ends), "nice": False, "zero": False}
    x = {"field": "x", "type": "quantitative", "scale": scale}
    letters_ = {"values": axis.ticks, "labelExpr": axis.letters, "labelOverlap": False, "title": None}
    spec = {"description": "-", "width": 2000, "data": {"values": [row]}, "mark": "point"}
    return [each.text for each in letters(svg_of({**spec, "encoding": {"x": {**x, "axis": letters_}}}))]


def test_years_are_lettered_as_often_as_they_find_room_and_always_the_last() -> None:
    moments = [year + 0.5 for year in range(2002, 2026)]

    assert lettered(time_axis(moments, "annual", 30)) == [str(year) for year in range(2002, 2026)]
    assert lettered(time_axis(moments, "annual", 6)) == ["2005", "2010", "2015", "2020", "2025"]


def test_years_have_ticks_where_they_begin_and_where_the_last_one_ends() -> None:
    axis = time_axis([2023.5, 2024.58, 2025.5], "annual", 12)

    assert (axis.ticks, axis.apart) == ([2023, 2024, 2025, 2026], 1)


def test_years_without_room_for_a_tick_each_have_one_where_they_are_lettered() -> None:
    axis = time_axis([year + 0.5 for year in range(1926, 2026)], "annual", 5)

    assert axis.ticks == [1926, 1945, 1965, 1985, 2005, 2025, 2026]
    assert lettered(axis) == ["1945", "1965", "1985", "2005", "2025"]


def test_few_quarters_are_lettered_one_by_one() -> None:
    moments = [moment(Period("-", "quarter", end=date(2025, month, 28)), "quarter") for month in (3, 6, 9)]

    axis = time_axis(moments, "quarter", 12)

    assert axis.ticks == [2025, 2025.25, 2025.5, 2025.75]
    assert lettered(axis) == ["Q1 2025", "Q2 2025", "Q3 2025"]


def test_many_quarters_are_lettered_by_years() -> None:
    axis = time_axis([2020 + quarter / 4 + 0.125 for quarter in range(22)], "quarter", 12)

    assert lettered(axis) == ["2020", "2021", "2022", "2023", "2024", "2025"]
