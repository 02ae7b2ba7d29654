"""The sentence of crossovers: how often the lead changed hands, when and to whom, and no more than is known."""

import re
from typing import Any

import pytest

from app.domain.catalogue import Catalogue, Company
from app.domain.crossover import find_crossovers
from app.domain.material import Material
from app.domain.period import Frequency, step_label
from app.domain.quantity import Quantity
from app.domain.question import Question, Without
from app.domain.series import Line, trace
from app.domain.summary import sentence_of_crossovers
from app.domain.window import Window
from tests.domain.levels import level, line, spread
from tests.factories import AMAZON, REVENUE, TARGET, WALMART, metric

Amount = Quantity | int


def said(
    *courses: tuple[Company, list[Amount]],
    frequency: Frequency = "annual",
    **more: Any,  # noqa: ANN401  any part of a question
) -> str:
    """Say what crossed between companies whose years, or quarters, begin side by side with FY2020."""
    lines = [_course(of, amounts, frequency) for of, amounts in courses]
    question = Question(**{"metric": REVENUE, "companies": tuple(of for of, _ in courses), **more})
    return sentence_of_crossovers(find_crossovers(question, frequency, lines, ()))


def _course(of: Company, amounts: list[Amount], frequency: Frequency) -> Line:
    first = 2020 if of == AMAZON else 2021
    steps = range(first if frequency == "annual" else 4 * first, 9999)
    points = [level(step_label(step, frequency), each, of) for step, each in zip(steps, amounts, strict=False)]
    return line(*points, of=of)


@pytest.mark.parametrize(
    ("amazon", "walmart", "sentence"),
    [
        pytest.param(
            [1, 3],
            [2, 2],
            "By revenue, the lead changed hands once in 2 years from FY2020/FY2021 to FY2021/FY2022: "
            "to Amazon between FY2020/FY2021 and FY2021/FY2022.",
            id="once",
        ),
        pytest.param(
            [1, 3, 1],
            [2, 2, 2],
            "By revenue, the lead changed hands 2 times in 3 years from FY2020/FY2021 to FY2022/FY2023: "
            "to Amazon between FY2020/FY2021 and FY2021/FY2022 and to Walmart between FY2021/FY2022 and FY2022/FY2023.",
            id="there and back",
        ),
        pytest.param(
            [1, spread(3, 2, 4)],
            [2, 2],
            "By revenue, the lead changed hands once in 2 years from FY2020/FY2021 to FY2021/FY2022: "
            "to Amazon between FY2020/FY2021 and FY2021/FY2022, though the ranges do not decide it.",
            id="undecided",
        ),
        pytest.param(
            [3, 3],
            [2, 2],
            "By revenue, Amazon leads throughout: no change in 2 years from FY2020/FY2021 to FY2021/FY2022.",
            id="never",
        ),
        pytest.param(
            [2, 2],
            [2, 2],
            "By revenue, who leads cannot be told: no change in 2 years from FY2020/FY2021 to FY2021/FY2022.",
            id="level all the time",
        ),
    ],
)
def test_every_change_is_said_with_its_periods_and_its_doubt(
    amazon: list[Amount], walmart: list[Amount], sentence: str
) -> None:
    assert said((AMAZON, amazon), (WALMART, walmart)) == sentence


def test_nobody_leads_throughout_where_years_between_are_not_known() -> None:
    lines = [
        line(level("FY2020", 3), level("FY2024", 3)),
        line(level("FY2021", 2, WALMART), level("FY2025", 2, WALMART), of=WALMART),
    ]
    question = Question(metric=REVENUE, companies=(AMAZON, WALMART))

    sentence = sentence_of_crossovers(find_crossovers(question, "annual", lines, ()))

    assert sentence == (
        "By revenue, Amazon leads whenever all are known: no change in 2 of 5 years "
        "from FY2020/FY2021 to FY2024/FY2025."
    )


def test_quarters_are_called_quarters_and_of_many_changes_only_the_last_is_said() -> None:
    sentence = said((AMAZON, [1, 3, 1, 3]), (WALMART, [2, 2, 2, 2]), frequency="quarter")

    assert sentence == (
        "By revenue, the lead changed hands 3 times in 4 quarters from FY2020-Q1/FY2021-Q1 to FY2020-Q4/FY2021-Q4; "
        "Amazon has led since FY2020-Q4/FY2021-Q4."
    )


@pytest.mark.parametrize(
    ("end", "text"),
    [
        pytest.param([2], "the last time to Amazon between FY2022/FY2023 and FY2023/FY2024", id="level since"),
        pytest.param(
            [spread(3, 2, 4)],
            "Amazon has led since FY2023/FY2024, though the ranges do not always decide it",
            id="undecided since",
        ),
    ],
)
def test_who_took_the_lead_last_is_not_said_to_lead_for_certain_where_nobody_can_say(
    end: list[Amount], text: str
) -> None:
    sentence = said((AMAZON, [1, 3, 1, 3, *end]), (WALMART, [2, 2, 2, 2, 2]))

    assert sentence.endswith(f"; {text}.")


def test_of_three_companies_the_one_that_takes_the_lead_is_named() -> None:
    sentence = said((AMAZON, [1, 1]), (WALMART, [2, 2]), (TARGET, [1, 3]))

    assert sentence.endswith(": to Target between FY2020/FY2021/FY2021 and FY2021/FY2022/FY2022.")


@pytest.mark.parametrize(
    "last", [pytest.param(2, id="level"), pytest.param(spread(None, 1, None), id="nobody can say")]
)
def test_who_leads_in_some_years_only_is_not_said_to_lead_throughout(last: Amount) -> None:
    sentence = said((AMAZON, [3, 4, last]), (WALMART, [2, 2, 2]))

    assert sentence.startswith("By revenue, Amazon leads in 2, and nobody can be told to in the rest: no change in 3 ")


def test_a_line_of_business_is_named_since_it_is_not_the_whole() -> None:
    sentence = said((AMAZON, [1, 3]), (WALMART, [2, 2]), line="online-retail", segments={})

    assert sentence.startswith("By revenue in online retail, the lead changed hands once ")


def test_what_was_taken_out_is_named() -> None:
    sentence = said((AMAZON, [1, 3]), (WALMART, [2, 2]), without=Without(names=("cloud", "clubs")))

    assert sentence.startswith("By revenue without cloud and clubs, the lead changed hands once ")


def test_an_abbreviation_in_the_name_of_a_metric_stays_in_capitals() -> None:
    users = metric(name="Number of AI assistant users")

    assert "number of AI assistant users" in said((AMAZON, [1, 3]), (WALMART, [2, 2]), metric=users)


@pytest.mark.parametrize(
    ("frequency", "sentence"),
    [
        ("annual", "hands once in .*: to Amazon between FY2024/FY2025 and FY2025/FY2026."),
        (
            "quarter",
            ("hands 3 times in .*; Amazon has led since FY2025-Q3/FY2026-Q3."),
        ),
    ],
)
def test_the_shipped_revenue_is_said_as_the_filings_have_it(
    seed: Catalogue, frequency: Frequency, sentence: str
) -> None:
    companies = tuple(each for each in seed.companies if each.slug in ("amazon", "walmart"))
    question = Question(metric=REVENUE, companies=companies)
    sources = {each.slug: each for each in seed.sources}
    lines, missing = trace(question, frequency, Material(seed.facts, sources), Window())

    found = sentence_of_crossovers(find_crossovers(question, frequency, lines, missing))

    assert re.fullmatch(f"By revenue, the lead changed {sentence}", found)
