"""Sources: where facts come from."""

from fastapi import APIRouter

from app.api.dependencies import PageDep, SnapshotDep, SourceDep
from app.api.responses.vocabulary import SourcePage, SourceResponse, source_response
from app.api.routing import StoreRoute
from app.store.dataset import count_facts_by
from app.store.vocabulary import Slice, find_sources

router = APIRouter(prefix="/v1/sources", tags=["sources"], route_class=StoreRoute)


@router.get("", operation_id="list_sources")
async def list_sources(page: PageDep) -> SourcePage:
    """List the sources, by slug, each with its citation and how many facts it carries."""
    found = find_sources(page.snapshot, Slice(page.after, page.limit))
    items, cursor = page.cut(found, lambda source: (source.slug,))
    counts = count_facts_by(page.snapshot, "source", [source.slug for source in items])
    return SourcePage(items=[source_response(source, counts) for source in items], next=cursor)


@router.get("/{source}", operation_id="show_source")
async def show_source(source: SourceDep, snapshot: SnapshotDep) -> SourceResponse:
    """Show a source. What it does not print about itself is null, never guessed."""
    return source_response(source, count_facts_by(snapshot, "source", [source.slug]))
