"""Embeds: a page for a frame, with one component on it."""

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse

from app.api.pages.bundled import widgets
from app.api.pages.house import open_house
from app.api.pages.reading import read_embed
from app.api.pages.refusing import refuse, wants_page
from app.api.pages.shown import show
from app.api.pages.templates import NO_SCRIPT_BUT_OURS, page
from app.api.problems import ProblemError, problem_of
from app.domain.errors import RivalryError

router = APIRouter(include_in_schema=False)


@router.get("/embed/{component}")
async def show_embed(request: Request, component: str) -> HTMLResponse:
    """Show a component; what the API refuses is refused here as it is there, to a browser on a page."""
    policy = f"{NO_SCRIPT_BUT_OURS}; frame-ancestors {request.app.state.outside.frame_ancestors}"
    try:
        asked = await read_embed(component, request)
        house = await open_house(request)
        shown = await show(request, asked.selection, revision=house.revision)
    except (ProblemError, RivalryError, RequestValidationError) as error:
        if not wants_page(request):
            raise
        return refuse(request, problem_of(request, error), "refused.html", policy)
    return page("embed.html", policy=policy, house=house, shown=shown, theme=asked.theme, widgets=widgets())
