"""Values made in bulk: no different from those that their own constructors make."""

from dataclasses import FrozenInstanceError, fields

import pytest

from app.domain.catalogue import Fact
from app.domain.mint import minting
from tests.factories import amazon_revenue


def test_a_minted_value_is_the_value_that_its_constructor_makes() -> None:
    fact = amazon_revenue()

    minted = minting(Fact)(*(getattr(fact, field.name) for field in fields(Fact)))

    assert (minted, hash(minted), repr(minted), type(minted)) == (fact, hash(fact), repr(fact), Fact)


def test_a_minted_value_is_frozen() -> None:
    fact = amazon_revenue()
    minted = minting(Fact)(*(getattr(fact, field.name) for field in fields(Fact)))

    with pytest.raises(FrozenInstanceError):
        minted.printed = "$1"  # type: ignore[misc]
