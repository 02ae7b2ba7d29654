from datetime import date

import pytest

from app.edgar.calendar import label_end, place


@pytest.mark.parametrize(
    ("start", "end", "month", "shape", "label"),
    [
        ("2025-01-01", "2025-12-31", 12, "year", "FY2025"),
        ("2025-02-01", "2026-01-31", 1, "year", "FY2026"),
        ("2023-03-01", "2024-02-29", 2, "year", "FY2024"),
        ("2025-11-01", "2026-01-31", 1, "quarter", "FY2026-Q4"),
        ("2025-02-01", "2025-04-30", 1, "quarter", "FY2026-Q1"),
        ("2025-10-01", "2025-12-31", 12, "quarter", "FY2025-Q4"),
        ("2025-02-01", "2025-10-31", 1, "nine-months", "FY2026-9M"),
        ("2025-02-01", "2025-07-31", 1, "half-year", "FY2026-6M"),
        ("2024-04-01", "2025-03-31", 12, "trailing-year", "2024-04-01 to 2025-03-31"),
        ("2025-01-01", "2025-12-31", 1, "trailing-year", "2025-01-01 to 2025-12-31"),
        ("2025-12-01", "2026-02-28", 1, "other", "2025-12-01 to 2026-02-28"),
        ("2025-04-01", "2025-12-31", 12, "other", "2025-04-01 to 2025-12-31"),
        ("2025-07-01", "2025-12-31", 12, "other", "2025-07-01 to 2025-12-31"),
        ("2025-01-02", "2025-12-31", 12, "other", "2025-01-02 to 2025-12-31"),
        ("2025-01-01", "2025-12-30", 12, "other", "2025-01-01 to 2025-12-30"),
        ("2024-01-01", "2025-12-31", 12, "other", "2024-01-01 to 2025-12-31"),
        ("2023-01-29", "2024-02-03", 1, "weeks", "2023-01-29 to 2024-02-03"),
        ("2024-02-04", "2025-02-01", 1, "weeks", "2024-02-04 to 2025-02-01"),
        ("2024-02-04", "2024-05-04", 1, "weeks", "2024-02-04 to 2024-05-04"),
        ("2024-02-04", "2024-08-03", 1, "weeks", "2024-02-04 to 2024-08-03"),
        ("2024-02-04", "2024-11-02", 1, "weeks", "2024-02-04 to 2024-11-02"),
        ("2024-02-04", "2024-05-05", 1, "other", "2024-02-04 to 2024-05-05"),
        ("2024-02-04", "2024-03-02", 1, "other", "2024-02-04 to 2024-03-02"),
        ("2018-04-01", "2018-06-30", 9, "quarter", "FY2018-Q3"),
    ],
)
def test_two_dates_are_placed_on_the_companys_own_calendar(
    start: str, end: str, month: int, shape: str, label: str
) -> None:
    assert place(date.fromisoformat(start), date.fromisoformat(end), month) == (shape, label)


def test_a_moment_is_no_period() -> None:
    assert place(None, date(2025, 12, 31), 12) == ("other", "on 2025-12-31")


@pytest.mark.parametrize(
    ("end", "month", "label"),
    [
        ("2026-01-31", 1, "FY2026"),
        ("2025-10-31", 1, "FY2026-Q3"),
        ("2025-12-31", 12, "FY2025"),
        ("2025-11-30", 12, "2025-11-30"),
        ("2025-12-27", 12, "2025-12-27"),
    ],
)
def test_a_filing_is_named_by_the_last_day_that_it_speaks_of(end: str, month: int, label: str) -> None:
    assert label_end(date.fromisoformat(end), month) == label
