from datetime import date

import pytest

from app.edgar.draft import Draft, describe
from tests.edgar.stating import draft, stated

OF_2022 = "10-K 2022-08-19"
OF_2023 = "10-K 2023-08-18"
OF_2024 = "10-K 2024-08-20"
SUCCESSOR = "RevenueFromContractWithCustomerExcludingAssessedTax"


def revenue(made: Draft) -> list[tuple[str, str, str | None]]:
    return [(fact.period, fact.printed, fact.reported_as) for fact in made.facts if fact.metric == "revenue"]


@pytest.mark.parametrize("concept", ["SalesRevenueNet", SUCCESSOR])
def test_net_sales_are_the_revenue_of_the_years_without_total_revenues(concept: str) -> None:
    made = draft(
        stated("2023 FY", 380, OF_2023, concept="Revenues"),
        stated("2024 FY", 389, OF_2024, concept=concept),
    )

    assert revenue(made) == [("FY2023", "$380 million", "total revenues"), ("FY2024", "$389 million", "net sales")]
    assert made.doubts == ("revenue is net sales for FY2024, which Revenues is not stated for: are both the same?",)
    assert made.values == 2


def test_total_revenues_go_before_net_sales_that_equal_them() -> None:
    made = draft(
        stated("2023 FY", 380, OF_2023, concept="SalesRevenueNet"),
        stated("2023 FY", 380, OF_2024, concept="Revenues"),
        stated("2024 FY", 389, OF_2024, concept=SUCCESSOR),
    )

    assert revenue(made) == [("FY2023", "$380 million", "total revenues"), ("FY2024", "$389 million", "net sales")]


@pytest.mark.parametrize("filing", [OF_2023, OF_2024], ids=["in one filing", "in another"])
def test_net_sales_of_who_tells_them_from_total_revenues_are_never_its_revenue_and_that_is_told(filing: str) -> None:
    made = draft(
        stated("2023 FY", 400, OF_2023, concept="Revenues"),
        stated("2023 FY", 380, filing, concept="SalesRevenueNet"),
        *(stated(f"2022 {part}", 90, OF_2022, concept=SUCCESSOR) for part in ("Q1", "Q2", "Q3", "Q4")),
    )

    assert revenue(made) == [("FY2023", "$400 million", "total revenues")]
    (told,) = (line for line in describe(made) if line.startswith("look at: revenue"))
    assert told == (
        "look at: revenue is not drafted for FY2022-Q1, FY2022-Q2, FY2022-Q3 and 1 more, which Revenues is not stated "
        "for: it is another number than net sales where both are stated"
    )


def test_what_is_not_drafted_since_a_day_is_not_to_be_looked_at() -> None:
    made = draft(
        stated("2022 FY", 370, OF_2022, concept="SalesRevenueNet"),
        stated("2023 FY", 380, OF_2023, concept="Revenues"),
        since=date(2023, 8, 18),
    )

    assert revenue(made) == [("FY2023", "$380 million", "total revenues")]
    assert made.doubts == ()


def test_total_revenues_of_a_proxy_alone_do_not_take_net_sales_away() -> None:
    made = draft(
        stated("2023 FY", 381, "DEF 14A 2023-10-01", concept="Revenues"),
        stated("2023 FY", 380, OF_2023, concept="SalesRevenueNet"),
    )

    assert revenue(made) == [("FY2023", "$380 million", "net sales")]
    assert made.doubts == ()
