"""The closest known name: what is offered for a misspelt one, and when nothing is."""

import pytest

from app.domain.errors import UnknownNameError
from app.domain.nearest import nearest

KNOWN = ("amazon", "walmart", "NASDAQ:AMZN")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("amazn", "amazon"),
        ("AMAZON", "amazon"),
        ("wal-mart", "walmart"),
        ("nasdaq:amz", "NASDAQ:AMZN"),
        ("costco", None),
        ("", None),
        ("amazon" * 100_000, None),
    ],
    ids=["a letter short", "upper case", "a hyphen", "as it is written", "unlike all", "empty", "endless"],
)
def test_the_most_similar_name_is_offered_as_it_is_written(name: str, found: str | None) -> None:
    assert nearest(name, KNOWN) == found


def test_an_unknown_name_may_have_meant_an_alias() -> None:
    error = UnknownNameError("company", "AMZM", ("amazon", "walmart"), aliases=("AMZN",))

    assert str(error) == "there is no company 'AMZM'"
    assert error.did_you_mean == "AMZN"
