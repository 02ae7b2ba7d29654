"""Every component as it looks, pixel by pixel, over what the two articles say, which does not change.

`make pictures` records the pictures anew. Whoever does looks at each one that changed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.serving import Server
from tests.browser.components import EACH, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.browser.pictures import compare
from tests.browser.watching import Watch

HEIGHT = 900
IN_WORDS = {
    "refused": ('<rivalry-compare companies="amazon,walmart" metric="revenu"></rivalry-compare>', "refused"),
    "undecided": (
        '<rivalry-compare companies="amazon,walmart" metric="revenue" tolerance="0.01"></rivalry-compare>',
        "loaded",
    ),
    "offline": ('<rivalry-compare companies="amazon,walmart" metric="clubs"></rivalry-compare>', "offline"),
    "loading": ('<rivalry-compare companies="amazon,walmart" metric="stores"></rivalry-compare>', "loading"),
}
"""States of a comparison beside that which shows an answer."""

STEADY_FRONT = """
:root { --rivalry-sans: "Liberation Sans"; --rivalry-serif: "Liberation Serif" }
.foot p { visibility: hidden }
"""
"""Typefaces that are there, and no word of the day on which the dataset was loaded."""

EVERY_LOOK = pytest.mark.parametrize(
    ("theme", "width"), [(theme, width) for theme in ("light", "dark") for width in (360, 820)]
)


@pytest.fixture(scope="module")
def steady(articles_url: str) -> Iterator[str]:
    """Serve the two articles alone and return the origin."""
    server = Server(articles_url, "--host", "127.0.0.1")
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


def picture(page: Page, selector: str) -> bytes:
    """Take a picture of a part of a page."""
    return page.locator(selector).first.screenshot(animations="disabled", caret="hide", scale="css")


@EVERY_LOOK
@pytest.mark.parametrize("component", EACH)
def test_a_component_looks_as_it_did(
    new_page: NewPage,
    watch: Watch,
    elsewhere: Elsewhere,
    steady: str,
    tmp_path: Path,
    component: str,
    theme: str,
    width: int,
) -> None:
    watch.allow(steady)
    page = new_page(color_scheme=theme, viewport={"width": width, "height": HEIGHT})
    page.goto(
        elsewhere.write(EACH[component].replace(f"<rivalry-{component}", f'<rivalry-{component} base="{steady}"'))
    )
    shown = in_state(page, component, "loaded")
    if component == "fact":
        shown.locator("[part~=figure]").focus()
        expect(shown.locator("[part~=note]")).to_be_visible()

    taken = picture(page, "html" if component == "fact" else f"rivalry-{component}")

    assert compare(f"{component}-{theme}-{width}", taken, tmp_path) == ""


@EVERY_LOOK
@pytest.mark.parametrize("state", IN_WORDS)
def test_a_state_looks_as_it_did(
    new_page: NewPage,
    watch: Watch,
    elsewhere: Elsewhere,
    steady: str,
    tmp_path: Path,
    state: str,
    theme: str,
    width: int,
) -> None:
    watch.allow(steady)
    watch.expect("status of 422", "net::ERR_FAILED")
    page = new_page(color_scheme=theme, viewport={"width": width, "height": HEIGHT})
    page.route("**/v1/compare**clubs**", lambda route: route.abort())
    page.route("**/v1/compare**stores**", lambda _: None)
    written, reached = IN_WORDS[state]
    page.goto(elsewhere.write(written.replace("<rivalry-compare", f'<rivalry-compare base="{steady}"')))
    in_state(page, "compare", reached)

    taken = picture(page, "rivalry-compare")

    assert compare(f"compare-{state}-{theme}-{width}", taken, tmp_path) == ""


@EVERY_LOOK
def test_the_front_page_looks_as_it_did(
    new_page: NewPage, watch: Watch, steady: str, tmp_path: Path, theme: str, width: int
) -> None:
    watch.allow(steady)
    page = new_page(color_scheme=theme, viewport={"width": width, "height": HEIGHT}, bypass_csp=True)
    page.goto(steady)
    page.add_style_tag(content=STEADY_FRONT)
    for each in page.locator(":defined[companies], :defined[company], :defined[fact]").all():
        expect(each.locator("[part~=root]").first).to_have_attribute("aria-busy", "false")

    taken = page.screenshot(full_page=True, animations="disabled", caret="hide", scale="css")

    assert compare(f"front-{theme}-{width}", taken, tmp_path) == ""
