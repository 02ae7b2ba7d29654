"""The dataset: what is loaded, and what changed."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import hold, page_of
from app.api.news import open_feed
from app.api.paging import DEFAULT_LIMIT, LARGEST_LIMIT, LARGEST_NUMBER
from app.api.problems import ProblemError
from app.api.queries import Asked, DatasetQuery, PageQuery
from app.api.responses.atom import AtomResponse, spell_feed
from app.api.responses.changes import ChangePage, change_page
from app.api.responses.dataset import DatasetResponse, RevisionPage
from app.api.routing import StoreRoute
from app.store.changes import find_changes
from app.store.dataset import count_nouns, find_revisions, get_revision

router = APIRouter(prefix="/v1/dataset", tags=["dataset"], route_class=StoreRoute)


class ChangesQuery(PageQuery):
    """Which changes are wanted."""

    since: Annotated[int, Field(ge=0, le=LARGEST_NUMBER, description="List what changed behind this revision.")]


class FeedQuery(DatasetQuery):
    """How much a feed tells of."""

    limit: Annotated[
        int, Field(ge=1, le=LARGEST_LIMIT, description="How many facts to tell of, at most, beside the revisions.")
    ] = DEFAULT_LIMIT


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


@router.get("/changes.atom", operation_id="feed_changes", response_class=AtomResponse)
async def feed_changes(request: Request, response: Response, query: Asked[FeedQuery]) -> Response:
    """Follow what changes, by any reader of feeds: Atom (RFC 4287), the newest first.

    Each of the newest revisions has an entry, which leads to all that it changed, and behind it each fact that it
    added, withdrew or replaced, until there are `limit` facts. An entry of a fact says it in a sentence, cites its
    source and leads to the fact as it is in that revision.
    """
    snapshot = hold(request, response, query)
    feed = open_feed(snapshot, query.limit, request.app.state.outside.known_origin)
    return AtomResponse(spell_feed(feed), headers=dict(response.headers))


@router.get("/revisions", operation_id="list_revisions")
async def list_revisions(request: Request, response: Response, query: Asked[PageQuery]) -> RevisionPage:
    """List the revisions, the newest first."""
    page = page_of(request, response, query)
    after = None if page.key is None else page.parts(int)[0]
    found = find_revisions(page.snapshot, after=after, limit=page.limit)
    items, cursor = page.cut(found, lambda revision: (revision.number,))
    return RevisionPage.model_validate({"items": items, "next": cursor})
