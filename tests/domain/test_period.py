"""Periods: where fiscal calendars put a label, and which calendar frame that falls in."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnreadablePeriodError
from app.domain.period import LABELS, Period, PeriodKind, is_period_label, read_period

WALMART_ENDS, AMAZON_ENDS, FEBRUARY, JUNE = 1, 12, 2, 6


@pytest.mark.parametrize(
    ("month", "label", "start", "end"),
    [
        (WALMART_ENDS, "FY2026", "2025-02-01", "2026-01-31"),
        (WALMART_ENDS, "FY2026-Q1", "2025-02-01", "2025-04-30"),
        (WALMART_ENDS, "FY2026-Q4", "2025-11-01", "2026-01-31"),
        (AMAZON_ENDS, "FY2025", "2025-01-01", "2025-12-31"),
        (AMAZON_ENDS, "FY2025-Q2", "2025-04-01", "2025-06-30"),
        (AMAZON_ENDS, "FY2025-Q4", "2025-10-01", "2025-12-31"),
        (FEBRUARY, "FY2024", "2023-03-01", "2024-02-29"),
        (FEBRUARY, "FY2025", "2024-03-01", "2025-02-28"),
        (FEBRUARY, "FY2024-Q4", "2023-12-01", "2024-02-29"),
        (FEBRUARY, "FY2000", "1999-03-01", "2000-02-29"),
        (JUNE, "FY2025", "2024-07-01", "2025-06-30"),
    ],
    ids=str,
)
def test_a_label_is_placed_on_its_companys_calendar(month: int, label: str, start: str, end: str) -> None:
    kind: PeriodKind = "quarter" if "Q" in label else "annual"

    period = read_period(label, year_end_month=month, instant=False)

    assert period == Period(label, kind, date.fromisoformat(start), date.fromisoformat(end))


@given(st.integers(1, 12), st.integers(1900, 2100))
def test_four_quarters_make_a_year_and_years_follow_each_other(month: int, year: int) -> None:
    annual, following, *quarters = (
        read_period(f"FY{label}", year_end_month=month, instant=False)
        for label in (year, year + 1, *(f"{year}-Q{quarter}" for quarter in (1, 2, 3, 4)))
    )
    days = [each for period in (*quarters, following) for each in (period.start, period.end) if each]

    assert (annual.start, annual.end) == (days[0], days[7])
    assert annual.end == date(year, month, monthrange(year, month)[1])
    assert all(end + timedelta(days=1) == start for end, start in zip(days[1:-1:2], days[2::2], strict=True))


def test_a_stock_is_measured_at_the_end_of_the_period_named() -> None:
    period = read_period("FY2026", year_end_month=WALMART_ENDS, instant=True)

    assert period == Period("FY2026", "instant", None, date(2026, 1, 31))


@pytest.mark.parametrize("instant", [True, False])
def test_a_day_is_an_instant_on_any_calendar(*, instant: bool) -> None:
    period = read_period("2026-01-31", year_end_month=None, instant=instant)

    assert period == Period("2026-01-31", "instant", None, date(2026, 1, 31))


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("FY2006/FY2026", "2005-02-01", "2026-01-31"),
        ("FY2023-Q2/FY2026-Q4", "2022-05-01", "2026-01-31"),
    ],
    ids=["years", "quarters"],
)
def test_two_labels_span_from_the_start_of_one_to_the_end_of_the_other(label: str, start: str, end: str) -> None:
    period = read_period(label, year_end_month=WALMART_ENDS, instant=False)

    assert period == Period(label, "multi-year", date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize("label", ["multi-year", "unspecified"])
def test_what_the_source_leaves_open_stays_open(label: PeriodKind) -> None:
    assert read_period(label, year_end_month=None, instant=False) == Period(label, label)


@pytest.mark.parametrize(
    ("label", "month", "reason"),
    [
        ("2025", AMAZON_ENDS, "'2025' is not a period; periods look like FY2025"),
        ("FY25", AMAZON_ENDS, "not a period"),
        ("fy2025", AMAZON_ENDS, "not a period"),
        ("FY2025-Q5", AMAZON_ENDS, "not a period"),
        ("FY2025Q4", AMAZON_ENDS, "not a period"),
        ("FY2025-Q4 ", AMAZON_ENDS, "not a period"),
        ("FY2\u0660\u0662\u0665", AMAZON_ENDS, "not a period"),
        ("CY2025", AMAZON_ENDS, "not a period"),
        ("", AMAZON_ENDS, "not a period"),
        ("FY2025/", AMAZON_ENDS, "'FY2025/' is not a period"),
        ("/FY2025", AMAZON_ENDS, "not a period"),
        ("FY2024/FY2025/FY2026", AMAZON_ENDS, "not a period"),
        ("FY2025/FY2025", AMAZON_ENDS, "'FY2025/FY2025' is one period; name it once"),
        ("FY2026/FY2025", AMAZON_ENDS, "'FY2026/FY2025' ends before it starts"),
        ("2025-02-29", AMAZON_ENDS, "'2025-02-29' is not a day of the calendar"),
        ("2025-13-01", AMAZON_ENDS, "not a day"),
        ("FY2025", None, "no fiscal_year_end, so 'FY2025' cannot be placed"),
        ("FY2006/FY2026", None, "no fiscal_year_end"),
    ],
    ids=ascii,
)
def test_what_no_calendar_can_place_is_refused(label: str, month: int | None, reason: str) -> None:
    with pytest.raises(UnreadablePeriodError, match=reason):
        read_period(label, year_end_month=month, instant=False)


@given(st.text("FYQ0123456789-/", max_size=20))
def test_a_label_is_known_exactly_where_a_calendar_can_place_it(label: str) -> None:
    try:
        placed = bool(read_period(label, year_end_month=AMAZON_ENDS, instant=False))
    except UnreadablePeriodError:
        placed = False

    assert is_period_label(label) is placed


def test_every_example_of_a_label_is_one() -> None:
    assert all(is_period_label(label) for label in LABELS.split(", "))


@pytest.mark.parametrize(
    ("month", "label", "year"),
    [
        (WALMART_ENDS, "FY2026", 2025),
        (AMAZON_ENDS, "FY2025", 2025),
        (FEBRUARY, "FY2024", 2023),
        (JUNE, "FY2025", 2024),
        (JUNE, "FY2024", 2023),
        (8, "FY2025", 2025),
        (9, "FY2025", 2025),
        (AMAZON_ENDS, "FY2025-Q4", None),
        (AMAZON_ENDS, "FY2024/FY2025", None),
        (AMAZON_ENDS, "multi-year", None),
        (AMAZON_ENDS, "unspecified", None),
        (None, "2025-12-31", 2025),
        (None, "2026-01-31", 2025),
        (None, "2025-11-20", 2025),
        (None, "2025-06-30", None),
    ],
    ids=str,
)
def test_a_calendar_year_is_the_one_that_covers_most_of_a_fiscal_year(
    month: int | None, label: str, year: int | None
) -> None:
    assert read_period(label, year_end_month=month, instant=False).calendar_year == year


@pytest.mark.parametrize(
    ("month", "label", "quarter"),
    [
        (WALMART_ENDS, "FY2026-Q4", (2025, 4)),
        (WALMART_ENDS, "FY2026-Q1", (2025, 1)),
        (AMAZON_ENDS, "FY2025-Q4", (2025, 4)),
        (AMAZON_ENDS, "FY2026-Q1", (2026, 1)),
        (FEBRUARY, "FY2024-Q4", (2024, 1)),
        (AMAZON_ENDS, "FY2025", None),
        (None, "2026-01-31", (2025, 4)),
        (None, "2025-12-31", (2025, 4)),
        (None, "2026-02-28", (2026, 1)),
        (None, "2026-03-31", (2026, 1)),
        (AMAZON_ENDS, "unspecified", None),
    ],
    ids=str,
)
def test_a_calendar_quarter_is_the_one_that_holds_the_middle_of_a_quarter(
    month: int | None, label: str, quarter: tuple[int, int] | None
) -> None:
    assert read_period(label, year_end_month=month, instant=False).calendar_quarter == quarter


def test_two_labels_of_one_stretch_of_time_share_a_span() -> None:
    own = Period("year to January", "annual", date(2025, 2, 1), date(2026, 1, 31), inferred=True, note="own dates")

    assert own.span == read_period("FY2026", year_end_month=WALMART_ENDS, instant=False).span
