"""Assets: what a page of somebody else's loads from us."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.api.pages.bundled import widgets
from app.api.pages.templates import WEB
from app.domain.errors import UnknownNameError

router = APIRouter(include_in_schema=False)

FOR_EVER = "public, max-age=31536000, immutable"
SCRIPT = "text/javascript"


@router.get("/widgets.js")
async def show_widgets() -> Response:
    """Give the newest components."""
    return Response(widgets().text, media_type=SCRIPT)


@router.get("/widgets.{digest}.js")
async def show_widgets_of_version(digest: str) -> Response:
    """Give one version of the components, which never changes."""
    found = widgets()
    if digest != found.digest:
        raise UnknownNameError("version of widgets.js", digest, (found.digest,))
    return Response(found.text, media_type=SCRIPT, headers={"Cache-Control": FOR_EVER})


@router.get("/embed.js")
async def show_frame_script() -> Response:
    """Give what makes our frames on a page as high as what they show."""
    return Response((WEB / "embed.js").read_bytes(), media_type=SCRIPT)
