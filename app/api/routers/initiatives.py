"""Initiatives: what companies do with AI."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import MOST_NAMES, InitiativeDep, Name, PageSnapshotDep, SnapshotDep, company_slugs
from app.api.paging import PageDep
from app.api.responses.comparison import ids_by_initiative
from app.api.responses.vocabulary import InitiativePage, InitiativeResponse, initiative_response
from app.domain.catalogue import Approach, InitiativeKind
from app.store.facts import find_facts_of_initiatives
from app.store.vocabulary import InitiativeFilter, Slice, find_initiatives

router = APIRouter(prefix="/v1/initiatives", tags=["initiatives"])

Companies = Annotated[list[Name], Query(alias="company", max_length=MOST_NAMES, description="Slug, ticker or CIK.")]
Kinds = Annotated[list[InitiativeKind], Query(alias="kind", max_length=MOST_NAMES, description="What it is.")]
Approaches = Annotated[list[Approach], Query(alias="approach", max_length=MOST_NAMES, description="How it is done.")]
Partners = Annotated[
    list[Name], Query(alias="partner", max_length=MOST_NAMES, description="A company it is done with.")
]


@router.get("", operation_id="list_initiatives")
def list_initiatives(
    snapshot: PageSnapshotDep,
    page: PageDep,
    response: Response,
    companies: Companies = [],
    kinds: Kinds = [],
    approaches: Approaches = [],
    partners: Partners = [],
) -> InitiativePage:
    """List AI initiatives, by slug."""
    wanted = InitiativeFilter(
        companies=company_slugs(snapshot, "company", companies),
        kinds=kinds,
        approaches=approaches,
        partners=company_slugs(snapshot, "partner", partners),
    )
    found = find_initiatives(snapshot, Slice(page.after, page.limit), wanted)
    items, cursor = page.cut(found, lambda initiative: (initiative.slug,), snapshot.revision, response)
    ids = ids_by_initiative(find_facts_of_initiatives(snapshot, [initiative.slug for initiative in items]))
    return InitiativePage(items=[initiative_response(initiative, ids) for initiative in items], next=cursor)


@router.get("/{initiative}", operation_id="show_initiative")
def show_initiative(initiative: InitiativeDep, snapshot: SnapshotDep) -> InitiativeResponse:
    """Show an initiative with its partners and the ids of the facts stated about it."""
    ids = ids_by_initiative(find_facts_of_initiatives(snapshot, [initiative.slug]))
    return initiative_response(initiative, ids)
