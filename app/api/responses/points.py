"""Points: what stands for a company in a period, and periods in which nothing does."""

from typing import Annotated

from app.api.responses.facts import DerivationResponse, PeriodResponse
from app.api.responses.shape import Number, Response, described
from app.domain.catalogue import Basis
from app.domain.series import GapCode, Point


class PointResponse(Response):
    """One period of one company."""

    period: Annotated[PeriodResponse, described("When it holds.")]
    value: Annotated[Number | None, described("Null where an input has no central figure.")]
    low: Annotated[Number | None, described("Null is open.")]
    high: Annotated[Number | None, described("Null is open.")]
    facts: Annotated[list[str], described("Ids of the facts that it comes from.")]
    basis: Annotated[Basis, described("Whether the figure is as first reported, or restated later.")]
    reported_as: Annotated[str | None, described("What the source calls it, where that matters.")]
    derivation: Annotated[DerivationResponse | None, described("Null where a source states the number itself.")]


class GapResponse(Response):
    """A period without a point; nothing is ever put in its place."""

    period: Annotated[PeriodResponse, described("The period that has no point.")]
    code: Annotated[
        GapCode,
        described(
            "no-fact-in-period: no fact; off-calendar: a fact of a moment at which no quarter ends; no-part, too-wide, "
            "several-segments: a part cannot be taken out; no-base: nothing to compare with; no-counterpart: no "
            "period of another company lies beside it; definition-differs, length-differs: not alike; "
            "not-positive: what it would be divided by."
        ),
    ]
    detail: Annotated[str, described("The same in words.")]


def point_response(point: Point) -> dict[str, object]:
    """Give a point's shape what it is filled from."""
    derivation = point.computed.derivation
    quantity = point.computed.quantity
    return {
        "period": point.period,
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "facts": point.facts,
        "basis": point.fact.basis,
        "reported_as": point.fact.reported_as,
        "derivation": point.fact.derivation if derivation.operation == "stated" else derivation,
    }
