"""A change of the document that breaks clients fails here, unless `breaking.toml` declares it."""

import re

import pytest

from tests.contract.breaking import Json, breaks, compact
from tests.contract.published import declared, published, served, undeclared

LINE = re.compile(r"(GET) /\S*( \d{3})?.*: .+|(GET) /\S*: .+")


@pytest.fixture(scope="module")
def document() -> Json:
    """Return the document as it is served."""
    return served()


def test_nothing_breaks_that_is_not_declared(document: Json) -> None:
    assert undeclared(document) == [], "mend it, or declare it in tests/contract/breaking.toml with a reason"


def test_what_is_served_is_what_is_recorded(document: Json) -> None:
    assert compact(document) == published(), "run `make openapi`, and look at what it changes"


def test_every_declared_break_has_a_reason() -> None:
    for line, reason in declared().items():
        assert LINE.fullmatch(line), line
        assert len(reason.split()) >= 4, line


def test_words_break_nothing(document: Json) -> None:
    compacted = compact(document)

    assert breaks(compacted, compacted) == []
    assert "title" in compacted["components"]["schemas"]["SourceResponse"]["properties"]
    assert "description" not in compacted["paths"]["/v1/facts"]["get"]
