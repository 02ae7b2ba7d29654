"""Pages for people: the API docs, with nothing loaded from elsewhere."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

router = APIRouter(include_in_schema=False)

DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI writes style attributes; everything else comes from files of ours."""


@router.get("/docs", response_class=HTMLResponse)
async def show_docs() -> HTMLResponse:
    """Show the API docs."""
    page = files("app.web").joinpath("docs.html").read_text("utf-8")
    return HTMLResponse(page, headers={"Content-Security-Policy": DOCS_POLICY})


@router.get("/", response_class=RedirectResponse)
async def show_front() -> RedirectResponse:
    """Lead to the docs."""
    return RedirectResponse("/docs")
