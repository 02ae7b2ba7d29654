"""What may stand in one period or in some, found without reading the rest, answers as all that is known does."""

from itertools import product

import pytest

from app.api.responses.comparison import comparison_object
from app.domain.catalogue import Catalogue
from app.domain.comparison import compare
from app.domain.material import JoinedMaterial, Material
from app.domain.period import Frequency
from app.domain.question import Question, TooFewFactsError
from app.domain.series import trace, usual_frequency
from app.domain.standing import read_period_request
from app.domain.window import Window, read_bound
from app.store.facts import find_material
from app.store.periods import find_material_in, find_material_over
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


WINDOWS = ((None, None), ("FY2012", "FY2012"), ("CY2016", "CY2020Q3"), ("2021-03-31", None), (None, "FY2024-Q2"))
FREQUENCIES: tuple[Frequency, ...] = ("annual", "quarter")


@pytest.mark.parametrize("source", [None, "amazon-edges-past-walmart"])
@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_the_facts_of_a_window_draw_the_lines_that_all_facts_draw(
    frequency: Frequency, source: str | None, seed: Catalogue, snapshot: Snapshot
) -> None:
    companies = tuple(each for each in seed.companies if each.slug in ("amazon", "walmart"))
    drawn = 0
    for metric, (start, end), beyond in product(seed.metrics, WINDOWS, (False, True)):
        window = Window(*(None if bound is None else read_bound(bound) for bound in (start, end)))
        everything = find_material(snapshot, [each.slug for each in companies], frozenset({metric.slug}))
        for company in companies:
            question = Question(metric=metric, companies=(company,), source=source)
            found = find_material_over(
                snapshot,
                company.slug,
                metric,
                source=source,
                frequency=frequency,
                shown=window,
                drawn=Window() if beyond else window,
            )
            lines, missing = trace(question, frequency, everything, window, beyond=beyond)
            if found is None:
                assert (lines, len(missing)) == ([], 1)
            else:
                drawn += 1
                assert (lines, missing) == trace(question, frequency, found, window, beyond=beyond)
                assert frequency == "quarter" or usual_frequency(found.facts) == "annual"

    assert drawn or (source and frequency == "quarter")


def test_few_facts_are_read_of_a_window(seed: Catalogue, snapshot: Snapshot) -> None:
    revenue = next(each for each in seed.metrics if each.slug == "revenue")
    window = Window(read_bound("FY2020"), read_bound("FY2021"))

    found = find_material_over(snapshot, "amazon", revenue, source=None, frequency="annual", shown=window, drawn=window)

    assert found is not None
    assert {fact.period.label for fact in found.facts} == {"FY2020", "FY2021"}
