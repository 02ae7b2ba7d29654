"""Series: a metric through time, and what is made of it."""

from collections.abc import Sequence
from typing import Annotated

from app.api.responses.asked import AskedResponse, MissingResponse, asked
from app.api.responses.facts import DerivationResponse, PeriodResponse
from app.api.responses.shape import DatasetReference, Number, Response, described
from app.domain import catalogue
from app.domain.period import Frequency
from app.domain.quantity import Unit
from app.domain.question import Missing, Question
from app.domain.series import BreakCode, GapCode, Line, Point
from app.domain.transform import Over, ShareOf, Transform, Transformation, unit_of
from app.domain.window import Window


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
    code: Annotated[
        GapCode,
        described(
            "no-fact-in-period: no fact; off-calendar: a fact of a moment at which no quarter ends; no-part, too-wide, "
            "several-segments: a part cannot be taken out; no-base: nothing to compare with; no-counterpart: no "
            "period of another company lies beside it; definition-differs, length-differs: not alike; "
            "not-positive: what it would be divided by."
        ),
    ]
    detail: str


class BreakResponse(Response):
    """A period from which on the figures are not like those before: growth over a break says less."""

    period: PeriodResponse
    code: Annotated[
        BreakCode,
        described(
            "definition-differs: something else is reported under the same metric; basis-differs: figures are restated "
            "from here on, and not before."
        ),
    ]
    detail: str


class LineResponse(Response):
    """One company through time, oldest first."""

    company: Annotated[str, described("Slug.")]
    points: list[PointResponse]
    gaps: list[GapResponse]
    breaks: list[BreakResponse]


class SeriesResponse(AskedResponse):
    """A metric of some companies through time."""

    frequency: Frequency
    transform: Transform
    over: Annotated[Over | None, described("Of change and growth; else null.")]
    base: Annotated[str | None, described("Of an index: the period asked for; null for the first that all have.")]
    share_of: Annotated[ShareOf | None, described("Of a share; else null.")]
    from_: Annotated[str | None, described("As asked for.", alias="from")]
    to: Annotated[str | None, described("As asked for.")]
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
    request: Transformation,
    frequency: Frequency,
    window: Window,
    *,
    lines: Sequence[Line],
    missing: Sequence[Missing],
    revision: int,
) -> SeriesResponse:
    """Fill the shape of a series."""
    return SeriesResponse.model_validate(
        {
            **asked(question, revision),
            "frequency": frequency,
            "transform": request.transform,
            "over": request.over,
            "base": request.base and request.base.text,
            "share_of": request.share_of,
            "from": window.start and window.start.text,
            "to": window.end and window.end.text,
            "formula": request.formula,
            "unit": unit_of(request.transform, question.metric),
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
        }
    )
