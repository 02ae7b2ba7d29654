"""The filings in the shipped seed: figures as the SEC has them, how each is known, and what does not add up."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from app.domain.catalogue import Catalogue, Fact
from app.domain.reconciliation import reconcile

FILED = [
    ("amazon", "revenue", None, "FY2025", 716924, "as-reported", "amazon-10-k-fy2025", date(2026, 2, 6)),
    ("amazon", "revenue", None, "FY2002", 3933, "as-reported", "amazon-10-k-fy2006", None),
    ("amazon", "revenue", "aws", "FY2025", 128725, "as-reported", "amazon-10-k-fy2025", date(2026, 2, 6)),
    ("amazon", "operating-income", "aws", "FY2018", 7296, "as-reported", "amazon-10-k-fy2018", date(2019, 2, 1)),
    ("amazon", "operating-income", "amazon-international", "FY2022", -7746, "as-reported", "amazon-10-k-fy2023", None),
    ("amazon", "revenue", None, "FY2011-Q1", 9857, "as-reported", "amazon-10-q-fy2011-q1", date(2011, 4, 27)),
    ("amazon", "operating-cash-flow", None, "FY2016", 17203, "restated", "amazon-10-k-fy2018", date(2019, 2, 1)),
    ("amazon", "net-sales", "amazon-advertising", "FY2025", 68635, "as-reported", "amazon-10-k-fy2025", None),
    ("walmart", "revenue", None, "FY2026", 713163, "as-reported", "walmart-10-k-fy2026", date(2026, 3, 13)),
    ("walmart", "net-sales", None, "FY2026", 706413, "as-reported", "walmart-10-k-fy2026", date(2026, 3, 13)),
    ("walmart", "revenue", None, "FY2013", 469162, "as-reported", "walmart-10-k-fy2013", date(2013, 3, 26)),
    ("walmart", "revenue", None, "FY2013", 468651, "restated", "walmart-10-k-fy2014", date(2014, 3, 21)),
    ("walmart", "net-sales", None, "FY2006", 312427, "as-reported", "walmart-10-k-fy2006", date(2006, 3, 29)),
    ("walmart", "net-sales", None, "FY2006", 308945, "restated", "walmart-10-k-fy2007", date(2007, 3, 27)),
    ("walmart", "net-sales", "walmart-us", "FY2023", 420553, "as-reported", "walmart-10-k-fy2023", date(2023, 3, 17)),
    ("walmart", "revenue", None, "FY2027-Q1", 177751, "as-reported", "walmart-10-q-fy2027-q1", date(2026, 5, 29)),
]

DERIVED = [
    ("amazon", "revenue", "FY2024-Q4", 187792),
    ("amazon", "revenue", "FY2025-Q4", 213386),
    ("amazon", "operating-income", "FY2008-Q4", 273),
    ("walmart", "revenue", "FY2025-Q4", 180554),
    ("walmart", "revenue", "FY2026-Q4", 190656),
    ("walmart", "net-sales", "FY2026-Q4", 188913),
]


def found(catalogue: Catalogue, **traits: object) -> list[Fact]:
    """Keep the facts that have some traits."""
    return [fact for fact in catalogue.facts if all(getattr(fact, name) == value for name, value in traits.items())]


@pytest.mark.parametrize(("company", "metric", "segment", "label", "millions", "basis", "source", "filed"), FILED)
def test_a_figure_stands_as_its_filing_prints_it(  # noqa: PLR0913, PLR0917  one column each
    seed: Catalogue,
    company: str,
    metric: str,
    segment: str | None,
    label: str,
    millions: int,
    basis: str,
    source: str,
    filed: date | None,
) -> None:
    traits = {"company": company, "metric": metric, "segment": segment, "basis": basis, "source": source}
    (fact,) = [each for each in found(seed, **traits) if each.period.label == label]
    filing = next(each for each in seed.sources if each.slug == source)

    assert fact.quantity.value == millions * 10**6
    assert fact.quantity.width == 10**6
    assert fact.printed == f"{'-' if millions < 0 else ''}${abs(millions):,} million"
    assert filed is None or filing.published == filed
    assert filing.accession


@pytest.mark.parametrize(("company", "metric", "label", "millions"), DERIVED)
def test_a_fourth_quarter_that_no_filing_prints_is_derived_and_carries_its_inputs(
    seed: Catalogue, company: str, metric: str, label: str, millions: int
) -> None:
    by_id = {fact.id: fact for fact in seed.facts}
    candidates = found(seed, company=company, metric=metric, segment=None, basis="as-reported")

    (fact,) = [each for each in candidates if each.period.label == label]

    assert fact.kind == "derived"
    assert fact.quantity.value == millions * 10**6
    assert fact.derivation is not None
    year, before = (by_id[each] for each in fact.derivation.inputs)
    assert (year.period.label, before.period.label) == (label[:-3], f"{label[:-3]}-9M")
    assert fact.quantity == (year.quantity - before.quantity).settle()


def test_every_filing_says_its_form_and_accession_number_and_where_it_is(seed: Catalogue) -> None:
    filings = [source for source in seed.sources if source.kind == "filing"]

    assert len(filings) == 141
    assert len({filing.accession for filing in filings}) == len(filings)
    for filing in filings:
        assert filing.form in ("10-K", "10-Q", "8-K")
        assert filing.accession
        assert filing.url
        assert filing.url.endswith(f"/{filing.accession.replace('-', '')}/")
    assert [filing.slug for filing in filings if filing.published is None] == [
        "amazon-10-k-fy2006",
        "amazon-8-k-recast-2014",
    ]


def test_a_filing_states_only_what_had_ended_when_it_was_filed(seed: Catalogue) -> None:
    published = {source.slug: source.published for source in seed.sources}

    for fact in seed.facts:
        day, end = published[fact.source], fact.period.end
        assert day is None or end is None or end < day, fact.id


def test_the_swapped_quarters_of_a_filing_are_not_taken_over(seed: Catalogue) -> None:
    """Amazon's 10-K for FY2012 tags the quarters of 2011 as those of 2012 and the other way round."""
    swapped = [fact for fact in found(seed, source="amazon-10-k-fy2012") if fact.period.kind == "quarter"]

    assert swapped == []


def test_the_history_is_as_long_as_it_is_said_to_be(seed: Catalogue) -> None:
    filings = {source.slug for source in seed.sources if source.kind == "filing"}
    whole = [fact for fact in seed.facts if fact.source in filings and fact.segment is None and fact.kind == "stated"]
    years = Counter(
        (fact.company, fact.metric)
        for fact in {(f.company, f.metric, f.period.label): f for f in whole if f.period.kind == "annual"}.values()
    )
    quarters = Counter(
        (fact.company, fact.metric)
        for fact in {(f.company, f.metric, f.period.label): f for f in whole if f.period.kind == "quarter"}.values()
    )

    assert years == {
        ("amazon", "revenue"): 24,
        ("amazon", "net-sales"): 24,
        ("amazon", "operating-income"): 24,
        ("amazon", "net-income"): 19,
        ("amazon", "operating-cash-flow"): 19,
        ("amazon", "capital-expenditure"): 19,
        ("walmart", "revenue"): 19,
        ("walmart", "net-sales"): 24,
        ("walmart", "operating-income"): 19,
        ("walmart", "net-income"): 19,
        ("walmart", "operating-cash-flow"): 19,
        ("walmart", "capital-expenditure"): 19,
    }
    assert min(quarters.values()) >= 54
    assert len(quarters) == 8


def test_digital_growth_is_known_for_every_quarter_of_the_streak_but_one(seed: Catalogue) -> None:
    known = {
        fact.period.label
        for fact in found(seed, metric="digital-sales-growth", segment="walmart-us-ecommerce")
        if fact.period.kind == "quarter"
    }
    quarters = {f"FY{year}-Q{quarter}" for year in range(2023, 2027) for quarter in range(1, 5)}

    assert quarters - known == {"FY2025-Q2"}


def test_a_source_other_than_the_company_s_own_says_so(seed: Catalogue) -> None:
    for source in seed.sources:
        if source.kind in ("news", "commentary"):
            assert source.note


def test_the_sums_that_do_not_add_up_are_those_that_we_know_of(seed: Catalogue) -> None:
    """Restated only in part, or, among segments, what Walmart's corporate functions cost and earn."""
    reconciled = reconcile(seed, {source.slug for source in seed.sources})

    by_kind = Counter(imbalance.what.rpartition(": ")[2] for imbalance in reconciled.imbalances)
    corporate = {
        (imbalance.fact.metric, imbalance.fact.period.label): imbalance.difference.value
        for imbalance in reconciled.imbalances
        if imbalance.what.endswith("reportable-segments")
    }
    assert reconciled.sums == 221
    assert by_kind == {"quarters": 27, "reportable-segments": 9}
    assert {imbalance.fact.company for imbalance in reconciled.imbalances} == {"walmart"}
    assert corporate == {
        ("revenue", "FY2024"): Decimal(44_000_000),
        ("revenue", "FY2025"): Decimal(52_000_000),
        ("revenue", "FY2026"): Decimal(36_000_000),
        ("operating-income", "FY2019"): Decimal(-1_832_000_000),
        ("operating-income", "FY2020"): Decimal(-1_824_000_000),
        ("operating-income", "FY2021"): Decimal(-2_134_000_000),
        ("operating-income", "FY2024"): Decimal(-2_243_000_000),
        ("operating-income", "FY2025"): Decimal(-2_439_000_000),
        ("operating-income", "FY2026"): Decimal(-2_878_000_000),
    }
