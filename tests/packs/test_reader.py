"""Packs read into a catalogue, with all that can be derived from what they print."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.catalogue import Catalogue, Evidence, Fact
from app.domain.period import Period
from app.domain.quantity import Quantity
from app.packs.reader import read_packs
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, claim, fact, source, statement, table


def the_fact(catalogue: Catalogue) -> Fact:
    (only,) = catalogue.facts
    return only


def test_a_fact_is_read_with_everything_that_can_be_derived(write_pack: WritePack, small_world: Catalogue) -> None:
    keys = {"segment": "acme-cloud", "initiative": "acme-bot", "nature": "plan", "basis": "restated"}
    text = source() + fact("about $5 billion", **keys, attribution="company", period_inferred="a guess", note="N.")

    read = the_fact(read_packs([write_pack(text)], small_world))

    year = Period("FY2025", "annual", date(2025, 1, 1), date(2025, 12, 31), inferred=True, note="a guess")
    five = Quantity(Decimal(5 * 10**9), Decimal(45 * 10**8), Decimal(55 * 10**8), "USD", ("approximately",))
    assert replace(read, id="") == Fact(
        id="",
        company="acme",
        metric="revenue",
        source="gazette",
        printed="about $5 billion",
        quantity=five,
        period=year,
        segment="acme-cloud",
        initiative="acme-bot",
        paragraph=1,
        nature="plan",
        attribution="company",
        basis="restated",
        note="N.",
    )
    assert read.id.startswith("acme-revenue-fy2025-")


@pytest.mark.parametrize(
    ("low", "high"),
    [("3", "4.5"), ("3", None), (None, "4.5"), ("-0.1", "1e3")],
    ids=["both", "low", "high", "signs and exponents"],
)
def test_an_editor_may_give_the_range_with_a_note(
    low: str | None, high: str | None, write_pack: WritePack, small_world: Catalogue
) -> None:
    ends: dict[str, Any] = {"low": low and Decimal(low), "high": high and Decimal(high)}

    read = the_fact(read_packs([write_pack(source() + fact("oodles", note="Why.", **ends))], small_world))

    expected = (low and Decimal(low), high and Decimal(high))
    assert (read.quantity.value, read.quantity.low, read.quantity.high) == (None, *expected)
    assert read.quantity.hedges == ()


@pytest.mark.parametrize(
    ("low", "high", "value"),
    [("4.9e9", "5.1e9", "5e9"), ("5.1e9", "5.2e9", None), ("4.9e9", None, None)],
    ids=["around it", "beside it", "open"],
)
def test_a_number_that_is_printed_stays_the_centre_of_an_editors_range_around_it(
    low: str | None, high: str | None, value: str | None, write_pack: WritePack, small_world: Catalogue
) -> None:
    ends: dict[str, Any] = {"low": low and Decimal(low), "high": high and Decimal(high)}

    read = the_fact(read_packs([write_pack(source() + fact("$5 billion", note="Why.", **ends))], small_world))

    assert read.quantity.value == (value and Decimal(value))


@pytest.mark.parametrize(
    ("keys", "period"),
    [
        ({"period": "FY2025"}, Period("FY2025", "annual", date(2024, 2, 1), date(2025, 1, 31))),
        ({"period": "FY2025-Q1"}, Period("FY2025-Q1", "quarter", date(2024, 2, 1), date(2024, 4, 30))),
        (
            {"period": "FY2025", "metric": "stores", "printed": "7"},
            Period("FY2025", "instant", None, date(2025, 1, 31)),
        ),
        ({"period": "FY2020/FY2025"}, Period("FY2020/FY2025", "multi-year", date(2019, 2, 1), date(2025, 1, 31))),
        ({"period": "unspecified"}, Period("unspecified", "unspecified")),
        (
            {"period": '{ label = "FY2024", kind = "annual", start = 2024-02-04, end = 2025-02-01 }'},
            Period("FY2024", "annual", date(2024, 2, 4), date(2025, 2, 1)),
        ),
        (
            {
                "period": '{ label = "FY2024", kind = "annual", start = 2024-02-04, end = 2025-02-01 }',
                "metric": "stores",
                "printed": "7",
            },
            Period("FY2024", "instant", None, date(2025, 2, 1)),
        ),
    ],
    ids=["year", "quarter", "end of a year", "years", "unspecified", "own dates", "end of own dates"],
)
def test_a_period_is_placed_on_the_calendar_of_its_company(
    keys: dict[str, Any], period: Period, write_pack: WritePack, small_world: Catalogue
) -> None:
    read = the_fact(read_packs([write_pack(source() + fact(company="globex", **keys))], small_world))

    assert read.period == period


def test_own_dates_may_stand_in_a_table_below(write_pack: WritePack, small_world: Catalogue) -> None:
    dates = '[facts.period]\nlabel = "FY2024-Q1"\nkind = "quarter"\nstart = 2024-02-04\nend = 2024-05-01\n'

    read = read_packs([write_pack(source() + fact(period=None) + dates + fact())], small_world)

    assert [each.period.label for each in read.facts] == ["FY2024-Q1", "FY2025"]


@pytest.mark.parametrize(
    ("operation", "printed", "unit"),
    [
        ("level", "$5 billion", "USD"),
        ("gap", "just under $4 billion", "USD"),
        ("multiple", "more than doubling", "multiple"),
        ("share", "roughly a quarter", "fraction"),
        ("growth", "about 53%", "fraction"),
        ("streak", "15 consecutive quarters", "quarters"),
        ("streak", "15th consecutive quarter", "quarters"),
        ("streak", "fifteenth straight quarter", "quarters"),
        ("faster-growth", "several quarters", "quarters"),
    ],
)
def test_the_figure_of_a_claim_has_the_unit_that_its_operation_yields(
    operation: str, printed: str, unit: str, write_pack: WritePack, small_world: Catalogue
) -> None:
    (read,) = read_packs([write_pack(source() + claim(operation=operation, printed=printed))], small_world).claims

    assert read.quantity
    assert read.quantity.unit == unit


def test_a_claim_may_state_no_figure_and_no_period(write_pack: WritePack, small_world: Catalogue) -> None:
    (read,) = read_packs([write_pack(source() + claim(operation="leads"))], small_world).claims

    assert (read.printed, read.quantity, read.period) == (None, None, None)


def test_an_overlap_written_once_holds_both_ways(write_pack: WritePack, small_world: Catalogue) -> None:
    one, two, three = (
        table("[[segments]]", {"slug": slug, "company": "acme", "name": "X", "line": "other", "overlaps": overlaps})
        for slug, overlaps in (("one", '["three", "two"]'), ("two", '["one"]'), ("three", None))
    )

    read = read_packs([write_pack(one + two + three)], small_world).segments

    assert {each.slug: each.overlaps for each in read} == {
        "one": ("three", "two"),
        "two": ("one",),
        "three": ("one",),
    }


def test_evidence_is_spread_over_its_paragraphs(write_pack: WritePack, small_world: Catalogue) -> None:
    company = table("[[companies]]", {"slug": "u", "name": "U", "evidence": "{ gazette = [3, 1], label = [2] }"})

    read = read_packs([write_pack(company + source()), write_pack(source("label"), "b.toml")], small_world)

    assert read.companies[0].evidence == (Evidence("gazette", 3), Evidence("gazette", 1), Evidence("label", 2))


def test_the_catalogue_holds_what_the_packs_say_and_nothing_that_was_known(
    write_pack: WritePack, small_world: Catalogue
) -> None:
    read = read_packs([write_pack(source() + fact() + statement() + claim())], small_world)

    assert {noun: count for noun, count in read.counts.items() if count} == {
        "sources": 1,
        "facts": 1,
        "statements": 1,
        "claims": 1,
    }


def test_files_may_refer_to_each_other_in_any_order(write_pack: WritePack) -> None:
    facts, vocabulary = write_pack(source() + fact(), "a.toml"), write_pack(VOCABULARY, "b.toml")

    assert read_packs([facts, vocabulary]).facts == read_packs([vocabulary, facts]).facts != ()


def test_a_name_may_move_from_a_known_company_that_the_packs_write_anew(
    write_pack: WritePack, small_world: Catalogue
) -> None:
    heir = table("[[companies]]", {"slug": "heir", "name": "Heir", "ticker": "ACM"})
    acme = table("[[companies]]", {"slug": "acme", "name": "Acme"})

    read = read_packs([write_pack(heir + acme)], small_world)

    assert [each.ticker for each in read.companies] == ["ACM", None]


@pytest.mark.parametrize("end", ["02-28", "02-29", "06-30", "12-31"])
def test_a_fiscal_year_ends_with_the_last_day_of_a_month(end: str, write_pack: WritePack) -> None:
    keys = {"slug": "u", "name": "U", "fiscal_year_end": end, "from": "made up"}

    (company,) = read_packs([write_pack(table("[[companies]]", keys))]).companies

    assert company.year_end_month == int(end[:2])
