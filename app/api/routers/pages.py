"""Pages for people: the rivalry at a glance, and the API docs, with nothing loaded from elsewhere."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.api.pages.bundled import widgets
from app.api.pages.front import open_front
from app.api.pages.house import House, open_house, open_house_at_any_time
from app.api.pages.templates import NO_SCRIPT_BUT_OURS, page
from app.api.problems import CODES, ProblemError
from app.api.queries import Asked, NoQuery

router = APIRouter(include_in_schema=False)

FRONT_POLICY = f"{NO_SCRIPT_BUT_OURS}; frame-ancestors 'none'"
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI writes style attributes; everything else comes from files of ours."""


@router.get("/")
async def show_front(request: Request, _: Asked[NoQuery]) -> HTMLResponse:
    """Show the rivalry at a glance; without a dataset, what to run."""
    try:
        house = await open_house(request)
        front = await open_front(request, house.revision or 0)
    except ProblemError as error:
        return _refuse(request, error)
    return page("front.html", policy=FRONT_POLICY, house=house, front=front, widgets=widgets())


def _refuse(request: Request, error: ProblemError) -> HTMLResponse:
    house = House(request.app.state.outside.origin(request.scope))
    code = CODES[error.code]
    detail = error.detail[:1].upper() + error.detail[1:]
    found = page(
        "problem.html", policy=FRONT_POLICY, status=code.status, house=house, title=code.title, detail=f"{detail}."
    )
    found.headers.update({"Cache-Control": "no-store", **error.headers})
    return found


@router.get("/docs")
async def show_docs(request: Request) -> HTMLResponse:
    """Show the API docs."""
    house = await open_house_at_any_time(request)
    return page("docs.html", policy=DOCS_POLICY, house=house)
