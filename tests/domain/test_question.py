"""Questions: what may answer them, what was known by a day, and what is left out because nobody knows the day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Fact, Segment
from app.domain.comparison import Comparison, compare
from app.domain.material import Material
from app.domain.question import Missing, Question, TooFewFactsError, Without, material_for, undated_missing
from tests.factories import (
    AMAZON,
    NEWS,
    REVENUE,
    TARGET,
    WALMART,
    amazon_revenue,
    fact,
    segment,
    source,
    walmart_revenue,
)

POST = "retail-throne-ai-phase"
DAY = date(2026, 3, 13)
SOURCES = {
    NEWS: source(),
    POST: source(slug=POST, kind="commentary"),
    "early": source(slug="early", kind="filing", published=date(2026, 2, 6)),
    "on-the-day": source(slug="on-the-day", kind="filing", published=DAY),
    "late": source(slug="late", kind="filing", published=date(2026, 3, 14)),
}
AWS, ADS = segment(), segment(slug="amazon-advertising", line="advertising")
CONNECT = segment(slug="walmart-connect", company="walmart", line="advertising")


def question(**overrides: Any) -> Question:  # noqa: ANN401  any field
    return replace(Question(metric=REVENUE, companies=(AMAZON, WALMART)), **overrides)


def slugs(segments: list[Segment]) -> list[str]:
    return [each.slug for each in segments]


# What may answer


def test_without_a_day_every_fact_may_answer_and_none_is_undated() -> None:
    facts = tuple(fact(source=slug) for slug in SOURCES)

    assert material_for(question(), Material(facts, SOURCES)) == Material(facts, SOURCES)


def test_what_was_published_by_the_day_may_answer_and_what_has_no_day_is_set_apart() -> None:
    facts = {slug: fact(source=slug) for slug in SOURCES}

    found = material_for(question(as_of=DAY), Material(tuple(facts.values()), SOURCES))

    assert found.facts == (facts["early"], facts["on-the-day"])
    assert found.undated == (facts[NEWS], facts[POST])


@pytest.mark.parametrize(("asked", "undated"), [(NEWS, [NEWS]), (POST, [POST]), ("early", [])])
def test_only_the_undated_facts_of_the_source_asked_for_are_set_apart(asked: str, undated: list[str]) -> None:
    facts = [fact(source=slug) for slug in SOURCES]

    found = material_for(question(as_of=DAY, source=asked), Material(tuple(facts), SOURCES))

    assert [each.source for each in found.undated] == undated
    assert [each.source for each in found.facts] == ["early", "on-the-day"]


@given(
    st.lists(st.sampled_from(list(SOURCES)), max_size=8),
    st.dates(date(2026, 1, 1), date(2026, 4, 1)),
    st.dates(date(2026, 1, 1), date(2026, 4, 1)),
)
def test_a_later_day_never_knows_less(origins: list[str], first: date, second: date) -> None:
    facts = [fact(source=slug) for slug in origins]
    earlier, later = sorted((first, second))

    before, after = (material_for(question(as_of=day), Material(tuple(facts), SOURCES)) for day in (earlier, later))

    assert set(before.facts) <= set(after.facts)
    assert before.undated == after.undated
    assert all(SOURCES[each.source].published is not None for each in after.facts)


def test_material_of_one_company_is_all_that_is_about_it_and_the_sources_stay() -> None:
    amazon, walmart = amazon_revenue(), walmart_revenue()
    own, others = fact(source=POST), fact(company=WALMART, source=POST)

    found = Material((amazon, walmart), SOURCES, (others, own)).of("amazon")

    assert found == Material((amazon,), SOURCES, (own,))


# The nearest fact

NEWER, OLDER = fact(period="FY2025"), fact(period="FY2024", source="early")


@pytest.mark.parametrize(
    ("facts", "nearest"),
    [
        pytest.param([], None, id="none"),
        pytest.param([OLDER, NEWER], NEWER, id="the newest"),
        pytest.param([NEWER, fact(source="early")], fact(source="early"), id="of the newest, the one that stands"),
        pytest.param([fact(period="unspecified"), OLDER], OLDER, id="one with a period before one without"),
        pytest.param([fact(period="unspecified")], fact(period="unspecified"), id="one without a period"),
    ],
)
def test_the_nearest_fact_is_the_newest_that_would_stand(facts: list[Fact], nearest: Fact | None) -> None:
    assert Material((), SOURCES).nearest(facts) == (nearest.id if nearest else None)


# What is taken out


def test_all_that_may_be_taken_out_of_a_company_is_what_is_named_and_what_lies_in_the_lines() -> None:
    less = Without(
        names=("AWS", "advertising"),
        segments={"amazon": [AWS]},
        lines={"amazon": [[ADS], []], "walmart": [[CONNECT], []], "target": [[], []]},
    )

    assert slugs(less.of("amazon")) == ["aws", "amazon-advertising"]
    assert slugs(less.of("walmart")) == ["walmart-connect"]
    assert slugs(less.of("kroger")) == []
    assert less.untouched == ["target"]


@pytest.mark.parametrize(
    ("less", "untouched"),
    [
        pytest.param(Without(names=("AWS",), segments={"amazon": [AWS]}), [], id="no line is asked for"),
        pytest.param(
            Without(names=("AWS", "clubs"), segments={"amazon": [AWS]}, lines={"amazon": [[]], "walmart": [[]]}),
            ["walmart"],
            id="a segment is taken out, though no line",
        ),
        pytest.param(
            Without(names=("clubs",), lines={"amazon": [[]], "walmart": [[]]}), ["amazon", "walmart"], id="all"
        ),
    ],
)
def test_a_company_is_untouched_when_it_is_in_no_line_that_is_taken_out(less: Without, untouched: list[str]) -> None:
    assert less.untouched == untouched


# What nobody knows the day of


def left_out(*undated: Fact, **asked: Any) -> tuple[Missing, ...]:  # noqa: ANN401  any field
    return undated_missing(question(**asked), Material((), SOURCES, undated))


WHOLE, CLOUD, ADVERTISING = amazon_revenue(), fact(segment="aws", source=POST), fact(segment="amazon-advertising")
LESS_CLOUD = Without(names=("cloud",), lines={"amazon": [[AWS]], "walmart": [[]]})


@pytest.mark.parametrize(
    ("asked", "named", "nearest"),
    [
        pytest.param({}, NEWS, WHOLE, id="of the whole"),
        pytest.param({"without": LESS_CLOUD}, f"{NEWS}, {POST}", WHOLE, id="of the whole and what is taken out"),
        pytest.param({"segments": {"amazon": [AWS]}}, POST, CLOUD, id="of a part"),
        pytest.param({"segments": {"walmart": [CONNECT]}}, None, None, id="of another's part"),
    ],
)
def test_who_has_figures_without_a_day_is_named_once_with_their_sources(
    asked: dict[str, Any], named: str | None, nearest: Fact | None
) -> None:
    found = left_out(WHOLE, CLOUD, ADVERTISING, **asked)

    if nearest is None:
        assert found == ()
    else:
        assert found == (Missing("amazon", "undated-source", f"the day on which {named} was published", nearest.id),)


def test_companies_with_figures_without_a_day_come_in_the_order_asked_and_others_not_at_all() -> None:
    found = left_out(walmart_revenue(), WHOLE, companies=(TARGET, WALMART, AMAZON))

    assert [(each.company, each.nearest) for each in found] == [("walmart", walmart_revenue().id), ("amazon", WHOLE.id)]


# As of a day, in the seed


def known_by(seed: Catalogue, day: date | None, **asked: Any) -> Comparison:  # noqa: ANN401  any field
    companies = tuple(each for each in seed.companies if each.slug in ("amazon", "walmart"))
    facts = [each for each in seed.facts if each.metric == "revenue"]
    sources = {each.slug: each for each in seed.sources}
    return compare(question(companies=companies, as_of=day, **asked), Material(tuple(facts), sources))


@pytest.mark.parametrize(
    ("day", "leader", "periods", "days_apart"),
    [
        pytest.param(date(2026, 2, 5), "walmart", ["FY2025", "FY2024"], "31 days apart", id="before Amazon files"),
        pytest.param(date(2026, 2, 6), "amazon", ["FY2025", "FY2025"], "334 days apart", id="once Amazon has filed"),
        pytest.param(date(2026, 3, 12), "amazon", ["FY2025", "FY2025"], "334 days apart", id="before Walmart files"),
        pytest.param(date(2026, 3, 13), "amazon", ["FY2025", "FY2026"], "31 days apart", id="once Walmart has filed"),
        pytest.param(None, "amazon", ["FY2025", "FY2026"], "31 days apart", id="today"),
    ],
)
def test_who_led_by_what_had_been_published(
    day: date | None, leader: str, periods: list[str], days_apart: str, seed: Catalogue
) -> None:
    comparison = known_by(seed, day)

    assert comparison.leader is not None
    assert comparison.leader.company == leader
    assert [entry.fact.period.label for entry in comparison.entries] == periods
    assert [each.detail for each in comparison.comparability.reasons if each.code == "period-ends-differ"] == [
        days_apart
    ]
    assert [(each.company, each.code) for each in comparison.missing] == (
        [(company, "undated-source") for company in ("amazon", "walmart")] if day else []
    )


def test_every_undated_source_of_a_figure_is_named_beside_the_answer(seed: Catalogue) -> None:
    amazons, walmarts = known_by(seed, date(2026, 6, 30)).missing

    for named in (amazons.needs, walmarts.needs):
        assert NEWS in named
        assert POST in named
    assert "amazon-10-k-fy2006" in amazons.needs
    assert "amazon-10-k-fy2006" not in walmarts.needs


def test_agreement_is_taken_over_what_was_known_by_the_day(seed: Catalogue) -> None:
    then, now = (known_by(seed, day).entries[0].agreement for day in (date(2026, 3, 13), None))

    assert (then.state, len(then.facts)) == ("single-source", 1)
    assert now.state == "agree"
    assert set(then.facts) < set(now.facts)


def test_a_comparison_from_a_source_without_a_date_is_refused_as_of_any_day(seed: Catalogue) -> None:
    with pytest.raises(TooFewFactsError) as refused:
        known_by(seed, date(2026, 12, 31), source=NEWS)

    assert [(each.company, each.code) for each in refused.value.missing] == [
        ("amazon", "undated-source"),
        ("walmart", "undated-source"),
    ]
    assert all(
        each.needs.endswith(f"published by 2026-12-31; that of {NEWS} has no date") for each in refused.value.missing
    )


def test_a_company_whose_only_figures_have_no_day_is_missing_once() -> None:
    filed = [fact(source="early"), fact(company=WALMART, source="early")]

    comparison = compare(
        question(companies=(AMAZON, TARGET, WALMART), as_of=DAY), Material((*filed, fact(company=TARGET)), SOURCES)
    )

    (missing,) = comparison.missing
    assert (missing.company, missing.code) == ("target", "undated-source")
    assert missing.needs == f"a fact on revenue of Target, published by 2026-03-13; that of {NEWS} has no date"


def test_before_anything_was_published_the_refusal_says_by_which_day() -> None:
    with pytest.raises(TooFewFactsError) as refused:
        compare(
            question(as_of=date(2000, 1, 1)),
            Material((fact(source="early"), fact(company=WALMART, source="late")), SOURCES),
        )

    assert [each.code for each in refused.value.missing] == ["no-fact", "no-fact"]
    assert all("2000-01-01" in each.needs for each in refused.value.missing)
