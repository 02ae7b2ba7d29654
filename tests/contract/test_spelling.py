"""How parameters are spelt by the document is how they are read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.queries import LIST_OF_SLUGS, SLUG
from app.api.responses.facts import FACT_FIELDS
from app.api.windows import BOUND
from app.domain.errors import UnreadablePeriodError
from app.domain.window import BOUNDS, read_bound
from app.packs.values import SLUG as SLUG_IN_PACKS
from tests.contract.breaking import Json
from tests.contract.published import served


@pytest.fixture(scope="module")
def document() -> Json:
    """Return the document as it is served."""
    return served()


@given(text=st.from_regex(BOUND["pattern"], fullmatch=True))
def test_every_bound_that_the_document_allows_is_read(text: str) -> None:
    try:
        assert read_bound(text).text == text
    except UnreadablePeriodError as error:
        assert "is not a day of the calendar" in str(error)  # noqa: PT017  a day that there is not is the one exception


@pytest.mark.parametrize("bound", BOUNDS.split(", "))
def test_every_bound_in_a_message_is_one_that_the_document_allows(bound: str) -> None:
    assert re.fullmatch(BOUND["pattern"], bound)


@given(text=st.text(st.sampled_from("CFY-Q0123459"), max_size=10))
def test_what_the_document_does_not_allow_is_not_read(text: str) -> None:
    if not re.fullmatch(BOUND["pattern"], text):
        with pytest.raises(UnreadablePeriodError):
            read_bound(text)


def test_slugs_are_spelt_in_the_document_as_in_packs() -> None:
    assert SLUG["pattern"] == SLUG_IN_PACKS


@pytest.mark.parametrize(("names", "fits"), [("aws", True), ("cloud, aws", True), ("", False), ("aws,,", False)])
def test_lists_of_slugs_have_commas_between(names: str, *, fits: bool) -> None:
    assert bool(re.fullmatch(LIST_OF_SLUGS["pattern"], names)) is fits


@pytest.mark.parametrize(("names", "fits"), [("id", True), (",".join(FACT_FIELDS), True), ("id,", False), ("x", False)])
def test_fields_are_those_of_a_fact(document: Json, names: str, *, fits: bool) -> None:
    listed = document["paths"]["/v1/facts"]["get"]["parameters"]
    (pattern,) = [each["schema"]["pattern"] for each in listed if each["name"] == "fields"]

    assert bool(re.fullmatch(pattern, names)) is fits


def test_an_example_is_of_the_type_that_its_parameter_has(document: Json) -> None:
    kinds = {"integer": int, "number": float, "array": list, "string": str}

    shown = [
        each for methods in document["paths"].values() for each in methods["get"]["parameters"] if "example" in each
    ]

    assert len(shown) > 50
    assert [each["name"] for each in shown if not isinstance(each["example"], kinds[each["schema"]["type"]])] == []
