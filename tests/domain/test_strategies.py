"""Strategies side by side: rows that somebody fills, cells that say when nobody does."""

from dataclasses import replace

import pytest

from app.domain.catalogue import Approach, Evidence, Initiative, Statement
from app.domain.strategies import ApproachSide, InitiativeSide, StanceSide, strategies
from tests.factories import AMAZON, NEWS, WALMART

RUFUS = Initiative(
    slug="rufus", company="amazon", name="Rufus", kind="assistant", approach="build", summary="A shopping assistant."
)
SPARKY = replace(RUFUS, slug="sparky", company="walmart", name="Sparky", approach="partner")
CHIPS = replace(RUFUS, slug="trainium", name="Trainium", kind="chips")
STATEMENT = Statement(
    id="amazon-outlook-1",
    source=NEWS,
    paragraphs=(4,),
    companies=("amazon",),
    topic="outlook",
    nature="opinion",
    stance="confident",
    text="Expects to stay ahead.",
)


def taking(*approaches: Approach) -> list[Initiative]:
    return [replace(RUFUS, slug=f"{number}", approach=approach) for number, approach in enumerate(approaches)]


def test_initiatives_of_one_kind_stand_side_by_side_and_an_unmatched_cell_says_so() -> None:
    found = strategies((WALMART, AMAZON), [CHIPS, RUFUS, SPARKY], [])

    assert [row.kind for row in found.initiatives] == ["assistant", "chips"]
    assert found.initiatives[0].cells == (
        InitiativeSide("walmart", matched=True, initiatives=(SPARKY,)),
        InitiativeSide("amazon", matched=True, initiatives=(RUFUS,)),
    )
    assert found.initiatives[1].cells == (
        InitiativeSide("walmart", matched=False, initiatives=()),
        InitiativeSide("amazon", matched=True, initiatives=(CHIPS,)),
    )


def test_a_statement_about_both_stands_in_both_cells() -> None:
    both = replace(STATEMENT, id="both", companies=("amazon", "walmart"), topic="competition")

    found = strategies((AMAZON, WALMART), [], [STATEMENT, both])

    assert [row.topic for row in found.stances] == ["outlook", "competition"]
    assert found.stances[0].cells == (
        StanceSide("amazon", matched=True, statements=(STATEMENT,)),
        StanceSide("walmart", matched=False, statements=()),
    )
    assert [cell.statements for cell in found.stances[1].cells] == [(both,), (both,)]


def test_a_row_that_no_company_asked_for_fills_is_left_out() -> None:
    found = strategies((WALMART,), [RUFUS], [STATEMENT])

    assert (found.companies, found.initiatives, found.stances) == ((WALMART,), (), ())


def test_approaches_are_counted_the_most_frequent_first_and_equal_ones_in_the_order_of_the_vocabulary() -> None:
    initiatives = taking("apply", "partner", "invest", "partner", "build")

    found = strategies((AMAZON, WALMART), initiatives, [])

    counted: tuple[tuple[Approach, int], ...] = (("partner", 2), ("build", 1), ("invest", 1), ("apply", 1))
    assert found.approaches == (
        ApproachSide("amazon", matched=True, approaches=counted),
        ApproachSide("walmart", matched=False, approaches=()),
    )


@pytest.mark.parametrize(
    ("approaches", "text"),
    [
        ([], "No AI initiative by Amazon is recorded."),
        (["build"], "Amazon mostly builds (1 of 1 initiative)."),
        (["build", "partner", "build"], "Amazon mostly builds (2 of 3 initiatives)."),
        (
            ["apply", "partner", "apply", "build"],
            "Amazon most often applies what others build (2 of 4 initiatives).",
        ),
        (["invest", "partner"], "Amazon invests and partners equally often (1 of 2 initiatives each)."),
    ],
    ids=["nothing", "one", "a majority", "the most without a majority", "a tie"],
)
def test_a_sentence_says_what_a_company_does_most(approaches: list[Approach], text: str) -> None:
    assert strategies((AMAZON,), taking(*approaches), []).sentence == text


def test_every_company_has_its_sentence() -> None:
    found = strategies((WALMART, AMAZON), [SPARKY], [])

    assert found.sentence == ("Walmart mostly partners (1 of 1 initiative). No AI initiative by Amazon is recorded.")


def test_partners_and_whom_statements_are_about_are_named_behind_those_asked_for() -> None:
    partnered = replace(SPARKY, partners=("openai", "google"))
    both = replace(STATEMENT, companies=("amazon", "anthropic"))

    found = strategies((WALMART, AMAZON), [RUFUS, partnered], [both])

    assert found.named == ("walmart", "amazon", "anthropic", "google", "openai")


def test_the_sources_of_initiatives_and_statements_are_listed_once() -> None:
    told = [replace(each, evidence=(Evidence("a-post", 1), Evidence("a-post", 2))) for each in (RUFUS, SPARKY)]

    found = strategies((WALMART, AMAZON), told, [STATEMENT])

    assert found.sources == ("a-post", NEWS)
