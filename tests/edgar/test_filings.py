from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.edgar.draft import describe
from app.edgar.faults import MissingConceptError
from tests.edgar.stating import KNOWN, OPERATING_INCOME, PEDALIA, VELOX, draft, stated, told
from tests.factories import fact, source

OF_2023 = "10-K 2023-08-18"
OF_2024 = "10-K 2024-08-20"
OF_2025 = "10-K 2025-08-19"


@pytest.mark.parametrize(("original", "amendment"), [("24-000002", "24-000001"), ("24-000001", "24-000002")])
def test_of_one_day_an_amendment_comes_after_what_it_amends(original: str, amendment: str) -> None:
    made = draft(
        stated("2024 FY", 41, "10-K/A 2024-08-20", accession=f"0000000077-{amendment}"),
        stated("2024 FY", 40, OF_2024, accession=f"0000000077-{original}"),
    )

    assert told(made.facts) == [("FY2024", "$40 million", "as-reported"), ("FY2024", "$41 million", "restated")]
    assert [filing.source.form for filing in made.filings] == ["10-K", "10-K/A"]


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ("10-K 2025-08-19", "10-K filed 2024-08-20 and 10-K filed 2025-08-19"),
        ("8-K 2024-08-20", "10-K filed 2024-08-20 and 8-K filed 2024-08-20"),
    ],
    ids=["days", "forms"],
)
def test_a_filing_with_two_days_or_forms_is_named_and_left_out(other: str, named: str) -> None:
    accession = "0000000077-24-082000"
    values = (
        stated("2024 FY", 40, OF_2024, accession=accession),
        stated("2025 FY", 50, other, accession=accession),
        stated("2023 FY", 30, OF_2023),
    )

    for made in (draft(*values), draft(*reversed(values))):
        assert told(made.facts) == [("FY2023", "$30 million", "as-reported")]
        assert made.left_out.counts == {"contradictory": 2}
        assert made.left_out.named == [f"in a filing that has two days, or two forms: {accession}, {named}"]


def test_where_every_filing_has_two_days_there_is_no_draft() -> None:
    with pytest.raises(MissingConceptError, match="2 in a filing that has two days"):
        draft(stated("2024 FY", 40, OF_2024), stated("2024 FY", 40, OF_2024, filed=date(2024, 8, 21)))


def test_what_is_first_stated_a_year_late_is_drafted_and_told_in_one_line_a_metric() -> None:
    made = draft(
        *(stated(f"2023 {part}", 10, OF_2024) for part in ("Q1", "Q2", "Q3", "Q4")),
        stated("2024 FY", 50, OF_2024),
        stated("2023 FY", 39, OF_2024, concept="SalesRevenueNet"),
    )

    assert {fact.basis for fact in made.facts} == {"as-reported"}
    assert [fact.period for fact in made.facts if fact.is_late and fact.metric == "operating-income"] == [
        *("FY2023-Q1", "FY2023-Q2", "FY2023-Q3", "FY2023-Q4"),
    ]
    assert "2022-07-01 to 2022-09-30; first stated 690 days after" in "".join(fact.remark for fact in made.facts)
    why = (
        "look at: first stated more than 200 days after its period, as comparatives are: "
        "an earlier filing may have another value: "
    )
    assert [line.removeprefix(why) for line in describe(made) if line.startswith(why)] == [
        "net-sales, 1 of these facts: FY2023 in velox-10-k-fy2024",
        (
            "operating-income, 4 of these facts: FY2023-Q1 in velox-10-k-fy2024, FY2023-Q2 in velox-10-k-fy2024, "
            "FY2023-Q3 in velox-10-k-fy2024 and 1 more"
        ),
        "revenue, 1 of these facts: FY2023 in velox-10-k-fy2024",
    ]


@pytest.mark.parametrize(("filed", "late"), [("2025-01-16", []), ("2025-01-17", ["FY2024"])])
def test_late_is_more_than_two_hundred_days_after_the_period(filed: str, late: list[str]) -> None:
    made = draft(stated("2024 FY", 50, f"10-K {filed}"))

    assert [fact.period for fact in made.facts if fact.is_late] == late


def test_what_restates_what_is_known_is_not_late() -> None:
    made = draft(stated("2023 FY", 40, OF_2023), stated("2023 FY", 39, OF_2024), stated("2023 FY", 38, OF_2025))

    assert [fact.is_late for fact in made.facts] == [False, False, False]
    assert made.doubts == ()


@pytest.mark.parametrize("day", ["2024-06-30", "2023-08-20"], ids=["on its last day", "a year before"])
def test_what_was_filed_before_its_period_was_over_is_named_and_left_out(day: str) -> None:
    made = draft(stated("2024 FY", 40, OF_2024), stated("2024 FY", 41, f"10-K {day}"))

    assert told(made.facts) == [("FY2024", "$40 million", "as-reported")]
    assert made.left_out.counts == {"early": 1}
    assert f"filed {day}" in made.left_out.named[0]


@pytest.mark.parametrize("form", ["DEF 14A", "PRE 14A", "S-4"])
def test_what_is_no_report_is_left_out(form: str) -> None:
    made = draft(stated("2024 FY", 40, OF_2024), stated("2024 FY", 41, f"{form} 2024-10-01"))

    assert told(made.facts) == [("FY2024", "$40 million", "as-reported")]
    assert made.left_out.counts == {"form": 1}


@pytest.mark.parametrize("form", ["10-K/A", "8-K", "10-Q"])
def test_amendments_and_current_reports_restate(form: str) -> None:
    made = draft(stated("2024 FY", 40, OF_2024), stated("2024 FY", 41, f"{form} 2024-10-01"))

    assert [basis for _, _, basis in told(made.facts)] == ["as-reported", "restated"]
    assert made.filings[1].source.form == form


def test_a_filing_has_the_same_name_whatever_else_is_drafted() -> None:
    recast = [stated("2023 FY", 40 - at, filed) for at, filed in enumerate(("8-K 2024-03-01", "8-K 2024-05-02"))]

    whole, later = draft(*recast), draft(*recast, since=date(2024, 4, 1))

    assert [each.source.slug for each in whole.filings] == ["velox-8-k-fy2023", "velox-8-k-fy2023-0000000077-24-050200"]
    assert [each.source for each in later.filings] == [whole.filings[1].source]


def test_filings_are_named_as_those_of_the_seed_are() -> None:
    made = draft(
        stated("2023 FY", 40, OF_2023),
        stated("2024 Q1", 10, "10-Q 2023-11-03"),
        stated("2024 Q1", 11, "10-Q/A 2023-12-01"),
        stated("2024 Q1", 12, "10-Q/A 2023-12-20"),
    )

    assert [filing.source.slug for filing in made.filings] == [
        "velox-10-k-fy2023",
        "velox-10-q-fy2024-q1",
        "velox-10-q-a-fy2024-q1",
        "velox-10-q-a-fy2024-q1-0000000077-23-122000",
    ]
    first = made.filings[0].source
    assert (first.title, first.title_is_ours, first.publisher) == ("10-K for FY2023", True, "VELOX WORKS")
    assert first.url == "https://www.sec.gov/Archives/edgar/data/77/000000007723081800/"


def test_new_filings_are_by_whom_the_newest_known_filing_is() -> None:
    papers = [
        source(
            slug=f"velox-10-k-fy{year}",
            kind="filing",
            published=date(year, 8, 1),
            accession=f"0000000077-{year % 100}-000001",
            publisher=publisher,
        )
        for year, publisher in ((2020, "Velo Works"), (2022, "Velox, Inc."), (2021, "Velo Works"), (2023, None))
    ]
    others = source(
        slug="others",
        kind="filing",
        published=date(2024, 8, 1),
        accession="0000000088-24-000001",
        publisher="Pedalia, Inc.",
    )
    facts = [
        fact(company=company, source=paper.slug, metric=OPERATING_INCOME, period="FY2019", printed="$44 million")
        for paper, company in (*((paper, VELOX) for paper in papers), (others, PEDALIA))
    ]

    made = draft(stated("2024 FY", 40, OF_2024), known=replace(KNOWN, sources=(*papers, others), facts=tuple(facts)))

    assert made.filings[0].source.publisher == "Velox, Inc."


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("716924000000", "$716,924 million"),
        ("-39000000", "-$39 million"),
        ("60125000", "$60,125 thousand"),
        ("1234567", "$1,234,567"),
        ("0", "$0 million"),
    ],
)
def test_an_amount_is_printed_as_exactly_as_its_filing_states_it(amount: str, printed: str) -> None:
    made = draft(stated("2023 FY", 0, OF_2023, value=Decimal(amount)))

    assert made.facts[0].printed == printed


def test_amounts_of_a_filing_are_printed_on_one_scale() -> None:
    made = draft(
        stated("2023 FY", 0, OF_2023, value=Decimal(60_125_000)),
        stated("2022 FY", 0, OF_2023, value=Decimal(50_000_000)),
    )

    assert [fact.printed for fact in made.facts] == ["$50,000 thousand", "$60,125 thousand"]
