"""Comparisons: who leads, by how much, how sure, says who."""

from fastapi import APIRouter, Request, Response

from app.api.answering import ComparisonQuery, answer_comparison
from app.api.dependencies import hold
from app.api.queries import Asked, DatasetQuery
from app.api.questions import CompaniesText, PeriodText, read_companies, read_period
from app.api.responses.comparison import ComparisonResponse, comparison_object
from app.api.responses.scorecard import ScorecardResponse, scorecard_object
from app.api.responses.strategies import StrategiesResponse, strategies_response
from app.api.routing import StoreRoute, as_json
from app.domain.catalogue import Catalogue
from app.domain.material import Material
from app.domain.scorecard import scorecard
from app.domain.strategies import strategies
from app.store.citations import find_cited
from app.store.facts import find_facts_about, find_facts_of_initiatives, find_sources_of
from app.store.vocabulary import (
    EVERYTHING,
    InitiativeFilter,
    StatementFilter,
    find_initiatives,
    find_metrics,
    find_segments,
    find_statements,
    get_company,
    get_source,
)

router = APIRouter(prefix="/v1/compare", tags=["comparisons"], route_class=StoreRoute)


class StrategiesQuery(DatasetQuery):
    """Which companies are lined up."""

    companies: CompaniesText


class ScorecardQuery(DatasetQuery):
    """Which companies are compared, and for which period."""

    companies: CompaniesText
    period: PeriodText = "latest"


@router.get("", operation_id="compare", response_model=ComparisonResponse)
async def show_comparison(request: Request, response: Response, query: Asked[ComparisonQuery]) -> Response:
    """Compare a metric of some companies: who leads, by how much, how sure, and from which facts.

    Every range comes from the figures as printed; `gap` is rank 1 minus rank 2, `ratio` rank 1 over
    rank 2, `lead` the gap over rank 2, each with the facts that it was computed from. `without` takes segments or
    lines of business out of the totals, as far as the sources say how much these are; where a source gives a share
    only, a range of the total is taken out.
    """
    snapshot = hold(request, response, query)
    found, sources = answer_comparison(snapshot, query)
    return as_json(comparison_object(found, sources, snapshot.revision), response)


@router.get("/scorecard", operation_id="compare_scorecard", response_model=ScorecardResponse)
async def show_scorecard(request: Request, response: Response, query: Asked[ScorecardQuery]) -> Response:
    """Compare every metric that at least two of the companies share, and list what only one has."""
    snapshot = hold(request, response, query)
    companies = read_companies(snapshot, query.companies)
    period = read_period(snapshot, companies, query.period)
    slugs = tuple(company.slug for company in companies)
    facts = find_facts_about(snapshot, slugs)
    catalogue = Catalogue(
        metrics=tuple(find_metrics(snapshot, EVERYTHING)),
        segments=tuple(find_segments(snapshot, EVERYTHING, companies=slugs)),
        facts=tuple(facts),
        sources=tuple(find_sources_of(snapshot, facts).values()),
    )
    known = Material(catalogue.facts, {source.slug: source for source in catalogue.sources})
    card = scorecard(companies, catalogue, period)
    shared = [(each, find_cited(snapshot, each.facts, known)) for each in card.shared]
    return as_json(scorecard_object(companies, card, shared, snapshot.revision), response)


@router.get("/strategies", operation_id="compare_strategies")
async def show_strategies(request: Request, response: Response, query: Asked[StrategiesQuery]) -> StrategiesResponse:
    """Line up what companies do with AI and what is said of them; a cell that nothing fills says so."""
    snapshot = hold(request, response, query)
    compared = read_companies(snapshot, query.companies)
    slugs = [company.slug for company in compared]
    initiatives = find_initiatives(snapshot, EVERYTHING, InitiativeFilter(companies=slugs))
    statements = find_statements(snapshot, EVERYTHING, StatementFilter(companies=slugs))
    facts = find_facts_of_initiatives(snapshot, [initiative.slug for initiative in initiatives])
    found = strategies(compared, initiatives, statements)
    named = [get_company(snapshot, slug) for slug in found.named]
    known = Material(tuple(facts), find_sources_of(snapshot, facts))
    sources = find_cited(snapshot, [fact.id for fact in facts], known, [get_source(snapshot, s) for s in found.sources])
    return strategies_response(found, facts, named, sources, snapshot.revision)
