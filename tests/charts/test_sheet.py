from itertools import product
from typing import Any

import pytest

from app.charts.sheet import Spec, TooLowError
from app.charts.theme import HIGHEST, LOWEST, NARROWEST, THEMES, WIDEST
from tests.charts.asking import bars_of, comparison_of, mix_of, series_of, svg_of
from tests.charts.reading import letters, root_of
from tests.factories import (
    AMAZON,
    COSTCO,
    KROGER,
    SHARE,
    TARGET,
    WALMART,
    amazon_revenue,
    fact,
    walmart_revenue,
)

PAIR = (amazon_revenue(), walmart_revenue())
OTHERS = [fact("$100 billion", company=each) for each in (TARGET, COSTCO, KROGER)]
FIVE = (AMAZON, WALMART, TARGET, COSTCO, KROGER)
YEARS = [
    fact(f"${place + 1}00 billion", company=company, period=f"FY{2021 + place}")
    for company in (AMAZON, WALMART)
    for place in range(4)
]


def specified(kind: str, **look: Any) -> Spec:  # noqa: ANN401  any wish
    match kind:
        case "comparison":
            return comparison_of(*PAIR, **look)
        case "comparison of five":
            return comparison_of(*PAIR, *OTHERS, companies=FIVE, **look)
        case "mix":
            parts = (fact("close to one-fifth", metric=SHARE, segment="cloud"), fact("$68.6 billion", segment="ads"))
            return mix_of(amazon_revenue(), *parts, **look)
        case _:
            return series_of(*YEARS, **look)


KINDS = ("comparison", "comparison of five", "mix", "series")


@pytest.mark.parametrize(("kind", "width"), list(product(KINDS, (NARROWEST, 280, 480, 720, 1200, WIDEST))))
def test_no_text_leaves_the_paper_or_stands_on_another(kind: str, width: int) -> None:
    spec = specified(kind, width=width)
    root = root_of(svg := svg_of(spec))

    found = [each for each in letters(svg) if each.text]

    assert float(root.get("width", 0)) == width
    for each in found:
        assert each.start >= 0, each
        assert each.end <= width, each
        assert 0 < each.y <= float(root.get("height", 0)), each
    for one, other in product(found, found):
        if one is not other and abs(one.y - other.y) < min(one.size, other.size) * 0.7:
            assert one.end <= other.start + 1 or other.end <= one.start + 1, (one, other)


@pytest.mark.parametrize(("kind", "size"), list(product(KINDS, ((1200, 630), (600, 600), (400, 700)))))
def test_a_picture_is_as_large_as_it_is_asked_to_be(kind: str, size: tuple[int, int]) -> None:
    root = root_of(svg_of(specified(kind, width=size[0], height=size[1])))

    assert (float(root.get("width", 0)), float(root.get("height", 0))) == size


def test_a_picture_that_cannot_be_so_low_says_how_low_it_can_be() -> None:
    with pytest.raises(TooLowError) as refused:
        specified("comparison", width=480, height=LOWEST)

    least = refused.value.least
    assert f"at least {least} pixels" in str(refused.value)
    assert specified("comparison", width=480, height=least)
    with pytest.raises(TooLowError):
        specified("comparison", width=480, height=least - 1)


def test_letters_are_smaller_where_there_is_little_room_and_larger_where_there_is_much() -> None:
    sizes = [specified("comparison", width=700, height=height)["title"]["subtitleFontSize"] for height in (200, 700)]
    usual = specified("comparison", width=700)["title"]["subtitleFontSize"]

    assert sizes[0] < usual < sizes[1]


def test_notes_give_way_first() -> None:
    low, high = (bars_of(specified("comparison of five", width=700, height=height)) for height in (330, 700))

    assert low["Amazon"]["note"] == ""
    assert high["Amazon"]["note"]


def test_a_picture_without_a_height_is_never_higher_than_one_may_be() -> None:
    assert float(root_of(svg_of(specified("comparison of five", width=NARROWEST))).get("height", 0)) <= HIGHEST


def test_our_own_typefaces_are_used_where_letters_are_drawn_here() -> None:
    theirs, ours = (specified("comparison", is_fixed=fixed)["title"] for fixed in (False, True))

    assert theirs["font"].startswith('"Iowan Old Style"')
    assert ours["font"].startswith('"Source Serif Pro"')
    assert len(ours["text"]) <= len(theirs["text"])


@pytest.mark.parametrize("name", THEMES)
def test_letters_and_companies_can_be_read_on_their_paper(name: str) -> None:
    theme = THEMES["dark" if name == "dark" else "light"]

    for colour in (theme.ink, theme.muted, *theme.companies):
        assert contrast(colour, theme.paper) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 has it."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
