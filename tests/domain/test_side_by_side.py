"""Side by side: which periods of several companies are compared, by when they end and how long they are."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from app.domain.period import Period
from app.domain.series import lie_side_by_side, nearest_point
from tests.domain.levels import level
from tests.factories import COSTCO, TARGET, WALMART, period

END = date(2025, 12, 31)


def lasting(days: int, end: date = END) -> Period:
    return Period("FY2025", "annual", end - timedelta(days=days - 1), end)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param([31, -50], 31, id="the nearer"),
        pytest.param([0], 0, id="the same day"),
        pytest.param([45], 45, id="45 days later"),
        pytest.param([-45], -45, id="45 days earlier"),
        pytest.param([46, -46], None, id="46 days away"),
        pytest.param([-45, 45], -45, id="the earlier of two as near"),
        pytest.param([None, 45], 45, id="one without an end is never near"),
        pytest.param([None], None, id="without an end"),
        pytest.param([], None, id="none"),
    ],
)
def test_periods_of_two_companies_pair_where_they_end_nearest_at_most_45_days_apart(
    days: list[int | None], found: int | None
) -> None:
    end = date(2025, 12, 31)
    ends = [None if each is None else end + timedelta(days=each) for each in days]
    points = [level(Period("FY2025", "annual", None, each), 5, WALMART) for each in ends]

    nearest = nearest_point(period("FY2025"), points)

    assert (None if nearest is None else nearest.period.end) == (None if found is None else end + timedelta(days=found))


def test_a_period_without_an_end_is_near_to_nothing() -> None:
    points = [level("unspecified", 5, WALMART), level("FY2026", 5, WALMART)]

    assert nearest_point(Period("unspecified", "unspecified"), points) is None


def test_the_nearest_period_is_not_beside_one_of_another_length() -> None:
    quarter, year = period("FY2026-Q4", WALMART), period("FY2026", WALMART)
    points = [level(quarter, 5, WALMART), level(year, 5, WALMART)]

    assert nearest_point(period("FY2025-Q4"), points) == points[0]
    assert nearest_point(period("FY2025-Q4"), points[1:]) is None


@pytest.mark.parametrize(
    ("periods", "beside"),
    [
        pytest.param([period("FY2025"), period("FY2026", WALMART)], True, id="years 31 days apart"),
        pytest.param([period("FY2025"), period("FY2025", WALMART)], False, id="years eleven months apart"),
        pytest.param([period("FY2025"), period("FY2025", COSTCO)], False, id="years four months apart"),
        pytest.param([lasting(364), lasting(371)], True, id="52 weeks beside 53"),
        pytest.param([lasting(350), lasting(364)], True, id="two weeks shorter"),
        pytest.param([lasting(350), lasting(365)], False, id="more than two weeks shorter"),
        pytest.param([lasting(92), lasting(112, END - timedelta(days=30))], False, id="16 weeks beside three months"),
        pytest.param([period("FY2025"), period("FY2025-Q4")], False, id="a quarter beside a year"),
        pytest.param(
            [period("FY2025", instant=True), period("FY2026", WALMART, instant=True)], True, id="moments 31 days apart"
        ),
        pytest.param([period("FY2025"), period("unspecified")], False, id="one without an end"),
        pytest.param([period("FY2025")], True, id="one alone"),
        pytest.param(
            [period("FY2025"), period("FY2026", WALMART), period("FY2026", TARGET)], True, id="three companies"
        ),
        pytest.param(
            [period("FY2025-Q1"), period("FY2026-Q1", WALMART), period("FY2025-Q2", COSTCO)],
            False,
            id="each near the first but far from each other",
        ),
    ],
)
def test_periods_lie_side_by_side_whatever_their_order(periods: list[Period], *, beside: bool) -> None:
    assert {lie_side_by_side(order) for order in permutations(periods)} == {beside}
