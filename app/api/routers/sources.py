"""Sources: where facts come from."""

from fastapi import APIRouter, Request, Response

from app.api.dependencies import SlugInPath, hold, page_of
from app.api.queries import Asked, DatasetQuery, PageQuery
from app.api.responses.vocabulary import SourcePage, SourceResponse, source_response
from app.api.routing import StoreRoute
from app.store.dataset import count_facts_by
from app.store.vocabulary import Slice, find_sources, get_source

router = APIRouter(prefix="/v1/sources", tags=["sources"], route_class=StoreRoute)


@router.get("", operation_id="list_sources")
async def list_sources(request: Request, response: Response, query: Asked[PageQuery]) -> SourcePage:
    """List the sources, by slug, each with its citation and how many facts it carries."""
    page = page_of(request, response, query)
    found = find_sources(page.snapshot, Slice(page.after, page.limit))
    items, cursor = page.cut(found, lambda source: (source.slug,))
    counts = count_facts_by(page.snapshot, "source", [source.slug for source in items])
    return SourcePage(items=[source_response(source, counts) for source in items], next=cursor)


@router.get("/{source}", operation_id="show_source")
async def show_source(
    request: Request, response: Response, source: SlugInPath, query: Asked[DatasetQuery]
) -> SourceResponse:
    """Show a source. What it does not print about itself is null, never guessed."""
    snapshot = hold(request, response, query)
    found = get_source(snapshot, source)
    return source_response(found, count_facts_by(snapshot, "source", [found.slug]))
