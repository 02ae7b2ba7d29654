"""Crossovers: when the lead changed hands."""

from collections.abc import Sequence
from typing import Annotated

from app.api.responses.asked import AskedResponse, MissingResponse, asked
from app.api.responses.citing import Names, Sources
from app.api.responses.claims import ClaimResponse, claim_response
from app.api.responses.comparison import ComparabilityResponse, ComputedResponse
from app.api.responses.facts import DerivationResponse
from app.api.responses.points import GapResponse, PointResponse, point_response
from app.api.responses.shape import FromRevision, Response, attributes_of, described
from app.domain import catalogue
from app.domain.crossover import Crossover, Crossovers, Row
from app.domain.period import Frequency
from app.domain.question import Missing
from app.domain.summary import sentence_of_crossovers


class CompanyPointResponse(PointResponse):
    """One company's period in a row."""

    company: Annotated[str, described("Slug of the company.")]


class LeadResponse(Response):
    """Who leads in one period of each company, side by side."""

    label: Annotated[str, described("The periods in the order of the companies: FY2025/FY2026.")]
    frame: Annotated[str | None, described("The calendar year or quarter of the first, as the SEC's frames name it.")]
    leader: Annotated[str | None, described("Null where two are level or nobody can say.")]
    decided: Annotated[bool, described("Whether the leader's range lies wholly beyond every other's.")]
    days_apart: Annotated[int, described("How far apart the companies' periods end.")]


class RowResponse(LeadResponse):
    """One period of each company, side by side, with the figures."""

    gap: Annotated[ComputedResponse, described("The first place minus the second.")]
    points: Annotated[
        list[CompanyPointResponse], described("The companies' figures, in the order of the companies asked for.")
    ]


class CompanyGapResponse(GapResponse):
    """A period of one company that is in no row, and why."""

    company: Annotated[str, described("Slug of the company.")]


class CrossoverResponse(Response):
    """A change of hands."""

    from_: Annotated[str, described("Who led before.", alias="from")]
    to: Annotated[str, described("Who leads after.")]
    before: Annotated[RowResponse, described("The last periods in which the one led.")]
    after: Annotated[RowResponse, described("The first periods in which the other leads.")]
    days_apart: Annotated[int, described("How far apart the companies' periods end, after the change.")]
    decided: Annotated[bool, described("Whether the ranges decide who led before and who leads after.")]
    comparability: Annotated[ComparabilityResponse, described("Of the facts after the change.")]
    derivation: Annotated[DerivationResponse, described("a and c are those of who leads after.")]


class CrossoversResponse(AskedResponse):
    """Every time that the lead changed hands."""

    frequency: Annotated[Frequency, described("Whether years or quarters are set side by side.")]
    compared: Annotated[int, described("How many periods could be set side by side.")]
    first: Annotated[RowResponse, described("The oldest of them.")]
    last: Annotated[RowResponse, described("The newest of them.")]
    rows: Annotated[list[LeadResponse], described("Who leads in each of them, oldest first.")]
    gaps: Annotated[list[CompanyGapResponse], described("Periods of a company that could not be set beside others.")]
    crossovers: Annotated[list[CrossoverResponse], described("Oldest first.")]
    stated: Annotated[list[ClaimResponse], described("What sources claim about the lead, whatever is computed.")]
    missing: Annotated[list[MissingResponse], described("What the companies lack, and sources left out as of a day.")]
    sentence: Annotated[str, described("How often the lead changed hands, and when last, in a sentence.")]
    names: Names
    sources: Sources
    dataset: FromRevision


def crossovers_response(
    found: Crossovers,
    stated: Sequence[catalogue.Claim],
    missing: Sequence[Missing],
    sources: Sequence[catalogue.Source],
    revision: int,
) -> CrossoversResponse:
    """Fill the shape of crossovers."""
    return CrossoversResponse.model_validate(
        {
            **asked(found.question, sources, revision),
            "frequency": found.frequency,
            "compared": len(found.rows),
            "first": _row(found.rows[0]),
            "last": _row(found.rows[-1]),
            "rows": found.rows,
            "gaps": [{"company": company, **attributes_of(gap, GapResponse)} for company, gap in found.gaps],
            "crossovers": [crossover_object(each) for each in found.crossovers],
            "stated": [claim_response(claim) for claim in stated],
            "missing": missing,
            "sentence": sentence_of_crossovers(found),
        }
    )


def crossover_object(crossover: Crossover) -> dict[str, object]:
    """Give the shape of a change of hands what it is filled from."""
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
        **attributes_of(row, RowResponse),
        "points": [{"company": point.fact.company, **point_response(point)} for point in row.points],
    }
