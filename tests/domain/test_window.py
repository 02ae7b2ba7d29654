"""Windows: which periods lie between two bounds, as a company's years, the SEC's frames or days count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Company
from app.domain.errors import UnreadablePeriodError
from app.domain.period import Frequency, Period, read_period, step_label
from app.domain.window import BOUNDS, Window, read_bound
from tests.factories import AMAZON, WALMART, period

ALL = (
    "FY2024 FY2025 FY2026 FY2024-Q4 FY2025-Q1 FY2025-Q2 FY2025-Q3 FY2025-Q4 FY2026-Q1 "
    "FY2025-6M FY2025-9M FY2024/FY2025 2025-06-30 2026-01-31 multi-year unspecified"
)
QUARTERS = "FY2025-Q1 FY2025-Q2 FY2025-Q3 FY2025-Q4"
YEARS = st.integers(1990, 2030)
MONTHS = st.integers(1, 12)
FORMS = ("FY{year}", "FY{year}-Q{quarter}", "CY{year}", "CY{year}Q{quarter}", "{year}-{month:02}-15")
PLACED = ("FY{year}", "FY{year}-Q{quarter}", "FY{year}-9M", "FY{year}/FY2031", "{year}-{month:02}-28", "unspecified")


def window(start: str | None, end: str | None) -> Window:
    return Window(None if start is None else read_bound(start), None if end is None else read_bound(end))


@st.composite
def texts(draw: st.DrawFn, forms: tuple[str, ...]) -> str:
    form = draw(st.sampled_from(forms))
    return form.format(year=draw(YEARS), quarter=draw(st.integers(1, 4)), month=draw(MONTHS))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    return read_period(draw(texts(PLACED)), year_end_month=draw(MONTHS), instant=draw(st.booleans()))


@pytest.mark.parametrize(
    ("company", "start", "end", "held"),
    [
        pytest.param(AMAZON, None, None, ALL, id="everything"),
        pytest.param(AMAZON, "FY2025", "FY2025", f"FY2025 {QUARTERS}", id="a fiscal year"),
        pytest.param(AMAZON, "FY2025-Q2", "FY2025-Q3", "FY2025-Q2 FY2025-Q3", id="fiscal quarters"),
        pytest.param(AMAZON, "FY2025-Q2", None, "FY2026 FY2025-Q2 FY2025-Q3 FY2025-Q4 FY2026-Q1", id="from a quarter"),
        pytest.param(AMAZON, None, "FY2025-Q3", "FY2024 FY2024-Q4 FY2025-Q1 FY2025-Q2 FY2025-Q3", id="to a quarter"),
        pytest.param(AMAZON, "FY2026", "FY2025", "", id="years the wrong way round"),
        pytest.param(AMAZON, "FY2025-Q4", "FY2025-Q3", "", id="quarters the wrong way round"),
        pytest.param(AMAZON, "2025-12-31", "2025-01-01", "", id="days the wrong way round"),
        pytest.param(WALMART, "CY2024", "CY2024", f"FY2025 {QUARTERS}", id="the frame that covers most of a year"),
        pytest.param(
            AMAZON, "CY2025", "CY2025", f"FY2025 {QUARTERS} 2025-06-30 2026-01-31", id="a frame and its moments"
        ),
        pytest.param(WALMART, "CY2025Q1", "CY2025Q1", "FY2026-Q1", id="the frame of a quarter"),
        pytest.param(AMAZON, "CY2025Q2", "CY2025Q2", "FY2025-Q2 2025-06-30", id="the frame of a quarter's end"),
        pytest.param(AMAZON, "CY2025", "FY2025-Q1", "FY2025-Q1", id="a frame on one side, a fiscal quarter on another"),
        pytest.param(AMAZON, "2025-10-01", "FY2025", "FY2025-Q4", id="a day on one side, a fiscal year on another"),
        pytest.param(
            AMAZON,
            "2025-01-01",
            "2025-09-30",
            "FY2025-Q1 FY2025-Q2 FY2025-Q3 FY2025-6M FY2025-9M 2025-06-30",
            id="days hold whatever lies between them",
        ),
        pytest.param(AMAZON, "2025-01-02", "2025-09-29", "FY2025-Q2 2025-06-30", id="a day too late, a day too early"),
        pytest.param(
            WALMART, "2024-02-01", "2025-01-31", f"FY2025 {QUARTERS} FY2025-6M FY2025-9M", id="a fiscal year's days"
        ),
        pytest.param(
            AMAZON,
            "2024-01-01",
            "2025-12-31",
            f"FY2024 FY2025 FY2024-Q4 {QUARTERS} FY2025-6M FY2025-9M FY2024/FY2025 2025-06-30",
            id="days of several years",
        ),
        pytest.param(AMAZON, "2025-06-30", "2025-06-30", "2025-06-30", id="one day"),
    ],
)
def test_a_window_holds_what_begins_and_ends_between_its_bounds(
    company: Company, start: str | None, end: str | None, held: str
) -> None:
    asked = window(start, end)

    found = [label for label in ALL.split() if asked.holds(period(label, company))]

    assert found == held.split()


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        ("FY2025-Q4", "FY2025-Q4", True),
        ("FY2025", "FY2025", True),
        ("FY2025-Q1", "FY2025-Q3", False),
        ("CY2025Q4", "CY2025", True),
        ("2025-12-31", "2025-12-31", True),
        ("2026-01-01", None, False),
    ],
    ids=str,
)
def test_a_moment_at_the_end_of_a_year_lies_in_its_last_quarter(start: str, end: str | None, *, held: bool) -> None:
    moment = period("FY2025", AMAZON, instant=True)

    assert window(start, end).holds(moment) is held


@given(texts(FORMS), texts(FORMS), periods())
def test_a_window_holds_what_each_of_its_bounds_lets_in(start: str, end: str, asked: Period) -> None:
    both = window(start, end).holds(asked)

    assert both is (window(start, None).holds(asked) and window(None, end).holds(asked))
    assert Window().holds(asked)


@given(st.sampled_from(FORMS), YEARS, YEARS, periods())
def test_an_earlier_start_or_a_later_end_never_loses_a_period(form: str, one: int, other: int, asked: Period) -> None:
    earlier, later = (form.format(year=year, quarter=2, month=6) for year in sorted((one, other)))

    assert window(earlier, None).holds(asked) or not window(later, None).holds(asked)
    assert window(None, later).holds(asked) or not window(None, earlier).holds(asked)


@given(
    start=texts(FORMS),
    end=texts(FORMS),
    month=MONTHS,
    frequency=st.sampled_from(["annual", "quarter"]),
    instant=st.booleans(),
)
def test_no_year_or_quarter_between_two_that_a_window_holds_is_left_out(
    start: str, end: str, month: int, frequency: Frequency, *, instant: bool
) -> None:
    asked = window(start, end)
    steps = range(1988, 2034) if frequency == "annual" else range(1988 * 4, 2034 * 4)
    placed = [read_period(step_label(step, frequency), year_end_month=month, instant=instant) for step in steps]

    held = [position for position, each in enumerate(placed) if asked.holds(each)]

    assert held == (list(range(held[0], held[-1] + 1)) if held else [])


@given(YEARS, MONTHS)
def test_a_year_as_a_bound_is_its_four_quarters(year: int, month: int) -> None:
    labels = [f"FY{year - 1}-Q4", f"FY{year}", *(f"FY{year}-Q{quarter}" for quarter in (1, 2, 3, 4)), f"FY{year + 1}"]
    placed = [read_period(label, year_end_month=month, instant=False) for label in labels]

    by_year = [each.label for each in placed if window(f"FY{year}", f"FY{year}").holds(each)]
    by_quarter = [each.label for each in placed if window(f"FY{year}-Q1", f"FY{year}-Q4").holds(each)]

    assert by_year == by_quarter == labels[1:-1]


@given(periods(), YEARS)
def test_a_calendar_year_holds_the_years_and_year_ends_that_its_frame_names(asked: Period, year: int) -> None:
    frame = window(f"CY{year}", f"CY{year}")

    if asked.kind == "annual":
        assert frame.holds(asked) is (asked.calendar_year == year)
    else:
        assert frame.holds(asked) is (asked.calendar_quarter is not None and asked.calendar_quarter[0] == year)


@given(texts(FORMS), st.sampled_from([Period(label, "unspecified") for label in ("unspecified", "FY2025", "then")]))
def test_what_has_no_place_in_time_lies_in_the_open_window_only(bound: str, undated: Period) -> None:
    assert not window(bound, None).holds(undated)
    assert not window(None, bound).holds(undated)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), periods())
def test_days_count_both_ends_in(day: date, asked: Period) -> None:
    first, last = asked.start or asked.end, asked.end
    from_day, to_day = window(day.isoformat(), None), window(None, day.isoformat())

    assert from_day.holds(asked) is (first is not None and first > day - timedelta(days=1))
    assert to_day.holds(asked) is (last is not None and last < day + timedelta(days=1))


def test_every_example_of_a_bound_is_one_and_keeps_its_text() -> None:
    examples = BOUNDS.split(", ")

    assert [read_bound(text).text for text in examples] == examples


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is not a bound; bounds look like FY2015, FY2015-Q3, CY2015"),
        ("2015", "not a bound"),
        ("latest", "not a bound"),
        ("fy2015", "not a bound"),
        ("FY15", "not a bound"),
        ("FY1899", "not a bound"),
        ("CY2100", "not a bound"),
        ("FY2015-Q0", "not a bound"),
        ("FY2015-Q5", "not a bound"),
        ("FY2015-9M", "not a bound"),
        ("FY2015 ", "not a bound"),
        ("FY2015/FY2016", "not a bound"),
        ("FY2\u0660\u0661\u0665", "not a bound"),
        ("2015-6-1", "not a bound"),
        ("20150601", "not a bound"),
        ("2015-06-01T00:00", "not a bound"),
        ("2015-02-29", "'2015-02-29' is not a day of the calendar"),
        ("2015-13-01", "not a day"),
        ("1899-12-31", "not a bound"),
        ("2100-01-01", "not a bound"),
    ],
    ids=ascii,
)
def test_a_malformed_bound_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadablePeriodError, match=reason):
        read_bound(text)


@pytest.mark.parametrize(
    ("start", "end", "is_reversed"),
    [
        ("FY2020", "FY2010", True),
        ("FY2020", "FY2020", False),
        ("FY2020-Q2", "FY2020-Q1", True),
        ("FY2020-Q2", "FY2020", False),
        ("CY2020", "CY2019Q4", True),
        ("2020-01-02", "2020-01-01", True),
        ("2020-01-01", "2020-01-01", False),
        ("FY2021", "CY2020", False),
        ("FY2022", "CY2020", True),
        ("2022-01-01", "FY2020", True),
        ("2021-01-01", "FY2020", False),
    ],
)
def test_a_window_is_reversed_when_nothing_can_lie_in_it(start: str, end: str, *, is_reversed: bool) -> None:
    assert Window(read_bound(start), read_bound(end)).is_reversed is is_reversed
    assert not Window(read_bound(start), None).is_reversed
    assert not Window(None, read_bound(end)).is_reversed
