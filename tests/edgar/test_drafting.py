from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from app.edgar.answer import Malformed
from app.edgar.concepts import CONCEPTS, SERIES
from app.edgar.draft import MOST_NAMED, REASONS, describe
from app.edgar.faults import MissingConceptError
from app.edgar.pack import write_pack
from tests.edgar.stating import KNOWN, OPERATING_INCOME, PEDALIA, VELOX, draft, stated, told, year_of
from tests.factories import fact, source

OF_2023 = "10-K 2023-08-18"
OF_2024 = "10-K 2024-08-20"
OF_2025 = "10-K 2025-08-19"


def test_the_first_filing_stands_as_reported_and_a_later_one_only_where_it_differs() -> None:
    made = draft(
        stated("2023 FY", 40, OF_2023),
        stated("2023 FY", 40, OF_2024),
        stated("2023 FY", 39, OF_2025),
    )

    assert told(made.facts) == [("FY2023", "$40 million", "as-reported"), ("FY2023", "$39 million", "restated")]
    assert [filing.source.published for filing in made.filings] == [date(2023, 8, 18), date(2025, 8, 19)]
    assert "was $40 million in 0000000077-23-081800, filed 2023-08-18" in made.facts[1].remark
    assert made.left_out.counts == {"repeat": 1}


def test_a_value_that_is_taken_back_is_restated_twice() -> None:
    made = draft(*(stated("2023 FY", *each) for each in ((40, OF_2023), (39, OF_2024), (40, OF_2025))))

    assert [basis for _, _, basis in told(made.facts)] == ["as-reported", "restated", "restated"]


def test_the_order_of_an_answer_does_not_matter() -> None:
    values = [stated("2023 FY", 40, OF_2023), stated("2023 FY", 39, OF_2024), stated("2024 FY", 50, OF_2024)]

    assert len({write_pack([draft(*ordered)]) for ordered in permutations(values)}) == 1


def test_twelve_months_that_are_no_fiscal_year_are_left_out() -> None:
    trailing = stated("2024 FY", 41, "10-Q 2024-05-03", start=date(2023, 4, 1), end=date(2024, 3, 31))

    made = draft(stated("2024 FY", 40, OF_2024), trailing)

    assert told(made.facts) == [("FY2024", "$40 million", "as-reported")]
    assert made.left_out.counts == {"trailing-year": 1}


def test_a_period_that_is_on_no_calendar_is_left_out_and_named() -> None:
    made = draft(stated("2024 FY", 40, OF_2024), stated("2024 FY", 38, OF_2024, end=date(2024, 6, 29)))

    assert made.left_out.counts == {"other": 1}
    assert "2023-07-01 to 2024-06-29, in 0000000077-24-082000" in made.left_out.named[0]


def test_two_values_for_one_period_in_one_filing_are_named_and_left_out() -> None:
    made = draft(stated("2024 FY", 40, OF_2024), stated("2024 FY", 41, OF_2024), stated("2023 FY", 30, OF_2024))

    assert told(made.facts) == [("FY2023", "$30 million", "as-reported")]
    assert made.left_out.counts == {"two-values": 2}


def test_total_revenues_and_net_sales_are_never_one_series() -> None:
    made = draft(
        stated("2024 FY", 410, OF_2024, concept="Revenues"),
        stated("2024 FY", 389, OF_2024, concept="SalesRevenueNet"),
        stated("2023 FY", 380, OF_2023, concept="SalesRevenueNet"),
    )

    assert {(fact.metric, fact.period, fact.printed, fact.reported_as) for fact in made.facts} == {
        ("revenue", "FY2024", "$410 million", "total revenues"),
        ("net-sales", "FY2024", "$389 million", None),
        ("net-sales", "FY2023", "$380 million", None),
    }


def test_the_net_sales_of_a_company_without_total_revenues_are_its_revenue_too() -> None:
    made = draft(stated("2024 FY", 389, OF_2024, concept="SalesRevenueNet"))

    assert {(fact.metric, fact.printed, fact.reported_as) for fact in made.facts} == {
        ("revenue", "$389 million", "net sales"),
        ("net-sales", "$389 million", None),
    }
    assert made.values == 1


def test_a_concept_and_its_successor_are_one_series() -> None:
    successor = "RevenueFromContractWithCustomerExcludingAssessedTax"
    made = draft(
        stated("2023 FY", 380, OF_2023, concept="SalesRevenueNet"),
        stated("2023 FY", 380, OF_2024, concept=successor),
        stated("2024 FY", 389, OF_2024, concept=successor),
        stated("2024 FY", 389, OF_2024, concept="SalesRevenueNet"),
    )

    assert [(fact.period, fact.basis) for fact in made.facts if fact.metric == "net-sales"] == [
        ("FY2023", "as-reported"),
        ("FY2024", "as-reported"),
    ]
    assert made.left_out.counts == {"repeat": 2}


def test_capital_expenditure_net_of_incentives_is_restated_gross_of_them() -> None:
    made = draft(
        stated("2023 FY", 67, OF_2023, concept="PaymentsToAcquirePropertyPlantAndEquipment"),
        stated("2023 FY", 78, OF_2024, concept="PaymentsToAcquireProductiveAssets"),
    )

    assert [(fact.printed, fact.basis, fact.reported_as) for fact in made.facts] == [
        ("$67 million", "as-reported", "purchases of property and equipment, net of incentives"),
        ("$78 million", "restated", "purchases of property and equipment"),
    ]


def test_of_two_concepts_for_one_period_in_one_filing_the_newer_stands() -> None:
    made = draft(
        stated("2023 FY", 67, OF_2023, concept="PaymentsToAcquirePropertyPlantAndEquipment"),
        stated("2023 FY", 78, OF_2023, concept="PaymentsToAcquireProductiveAssets"),
    )

    assert told(made.facts) == [("FY2023", "$78 million", "as-reported")]
    assert made.left_out.counts == {"superseded": 1}


def test_a_metric_that_the_vocabulary_lacks_is_named() -> None:
    made = draft(stated("2024 FY", 40, OF_2024), stated("2024 FY", 30, OF_2024, concept="NetIncomeLoss"))

    assert {fact.metric for fact in made.facts} == {"operating-income"}
    assert made.left_out.named == ["the vocabulary has no metric for it: net-income (NetIncomeLoss)"]


def test_a_metric_that_the_answer_lacks_is_named() -> None:
    made = draft(stated("2024 FY", 40, OF_2024))

    assert "net-income (NetIncomeLoss)" in made.missing
    assert "no concept in the answer: net-income (NetIncomeLoss)" in describe(made)


@pytest.mark.parametrize(
    "overrides",
    [{"malformed": (Malformed("NetIncomeLoss", "…"),)}, {"strange_units": {("NetIncomeLoss", "EUR"): 1}}],
    ids=["malformed", "in another unit"],
)
def test_a_metric_of_which_nothing_can_be_read_is_not_said_to_be_lacking(overrides: dict[str, Any]) -> None:
    made = draft(stated("2024 FY", 40, OF_2024), **overrides)

    assert not any("net-income" in missing for missing in made.missing)


def test_an_answer_with_nothing_to_draft_is_refused() -> None:
    with pytest.raises(MissingConceptError, match="about velox has none of the concepts"):
        draft()


def test_an_answer_on_another_calendar_is_refused() -> None:
    with pytest.raises(MissingConceptError, match=r"1 no period of the company's calendar\. Are the company's"):
        draft(stated("2024 FY", 40, OF_2024, start=date(2023, 7, 2)))


def test_years_of_weeks_are_told_as_what_they_are() -> None:
    weeks = [
        stated("2024 FY", 40, OF_2024, start=date(2023, 7, 2), end=date(2024, 6, 29)),
        stated("2024 Q4", 10, OF_2024, start=date(2024, 3, 31), end=date(2024, 6, 29)),
    ]

    with pytest.raises(MissingConceptError, match=r"2 quarters in weeks.*52 or 53 weeks are not drafted") as refused:
        draft(*weeks)

    assert "fiscal_year_end" not in str(refused.value)


def test_years_of_weeks_beside_others_are_named_once_a_concept() -> None:
    made = draft(
        stated("2024 FY", 40, OF_2024),
        stated("2022 FY", 40, OF_2024, start=date(2021, 6, 27), end=date(2022, 6, 25)),
        stated("2023 FY", 40, OF_2024, start=date(2022, 6, 26), end=date(2023, 7, 1)),
    )

    assert told(made.facts) == [("FY2024", "$40 million", "as-reported")]
    assert made.left_out.counts == {"weeks": 2}
    (named,) = made.left_out.named
    assert named.endswith("years of 52 or 53 weeks are not drafted: OperatingIncomeLoss")


def test_that_nothing_was_filed_since_a_day_is_no_mistake() -> None:
    made = draft(stated("2024 FY", 40, OF_2024), since=date(2024, 8, 21))

    assert (made.facts, made.left_out.counts) == ((), {"since": 1})


def test_of_much_that_has_to_be_looked_at_the_first_is_told() -> None:
    odd = [stated("2024 FY", 40, OF_2024, start=date(1900 + year, 7, 2)) for year in range(MOST_NAMED + 2)]

    told_of = describe(draft(stated("2024 FY", 40, OF_2024), *odd))

    assert sum("no period of the company's calendar:" in line for line in told_of) == MOST_NAMED
    assert "look at: 2 more of the same kinds" in told_of


def test_of_filings_since_a_day_what_they_restate_is_still_known() -> None:
    made = draft(stated("2023 FY", 40, OF_2023), stated("2023 FY", 39, OF_2024), since=date(2024, 8, 20))

    assert told(made.facts) == [("FY2023", "$39 million", "restated")]
    assert made.left_out.counts == {"since": 1}


def test_what_the_dataset_has_from_before_the_api_began_is_restated() -> None:
    paper = source(
        slug="velox-10-k-fy2022", kind="filing", published=date(2022, 8, 1), accession="0000000077-22-000001"
    )
    printed = fact(company=VELOX, source=paper.slug, metric=OPERATING_INCOME, period="FY2023", printed="$44 million")

    made = draft(stated("2023 FY", 40, OF_2023), known=replace(KNOWN, sources=(paper,), facts=(printed,)))

    assert told(made.facts) == [("FY2023", "$40 million", "restated")]
    assert "was $44 million in velox-10-k-fy2022" in made.facts[0].remark


@pytest.mark.parametrize(("printed", "held"), [("$40 million", 1), ("$41 million", 0)])
def test_a_draft_is_held_against_what_the_dataset_has_of_the_filing(printed: str, held: int) -> None:
    ours = source(
        slug="annual-report", kind="filing", title="Ours", published=date(2023, 8, 18), accession="0000000077-23-081800"
    )
    known = fact(company=VELOX, source=ours.slug, metric=OPERATING_INCOME, period="FY2023", printed=printed)

    made = draft(stated("2023 FY", 40, OF_2023), known=replace(KNOWN, sources=(ours,), facts=(known,)))

    assert (made.held, made.filings[0].source, made.filings[0].known) == (held, ours, True)
    assert any("$40 million, there $41 million" in named for named in made.left_out.named) is not bool(held)
    assert f"in the dataset already: 1 of these filings, {held} of these facts; {1 - held} are not" in describe(made)


def test_every_value_is_drafted_or_left_out_with_a_reason() -> None:
    values = [
        *year_of("2023", 1, 2, 3, 4, 10, filing=OF_2023),
        *year_of("2023", 5, 6, 7, 8, 10, filing=OF_2024),
        stated("2024 FY", 40, OF_2024),
        stated("2024 FY", 41, OF_2024),
        stated("2024 6M", 20, "10-Q 2024-02-02"),
        stated("2022 FY", 20, "DEF 14A 2024-10-01"),
        stated("2022 FY", 20, "8-K 2024-11-01"),
        stated("2022 FY", 20, "8-K 2024-11-01", form="10-K"),
        stated("2022 FY", 20, OF_2023, start=date(2021, 7, 2)),
        stated("2022 FY", 20, OF_2023, concept="NetIncomeLoss"),
        stated("2022 FY", 20, OF_2023, concept="SalesRevenueNet"),
        stated("2022 FY", 20, OF_2023, concept="PaymentsToAcquireProductiveAssets"),
        stated("2022 FY", 20, OF_2023, concept="PaymentsToAcquirePropertyPlantAndEquipment"),
    ]

    made = draft(
        *values,
        strange_units={("Revenues", "EUR"): 3},
        malformed=(Malformed("Revenues", "one"), Malformed("Revenues", "two")),
    )

    assert made.values + made.left_out.counts.total() == len(values) + 3 + 2
    assert f": {len(values) + 3 + 2} values read" in describe(made)[0]
    assert all(count >= 0 for count in made.left_out.counts.values())
    assert made.left_out.counts.keys() <= REASONS.keys()


def test_calendars_are_each_companys_own() -> None:
    calendar_year = stated("2024 FY", 40, OF_2024, start=date(2023, 1, 1), end=date(2023, 12, 31))

    assert told(draft(calendar_year, company=PEDALIA).facts) == [("FY2023", "$40 million", "as-reported")]
    assert draft(calendar_year, stated("2024 FY", 39, OF_2024)).left_out.counts == {"trailing-year": 1}


def test_each_concept_is_in_the_table_once_with_a_note() -> None:
    assert len(CONCEPTS) == sum(len(series.concepts) for series in SERIES)
    assert all(series.note and series.meanings for series in SERIES)
