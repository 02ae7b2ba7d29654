"""Steps: the years and quarters of a company numbered, named and placed, and the parts of a year to date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Company
from app.domain.errors import UnreadablePeriodError
from app.domain.period import Frequency, Period, PeriodKind, is_period_label, kind_of_label, read_period, step_label
from tests.factories import AMAZON, WALMART, period

YEARS = st.integers(1001, 2999)
MONTHS = st.integers(1, 12)
FIRST_OF_2025 = 2025 * 4


@pytest.mark.parametrize(
    ("label", "instant", "year", "quarter"),
    [
        pytest.param("FY2025", False, 2025, None, id="a year"),
        pytest.param("FY2025-Q1", False, None, FIRST_OF_2025, id="a first quarter"),
        pytest.param("FY2025-Q4", False, None, FIRST_OF_2025 + 3, id="a fourth quarter"),
        pytest.param("FY2025", True, 2025, FIRST_OF_2025 + 3, id="the end of a year"),
        pytest.param("FY2025-Q4", True, 2025, FIRST_OF_2025 + 3, id="the end of a fourth quarter"),
        pytest.param("FY2025-Q3", True, None, FIRST_OF_2025 + 2, id="the end of a third quarter"),
        pytest.param("FY2025-9M", False, None, None, id="nine months"),
        pytest.param("FY2025-6M", False, None, None, id="six months"),
        pytest.param("FY2025-9M", True, None, None, id="the end of nine months"),
        pytest.param("FY2024/FY2025", False, None, None, id="several years"),
        pytest.param("2025-12-31", True, None, None, id="a day"),
        pytest.param("multi-year", False, None, None, id="years not named"),
        pytest.param("unspecified", False, None, None, id="whenever"),
    ],
)
def test_years_and_quarters_are_numbered_and_nothing_else(
    label: str, year: int | None, quarter: int | None, *, instant: bool
) -> None:
    placed = period(label, WALMART, instant=instant)

    assert (placed.step("annual"), placed.step("quarter")) == (year, quarter)


@pytest.mark.parametrize(
    ("own", "year", "quarter"),
    [
        pytest.param(Period("FY2025", "annual", date(2024, 9, 2), date(2025, 8, 31)), 2025, None, id="own dates"),
        pytest.param(Period("FY2025", "annual"), 2025, None, id="no dates"),
        pytest.param(Period("year to January", "annual", date(2024, 2, 1), date(2025, 1, 31)), None, None, id="a name"),
        pytest.param(Period("FY2025", "unspecified"), None, None, id="another kind"),
        pytest.param(Period("FY2025-Q2", "multi-year"), None, None, id="a quarter of another kind"),
    ],
)
def test_label_and_kind_number_a_period_whatever_its_dates(own: Period, year: int | None, quarter: int | None) -> None:
    assert (own.step("annual"), own.step("quarter")) == (year, quarter)


@given(YEARS, MONTHS, st.sampled_from(["annual", "quarter"]))
def test_the_label_of_a_step_is_placed_where_the_step_is(year: int, month: int, frequency: Frequency) -> None:
    steps = [year] if frequency == "annual" else range(year * 4, year * 4 + 4)

    over_time = [read_period(step_label(step, frequency), year_end_month=month, instant=False) for step in steps]
    at_its_end = [read_period(step_label(step, frequency), year_end_month=month, instant=True) for step in steps]

    assert [each.step(frequency) for each in over_time] == [each.step(frequency) for each in at_its_end] == list(steps)
    assert {each.kind for each in over_time} == {frequency}


@given(st.integers(1001 * 4, 2998 * 4), MONTHS)
def test_each_step_begins_the_day_after_the_one_before_ends(step: int, month: int) -> None:
    labels = (step_label(each, "quarter") for each in (step, step + 1))
    years = (step_label(each, "annual") for each in (step // 4, step // 4 + 1))
    before, after, year, following = (
        read_period(label, year_end_month=month, instant=False) for label in (*labels, *years)
    )

    assert before.end is not None
    assert year.end is not None
    assert (after.start, following.start) == (before.end + timedelta(days=1), year.end + timedelta(days=1))


@pytest.mark.parametrize(
    ("step", "frequency", "label"),
    [
        (2025, "annual", "FY2025"),
        (FIRST_OF_2025, "quarter", "FY2025-Q1"),
        (FIRST_OF_2025 + 3, "quarter", "FY2025-Q4"),
        (FIRST_OF_2025 - 1, "quarter", "FY2024-Q4"),
    ],
)
def test_steps_are_spelled_as_labels_are(step: int, frequency: Frequency, label: str) -> None:
    assert step_label(step, frequency) == label


@pytest.mark.parametrize(
    ("company", "label", "start", "end"),
    [
        pytest.param(AMAZON, "FY2025-9M", "2025-01-01", "2025-09-30", id="nine months of a calendar year"),
        pytest.param(AMAZON, "FY2025-6M", "2025-01-01", "2025-06-30", id="six months of a calendar year"),
        pytest.param(WALMART, "FY2026-9M", "2025-02-01", "2025-10-31", id="nine months from February"),
        pytest.param(WALMART, "FY2026-6M", "2025-02-01", "2025-07-31", id="six months from February"),
    ],
)
def test_a_year_to_date_is_placed_on_its_companys_calendar(company: Company, label: str, start: str, end: str) -> None:
    placed = period(label, company)

    assert placed == Period(label, "year-to-date", date.fromisoformat(start), date.fromisoformat(end))


@given(YEARS, MONTHS)
def test_a_year_to_date_is_made_of_the_quarters_before_it_ends(year: int, month: int) -> None:
    labels = ("6M", "9M", "Q1", "Q2", "Q3", "Q4")
    half, nine, first, second, third, fourth = (
        read_period(f"FY{year}-{label}", year_end_month=month, instant=False) for label in labels
    )

    assert (half.start, half.end) == (first.start, second.end)
    assert (nine.start, nine.end) == (first.start, third.end)
    assert nine.end is not None
    assert fourth.start == nine.end + timedelta(days=1)


def test_a_stock_nine_months_into_a_year_is_measured_at_their_end() -> None:
    assert period("FY2025-9M", instant=True) == Period("FY2025-9M", "instant", None, date(2025, 9, 30))


def test_a_span_may_begin_or_end_with_a_year_to_date() -> None:
    placed = period("FY2024/FY2025-9M")

    assert placed == Period("FY2024/FY2025-9M", "multi-year", date(2024, 1, 1), date(2025, 9, 30))


@pytest.mark.parametrize("label", ["FY2025-9M", "FY2025-6M"])
def test_no_calendar_frame_is_a_year_to_date(label: str) -> None:
    placed = period(label)

    assert (placed.calendar_year, placed.calendar_quarter) == (None, None)


@pytest.mark.parametrize(
    "label", ["FY2025-3M", "FY2025-12M", "FY2025-9m", "FY2025-M", "FY2025-9", "FY2025-Q3M", "FY2025-Q3-9M", "FY2025/9M"]
)
def test_only_six_and_nine_months_are_years_to_date(label: str) -> None:
    assert not is_period_label(label)
    with pytest.raises(UnreadablePeriodError, match="not a period"):
        period(label)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("FY2025", "annual"),
        ("FY2025-Q3", "quarter"),
        ("FY2025-9M", "year-to-date"),
        ("FY2025-6M", "year-to-date"),
        ("FY2006/FY2026", "multi-year"),
        ("FY2025-Q1/FY2026-9M", "multi-year"),
    ],
)
def test_the_form_of_a_label_tells_the_kind_of_its_period(label: str, kind: PeriodKind) -> None:
    assert kind_of_label(label) == period(label).kind == kind
