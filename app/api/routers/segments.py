"""Segments: the parts of a company's business."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import SlugInPath, company_slugs, hold, page_of
from app.api.queries import MOST_NAMES, Asked, DatasetQuery, Names, PageQuery
from app.api.responses.vocabulary import SegmentPage, SegmentResponse, segment_response
from app.api.routing import StoreRoute
from app.domain.catalogue import Line
from app.store.dataset import count_facts_by
from app.store.vocabulary import Slice, find_segments, get_segment

router = APIRouter(prefix="/v1/segments", tags=["segments"], route_class=StoreRoute)


class SegmentQuery(PageQuery):
    """What segments may be filtered by; every list may be repeated and means any of its values."""

    company: Annotated[Names, Field(description="Slug, ticker or CIK.")] = ()
    line: Annotated[tuple[Line, ...], Field(max_length=MOST_NAMES, description="Line of business.")] = ()


@router.get("", operation_id="list_segments")
async def list_segments(request: Request, response: Response, query: Asked[SegmentQuery]) -> SegmentPage:
    """List segments, by slug. `line` makes the segments of two companies comparable."""
    page = page_of(request, response, query)
    wanted = company_slugs(page.snapshot, "company", query.company)
    found = find_segments(
        page.snapshot, Slice(page.after, page.limit), companies=tuple(wanted), lines=tuple(query.line)
    )
    items, cursor = page.cut(found, lambda segment: (segment.slug,))
    counts = count_facts_by(page.snapshot, "segment", [segment.slug for segment in items])
    return SegmentPage(items=[segment_response(segment, counts) for segment in items], next=cursor)


@router.get("/{segment}", operation_id="show_segment")
async def show_segment(
    request: Request, response: Response, segment: SlugInPath, query: Asked[DatasetQuery]
) -> SegmentResponse:
    """Show a segment: the line of business it is in, what contains it and what it overlaps with."""
    snapshot = hold(request, response, query)
    found = get_segment(snapshot, segment)
    return segment_response(found, count_facts_by(snapshot, "segment", [found.slug]))
