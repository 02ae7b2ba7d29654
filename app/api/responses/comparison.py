"""Comparisons: the verdict and its working."""

from typing import Annotated

from pydantic import AliasPath

from app.api.responses.asked import AskedResponse, MissingResponse, asked
from app.api.responses.facts import DerivationResponse, FactResponse
from app.api.responses.shape import DatasetReference, Number, Response, attributes_of, described, of_quantity
from app.domain.comparability import ComparabilityStatus, ReasonCode
from app.domain.comparison import Comparison
from app.domain.quantity import Unit
from app.domain.standing import AgreementState
from app.domain.wording import sentence


class AgreementResponse(Response):
    """Whether all sources of the same number agree; two mentions are not two independent sources."""

    state: Annotated[
        AgreementState,
        described(
            "agree: all ranges meet; conflict: some do not; single-source: one source alone; incomparable: of another "
            "basis, or of periods that are not known to be the same."
        ),
    ]
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

    code: Annotated[
        ReasonCode,
        described(
            "unit-differs, scope-differs, nature-differs, length-differs: no verdict is given. Cautions: "
            "period-ends-differ, period-inferred, period-unspecified, basis-differs (first reported and restated), "
            "definition-differs (net sales and revenues, or each company's own segments), initiative-differs, "
            "attributed, sources-conflict, nothing-taken-out, zero-in-range (no ratio)."
        ),
    ]
    detail: Annotated[str, described("What differs, by how much or between whom.")]


class ComparabilityResponse(Response):
    """What the verdict is worth; incomparable means that leader, gap, ratio and lead are null."""

    status: Annotated[
        ComparabilityStatus,
        described("comparable: nothing differs; caution: read the reasons; incomparable: no verdict is given."),
    ]
    reasons: list[ReasonResponse]


class ComparisonResponse(AskedResponse):
    """Who leads, by how much, how sure, says who."""

    period: Annotated[str, described("The period asked for.")]
    tolerance: Annotated[Number, described("By what part of itself every end of every range was moved outwards.")]
    entries: list[EntryResponse]
    missing: list[MissingResponse]
    leader: Annotated[LeaderResponse | None, described("Null where the facts are incomparable.")]
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
            **asked(question, revision),
            "period": str(question.period),
            "tolerance": question.tolerance,
            "sentence": sentence(comparison),
        }
    )
