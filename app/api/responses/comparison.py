"""Comparisons: the verdict and its working."""

from typing import Annotated

from pydantic import AliasPath

from app.api.responses.facts import DerivationResponse, FactResponse
from app.api.responses.shape import DatasetReference, Number, Response, attributes_of, described, of_quantity
from app.domain import catalogue
from app.domain.comparability import ComparabilityStatus, ReasonCode
from app.domain.comparison import Comparison
from app.domain.quantity import Unit
from app.domain.question import MissingCode
from app.domain.standing import AgreementState
from app.domain.wording import sentence


class MetricReference(Response):
    """The metric that is compared."""

    slug: str
    name: str
    unit: Unit


class AgreementResponse(Response):
    """Whether all sources of the same number agree; two mentions are not two independent sources."""

    state: AgreementState
    facts: Annotated[list[str], described("Ids of all facts about the same number, that of the entry included.")]


class ComputedResponse(Response):
    """A quantity that was computed from facts."""

    value: Annotated[
        Number | None,
        of_quantity("value", "Null where an input has no central figure."),
    ]
    low: Annotated[Number | None, of_quantity("low", "Null is open.")]
    high: Annotated[Number | None, of_quantity("high", "Null is open.")]
    unit: Annotated[Unit, of_quantity("unit", "Of the result.")]
    derivation: DerivationResponse


class EntryResponse(Response):
    """One company's place."""

    rank: Annotated[int, described("1 is the greatest, or the smallest where lower is better; equals share it.")]
    company: Annotated[str, described("Slug.", validation_alias=AliasPath("company", "slug"))]
    fact: FactResponse
    quantity: Annotated[
        ComputedResponse,
        described(
            "What is compared: the fact's own, or what is left of it `without` parts.", validation_alias="computed"
        ),
    ]
    agreement: AgreementResponse
    distance: Annotated[ComputedResponse | None, described("Rank 1 minus this one; null if incomparable.")]


class MissingResponse(Response):
    """A company that cannot answer, or not from a source whose day is not known (`undated-source`)."""

    company: str
    code: MissingCode
    needs: str
    nearest: Annotated[str | None, described("Id of the nearest fact at hand; null where there is none.")]


class LeaderResponse(Response):
    """Who is ahead, and how sure that is."""

    company: Annotated[
        str | None, described("Null where two share rank 1, or ranges meet and one has no central figure.")
    ]
    decided: Annotated[bool, described("Whether its range lies wholly beyond every other's.")]
    decided_up_to: Annotated[Number | None, described("The tolerance below which it stays decided; null if it is not.")]
    flip_margin: Annotated[
        Number | None,
        described("The relative error in both values that erases the lead; null unless both are positive."),
    ]
    contenders: Annotated[list[str], described("Those whose ranges meet the leader's: why it is not decided.")]


class ReasonResponse(Response):
    """One thing that differs."""

    code: ReasonCode
    detail: str


class ComparabilityResponse(Response):
    """What the verdict is worth; incomparable means that leader, gap, ratio and lead are null."""

    status: ComparabilityStatus
    reasons: list[ReasonResponse]


class ComparisonResponse(Response):
    """Who leads, by how much, how sure, says who."""

    metric: MetricReference
    line: Annotated[catalogue.Line | None, described("The line of business compared; null for whole companies.")]
    without: Annotated[list[str], described("What was taken out of the totals.")]
    tolerance: Annotated[Number, described("By what part of itself every end of every range was moved outwards.")]
    entries: list[EntryResponse]
    missing: list[MissingResponse]
    leader: LeaderResponse | None
    gap: Annotated[ComputedResponse | None, described("Rank 1 minus rank 2.")]
    ratio: Annotated[ComputedResponse | None, described("Rank 1 over rank 2.")]
    lead: Annotated[ComputedResponse | None, described("The gap over rank 2.")]
    comparability: ComparabilityResponse
    sentence: str
    dataset: DatasetReference


def comparison_response(comparison: Comparison, revision: int) -> ComparisonResponse:
    """Fill a comparison's shape."""
    question = comparison.question
    return ComparisonResponse.model_validate(
        {
            **attributes_of(comparison, ComparisonResponse),
            "metric": question.metric,
            "line": question.line,
            "without": question.without.names if question.without else (),
            "tolerance": question.tolerance,
            "sentence": sentence(comparison),
            "dataset": {"revision": revision},
        }
    )
