"""The dataset: what is loaded, and what changed."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import hold, page_of
from app.api.paging import LARGEST_NUMBER
from app.api.problems import ProblemError
from app.api.queries import Asked, DatasetQuery, PageQuery
from app.api.responses.changes import ChangePage, change_page
from app.api.responses.dataset import DatasetResponse, RevisionPage
from app.api.routing import StoreRoute
from app.store.changes import find_changes
from app.store.dataset import count_nouns, find_revisions, get_revision

router = APIRouter(prefix="/v1/dataset", tags=["dataset"], route_class=StoreRoute)


class ChangesQuery(PageQuery):
    """Which changes are wanted."""

    since: Annotated[int, Field(ge=0, le=LARGEST_NUMBER, description="List what changed behind this revision.")]


@router.get("", operation_id="show_dataset")
async def show_dataset(request: Request, response: Response, query: Asked[DatasetQuery]) -> DatasetResponse:
    """Show the newest revision and how much it holds."""
    snapshot = hold(request, response, query)
    return DatasetResponse.model_validate({**asdict(get_revision(snapshot)), "counts": count_nouns(snapshot)})


@router.get("/changes", operation_id="list_changes")
async def list_changes(request: Request, response: Response, query: Asked[ChangesQuery]) -> ChangePage:
    """List exactly what was added, withdrawn and replaced behind a revision, up to the newest or to `revision`.

    Applied one after the other in this order, the changes lead from the one revision to the other; from 0 they lead
    from nothing.
    """
    page = page_of(request, response, query)
    if query.since > page.snapshot.revision:
        allowed = f"0 to {page.snapshot.revision}"
        detail = f"there is no revision {query.since}; the newest is {page.snapshot.revision}"
        raise ProblemError("out-of-range", detail, {"parameter": "since", "allowed": [allowed]})
    after = None if page.key is None else page.parts(int, str, str)
    found = find_changes(page.snapshot, since=query.since, after=after, limit=page.limit)
    items, cursor = page.cut(found, lambda change: change.place)
    return change_page(items, cursor, query.since, page.snapshot.revision)


@router.get("/revisions", operation_id="list_revisions")
async def list_revisions(request: Request, response: Response, query: Asked[PageQuery]) -> RevisionPage:
    """List the revisions, the newest first."""
    page = page_of(request, response, query)
    after = None if page.key is None else page.parts(int)[0]
    found = find_revisions(page.snapshot, after=after, limit=page.limit)
    items, cursor = page.cut(found, lambda revision: (revision.number,))
    return RevisionPage.model_validate({"items": items, "next": cursor})
