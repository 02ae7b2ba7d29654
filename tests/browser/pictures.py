"""Compares pictures of pages with those in `pictures/`, and records them anew when asked to."""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

FOLDER = Path(__file__).parent / "pictures"
RECORDS = "RECORD_PICTURES" in os.environ
"""Whether `make pictures` asks; then whatever is seen is right."""

SEEN = 40
"""By how much of 255 a colour must differ to be seen: the edge of a letter may be drawn otherwise elsewhere."""

MOST_DIFFERENT = 0.002
"""How much of a picture may be seen to differ."""


def compare(name: str, taken: bytes, folder: Path) -> str:
    """Return how a picture differs from the one of that name, and where that can be looked at; "" if it does not."""
    kept = FOLDER / f"{name}.png"
    if RECORDS:
        few_colours = Image.open(BytesIO(taken)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few_colours.save(kept, optimize=True)
        return ""
    if not kept.exists():
        return f"there is no {kept}: `make pictures` records it"
    now, before = (Image.open(source).convert("RGB") for source in (BytesIO(taken), kept))
    shown = _beside(before, now)
    part = shown[1]
    if now.size == before.size and part <= MOST_DIFFERENT:
        return ""
    path = folder / f"{name}.png"
    shown[0].save(path)
    sizes = "" if now.size == before.size else f" and is {now.size}, no longer {before.size}, pixels"
    return f"{name} differs in {part:.2%} of its pixels{sizes}: see before, now and where in {path}"


def _beside(before: Image.Image, now: Image.Image) -> tuple[Image.Image, float]:
    """Set two pictures and where they differ side by side; return that, and the part that differs."""
    width, height = (max(pair) for pair in zip(before.size, now.size, strict=True))
    whole = [Image.new("RGB", (width, height), "magenta") for _ in range(2)]
    for paper, picture in zip(whole, (before, now), strict=True):
        paper.paste(picture)
    where = ImageChops.difference(*whole).convert("L").point(lambda value: 255 if value > SEEN else 0)
    sheet = Image.new("RGB", (3 * width, height))
    for place, picture in enumerate((*whole, where.convert("RGB"))):
        sheet.paste(picture, (place * width, 0))
    return sheet, where.histogram()[255] / (width * height)
