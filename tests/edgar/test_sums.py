import pytest

from tests.edgar.stating import draft, stated, told, year_of

OF_2023 = "10-K 2023-08-18"
OF_2024 = "10-K 2024-08-20"
OF_2025 = "10-K 2025-08-19"


def test_nine_months_are_there_for_a_fourth_quarter_that_nobody_states() -> None:
    made = draft(
        *(stated(f"2024 {part}", 10, "10-Q 2024-05-03") for part in ("Q1", "Q2", "Q3")),
        stated("2024 9M", 30, "10-Q 2024-05-03"),
        stated("2024 6M", 20, "10-Q 2024-02-02"),
        *year_of("2023", 1, 2, 3, 4, 10, filing=OF_2023),
        stated("2023 9M", 6, "10-Q 2023-05-05"),
    )

    assert {fact.period for fact in made.facts if fact.period.endswith("M")} == {"FY2024-9M"}
    assert made.left_out.counts == {"half-year": 1, "nine-months": 1}


def test_quarters_that_a_filing_swaps_are_named_and_left_out() -> None:
    swapped = "10-K 2024-08-20"
    made = draft(
        *year_of("2023", 1, 2, 3, 4, 10, filing=OF_2023),
        *year_of("2023", 5, 6, 7, 8, 10, filing=swapped),
        *(stated(f"2024 {part}", amount, "10-Q 2024-05-03") for part, amount in (("Q1", 5), ("Q2", 6), ("Q3", 7))),
        *year_of("2024", 1, 2, 3, 4, 26, filing=swapped),
        stated("2024 Q4", 8, OF_2025),
    )

    assert {(fact.period, fact.printed) for fact in made.facts} == {
        (f"FY{year}{part}", f"${amount} million")
        for year, amounts in (("2023", (1, 2, 3, 4, 10)), ("2024", (5, 6, 7, 8, 26)))
        for part, amount in zip(("-Q1", "-Q2", "-Q3", "-Q4", ""), amounts, strict=True)
    }
    assert all(fact.basis == "as-reported" for fact in made.facts)
    assert made.left_out.counts == {"misfit": 8, "repeat": 1}
    assert made.left_out.named[0] == (
        "quarters that do not add up to their year: OperatingIncomeLoss, FY2023 in 0000000077-24-082000: "
        "the four quarters make $26 million, the year is $10 million"
    )


def test_quarters_of_several_filings_that_fit_in_no_way_are_named_and_left_out() -> None:
    made = draft(
        stated("2024 Q1", 10, "10-Q 2023-11-03"),
        stated("2024 Q2", 10, "10-Q 2024-02-02"),
        stated("2024 Q3", 10, "10-Q 2024-05-03"),
        stated("2024 Q4", 90, OF_2024),
        stated("2024 FY", 40, OF_2024),
    )

    assert told(made.facts) == [("FY2024", "$40 million", "as-reported")]
    assert made.left_out.counts == {"misfit": 4}
    assert "the quarters make $120 million, it is $40 million" in made.left_out.named[0]


def test_three_quarters_and_nine_months_that_differ_are_left_out() -> None:
    made = draft(
        *(stated(f"2024 {part}", 10, "10-Q 2024-05-03") for part in ("Q1", "Q2", "Q3")),
        stated("2024 9M", 35, "10-Q 2024-05-03"),
        stated("2024 FY", 40, OF_2024),
    )

    assert told(made.facts) == [("FY2024", "$40 million", "as-reported")]
    assert made.left_out.counts == {"misfit": 4}


def test_a_year_that_was_restated_alone_is_no_reason_to_doubt_its_quarters() -> None:
    made = draft(*year_of("2023", 1, 2, 3, 4, 10, filing=OF_2023), stated("2023 FY", 12, OF_2024))

    assert len(made.facts) == 6
    assert made.left_out.counts == {}


@pytest.mark.parametrize(("year", "left_out"), [(12, 0), (13, 4), (8, 0), (7, 4)])
def test_sums_may_be_off_by_what_rounding_makes_them(year: int, left_out: int) -> None:
    made = draft(*year_of("2023", 1, 2, 3, 4, year, filing=OF_2023))

    assert made.left_out.counts["misfit"] == left_out


def test_what_was_stated_in_more_ways_than_can_be_tried_is_not_doubted() -> None:
    filings = [f"10-K 2024-08-{day:02}" for day in range(1, 10)]

    made = draft(
        *(
            stated(f"2023 {part}", amount, filing)
            for part in ("Q1", "Q2", "Q3", "FY")
            for amount, filing in enumerate(filings, 1)
        ),
        stated("2023 Q4", 9000, OF_2023),
    )

    assert made.left_out.counts == {}
