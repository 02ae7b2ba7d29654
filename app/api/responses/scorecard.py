"""Scorecards: what companies share, compared, and what only one has."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from app.api.responses.asked import MetricReference, MissingResponse
from app.api.responses.comparison import ComparisonResponse, comparison_object
from app.api.responses.shape import FromRevision, Response, described
from app.domain import catalogue
from app.domain.comparison import Comparison
from app.domain.scorecard import Scorecard


class OnlyOneResponse(Response):
    """A metric that one company alone has facts about."""

    company: Annotated[str, described("Slug of the company that has them.")]
    metric: Annotated[MetricReference, described("The metric.")]
    line: Annotated[catalogue.Line | None, described("The line of business; null for whole companies.")]
    facts: Annotated[list[str], described("Ids of facts.")]


class RefusedResponse(Response):
    """A metric that several companies have facts about, but not so that they can be compared as asked."""

    metric: Annotated[MetricReference, described("The metric.")]
    line: Annotated[catalogue.Line | None, described("The line of business; null for whole companies.")]
    missing: Annotated[list[MissingResponse], described("What each company lacks.")]


class ScorecardResponse(Response):
    """Every metric that at least two companies share, compared, and what only one has."""

    companies: Annotated[list[str], described("Slugs of the companies, as asked for.")]
    shared: Annotated[list[ComparisonResponse], described("A comparison of each metric that at least two share.")]
    only: Annotated[list[OnlyOneResponse], described("Metrics that one company alone has facts about.")]
    refused: Annotated[list[RefusedResponse], described("What is shared, but has too few facts for the period asked.")]
    dataset: FromRevision


def scorecard_object(
    companies: Iterable[catalogue.Company],
    card: Scorecard,
    shared: Iterable[tuple[Comparison, Sequence[catalogue.Source]]],
    revision: int,
) -> dict[str, object]:
    """Return a scorecard as ScorecardResponse shapes it, ready to be written as JSON; `shared` has its sources."""
    return {
        "companies": [company.slug for company in companies],
        "shared": [comparison_object(comparison, sources, revision) for comparison, sources in shared],
        "only": [OnlyOneResponse.model_validate(each) for each in card.only],
        "refused": [RefusedResponse.model_validate(each) for each in card.refused],
        "dataset": {"revision": revision},
    }
