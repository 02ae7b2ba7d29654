"""Comparisons: who leads, by how much, how sure, says who."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.dependencies import LONGEST_NAME, SnapshotDep, resolve, resolve_companies
from app.api.problems import ProblemError, unreadable_period
from app.api.responses.comparison import ComparisonResponse, comparison_response
from app.api.responses.scorecard import ScorecardResponse, scorecard_response
from app.api.responses.strategies import StrategiesResponse, strategies_response
from app.domain.catalogue import Catalogue, Company, Line, Segment
from app.domain.comparison import compare
from app.domain.errors import UnreadablePeriodError
from app.domain.question import FEWEST_COMPANIES, Question
from app.domain.scorecard import scorecard, segments_in_line
from app.domain.standing import PERIOD_REQUESTS, PeriodRequest, read_period_request
from app.domain.strategies import strategies
from app.store.facts import find_facts_about, find_facts_of_initiatives, find_sources_of
from app.store.snapshot import Snapshot
from app.store.vocabulary import (
    EVERYTHING,
    InitiativeFilter,
    StatementFilter,
    find_initiatives,
    find_metrics,
    find_segments,
    find_statements,
    get_company,
    get_metric,
    get_segment,
    get_source,
)

router = APIRouter(prefix="/v1/compare", tags=["comparisons"])

MOST_COMPANIES = 20
LONGEST_LIST = 1000

CompaniesText = Annotated[
    str,
    Query(
        alias="companies",
        max_length=LONGEST_LIST,
        description=f"Up to {MOST_COMPANIES} companies with commas between: slugs, tickers or CIKs.",
    ),
]
PeriodText = Annotated[
    str,
    Query(
        alias="period",
        max_length=LONGEST_LIST,
        description=f"{PERIOD_REQUESTS}. `latest` is each company's newest; CY follows the SEC's frames: the fiscal "
        "period that covers most of that calendar year or quarter.",
    ),
]
SlugText = Annotated[str | None, Query(max_length=LONGEST_NAME)]


def companies_in_query(snapshot: SnapshotDep, companies: CompaniesText) -> tuple[Company, ...]:
    """Return the companies asked for. Raises ProblemError."""
    found = resolve_companies(snapshot, "companies", [name.strip() for name in companies.split(",")])
    if len(found) > MOST_COMPANIES:
        allowed = f"at most {MOST_COMPANIES} companies"
        detail = f"companies must be {allowed}, not {len(found)}"
        raise ProblemError("out-of-range", detail, {"parameter": "companies", "allowed": [allowed]})
    return found


CompaniesDep = Annotated[tuple[Company, ...], Depends(companies_in_query)]


def period_in_query(snapshot: SnapshotDep, companies: CompaniesDep, period: PeriodText = "latest") -> PeriodRequest:
    """Read the period asked for, the companies in it by slug. Raises ProblemError."""
    try:
        asked = read_period_request(period)
    except UnreadablePeriodError as error:
        raise unreadable_period("period", error) from error
    by_company = [(resolve(snapshot, "period", name, get_company).slug, label) for name, label in asked.by_company]
    named, compared = [company for company, _ in by_company], {company.slug for company in companies}
    if len(set(named)) < len(named) or not compared.issuperset(named):
        detail = f"period names companies that are compared, each once, not {', '.join(named)}"
        raise ProblemError("invalid-value", detail, {"parameter": "period"})
    return PeriodRequest(asked.label, tuple(by_company))


PeriodDep = Annotated[PeriodRequest, Depends(period_in_query)]


def question_in_query(  # noqa: PLR0913  one parameter of the URL each
    snapshot: SnapshotDep,
    companies: CompaniesDep,
    period: PeriodDep,
    metric: Annotated[str, Query(max_length=LONGEST_NAME, description="Slug of a metric.")],
    *,
    segment: Annotated[SlugText, Query(description="A segment; others are compared by theirs in its line.")] = None,
    line: Annotated[Line | None, Query(description="A line of business, instead of a segment.")] = None,
    source: Annotated[SlugText, Query(description="Take facts from this source only.")] = None,
    tolerance: Annotated[
        float, Query(ge=0, lt=1, allow_inf_nan=False, description="Move every end outwards by this part of itself.")
    ] = 0,
) -> Question:
    """Read what is asked. Raises ProblemError."""
    if len(companies) < FEWEST_COMPANIES:
        detail = f"companies names {companies[0].slug} alone; a comparison needs at least {FEWEST_COMPANIES}"
        raise ProblemError("too-few-facts", detail, {"parameter": "companies"})
    part = None if segment is None else resolve(snapshot, "segment", segment, get_segment)
    if part and line:
        raise ProblemError("invalid-value", "give segment or line, not both", {"parameter": "line"})
    if part and part.company not in {company.slug for company in companies}:
        detail = f"{part.slug} is a segment of {part.company}, which is not among the companies"
        raise ProblemError("invalid-value", detail, {"parameter": "segment"})
    in_line = part.line if part else line
    return Question(
        metric=resolve(snapshot, "metric", metric, get_metric),
        companies=companies,
        segments=_segments(snapshot, companies, in_line, part) if in_line else None,
        line=in_line,
        period=period,
        source=None if source is None else resolve(snapshot, "source", source, get_source).slug,
        tolerance=Decimal(repr(tolerance)),
    )


QuestionDep = Annotated[Question, Depends(question_in_query)]


@router.get("", operation_id="compare")
def show_comparison(question: QuestionDep, snapshot: SnapshotDep) -> ComparisonResponse:
    """Compare a metric of some companies: who leads, by how much, how sure, and from which facts.

    Every range comes from the figures as printed; `gap` is rank 1 minus rank 2, `ratio` rank 1 over
    rank 2, `lead` the gap over rank 2, each with the facts that it was computed from.
    """
    facts = find_facts_about(snapshot, [company.slug for company in question.companies], question.metric.slug)
    comparison = compare(question, facts, find_sources_of(snapshot, facts))
    return comparison_response(comparison, snapshot.revision)


@router.get("/scorecard", operation_id="compare_scorecard")
def show_scorecard(companies: CompaniesDep, period: PeriodDep, snapshot: SnapshotDep) -> ScorecardResponse:
    """Compare every metric that at least two of the companies share, and list what only one has."""
    named = [company.slug for company in companies]
    facts = find_facts_about(snapshot, named)
    catalogue = Catalogue(
        metrics=tuple(find_metrics(snapshot, EVERYTHING)),
        segments=tuple(find_segments(snapshot, EVERYTHING, companies=named)),
        facts=tuple(facts),
        sources=tuple(find_sources_of(snapshot, facts).values()),
    )
    return scorecard_response(companies, scorecard(companies, catalogue, period), snapshot.revision)


@router.get("/strategies", operation_id="compare_strategies")
def show_strategies(companies: CompaniesDep, snapshot: SnapshotDep) -> StrategiesResponse:
    """Line up what companies do with AI and what is said of them; a cell that nothing fills says so."""
    named = [company.slug for company in companies]
    initiatives = find_initiatives(snapshot, EVERYTHING, InitiativeFilter(companies=named))
    statements = find_statements(snapshot, EVERYTHING, StatementFilter(companies=named))
    facts = find_facts_of_initiatives(snapshot, [initiative.slug for initiative in initiatives])
    return strategies_response(strategies(companies, initiatives, statements), facts, snapshot.revision)


def _segments(
    snapshot: Snapshot, companies: Sequence[Company], line: Line, part: Segment | None
) -> Mapping[str, Sequence[Segment]]:
    """Return each company's segments in a line, and for the company of a segment that is named, that one."""
    found = find_segments(snapshot, EVERYTHING, companies=[company.slug for company in companies], lines=[line])
    return {**segments_in_line(line, found), **({part.company: [part]} if part else {})}
