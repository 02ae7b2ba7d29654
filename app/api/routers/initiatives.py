"""Initiatives: what companies do with AI."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import SlugInPath, company_slugs, hold, page_of
from app.api.queries import MOST_NAMES, Asked, DatasetQuery, Names, PageQuery
from app.api.responses.vocabulary import (
    InitiativePage,
    InitiativeResponse,
    ids_by_initiative,
    initiative_response,
)
from app.api.routing import StoreRoute
from app.domain.catalogue import Approach, InitiativeKind
from app.store.facts import find_facts_of_initiatives
from app.store.vocabulary import InitiativeFilter, Slice, find_initiatives, get_initiative

router = APIRouter(prefix="/v1/initiatives", tags=["initiatives"], route_class=StoreRoute)


class InitiativeQuery(PageQuery):
    """What initiatives may be filtered by; every list may be repeated and means any of its values."""

    company: Annotated[Names, Field(description="Slug, ticker or CIK.")] = ()
    kind: Annotated[tuple[InitiativeKind, ...], Field(max_length=MOST_NAMES, description="What it is.")] = ()
    approach: Annotated[tuple[Approach, ...], Field(max_length=MOST_NAMES, description="How it is done.")] = ()
    partner: Annotated[Names, Field(description="A company that it is done with: slug, ticker or CIK.")] = ()


@router.get("", operation_id="list_initiatives")
async def list_initiatives(request: Request, response: Response, query: Asked[InitiativeQuery]) -> InitiativePage:
    """List AI initiatives, by slug."""
    page = page_of(request, response, query)
    wanted = InitiativeFilter(
        companies=company_slugs(page.snapshot, "company", query.company),
        kinds=query.kind,
        approaches=query.approach,
        partners=company_slugs(page.snapshot, "partner", query.partner),
    )
    found = find_initiatives(page.snapshot, Slice(page.after, page.limit), wanted)
    items, cursor = page.cut(found, lambda initiative: (initiative.slug,))
    ids = ids_by_initiative(find_facts_of_initiatives(page.snapshot, [initiative.slug for initiative in items]))
    return InitiativePage(items=[initiative_response(initiative, ids) for initiative in items], next=cursor)


@router.get("/{initiative}", operation_id="show_initiative")
async def show_initiative(
    request: Request, response: Response, initiative: SlugInPath, query: Asked[DatasetQuery]
) -> InitiativeResponse:
    """Show an initiative with its partners and the ids of the facts stated about it."""
    snapshot = hold(request, response, query)
    found = get_initiative(snapshot, initiative)
    ids = ids_by_initiative(find_facts_of_initiatives(snapshot, [found.slug]))
    return initiative_response(found, ids)
