"""Statements: what sources say in words."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import MOST_NAMES, Name, PageSnapshotDep, company_slugs, slugs
from app.api.paging import PageDep
from app.api.responses.vocabulary import StatementPage
from app.domain.catalogue import StatementNature, Topic
from app.store.vocabulary import Slice, StatementFilter, find_statements, get_source

router = APIRouter(prefix="/v1/statements", tags=["statements"])

Companies = Annotated[list[Name], Query(alias="company", max_length=MOST_NAMES, description="Slug, ticker or CIK.")]
Topics = Annotated[list[Topic], Query(alias="topic", max_length=MOST_NAMES, description="What it is about.")]
Natures = Annotated[
    list[StatementNature], Query(alias="nature", max_length=MOST_NAMES, description="Reported, opinion or forecast.")
]
Sources = Annotated[list[Name], Query(alias="source", max_length=MOST_NAMES, description="Slug of a source.")]


@router.get("", operation_id="list_statements")
def list_statements(
    snapshot: PageSnapshotDep,
    page: PageDep,
    response: Response,
    companies: Companies = [],
    topics: Topics = [],
    natures: Natures = [],
    sources: Sources = [],
) -> StatementPage:
    """List what sources say about strategies, markets and the future, in our words, by id."""
    wanted = StatementFilter(
        companies=company_slugs(snapshot, "company", companies),
        topics=topics,
        natures=natures,
        sources=slugs(snapshot, "source", sources, get_source),
    )
    found = find_statements(snapshot, Slice(page.after, page.limit), wanted)
    items, cursor = page.cut(found, lambda statement: (statement.id,), snapshot.revision, response)
    return StatementPage.model_validate({"items": items, "next": cursor})
