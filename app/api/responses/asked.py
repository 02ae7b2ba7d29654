"""What was asked, as every answer about companies and a metric repeats it: an answer that is kept explains itself."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from app.api.responses.citing import cited_sources, names_of
from app.api.responses.shape import Response, described
from app.domain.catalogue import Line, Source
from app.domain.quantity import Unit
from app.domain.question import MissingCode, Question


class MetricReference(Response):
    """The metric that is asked about."""

    slug: Annotated[str, described("Slug of the metric.")]
    name: Annotated[str, described("What it is called.")]
    unit: Annotated[Unit, described("What it is counted in.")]


class MissingResponse(Response):
    """What an answer lacks: of a company that cannot answer, of a part, or of a source whose day is not known."""

    company: Annotated[str, described("Slug of the company that it concerns.")]
    code: Annotated[
        MissingCode,
        described(
            "no-fact: none at all; no-fact-in-period, no-fact-from-source: none there; no-segment, several-segments: "
            "the company has none, or more than one, in that line of business; no-part: no figure of a part; too-wide: "
            "a part is known by its order of magnitude only; too-few-periods: fewer than are needed; undated-source: "
            "left out as of a day, for nobody knows when it was published."
        ),
    ]
    needs: Annotated[str, described("What would be needed.")]
    nearest: Annotated[str | None, described("Id of the nearest fact at hand; null where there is none.")]


class AskedResponse(Response):
    """An answer about a metric of some companies, with what was asked."""

    metric: Annotated[MetricReference, described("The metric that was asked about.")]
    line: Annotated[Line | None, described("The line of business asked about; null for whole companies.")]
    without: Annotated[list[str], described("Segments and lines of business that were taken out of the totals.")]
    nothing_taken_out: Annotated[list[str], described("Companies that have no segment in what was taken out.")]
    source: Annotated[str | None, described("The one source that was asked for; null for all.")]
    as_of: Annotated[date | None, described("The day by which it was published; null for whenever.")]


def asked(question: Question, sources: Sequence[Source], revision: int) -> dict[str, object]:
    """Repeat a question, and say from which sources and which revision it is answered."""
    without = question.without
    return {
        "metric": question.metric,
        "line": question.line,
        "without": without.slugs if without else (),
        "nothing_taken_out": without.untouched if without else (),
        "source": question.source,
        "as_of": question.as_of,
        "names": names_of(question.companies),
        "sources": cited_sources(sources),
        "dataset": {"revision": revision},
    }
