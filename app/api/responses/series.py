"""Series: a metric through time, and what is made of it."""

from collections.abc import Sequence
from typing import Annotated

from app.api.responses.asked import AskedResponse, MissingResponse, asked
from app.api.responses.citing import Names, Sources
from app.api.responses.crossovers import CrossoverResponse, crossover_object
from app.api.responses.facts import PeriodResponse
from app.api.responses.points import GapResponse, PointResponse, point_response
from app.api.responses.shape import FromRevision, Response, described
from app.domain.catalogue import Source
from app.domain.history import History
from app.domain.period import Frequency
from app.domain.quantity import Unit
from app.domain.series import BreakCode
from app.domain.transform import Over, ShareOf, Transform, unit_of


class BreakResponse(Response):
    """A period from which on the figures are not like those before: growth over a break says less."""

    period: Annotated[PeriodResponse, described("The first period of the new kind.")]
    code: Annotated[
        BreakCode,
        described(
            "definition-differs: something else is reported under the same metric; basis-differs: figures are restated "
            "from here on, and not before."
        ),
    ]
    detail: Annotated[str, described("The same in words.")]


class LineResponse(Response):
    """One company through time, oldest first."""

    company: Annotated[str, described("Slug.")]
    points: Annotated[list[PointResponse], described("Its figures, oldest first.")]
    gaps: Annotated[list[GapResponse], described("Periods without a point, each with its reason.")]
    breaks: Annotated[list[BreakResponse], described("Periods from which on figures are not like those before.")]


class SeriesResponse(AskedResponse):
    """A metric of some companies through time."""

    frequency: Annotated[Frequency, described("Whether the points are years or quarters.")]
    transform: Annotated[Transform, described("What was made of the levels.")]
    over: Annotated[Over | None, described("Of change and growth; else null.")]
    base: Annotated[str | None, described("Of an index: the period asked for; null for the first that all have.")]
    share_of: Annotated[ShareOf | None, described("Of a share; else null.")]
    from_: Annotated[str | None, described("As asked for.", alias="from")]
    to: Annotated[str | None, described("As asked for.")]
    formula: Annotated[str, described("What each point is computed by, from a level x.")]
    unit: Annotated[Unit, described("Of the points. An index is 100 in its base period.")]
    series: Annotated[list[LineResponse], described("A line for each company, in the order asked for.")]
    crossovers: Annotated[
        list[CrossoverResponse] | None,
        described(
            "Of levels: every time that the lead changed hands, oldest first, as /v1/crossovers has them. Null of what "
            "is made of levels, and where fewer than two periods lie side by side."
        ),
    ]
    missing: Annotated[
        list[MissingResponse], described("What companies lack that have no line, and sources left out as of a day.")
    ]
    sentence: Annotated[str, described("How often the lead changed hands; else the newest point of each company.")]
    names: Names
    sources: Sources
    dataset: FromRevision


def series_response(history: History, sources: Sequence[Source], revision: int) -> SeriesResponse:
    """Fill the shape of a series."""
    made, window = history.made, history.window
    return SeriesResponse.model_validate(
        {
            **asked(history.question, sources, revision),
            "frequency": history.frequency,
            "transform": made.transform,
            "over": made.over,
            "base": made.base and made.base.text,
            "share_of": made.share_of,
            "from": window.start and window.start.text,
            "to": window.end and window.end.text,
            "formula": made.formula,
            "unit": unit_of(made.transform, history.question.metric),
            "series": [
                {
                    "company": line.company.slug,
                    "points": [point_response(point) for point in line.points],
                    "gaps": line.gaps,
                    "breaks": line.breaks,
                }
                for line in history.lines
            ],
            "crossovers": history.changes and [crossover_object(each) for each in history.changes.crossovers],
            "missing": history.missing,
            "sentence": history.sentence,
        }
    )
