"""Statements: what sources say in words."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import company_slugs, page_of, slugs
from app.api.queries import MOST_NAMES, Asked, Names, PageQuery, Slugs
from app.api.responses.vocabulary import StatementPage
from app.api.routing import StoreRoute
from app.domain.catalogue import StatementNature, Topic
from app.store.vocabulary import Slice, StatementFilter, find_statements, get_source

router = APIRouter(prefix="/v1/statements", tags=["statements"], route_class=StoreRoute)


class StatementQuery(PageQuery):
    """What statements may be filtered by; every list may be repeated and means any of its values."""

    company: Annotated[Names, Field(description="Slug, ticker or CIK.")] = ()
    topic: Annotated[tuple[Topic, ...], Field(max_length=MOST_NAMES, description="What it is about.")] = ()
    nature: Annotated[
        tuple[StatementNature, ...], Field(max_length=MOST_NAMES, description="Fact, opinion or forecast.")
    ] = ()
    source: Annotated[Slugs, Field(description="Slug of a source.")] = ()


@router.get("", operation_id="list_statements")
async def list_statements(request: Request, response: Response, query: Asked[StatementQuery]) -> StatementPage:
    """List what sources say about strategies, markets and the future, in our words, by id."""
    page = page_of(request, response, query)
    wanted = StatementFilter(
        companies=company_slugs(page.snapshot, "company", query.company),
        topics=query.topic,
        natures=query.nature,
        sources=slugs(page.snapshot, "source", query.source, get_source),
    )
    found = find_statements(page.snapshot, Slice(page.after, page.limit), wanted)
    items, cursor = page.cut(found, lambda statement: (statement.id,))
    return StatementPage.model_validate({"items": items, "next": cursor})
