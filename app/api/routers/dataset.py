"""The dataset: what is loaded, and what changed."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import hold, page_of
from app.api.description import describe_dataset
from app.api.formats import FEED, LINKED, also_as
from app.api.news import open_feed
from app.api.paging import LARGEST_NUMBER
from app.api.problems import ProblemError
from app.api.queries import Asked, LinkedQuery, PageQuery
from app.api.responses.atom import spell_feed
from app.api.responses.changes import ChangePage, change_page
from app.api.responses.dataset import DatasetResponse, RevisionPage
from app.api.responses.described import LinkedDatasetResponse
from app.api.responses.linked import answer_linked
from app.api.routing import StoreRoute
from app.store.changes import find_changes
from app.store.dataset import count_nouns, find_revisions, get_revision

router = APIRouter(prefix="/v1/dataset", tags=["dataset"], route_class=StoreRoute)


class ChangesQuery(PageQuery):
    """Which changes are wanted."""

    since: Annotated[
        int | None,
        Field(ge=0, le=LARGEST_NUMBER, description="What changed behind this revision; all that ever did by default."),
    ] = None
    format: Annotated[
        Literal["json", "atom"],
        Field(description="`atom` is a feed, without pages: it tells of `limit` facts, the newest first."),
    ] = "json"


@router.get(
    "",
    operation_id="show_dataset",
    response_model=DatasetResponse,
    responses=also_as(LINKED, LinkedDatasetResponse),
)
async def show_dataset(request: Request, response: Response, query: Asked[LinkedQuery]) -> DatasetResponse | Response:
    """Show the newest revision and how much it holds.

    As JSON-LD it is a Dataset of schema.org in its DataCatalog: what is measured, of when, from which sources, and
    every file that it can be taken as. What is not known, such as a licence, is absent from that.
    """
    snapshot = hold(request, response, query)
    if query.format == "jsonld":
        return answer_linked(describe_dataset(snapshot, request.app.state.outside.known_origin), response)
    return DatasetResponse.model_validate({**asdict(get_revision(snapshot)), "counts": count_nouns(snapshot)})


@router.get("/changes", operation_id="list_changes", response_model=ChangePage, responses=also_as(FEED))
async def list_changes(request: Request, response: Response, query: Asked[ChangesQuery]) -> ChangePage | Response:
    """List exactly what was added, withdrawn and replaced behind a revision, up to the newest or to `revision`.

    Applied one after the other in this order, the changes lead from the one revision to the other; from 0 they lead
    from nothing.

    As Atom (RFC 4287) any reader of feeds follows them: each of the newest revisions has an entry, which leads to all
    that it changed, and behind it each fact that it added, withdrew or replaced, until there are `limit` facts. An
    entry of a fact says it in a sentence, cites its source and leads to the fact as it is in that revision.
    """
    page, since = page_of(request, response, query), query.since or 0
    if since > page.snapshot.revision:
        allowed = f"0 to {page.snapshot.revision}"
        detail = f"there is no revision {since}; the newest is {page.snapshot.revision}"
        raise ProblemError("out-of-range", detail, {"parameter": "since", "allowed": [allowed]})
    if query.format == "atom":
        origin = request.app.state.outside.known_origin
        feed = open_feed(page.snapshot, since=since, limit=page.limit, origin=origin)
        return Response(spell_feed(feed), headers=dict(response.headers), media_type=FEED)
    after = None if page.key is None else page.parts(int, str, str)
    found = find_changes(page.snapshot, since=since, after=after, limit=page.limit)
    items, cursor = page.cut(found, lambda change: change.place)
    return change_page(items, cursor, since, page.snapshot.revision)


@router.get("/revisions", operation_id="list_revisions")
async def list_revisions(request: Request, response: Response, query: Asked[PageQuery]) -> RevisionPage:
    """List the revisions, the newest first."""
    page = page_of(request, response, query)
    after = None if page.key is None else page.parts(int)[0]
    found = find_revisions(page.snapshot, after=after, limit=page.limit)
    items, cursor = page.cut(found, lambda revision: (revision.number,))
    return RevisionPage.model_validate({"items": items, "next": cursor})
