"""Series: a metric through time, and what is made of it."""

from collections.abc import Sequence
from typing import Annotated

from app.api.responses.comparison import MetricReference, MissingResponse
from app.api.responses.facts import DerivationResponse, PeriodResponse
from app.api.responses.shape import DatasetReference, Number, Response, described
from app.domain import catalogue
from app.domain.period import Frequency
from app.domain.quantity import Unit
from app.domain.question import Missing, Question
from app.domain.series import GapCode, Line, Point
from app.domain.transform import FORMULAS, Transform, unit_of


class PointResponse(Response):
    """One period of one company."""

    period: PeriodResponse
    value: Annotated[Number | None, described("Null where an input has no central figure.")]
    low: Annotated[Number | None, described("Null is open.")]
    high: Annotated[Number | None, described("Null is open.")]
    facts: Annotated[list[str], described("Ids of the facts that it comes from.")]
    basis: catalogue.Basis
    reported_as: Annotated[str | None, described("What the source calls it, where that matters.")]
    derivation: Annotated[DerivationResponse | None, described("Null where a source states the number itself.")]


class GapResponse(Response):
    """A period without a point; nothing is ever put in its place."""

    period: PeriodResponse
    code: GapCode
    detail: str


class BreakResponse(Response):
    """A period from which on something else is reported under the same metric."""

    period: PeriodResponse
    code: str
    detail: str


class LineResponse(Response):
    """One company through time, oldest first."""

    company: Annotated[str, described("Slug.")]
    points: list[PointResponse]
    gaps: list[GapResponse]
    breaks: list[BreakResponse]


class SeriesResponse(Response):
    """A metric of some companies through time."""

    metric: MetricReference
    line: Annotated[catalogue.Line | None, described("The line of business; null for whole companies.")]
    without: Annotated[list[str], described("What was taken out of the totals.")]
    frequency: Frequency
    transform: Transform
    formula: Annotated[str, described("What each point is computed by, from a level x.")]
    unit: Annotated[Unit, described("Of the points. An index is 100 in its base period.")]
    series: list[LineResponse]
    missing: list[MissingResponse]
    dataset: DatasetReference


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


def series_response(  # noqa: PLR0913  all of an answer
    question: Question,
    frequency: Frequency,
    transform: Transform,
    *,
    lines: Sequence[Line],
    missing: Sequence[Missing],
    revision: int,
) -> SeriesResponse:
    """Fill the shape of a series."""
    return SeriesResponse.model_validate(
        {
            "metric": question.metric,
            "line": question.line,
            "without": question.without.names if question.without else (),
            "frequency": frequency,
            "transform": transform,
            "formula": FORMULAS[transform],
            "unit": unit_of(transform, question.metric),
            "series": [
                {
                    "company": line.company.slug,
                    "points": [point_response(point) for point in line.points],
                    "gaps": line.gaps,
                    "breaks": line.breaks,
                }
                for line in lines
            ],
            "missing": missing,
            "dataset": {"revision": revision},
        }
    )
