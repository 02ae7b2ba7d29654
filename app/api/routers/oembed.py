"""oEmbed: how an address of ours is shown on a page of somebody else's (oembed.com)."""

from typing import Annotated, Literal
from urllib.parse import SplitResult, urljoin, urlsplit

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from app.api.pages.code import FRAME_WIDTH, frame
from app.api.pages.front import open_front
from app.api.pages.house import NAME, open_house
from app.api.pages.reading import read_embed
from app.api.pages.shown import Shown, show
from app.api.problems import CODES, NOT_NOW, ProblemError, problem_of
from app.api.queries import Asked
from app.api.responses.shape import Response, described
from app.domain.errors import RivalryError

router = APIRouter(tags=["pages"])

LONGEST_ADDRESS = 4000
LARGEST_SIZE = 10_000
Pixels = Annotated[int | None, Field(ge=1, le=LARGEST_SIZE)]


class OEmbedQuery(BaseModel):
    """What is asked; consumers send parameters of their own beside these."""

    model_config = ConfigDict(extra="ignore")

    url: Annotated[
        str,
        Field(
            max_length=LONGEST_ADDRESS,
            description="The address of a page of ours, `/` or `/embed/…`, from the root or in full.",
        ),
    ]
    format: Annotated[
        Literal["json", "xml"],
        Field(description="We speak json; xml is `not-implemented`.", json_schema_extra={"enum": ["json"]}),
    ] = "json"
    maxwidth: Annotated[Pixels, Field(description="Pixels that the frame may be wide, and the picture.")] = None
    maxheight: Annotated[Pixels, Field(description="Pixels that the frame may be high, and the picture.")] = None


class OEmbedResponse(Response):
    """How to show the page, as oEmbed 1.0 has it."""

    version: Annotated[Literal["1.0"], described("Of oEmbed.")] = "1.0"
    type: Annotated[Literal["rich"], described("A frame to be put into the page.")] = "rich"
    title: Annotated[str, described("What the page says, in a sentence.")]
    provider_name: Annotated[str, described("Whose page it is.")]
    provider_url: Annotated[str, described("The origin of this server.")]
    cache_age: Annotated[int, described("For how many seconds this may be used.")]
    html: Annotated[str, described("A frame, and the script that makes it as high as what it shows.")]
    width: Annotated[int, described("Pixels.")]
    height: Annotated[int, described("Pixels, before the frame says how high it is.")]
    thumbnail_url: Annotated[
        str | None, described("A picture of the same, where we draw one and there is room for it.")
    ] = None
    thumbnail_width: Annotated[int | None, described("Pixels; absent without a picture.")] = None
    thumbnail_height: Annotated[int | None, described("Pixels; absent without a picture.")] = None


@router.get("/oembed", operation_id="show_oembed", response_model_exclude_none=True)
async def show_oembed(request: Request, query: Asked[OEmbedQuery]) -> OEmbedResponse:
    """Tell how to show a page of ours on another one.

    An address that is not ours, or that shows nothing, is `not-found`.
    """
    if query.format != "json":
        raise ProblemError("not-implemented", "oEmbed is answered as json only", {"parameter": "format"})
    try:
        shown = await _find_shown(request, query.url)
    except (ProblemError, RivalryError, RequestValidationError) as error:
        raise _not_shown(problem_of(request, error), query.url) from error
    width = min(FRAME_WIDTH, query.maxwidth or FRAME_WIDTH)
    height = min(shown.selection.component.height, query.maxheight or LARGEST_SIZE)
    answer = OEmbedResponse(
        title=shown.title,
        provider_name=NAME,
        provider_url=shown.origin,
        cache_age=request.app.state.outside.max_age,
        html=frame(shown.selection, shown.origin, shown.title, width=width, highest=query.maxheight),
        width=width,
        height=height,
    )
    picture = await shown.thumbnail(request, query.maxwidth or LARGEST_SIZE, query.maxheight or LARGEST_SIZE)
    if picture:
        named = {"thumbnail_url": picture.url, "thumbnail_width": picture.width, "thumbnail_height": picture.height}
        answer = answer.model_copy(update=named)
    return answer


async def _find_shown(request: Request, url: str) -> Shown:
    """Return what is shown at an address. Raises whatever it is refused with."""
    ours = request.app.state.outside.origin(request.scope)
    asked = _read_address(f"{ours}/", url)
    if f"{asked.scheme}://{asked.netloc}".lower() != ours or not url.isascii():
        raise ProblemError("not-found", "it is no address of ours")
    root, _, name = asked.path.rpartition("/")
    if root == "/embed":
        page = Request({"type": "http", "path": asked.path, "query_string": asked.query.encode()})
        return await show(request, (await read_embed(name, page)).selection)
    if root or name or asked.query:
        raise ProblemError("not-found", "only / and what is under /embed can be shown elsewhere")
    front = await open_front(request, (await open_house(request)).revision)
    if front.first is None:
        raise ProblemError("not-found", "there is nothing to show yet")
    return front.first


def _read_address(base: str, url: str) -> SplitResult:
    try:
        return urlsplit(urljoin(base, url))
    except ValueError as error:
        raise ProblemError("not-found", "it is no address") from error


def _not_shown(error: ProblemError, url: str) -> ProblemError:
    """Pass on that nobody can tell for now; every other refusal means that there is no such page."""
    if CODES[error.code].status == NOT_NOW:
        return error
    return ProblemError("not-found", f"nothing is shown at {url[:100]!r}: {error.detail}", {"parameter": "url"})
