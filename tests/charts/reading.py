"""Plain functions that read a drawn picture: what its marks say, and where its letters stand."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from app.charts.lettering import BOLD, width

SVG = "{http://www.w3.org/2000/svg}"
EXACT = re.compile(r"(?P<what>.+): value (?P<value>\S+|not stated), from (?P<low>\S+) to (?P<high>\S+) (?P<unit>\w+)")
TRANSLATE = re.compile(r"translate\(([-\d.e]+),([-\d.e]+)\)")


@dataclass(frozen=True)
class Letters:
    """A line of text, and the room that it may take: from left to right, and where it stands."""

    text: str
    start: float
    end: float
    y: float
    size: float


def root_of(svg: str) -> ET.Element:
    """Read a picture; it is well-formed."""
    return ET.fromstring(svg)  # noqa: S314  drawn by ourselves


def labels(svg: str) -> list[str]:
    """List what the marks of a picture say of themselves, each once."""
    _, *found = (each.get("aria-label", "") for each in root_of(svg).iter() if each.get("aria-label"))
    return [each for each in dict.fromkeys(found) if not each.startswith(("Title text", "Subtitle text"))]


def numbers(svg: str) -> dict[str, dict[str, Any]]:
    """Read the exact numbers of each mark that has some, as JSON would have them, by what they are of."""
    found = {}
    for label in labels(svg):
        if match := EXACT.fullmatch(label):
            ends = {name: number(match[name]) for name in ("value", "low", "high")}
            found[match["what"]] = {**ends, "unit": match["unit"]}
    return found


def number(text: str) -> float | None:
    """Read a number; None where there is none."""
    return None if text in ("open", "not stated") else float(text)


def letters(svg: str) -> list[Letters]:
    """List every line of text with the room that it may take."""
    return list(_letters(root_of(svg), 0.0, 0.0))


def _letters(element: ET.Element, x: float, y: float) -> Iterator[Letters]:
    if match := TRANSLATE.match(element.get("transform", "")):
        x, y = x + float(match[1]), y + float(match[2])
    if element.tag != f"{SVG}text":
        for child in element:
            yield from _letters(child, x, y)
        return
    size = float(element.get("font-size", "0px").removesuffix("px"))
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    for part in [element, *element] if element.text else element:
        y += float(part.get("dy", "0"))
        wide = width(part.text or "", size) * (BOLD if element.get("font-weight") == "600" else 1)
        yield Letters(part.text or "", x - before * wide, x - before * wide + wide, y, size)


def size_of_png(png: bytes) -> tuple[int, int]:
    """Read how many pixels wide and high a PNG is."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high
