"""Naming: numbers of nouns, and the signs of print."""

import pytest

from app.domain.naming import is_plural, noun_of, possessive, typeset
from tests.factories import metric


@pytest.mark.parametrize("name", ["Net sales", "Incremental sales", "Losses of stores", "AI assistant users"])
def test_what_there_are_many_of_takes_a_plural_verb(name: str) -> None:
    assert is_plural(metric(name=name))


@pytest.mark.parametrize(
    "name", ["Revenue", "Capital expenditure", "Number of employees", "Rate of returns", "Cloud business", "Surplus"]
)
def test_what_there_is_one_of_takes_a_singular_verb(name: str) -> None:
    assert not is_plural(metric(name=name))


def test_a_metric_is_named_in_lower_case_but_for_abbreviations() -> None:
    assert noun_of(metric(name="Net sales")) == "net sales"
    assert noun_of(metric(name="AI spending")) == "AI spending"


def test_apostrophes_are_those_of_print() -> None:
    assert (possessive("Amazon"), possessive("Staples")) == ("Amazon\u2019s", "Staples\u2019")
    assert typeset("Sam's and Lowe's") == "Sam\u2019s and Lowe\u2019s"
