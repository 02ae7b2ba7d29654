"""Code to copy: what asks for a selection, and what puts it on a page of somebody else's."""

import json
import shlex
from dataclasses import dataclass

from markupsafe import Markup

from app.api.pages.selection import Selection

FRAME_WIDTH = 700
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of code, and what it is."""

    name: str
    text: str


def code_for(selection: Selection, origin: str, title: str) -> list[Block]:
    """Write the code for a selection, as it is asked for under an origin."""
    return [
        Block("curl", f"curl -s {shlex.quote(origin + selection.request)}"),
        Block("Python", _python(selection, origin)),
        Block("JavaScript", _javascript(selection, origin)),
        Block("Component", f"{_script(origin)}\n{element(selection)}"),
        Block("Frame", str(frame(selection, origin, title))),
    ]


def element(selection: Selection, words: str = "") -> Markup:
    """Write the element of a selection, and the words that stand in its place until there is an answer."""
    tag = selection.component.tag
    attributes = Markup("").join(Markup(' {}="{}"').format(*pair) for pair in selection.attributes.items())
    return Markup("<{}{}>{}</{}>").format(tag, attributes, words, tag)


def frame(
    selection: Selection, origin: str, title: str, *, width: int = FRAME_WIDTH, highest: int | None = None
) -> Markup:
    """Write a frame that shows a selection, and what resizes it, in pixels; it never becomes higher than `highest`."""
    height = selection.component.height if highest is None else min(selection.component.height, highest)
    bound = "" if highest is None else f"; max-height: {highest}px"
    return Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
        'style="border: 0; width: 100%; max-width: {}px{}"></iframe>\n'
        '<script src="{}/embed.js" async></script>'
    ).format(origin + selection.embed, title, width, height, width, bound, origin)


def _script(origin: str) -> Markup:
    return Markup('<script type="module" src="{}/widgets.js"></script>').format(origin)


def _python(selection: Selection, origin: str) -> str:
    parameters = "".join(f"    {json.dumps(name)}: {json.dumps(value)},\n" for name, value in selection.query.items())
    asked = (
        f"{json.dumps(origin + selection.path)}, params=parameters"
        if parameters
        else json.dumps(origin + selection.path)
    )
    given = f"parameters = {{\n{parameters}}}\n" if parameters else ""
    return (
        f"import httpx\n\n{given}response = httpx.get({asked})\nresponse.raise_for_status()\nanswer = response.json()"
    )


def _javascript(selection: Selection, origin: str) -> str:
    return (
        f"const response = await fetch({json.dumps(origin + selection.request)});\n"
        "if (!response.ok) throw new Error((await response.json()).detail);\n"
        "const answer = await response.json();"
    )
