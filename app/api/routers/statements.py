"""Statements: what sources say in words."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.api.dependencies import MOST_NAMES, Names, PageSnapshotDep, company_slugs, slugs
from app.api.paging import PageDep
from app.api.responses.vocabulary import StatementPage
from app.api.routing import StoreRoute
from app.domain.catalogue import StatementNature, Topic
from app.store.vocabulary import Slice, StatementFilter, find_statements, get_source

router = APIRouter(prefix="/v1/statements", tags=["statements"], route_class=StoreRoute)


class StatementQuery(BaseModel):
    """What statements may be filtered by; every list may be repeated and means any of its values."""

    company: Annotated[Names, Field(description="Slug, ticker or CIK.")] = []
    topic: Annotated[list[Topic], Field(max_length=MOST_NAMES, description="What it is about.")] = []
    nature: Annotated[
        list[StatementNature], Field(max_length=MOST_NAMES, description="Fact, opinion or forecast.")
    ] = []
    source: Annotated[Names, Field(description="Slug of a source.")] = []


@router.get("", operation_id="list_statements")
async def list_statements(
    snapshot: PageSnapshotDep, page: PageDep, query: Annotated[StatementQuery, Query()], response: Response
) -> StatementPage:
    """List what sources say about strategies, markets and the future, in our words, by id."""
    wanted = StatementFilter(
        companies=company_slugs(snapshot, "company", query.company),
        topics=query.topic,
        natures=query.nature,
        sources=slugs(snapshot, "source", query.source, get_source),
    )
    found = find_statements(snapshot, Slice(page.after, page.limit), wanted)
    items, cursor = page.cut(found, lambda statement: (statement.id,), snapshot.revision, response)
    return StatementPage.model_validate({"items": items, "next": cursor})
