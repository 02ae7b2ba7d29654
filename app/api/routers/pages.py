"""Pages for people: the rivalry at a glance, and the API docs, with nothing loaded from elsewhere."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.api.pages.bundled import widgets
from app.api.pages.cited import find_sources, sorted_by_kind
from app.api.pages.front import open_front
from app.api.pages.house import open_house, open_house_at_any_time
from app.api.pages.linked import find_dataset, find_shown
from app.api.pages.refusing import refuse
from app.api.pages.templates import HOUSE_POLICY, NOTHING_BUT_OURS, page
from app.api.problems import ProblemError, problem_of
from app.domain.errors import RivalryError

router = APIRouter(include_in_schema=False)

DOCS_POLICY = NOTHING_BUT_OURS.replace("img-src 'self'", "img-src 'self' data:") + "; frame-ancestors 'none'"
"""Swagger UI has pictures in its style sheet, and makes markup of descriptions, which DOMPurify has gone through."""


@router.get("/")
async def show_front(request: Request) -> HTMLResponse:
    """Show the rivalry at a glance, or what to run; what others put behind links to us is passed over."""
    try:
        house = await open_house(request)
        front = await open_front(request, house.revision)
        linked = await find_shown(request, front, house.revision, house.origin)
    except (ProblemError, RivalryError) as error:
        return refuse(request, problem_of(request, error), "problem.html", HOUSE_POLICY)
    return page("front.html", policy=HOUSE_POLICY, house=house, front=front, linked=linked, widgets=widgets())


@router.get("/sources")
async def show_sources(request: Request) -> HTMLResponse:
    """List where facts come from."""
    try:
        house = await open_house(request)
        every = await find_sources(request, house.revision)
        linked = [await find_dataset(request, house.revision)]
    except ProblemError as error:
        return refuse(request, error, "problem.html", HOUSE_POLICY)
    return page("sources.html", policy=HOUSE_POLICY, house=house, cabinets=sorted_by_kind(every), linked=linked)


@router.get("/docs")
async def show_docs(request: Request) -> HTMLResponse:
    """Show the API docs."""
    house = await open_house_at_any_time(request)
    return page("docs.html", policy=DOCS_POLICY, house=house)
