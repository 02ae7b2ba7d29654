"""Claims as plain functions: one good as it stands, a case of it over some facts, and exact figures to check it by."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.domain.case import Case, Finding, UncheckableError
from app.domain.catalogue import Catalogue, Claim, Company, Fact, Operation
from app.domain.quantity import Quantity
from app.domain.recomputing import RECOMPUTERS
from tests.factories import AMAZON, NEWS, REVENUE, WALMART, catalogue, fact, metric, segment, source

INCOME = metric(slug="operating-income", name="Operating income")
LINES, REGIONS = ("product-lines",), ("regions",)
KNOWN: Catalogue = replace(
    catalogue(
        companies=(AMAZON, WALMART),
        metrics=(REVENUE, INCOME),
        segments=(
            segment(slug="stores", breakdowns=LINES),
            segment(slug="ads", breakdowns=LINES),
            segment(slug="cloud", breakdowns=(*LINES, *REGIONS)),
            segment(slug="other", breakdowns=LINES, overlaps=("ads",)),
            segment(slug="home", breakdowns=REGIONS),
            segment(slug="media"),
            segment(slug="clubs", company="walmart", breakdowns=LINES),
        ),
        sources=(source(), source(slug="filing", kind="filing"), source(slug="post", kind="commentary")),
    ),
    facts=(),
)
"""What a claim may be about; facts come from each test."""


def claim(operation: Operation = "leads", **overrides: Any) -> Claim:  # noqa: ANN401  any field
    """Make a claim of the news about Amazon's and Walmart's revenue."""
    plain = Claim(
        slug="claim",
        source=NEWS,
        paragraphs=(3, 4),
        text="Amazon sells more than Walmart.",
        operation=operation,
        companies=("amazon", "walmart"),
        metric="revenue",
    )
    return replace(plain, **overrides)


def case(operation: Operation, facts: Sequence[Fact], **overrides: Any) -> Case:  # noqa: ANN401  any field of a claim
    """Set a claim beside the facts to recompute it from."""
    return Case(claim(operation, **overrides), replace(KNOWN, facts=tuple(facts)))


def recomputed(operation: Operation, facts: Sequence[Fact], **overrides: Any) -> Finding:  # noqa: ANN401  any field
    """Recompute a claim."""
    return RECOMPUTERS[operation](case(operation, facts, **overrides))


def why_not(operation: Operation, facts: Sequence[Fact], **overrides: Any) -> str:  # noqa: ANN401  any field
    """Say why a claim cannot be recomputed."""
    with pytest.raises(UncheckableError) as error:
        recomputed(operation, facts, **overrides)
    return str(error.value)


def exact(amount: int, label: str = "FY2025", **overrides: Any) -> Fact:  # noqa: ANN401  any field
    """State an amount without any doubt, in a filing."""
    return fact(quantity=Quantity.exactly(amount, "USD"), **{"period": label, "source": "filing", **overrides})


def years(company: Company, first: int, *amounts: int) -> list[Fact]:
    """State a company's revenue year by year."""
    return [exact(amount, f"FY{first + number}", company=company) for number, amount in enumerate(amounts)]


def quarters(company: Company, year: int, *amounts: int) -> list[Fact]:
    """State a company's revenue of the quarters of a year."""
    return [exact(amount, f"FY{year}-Q{number}", company=company) for number, amount in enumerate(amounts, start=1)]


def inputs(*facts: Fact) -> tuple[str, ...]:
    """Name what something was computed from."""
    return tuple(each.id for each in facts)
