"""Summaries of figures: what one fact, a series and a mix are said to come to."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.catalogue import Fact, Initiative, Metric, Segment
from app.domain.crossover import find_crossovers
from app.domain.material import Material
from app.domain.mix import take_apart
from app.domain.period import Frequency
from app.domain.quantity import Quantity
from app.domain.question import Question, Without
from app.domain.series import Line
from app.domain.summary import MOST_PARTS, sentence_of_fact, sentence_of_mix, sentence_of_series
from app.domain.transform import Transformation
from app.domain.window import read_bound
from tests.domain.levels import level, line, spread
from tests.factories import (
    AMAZON,
    COSTCO,
    KROGER,
    NEWS,
    REVENUE,
    SHARE,
    STORES,
    TARGET,
    WALMART,
    amazon_revenue,
    fact,
    segment,
    source,
)

SOURCES = {NEWS: source(), "filing": source(slug="filing", kind="filing", published=date(2026, 2, 6))}

# One fact


RUFUS = Initiative(
    slug="rufus", company="amazon", name="Rufus", kind="assistant", approach="build", summary="A shopping assistant."
)


@pytest.mark.parametrize(
    ("found", "metric", "part", "said"),
    [
        pytest.param(amazon_revenue(), REVENUE, None, "revenue of about $716.9 billion (FY2025)", id="a hedge"),
        pytest.param(
            fact("more than 4,600", metric=STORES, segment="aws"),
            STORES,
            segment(),
            "number of stores in Amazon Web Services of more than 4,600 (FY2025)",
            id="a part of the business",
        ),
        pytest.param(
            fact("billions", period="unspecified", initiative="rufus", attribution="reportedly"),
            REVENUE,
            RUFUS,
            "revenue for Rufus of between $2 billion and $1 trillion (period not stated, reportedly)",
            id="hearsay on an initiative",
        ),
        pytest.param(
            fact("$200 billion", nature="plan", period="FY2026"),
            REVENUE,
            None,
            "revenue of $200 billion (FY2026, plan)",
            id="a plan",
        ),
    ],
)
def test_a_fact_is_said_with_its_hedge_its_period_and_what_it_is(
    found: Fact, metric: Metric, part: Segment | Initiative | None, said: str
) -> None:
    of_segment = part if isinstance(part, Segment) else None
    of_initiative = part if isinstance(part, Initiative) else None

    assert sentence_of_fact(found, AMAZON, metric, of_segment, of_initiative) == f"Amazon\u2019s {said}."


# Series


OURS = line(level("FY2024", 638 * 10**9), level("FY2025", 717 * 10**9))
THEIRS = line(level("FY2025", 681 * 10**9, WALMART), level("FY2026", 713 * 10**9, WALMART), of=WALMART)
LEVEL = Transformation("level")


def told(
    *lines: Line,
    made: Transformation = LEVEL,
    frequency: Frequency = "annual",
    **asked: Any,  # noqa: ANN401  any part of a question
) -> str:
    question = Question(**{"metric": REVENUE, "companies": (AMAZON, WALMART), **asked})
    return sentence_of_series(question, made, frequency, lines, None)


def test_levels_with_crossovers_say_when_the_lead_changed_hands() -> None:
    question = Question(metric=REVENUE, companies=(AMAZON, WALMART))
    changes = find_crossovers(question, "annual", [OURS, THEIRS], ())

    assert sentence_of_series(question, LEVEL, "annual", [OURS, THEIRS], changes) == (
        "By revenue, the lead changed hands once in 2 years from FY2024/FY2025 to FY2025/FY2026: "
        "to Amazon between FY2024/FY2025 and FY2025/FY2026."
    )


def test_levels_without_crossovers_say_the_newest_of_each() -> None:
    assert told(OURS, THEIRS) == "Revenue, newest: Amazon $717 billion (FY2025), Walmart $713 billion (FY2026)."


def test_who_has_no_point_is_named() -> None:
    assert told(OURS, line(of=WALMART), companies=(AMAZON, WALMART, TARGET)) == (
        "Revenue, newest: Amazon $717 billion (FY2025). There is no such figure for Walmart and Target."
    )


def test_a_range_is_said_as_one() -> None:
    assert told(line(level("FY2025", spread(None, "1e9", "2e9")))) == (
        "Revenue, newest: Amazon between $1 billion and $2 billion (FY2025). There is no such figure for Walmart."
    )


@pytest.mark.parametrize(
    ("made", "frequency", "asked", "title"),
    [
        (LEVEL, "annual", {"line": "physical-retail"}, "Revenue in physical retail, newest"),
        (LEVEL, "annual", {"without": Without(names=("AWS", "media"))}, "Revenue without AWS and media, newest"),
        (Transformation("change", "year"), "quarter", {}, "Change of revenue on the year before, newest"),
        (Transformation("growth", "year"), "annual", {}, "Growth of revenue on the year before, newest"),
        (Transformation("growth", "previous"), "quarter", {}, "Growth of revenue on the quarter before, newest"),
        (Transformation("growth", "previous"), "annual", {}, "Growth of revenue on the year before, newest"),
        (Transformation("index"), "annual", {}, "Revenue with the first period that all have as 100, newest"),
        (Transformation("index", base=read_bound("CY2015")), "annual", {}, "Revenue with CY2015 as 100, newest"),
        (
            Transformation("share", share_of="total"),
            "annual",
            {"line": "cloud"},
            "Revenue in cloud as a share of the total, newest",
        ),
        (
            Transformation("share", share_of="companies"),
            "annual",
            {},
            "Revenue as a share of Amazon and Walmart together, newest",
        ),
        (
            Transformation("share", share_of="companies"),
            "annual",
            {"companies": (AMAZON, WALMART, TARGET, COSTCO, KROGER)},
            "Revenue as a share of all companies named, newest",
        ),
        (Transformation("cagr"), "annual", {}, "Growth of revenue a year, compounded"),
    ],
)
def test_what_is_made_of_levels_is_said_in_words(
    made: Transformation, frequency: Frequency, asked: dict[str, Any], title: str
) -> None:
    assert told(OURS, THEIRS, made=made, frequency=frequency, **asked).startswith(
        f"{title}: Amazon $717 billion (FY2025), Walmart $713 billion (FY2026)."
    )


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (Quantity.exactly(670, "index"), "670"),
        (Quantity.exactly(-2 * 10**9, "USD"), "\u2212$2 billion"),
    ],
)
def test_points_are_said_in_their_unit(quantity: Quantity, said: str) -> None:
    assert told(line(level("FY2025", quantity)), companies=(AMAZON,)) == f"Revenue, newest: Amazon {said} (FY2025)."


@pytest.mark.parametrize(("low", "high", "said"), [("0.07", "0.07", "7"), ("-0.015", "-0.015", "\u22121.5")])
def test_a_change_of_a_share_is_in_percentage_points(low: str, high: str, said: str) -> None:
    moved = replace(spread(low, low, high), unit="fraction")
    made = Transformation("change", "year")

    found = told(line(level("FY2025", moved)), made=made, metric=SHARE, companies=(AMAZON,))

    assert found == (
        f"Change of share of revenue on the year before, newest: Amazon {said} percentage points (FY2025)."
    )


def test_the_years_that_a_rate_runs_over_are_said() -> None:
    rate = level("FY2025", Quantity.exactly(2, "fraction"))
    over_years = replace(rate, period=replace(rate.period, label="FY2015/FY2025"))

    found = told(line(over_years), made=Transformation("cagr"), companies=(AMAZON,))

    assert found == "Growth of revenue a year, compounded: Amazon 200% (FY2015 to FY2025)."


# Mixes


LINES = ("product-lines",)
NAMES = ("Stores", "Cloud", "Ads", "Media", "Clubs", "Chips", "Toys", "Other")
SEGMENTS = [segment(slug=name.lower(), name=name, breakdowns=LINES) for name in NAMES]


def exact(amount: int, part: str | None = None) -> Fact:
    """State millions without any doubt, in a filing."""
    return fact(quantity=Quantity.exactly(amount * 10**6, "USD"), segment=part, source="filing")


def share(printed: str, part: str) -> Fact:
    return fact(printed, metric=SHARE, segment=part)


def mixed(*facts: Fact) -> str:
    question = Question(metric=REVENUE, companies=(AMAZON,), shares=frozenset({"revenue-share"}))
    names = {each.segment for each in facts}
    held = [each for each in SEGMENTS if each.slug in names]
    return sentence_of_mix(take_apart(question, held, Material(facts, SOURCES), None))


TOTAL = "Amazon\u2019s revenue of $1 billion (FY2025)"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param(
            [exact(600, "stores"), exact(400, "cloud")],
            "Stores 60%, Cloud 40%",
            id="parts that make the total",
        ),
        pytest.param(
            [exact(600, "stores"), exact(300, "cloud")], "Stores 60%, Cloud 30%; the rest 10%", id="a remainder"
        ),
        pytest.param(
            [exact(700, "stores"), exact(400, "cloud")],
            "Stores 70%, Cloud 40%; together 10% more than that",
            id="more than the total",
        ),
        pytest.param(
            [exact(300, "stores"), share("close to one-fifth", "cloud")],
            "Stores 30%; Cloud nearly 20% (implied by its share); the rest between 50% and 52.5%",
            id="one implied",
        ),
        pytest.param(
            [share("roughly a quarter", "stores"), share("close to one-fifth", "cloud")],
            "Stores about 25%, Cloud nearly 20% (implied by their shares); the rest between 52.5% and 60%",
            id="all implied",
        ),
        pytest.param(
            [exact(300, "stores"), fact("hundreds of millions", segment="ads", source="filing")],
            "Stores 30%; the rest 70%, Ads in it",
            id="an order of magnitude",
        ),
        pytest.param(
            [fact("hundreds of millions", segment="ads", source="filing")],
            "no part of it is known to more than an order of magnitude",
            id="an order of magnitude alone",
        ),
        pytest.param([], "no part of it is known to more than an order of magnitude", id="nothing known"),
        pytest.param(
            [exact(125, each.slug) for each in SEGMENTS],
            "Ads 12.5%, Chips 12.5%, Cloud 12.5%, Clubs 12.5%, Media 12.5%; and 3 more",
            id="many parts",
        ),
    ],
)
def test_a_mix_is_said_with_its_greatest_parts_and_what_is_left(facts: list[Fact], said: str) -> None:
    assert mixed(exact(1000), *facts) == f"{TOTAL}: {said}."


def test_where_a_share_says_nothing_amounts_are_said() -> None:
    assert mixed(exact(-100), exact(100, "stores"), exact(-200, "cloud")) == (
        "Amazon\u2019s revenue of \u2212$100 million (FY2025): Stores $100 million, Cloud \u2212$200 million."
    )


def test_as_many_parts_are_named_as_fit_in_one_sentence() -> None:
    said = mixed(exact(1000), *(exact(125, each.slug) for each in SEGMENTS))

    assert said.count("%") == MOST_PARTS
