"""Pictures: how one is asked for, and answers that are drawn while they are sent."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, Field
from starlette.types import Receive, Scope, Send

from app.api.guards.turns import give_back
from app.api.problems import ProblemError
from app.charts.drawing import Drawer, Form
from app.charts.sheet import Spec
from app.charts.theme import HIGHEST, LOWEST, NARROWEST, USUAL_WIDTH, WIDEST, Look, ThemeName

LARGEST_SCALE = 4
MOST_PIXELS = 8_000_000
"""Of one PNG: as many take half a second to draw."""


class LookQuery(BaseModel):
    """How a picture is wanted."""

    theme: Annotated[ThemeName, Field(description="Dark letters on light paper, or light ones on dark.")] = "light"
    width: Annotated[int, Field(ge=NARROWEST, le=WIDEST, description="In pixels.")] = USUAL_WIDTH
    height: Annotated[
        int | None, Field(ge=LOWEST, le=HIGHEST, description="In pixels; by default as high as it needs to be.")
    ] = None

    def look(self, *, is_fixed: bool = False) -> Look:
        """Return what is asked for; `is_fixed` where letters are drawn here and not by a browser."""
        return Look(theme=self.theme, width=self.width, height=self.height, is_fixed=is_fixed)


class ScaledLookQuery(LookQuery):
    """How a picture of pixels is wanted."""

    scale: Annotated[
        int, Field(ge=1, le=LARGEST_SCALE, description="By how much it has more pixels each way: 2 for fine screens.")
    ] = 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn, and by whom."""

    spec: Spec
    drawer: Drawer
    scale: int = 1


class DrawnResponse(Response):
    """A picture, drawn once its specification is there: by the event loop, wherever that was computed."""

    form: Form

    def render(self, content: Drawing) -> bytes:
        """Keep what is to be drawn."""
        self.drawing = content
        return b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Draw it and send it. Raises CannotDrawError."""
        drawing = self.drawing
        give_back(scope)
        picture = await drawing.drawer.draw(drawing.spec, self.form, scale=drawing.scale)
        headers = {name: value for name, value in self.headers.items() if name != "content-length"}
        await Response(picture, headers=headers)(scope, receive, send)


class SvgResponse(DrawnResponse):
    """A picture of lines and letters, which a browser draws with the reader's typefaces."""

    media_type = "image/svg+xml"
    form = "svg"


class PngResponse(DrawnResponse):
    """A picture of pixels."""

    media_type = "image/png"
    form = "png"


def as_svg(request: Request, response: Response, spec: Spec) -> SvgResponse:
    """Answer with a picture, with the headers that `response` has been given."""
    return SvgResponse(Drawing(spec, request.app.state.drawer), headers=dict(response.headers))


def as_png(request: Request, response: Response, spec: Spec, scale: int) -> PngResponse:
    """Answer with a picture of pixels. Raises ProblemError where these would be too many."""
    around = spec["padding"]
    width = round(spec["width"] + around["left"] + around["right"])
    height = round(spec["height"] + around["top"] + around["bottom"])
    if width * height * scale**2 > MOST_PIXELS:
        allowed = [f"at most {MOST_PIXELS:,} pixels in all"]
        detail = f"{width} by {height} pixels at a scale of {scale} are more than {MOST_PIXELS:,}"
        raise ProblemError("out-of-range", detail, {"parameter": "scale", "allowed": allowed})
    return PngResponse(Drawing(spec, request.app.state.drawer, scale), headers=dict(response.headers))
