"""The pen: the program of the process apart, which draws what it reads from its input until that ends."""

import json
import re
import signal
import sys
from html import escape
from typing import Any, BinaryIO

import font_source_serif_pro
import vl_convert

VERSION = "6.4"
"""Of Vega-Lite."""

_LABELS = re.compile(r' aria-label="([^"]*)"')
_OF_WORDS = ("Title text", "Subtitle text")

vl_convert.register_font_directory(font_source_serif_pro.font_directory)


def draw(spec: str, form: str, scale: float) -> bytes:
    """Draw a specification as "svg" or "png". It may fetch nothing, and ours asks for nothing. Raises ValueError."""
    alone: dict[str, Any] = {"vl_version": VERSION, "allowed_base_urls": []}
    if form == "png":
        return vl_convert.vegalite_to_png(spec, scale=scale, **alone)
    return described(vl_convert.vegalite_to_svg(spec, **alone), json.loads(spec)["description"]).encode()


def described(svg: str, finding: str) -> str:
    """Let an SVG say what it shows: the finding is its name, the exact numbers of its marks are its description."""
    start, rest = svg.split(">", 1)
    labels = [label for label in dict.fromkeys(_LABELS.findall(rest)) if not label.startswith(_OF_WORDS)]
    name = escape(finding)
    return f'{start} role="img" aria-label="{name}"><title>{name}</title><desc>{"; ".join(labels)}</desc>{rest}'


def draw_all(asked: BinaryIO, pictures: BinaryIO) -> None:
    """Draw each line that is asked for, and answer with a line that tells what follows: "drawn 5886" or "wrong 27"."""
    for line in asked:
        try:
            word, content = "drawn", draw(*json.loads(line))
        except ValueError as error:
            word, content = "wrong", str(error).encode()
        pictures.write(f"{word} {len(content)}\n".encode() + content)
        pictures.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the key that ends a server is not meant for this process
    draw_all(sys.stdin.buffer, sys.stdout.buffer)
