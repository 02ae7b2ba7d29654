"""Checks: what sources claim, recomputed."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from app.api.dependencies import company_slugs, hold, page_of, slugs
from app.api.formats import LINKED, also_as
from app.api.queries import LONGEST_NAME, MOST_NAMES, Asked, LinkedQuery, Names, PageQuery, Slugs
from app.api.responses.claims import CheckPage, OneCheckResponse, check_page, one_check_response
from app.api.responses.linked import ClaimReviewResponse, answer_linked, review
from app.api.routing import StoreRoute
from app.domain.case import Case
from app.domain.catalogue import Catalogue, Claim, Company, Operation, Source
from app.domain.check import Check, check
from app.domain.material import Material
from app.store.citations import find_cited
from app.store.facts import find_facts_about, find_facts_of_sources, find_sources_of
from app.store.snapshot import Snapshot
from app.store.vocabulary import (
    EVERYTHING,
    ClaimFilter,
    Slice,
    find_claims,
    find_companies,
    find_metrics,
    find_segments,
    get_claim,
    get_metric,
    get_source,
)

router = APIRouter(prefix="/v1/checks", tags=["checks"], route_class=StoreRoute)

ClaimInPath = Annotated[str, Path(max_length=LONGEST_NAME, description="Slug of a claim.")]


class CheckQuery(PageQuery):
    """What checks may be filtered by; every list may be repeated and means any of its values."""

    company: Annotated[Names, Field(description="Slug, ticker or CIK.")] = ()
    metric: Annotated[Slugs, Field(description="Slug of a metric.")] = ()
    operation: Annotated[tuple[Operation, ...], Field(max_length=MOST_NAMES, description="How it is recomputed.")] = ()
    source: Annotated[Slugs, Field(description="Slug of the source that makes the claim.")] = ()


@router.get("", operation_id="list_checks")
async def list_checks(request: Request, response: Response, query: Asked[CheckQuery]) -> CheckPage:
    """List what sources claim, each claim recomputed from the facts, by the claim's slug.

    What is computed comes from the facts that would stand in a comparison, filings first, for the period that the
    claim speaks of; a figure is never held against the same source's own mention of it.
    """
    page = page_of(request, response, query)
    wanted = ClaimFilter(
        companies=company_slugs(page.snapshot, "company", query.company),
        metrics=slugs(page.snapshot, "metric", query.metric, get_metric),
        operations=query.operation,
        sources=slugs(page.snapshot, "source", query.source, get_source),
    )
    found = find_claims(page.snapshot, Slice(page.after, page.limit), wanted)
    items, cursor = page.cut(found, lambda claim: (claim.slug,))
    catalogue = _material(page.snapshot, items)
    checks = [check(Case(claim, catalogue)) for claim in items]
    companies, sources = _named(catalogue, items), _cited(page.snapshot, catalogue, checks)
    return check_page(checks, cursor, companies, sources, page.snapshot.revision)


@router.get(
    "/{claim}",
    operation_id="show_check",
    response_model=OneCheckResponse,
    responses=also_as(LINKED, ClaimReviewResponse),
)
async def show_check(
    request: Request, response: Response, claim: ClaimInPath, query: Asked[LinkedQuery]
) -> OneCheckResponse | Response:
    """Recompute one claim.

    As JSON-LD it is a ClaimReview of schema.org; what is not known of the source is absent from that. Addresses of
    ours are absolute where the server knows its own.
    """
    snapshot = hold(request, response, query)
    found = get_claim(snapshot, claim)
    catalogue = _material(snapshot, [found])
    checked = check(Case(found, catalogue))
    if query.format == "jsonld":
        origin = request.app.state.outside.known_origin
        shown = review(checked, get_source(snapshot, found.source), snapshot.revision, origin)
        return answer_linked(shown, response)
    companies, sources = _named(catalogue, [found]), _cited(snapshot, catalogue, [checked])
    return one_check_response(checked, companies, sources, snapshot.revision)


def _named(catalogue: Catalogue, claims: Sequence[Claim]) -> list[Company]:
    """Keep the companies that claims are about."""
    named = {company for claim in claims for company in claim.companies}
    return [company for company in catalogue.companies if company.slug in named]


def _cited(snapshot: Snapshot, catalogue: Catalogue, checks: Sequence[Check]) -> list[Source]:
    """Find the sources of claims, and of the facts that they are held against."""
    known = Material(catalogue.facts, {source.slug: source for source in catalogue.sources})
    claimants = [get_source(snapshot, slug) for slug in {each.claim.source for each in checks}]
    return find_cited(snapshot, {fact for each in checks for fact in each.facts}, known, claimants)


def _material(snapshot: Snapshot, claims: Sequence[Claim]) -> Catalogue:
    """Gather all that may be needed to recompute some claims."""
    companies = sorted({company for claim in claims for company in claim.companies})
    metrics = {metric for claim in claims for metric in (claim.metric, claim.than) if metric}
    facts = {fact.id: fact for fact in find_facts_about(snapshot, companies, metrics)} if metrics else {}
    own = {fact.id: fact for fact in find_facts_of_sources(snapshot, {claim.source for claim in claims})}
    every = tuple({**facts, **own}.values())
    return Catalogue(
        companies=tuple(find_companies(snapshot, EVERYTHING)),
        metrics=tuple(find_metrics(snapshot, EVERYTHING)),
        segments=tuple(find_segments(snapshot, EVERYTHING, companies=tuple(companies))),
        facts=every,
        sources=tuple(find_sources_of(snapshot, every).values()),
    )
