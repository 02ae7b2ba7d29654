"""Scorecards: what companies share, compared, and what only one has."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from app.api.responses.asked import MetricReference, MissingResponse
from app.api.responses.comparison import ComparisonResponse, comparison_object
from app.api.responses.shape import DatasetReference, Response, described
from app.domain import catalogue
from app.domain.comparison import Comparison
from app.domain.scorecard import Scorecard


class OnlyOneResponse(Response):
    """A metric that one company alone has facts about."""

    company: str
    metric: MetricReference
    line: catalogue.Line | None
    facts: Annotated[list[str], described("Ids of facts.")]


class RefusedResponse(Response):
    """A metric that several companies have facts about, but not so that they can be compared as asked."""

    metric: MetricReference
    line: catalogue.Line | None
    missing: list[MissingResponse]


class ScorecardResponse(Response):
    """Every metric that at least two companies share, compared, and what only one has."""

    companies: list[str]
    shared: list[ComparisonResponse]
    only: list[OnlyOneResponse]
    refused: Annotated[list[RefusedResponse], described("What is shared, but has too few facts for the period asked.")]
    dataset: DatasetReference


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
