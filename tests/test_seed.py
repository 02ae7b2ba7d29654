"""The two articles in the shipped seed against a reading by hand, and the seed against its own rules."""

from decimal import Decimal
from typing import NamedTuple

import pytest

from app.domain.catalogue import Attribution, Catalogue, Evidence, FactNature
from app.domain.quantity import Hedge, Unit

NEWS = "amazon-edges-past-walmart"
POST = "retail-throne-ai-phase"


class Stated(NamedTuple):
    """What one paragraph of an article states, as a person reads it."""

    source: str
    paragraph: int
    company: str
    metric: str
    printed: str
    value: str | None
    low: str | None
    high: str | None
    hedge: Hedge
    period: str
    part: str | None = None
    attribution: Attribution | None = None
    nature: FactNature = "actual"


CLOUD, SELLERS, ADS = "aws", "amazon-third-party-seller-services", "amazon-advertising"
ONLINE = "walmart-us-ecommerce"
AI = "amazon-ai-infrastructure"
STREAK = "FY2023-Q2/FY2026-Q4"

# fmt: off
STATED = [
    Stated(NEWS, 4, "amazon", "revenue", "roughly $716.9 billion",
           "716900000000", "716850000000", "716950000000", "approximately", "FY2025"),
    Stated(NEWS, 4, "walmart", "revenue", "$713.2 billion",
           "713200000000", "713150000000", "713250000000", "rounded", "FY2026"),
    Stated(NEWS, 5, "walmart", "revenue-multiple", "more than doubling", None, "2", None, "more-than", "FY2006/FY2026"),
    Stated(NEWS, 6, "amazon", "revenue-share", "roughly a quarter",
           "0.25", "0.225", "0.275", "approximately", "FY2025", SELLERS),
    Stated(NEWS, 7, "amazon", "revenue-share", "close to one-fifth", None, "0.175", "0.2", "nearly", "FY2025", CLOUD),
    Stated(NEWS, 7, "amazon", "revenue", "multibillion-dollar",
           None, "2000000000", "1000000000000", "magnitude", "FY2025", ADS),
    Stated(NEWS, 9, "walmart", "stores", "more than 4,600", None, "4600", None, "more-than", "FY2026", "walmart-us"),
    Stated(NEWS, 9, "walmart", "clubs", "approximately 600",
           "600", "550", "650", "approximately", "FY2026", "sams-club"),
    Stated(NEWS, 10, "walmart", "digital-sales-growth", "about 27%",
           "0.27", "0.265", "0.275", "approximately", "FY2026-Q4", ONLINE),
    Stated(NEWS, 10, "walmart", "digital-sales-growth", "double-digit growth",
           None, "0.1", "1", "magnitude", STREAK, ONLINE),
    Stated(NEWS, 10, "walmart", "digital-growth-streak", "15 consecutive quarters",
           "15", "15", "15", "exact", "FY2026-Q4", ONLINE),
    Stated(NEWS, 11, "walmart", "market-capitalization", "surpassing the $1 trillion threshold",
           None, "1000000000000", None, "more-than", "unspecified"),
    Stated(NEWS, 12, "amazon", "assistant-users", "hundreds of millions",
           None, "200000000", "1000000000", "magnitude", "unspecified", "rufus", "reportedly"),
    Stated(NEWS, 12, "amazon", "incremental-sales", "billions",
           None, "2000000000", "1000000000000", "magnitude", "unspecified", "rufus", "reportedly"),
    Stated(NEWS, 13, "amazon", "capital-expenditure", "hundreds of billions of dollars",
           None, "200000000000", "1000000000000", "magnitude", "multi-year", AI, None, "plan"),
    Stated(NEWS, 14, "walmart", "order-value-lift", "more than one-third",
           None, "0.333333333333", None, "more-than", "FY2026", "sparky", "reportedly"),
    Stated(POST, 3, "amazon", "revenue", "$716.9 billion",
           "716900000000", "716850000000", "716950000000", "rounded", "FY2025"),
    Stated(POST, 4, "walmart", "revenue", "$713.2 billion",
           "713200000000", "713150000000", "713250000000", "rounded", "FY2026"),
    Stated(POST, 10, "walmart", "digital-sales-growth", "double-digit growth",
           None, "0.1", "1", "magnitude", "unspecified", ONLINE),
    Stated(POST, 10, "walmart", "digital-growth-streak", "multiple consecutive quarters",
           None, "2", None, "magnitude", "FY2026", ONLINE),
    Stated(POST, 25, "amazon", "capital-expenditure", "$200 billion level",
           "200000000000", "150000000000", "250000000000", "approximately", "unspecified", None, None, "plan"),
    Stated(POST, 36, "amazon", "capital-expenditure", "$200 billion",
           "200000000000", "199500000000", "200500000000", "rounded", "unspecified", None, None, "plan"),
]
# fmt: on


def test_the_facts_are_those_that_a_person_reads_in_the_articles(articles: Catalogue) -> None:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    expected = [
        each._replace(**{end: number(getattr(each, end)) for end in ("value", "low", "high")})  # type: ignore[arg-type]
        for each in STATED
    ]

    read = [
        Stated(
            source=fact.source,
            paragraph=fact.paragraph or 0,
            company=fact.company,
            metric=fact.metric,
            printed=fact.printed,
            value=fact.quantity.value,  # type: ignore[arg-type]
            low=fact.quantity.low,  # type: ignore[arg-type]
            high=fact.quantity.high,  # type: ignore[arg-type]
            hedge=" ".join(fact.quantity.hedges),  # type: ignore[arg-type]
            period=fact.period.label,
            part=fact.segment or fact.initiative,
            attribution=fact.attribution,
            nature=fact.nature,
        )
        for fact in articles.facts
    ]

    assert read == expected


def test_the_seed_holds_what_we_say_it_holds(seed: Catalogue) -> None:
    assert seed.counts == {
        "companies": 5,
        "metrics": 17,
        "segments": 19,
        "initiatives": 11,
        "sources": 161,
        "facts": 1285,
        "statements": 60,
        "claims": 22,
    }


def test_both_articles_state_both_totals(articles: Catalogue) -> None:
    totals = {
        (each.source, each.company) for each in articles.facts if each.metric == "revenue" and each.segment is None
    }

    assert totals == {(source, company) for source in (NEWS, POST) for company in ("amazon", "walmart")}


@pytest.mark.parametrize(
    ("slug", "printed", "unit", "ends"),
    [
        ("revenue-gap", "just under $4 billion", "USD", (3500000000, 4000000000)),
        ("amazon-grew-faster", "several quarters", "quarters", (3, None)),
        ("walmart-revenue-doubled", "more than doubling", "multiple", (2, None)),
        ("amazon-third-party-share", "roughly a quarter", "fraction", (Decimal("0.225"), Decimal("0.275"))),
        ("aws-share-of-revenue", "close to one-fifth", "fraction", (Decimal("0.175"), Decimal("0.2"))),
        ("walmart-digital-streak", "15 consecutive quarters", "quarters", (15, 15)),
    ],
)
def test_a_claim_states_its_figure_in_the_unit_that_can_be_recomputed(
    slug: str, printed: str, unit: Unit, ends: tuple[Decimal, Decimal | None], seed: Catalogue
) -> None:
    (claim,) = (each for each in seed.claims if each.slug == slug)

    assert claim.printed == printed
    assert claim.quantity
    assert (claim.quantity.unit, (claim.quantity.low, claim.quantity.high)) == (unit, ends)


def test_every_paragraph_of_a_claim_is_covered_by_a_statement_of_its_source(seed: Catalogue) -> None:
    said = {each for statement in seed.statements for each in statement.evidence}
    claimed = {Evidence(claim.source, paragraph) for claim in seed.claims for paragraph in claim.paragraphs}

    assert claimed - said == set()


def test_every_paragraph_that_says_something_is_covered_by_a_statement(seed: Catalogue) -> None:
    """The news opens with a file name and a photo credit; the post ends with its copyright and a disclaimer."""
    said = {each for statement in seed.statements for each in statement.evidence}

    assert said == {
        *(Evidence(NEWS, paragraph) for paragraph in range(3, 19)),
        *(Evidence(POST, paragraph) for paragraph in range(1, 50)),
    }


def test_every_fact_stands_in_a_paragraph_that_a_statement_covers(articles: Catalogue) -> None:
    said = {each for statement in articles.statements for each in statement.evidence}

    assert {Evidence(fact.source, fact.paragraph or 0) for fact in articles.facts} - said == set()


def test_a_printed_figure_is_at_most_eight_words_long(articles: Catalogue) -> None:
    printed = [*(fact.printed for fact in articles.facts), *(claim.printed or "" for claim in articles.claims)]

    assert max(len(each.split()) for each in printed) <= 8


def test_the_sources_say_only_what_is_known_about_them(articles: Catalogue) -> None:
    assert [(each.slug, each.kind, each.sha256) for each in articles.sources] == [
        (NEWS, "news", "24d710d29ebe7eeb92f19c4d4b28ca366f66241ac619a86b02dfaa3474acd934"),
        (POST, "commentary", "4d42b8e96e1718f100066cdbe717a9751ab98821cb663c6e40c634da5512bb93"),
    ]
    for source in articles.sources:
        assert (source.publisher, source.url, source.published) == (None, None, None)
        assert source.title_is_ours
        assert source.note


def test_a_period_that_no_article_prints_is_marked_inferred_with_a_note(articles: Catalogue) -> None:
    """Neither article prints a year, so that every period with dates is inferred."""
    for fact in articles.facts:
        assert fact.period.inferred == (fact.period.end is not None)
        assert bool(fact.period.note) == fact.period.inferred


def test_a_figure_without_a_period_says_in_a_note_why(articles: Catalogue) -> None:
    assert all(fact.note for fact in articles.facts if fact.period.end is None)


def test_every_segment_and_initiative_says_where_it_is_spoken_of(seed: Catalogue) -> None:
    slugs = {each.slug for each in seed.sources}

    for nouns in (seed.companies, seed.segments, seed.initiatives):
        for noun in nouns:
            assert noun.evidence
            assert {each.source for each in noun.evidence} <= slugs


def test_identifiers_that_no_article_prints_say_where_they_are_from(seed: Catalogue) -> None:
    assert all(company.identifiers_from for company in seed.companies if company.cik or company.fiscal_year_end)


def test_the_initiatives_of_each_company_follow_the_road_it_has_taken(seed: Catalogue) -> None:
    roads = {(each.company, each.approach) for each in seed.initiatives}

    assert roads == {("amazon", "build"), ("amazon", "invest"), ("walmart", "partner"), ("walmart", "apply")}
    assert {partner: each.company for each in seed.initiatives for partner in each.partners} == {
        "anthropic": "amazon",
        "openai": "walmart",
        "alphabet": "walmart",
    }
