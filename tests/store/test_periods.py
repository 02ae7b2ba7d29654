"""What may stand in one period, found without reading the rest, answers as all that is known does."""

import pytest

from app.api.responses.comparison import comparison_object
from app.domain.catalogue import Catalogue
from app.domain.comparison import compare
from app.domain.material import JoinedMaterial, Material
from app.domain.question import Question, TooFewFactsError
from app.domain.standing import read_period_request
from app.store.facts import find_material
from app.store.periods import find_material_in
from app.store.snapshot import Snapshot

LABELS = ("latest", "FY2025", "FY2026", "FY2025-Q4", "CY2024", "CY2025Q4", "CY2012", "2026-01-31", "unspecified")


def answer(question: Question, known: Material) -> object:
    """Return the answer, or what is missing for one."""
    try:
        return comparison_object(compare(question, known), (), 1)
    except TooFewFactsError as error:
        return error.missing


@pytest.mark.parametrize("source", [None, "amazon-edges-past-walmart"])
@pytest.mark.parametrize("label", LABELS)
def test_the_facts_of_a_period_give_the_answer_that_all_facts_give(
    label: str, source: str | None, seed: Catalogue, snapshot: Snapshot
) -> None:
    companies = tuple(each for each in seed.companies if each.slug in ("amazon", "walmart"))
    answered = 0
    for metric in seed.metrics:
        question = Question(metric=metric, companies=companies, period=read_period_request(label), source=source)
        found = {each.slug: find_material_in(snapshot, each.slug, metric, source, label) for each in companies}
        known = {slug: material for slug, material in found.items() if material is not None}
        everything = find_material(snapshot, found, frozenset({metric.slug}))
        if len(known) == len(companies):
            answered += 1
            assert answer(question, JoinedMaterial(known)) == answer(question, everything)
        for slug in found.keys() - known.keys():
            assert everything.of(slug).standing(metric, None, source, label) is None

    assert answered or source or label not in ("latest", "FY2025", "CY2024")


def test_few_facts_are_read_of_the_many_that_there_are(seed: Catalogue, snapshot: Snapshot) -> None:
    revenue = next(each for each in seed.metrics if each.slug == "revenue")

    found = find_material_in(snapshot, "amazon", revenue, None, "latest")

    assert found is not None
    assert {fact.period.end for fact in found.facts} == {found.facts[0].period.end}
    assert len(found) < len(find_material(snapshot, ["amazon"], frozenset({"revenue"}))) / 20
