import json
import zlib

import vl_convert

from app.charts.pen import VERSION, draw
from app.charts.png import SIGNATURE, packed, read_chunks
from tests.charts.asking import comparison_of
from tests.charts.reading import size_of_png
from tests.factories import amazon_revenue, walmart_revenue

SPEC = json.dumps(comparison_of(amazon_revenue(), walmart_revenue(), width=600, height=400, is_fixed=True))


def pixels_of(png: bytes) -> bytes:
    return zlib.decompress(b"".join(content for kind, content in read_chunks(png) if kind == b"IDAT"))


def test_a_png_has_the_same_pixels_in_fewer_bytes() -> None:
    hasty = vl_convert.vegalite_to_png(SPEC, vl_version=VERSION, allowed_base_urls=[])

    png = draw(SPEC, "png", 1)

    assert png == packed(hasty)
    assert pixels_of(png) == pixels_of(hasty)
    assert len(png) < len(hasty) / 2


def test_a_packed_png_is_a_whole_one() -> None:
    png = draw(SPEC, "png", 2)

    kinds = [kind for kind, _ in read_chunks(png)]
    assert (kinds[0], kinds[-2:]) == (b"IHDR", [b"IDAT", b"IEND"])
    assert size_of_png(png) == (1200, 800)
    place = len(SIGNATURE)
    for kind, content in read_chunks(png):
        place += 12 + len(content)
        assert png[place - 4 : place] == zlib.crc32(kind + content).to_bytes(4, "big")
    assert place == len(png)


def test_letters_are_drawn_in_our_typefaces_wherever_pictures_are_drawn() -> None:
    """What has a typeface that is not there loses its letters without a word."""
    spec = json.loads(SPEC)
    spec["title"]["font"] = '"Source Serif Pro"'
    spec["config"]["font"] = spec["config"]["text"]["font"] = '"Liberation Sans"'
    missing = {**spec, "title": {**spec["title"], "font": "No Such Typeface"}}

    assert pixels_of(draw(json.dumps(spec), "png", 1)) == pixels_of(draw(SPEC, "png", 1))
    assert pixels_of(draw(json.dumps(missing), "png", 1)) != pixels_of(draw(SPEC, "png", 1))
