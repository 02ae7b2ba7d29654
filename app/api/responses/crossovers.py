"""Crossovers: when the lead changed hands."""

from typing import Annotated

from app.api.responses.claims import ClaimResponse, claim_response
from app.api.responses.comparison import (
    ComparabilityResponse,
    ComputedResponse,
    MetricReference,
    MissingResponse,
)
from app.api.responses.facts import DerivationResponse
from app.api.responses.series import PointResponse, point_response
from app.api.responses.shape import DatasetReference, Response, described
from app.domain import catalogue
from app.domain.crossover import Crossover, Crossovers, Row
from app.domain.period import Frequency
from app.domain.summary import sentence_of_crossovers


class CompanyPointResponse(PointResponse):
    """One company's period in a row."""

    company: str


class RowResponse(Response):
    """One period of each company, side by side."""

    label: Annotated[str, described("The periods in the order of the companies: FY2025/FY2026.")]
    frame: Annotated[str | None, described("The calendar year or quarter of the first, as the SEC's frames name it.")]
    leader: Annotated[str | None, described("Null where two are level or nobody can say.")]
    decided: Annotated[bool, described("Whether the leader's range lies wholly beyond every other's.")]
    days_apart: int
    gap: Annotated[ComputedResponse, described("The first place minus the second.")]
    points: list[CompanyPointResponse]


class CrossoverResponse(Response):
    """A change of hands."""

    from_: Annotated[str, described("Who led before.", alias="from")]
    to: Annotated[str, described("Who leads after.")]
    before: RowResponse
    after: RowResponse
    days_apart: Annotated[int, described("How far apart the companies' periods end, after the change.")]
    decided: Annotated[bool, described("Whether the ranges decide who led before and who leads after.")]
    comparability: Annotated[ComparabilityResponse, described("Of the facts after the change.")]
    derivation: Annotated[DerivationResponse, described("a and c are those of who leads after.")]


class CrossoversResponse(Response):
    """Every time that the lead changed hands."""

    metric: MetricReference
    line: Annotated[catalogue.Line | None, described("The line of business; null for whole companies.")]
    without: Annotated[list[str], described("What was taken out of the totals.")]
    frequency: Frequency
    compared: Annotated[int, described("How many periods could be set side by side.")]
    first: Annotated[RowResponse, described("The oldest of them.")]
    last: Annotated[RowResponse, described("The newest of them.")]
    crossovers: Annotated[list[CrossoverResponse], described("Oldest first.")]
    stated: Annotated[list[ClaimResponse], described("What sources claim about the lead, whatever is computed.")]
    missing: list[MissingResponse]
    sentence: str
    dataset: DatasetReference


def crossovers_response(found: Crossovers, stated: list[catalogue.Claim], revision: int) -> CrossoversResponse:
    """Fill the shape of crossovers."""
    question = found.question
    return CrossoversResponse.model_validate(
        {
            "metric": question.metric,
            "line": question.line,
            "without": question.without.names if question.without else (),
            "frequency": found.frequency,
            "compared": len(found.rows),
            "first": _row(found.rows[0]),
            "last": _row(found.rows[-1]),
            "crossovers": [_crossover(each) for each in found.crossovers],
            "stated": [claim_response(claim) for claim in stated],
            "missing": found.missing,
            "sentence": sentence_of_crossovers(found),
            "dataset": {"revision": revision},
        }
    )


def _crossover(crossover: Crossover) -> dict[str, object]:
    return {
        "from": crossover.from_company,
        "to": crossover.to_company,
        "before": _row(crossover.before),
        "after": _row(crossover.after),
        "days_apart": crossover.days_apart,
        "decided": crossover.decided,
        "comparability": crossover.comparability,
        "derivation": crossover.derivation,
    }


def _row(row: Row) -> dict[str, object]:
    return {
        "label": row.label,
        "frame": row.frame,
        "leader": row.leader,
        "decided": row.decided,
        "days_apart": row.days_apart,
        "gap": row.gap,
        "points": [{"company": point.fact.company, **point_response(point)} for point in row.points],
    }
