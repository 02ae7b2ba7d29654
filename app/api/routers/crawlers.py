"""Crawlers: where programs that go through sites look first."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from app.api.pages.crawled import spell_llms, spell_robots, spell_sitemap
from app.api.pages.house import open_house

router = APIRouter(include_in_schema=False)


@router.get("/robots.txt")
async def show_robots(request: Request) -> PlainTextResponse:
    """Say what may be asked for (RFC 9309), and where the sitemap is."""
    return PlainTextResponse(spell_robots(request.app.state.outside.origin(request.scope)))


@router.get("/sitemap.xml")
async def show_sitemap(request: Request) -> Response:
    """List addresses (sitemaps.org)."""
    return Response(await spell_sitemap(request, await open_house(request)), media_type="application/xml")


@router.get("/llms.txt")
async def show_llms(request: Request) -> PlainTextResponse:
    """Tell language models how to ask (llmstxt.org)."""
    return PlainTextResponse(await spell_llms(request, await open_house(request)))
