"""Every component as it looks, pixel by pixel, over what the two articles say, which does not change.

`make pictures` records the pictures anew. Whoever does looks at each one that changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.api.serving import Server
from tests.browser.components import EACH, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.browser.pictures import compare
from tests.browser.test_mix import IMPLIED
from tests.browser.test_pages import opened
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

OF_THE_SEED = ["series"]
"""What is drawn over the shipped seed, for the articles give one year: it ends with a year that is past."""

WRITTEN = {
    **EACH,
    "series": '<rivalry-series companies="amazon,walmart" metric="revenue" to="2026-01-31"></rivalry-series>',
    "mix": IMPLIED,
    "fact": f"{EACH['fact']}<div style='height: 200px'></div>",
}

STEADY_FRONT = """
:root { --rivalry-sans: "Liberation Sans"; --rivalry-serif: "Liberation Serif" }
.foot p { visibility: hidden }
"""
"""Typefaces that are there, and no word of the day on which the dataset was loaded."""

LOOKS = [(theme, width) for theme in ("light", "dark") for width in (360, 820)]


@dataclass(frozen=True)
class Camera:
    """A page in one theme, of one width, and where pictures of it go that differ from those that we keep."""

    page: Page
    look: str
    folder: Path

    def differs(self, name: str, part: str) -> str:
        """Take a picture of a part of the page, of its top where it is long, and return how it differs from ours."""
        box = self.page.locator(part).bounding_box()
        assert box
        clip = FloatRect(x=box["x"], y=box["y"], width=box["width"], height=min(HEIGHT, box["height"]))
        taken = self.page.screenshot(animations="disabled", caret="hide", scale="css", full_page=True, clip=clip)
        return compare(f"{name}-{self.look}", taken, self.folder)


@pytest.fixture(scope="module")
def steady(articles_url: str) -> Iterator[str]:
    """Serve the two articles alone and return the origin."""
    server = Server(articles_url, "--host", "127.0.0.1")
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture(params=LOOKS, ids=[f"{theme}-{width}" for theme, width in LOOKS])
def camera(request: pytest.FixtureRequest, new_page: NewPage, watch: Watch, steady: str, tmp_path: Path) -> Camera:
    """Open an empty page, in each theme and of each width."""
    watch.allow(steady)
    theme, width = request.param
    page = new_page(color_scheme=theme, viewport={"width": width, "height": HEIGHT}, bypass_csp=True)
    return Camera(page, f"{theme}-{width}", tmp_path)


def asking(origin: str, written: str) -> str:
    """Let an element ask another origin than the one that its script came from."""
    return re.sub(r"(<rivalry-\w+)", rf'\1 server="{origin}"', written)


@pytest.mark.parametrize("component", EACH)
def test_a_component_looks_as_it_did(camera: Camera, elsewhere: Elsewhere, steady: str, component: str) -> None:
    written = WRITTEN[component]
    camera.page.goto(elsewhere.write(written if component in OF_THE_SEED else asking(steady, written)))
    shown = in_state(camera.page, component, "loaded")
    if component == "fact":
        shown.locator("[part~=figure]").focus()
        expect(shown.locator("[part~=note]")).to_be_visible()

    assert camera.differs(component, "html" if component == "fact" else f"rivalry-{component}") == ""


@pytest.mark.parametrize("state", IN_WORDS)
def test_a_state_looks_as_it_did(camera: Camera, watch: Watch, elsewhere: Elsewhere, steady: str, state: str) -> None:
    watch.expect("status of 422", "net::ERR_FAILED")
    camera.page.route("**/v1/compare**clubs**", lambda route: route.abort())
    camera.page.route("**/v1/compare**stores**", lambda _: None)
    written, reached = IN_WORDS[state]
    camera.page.goto(elsewhere.write(asking(steady, written)))
    in_state(camera.page, "compare", reached)

    assert camera.differs(f"compare-{state}", "rivalry-compare") == ""


def test_the_front_page_looks_as_it_did(camera: Camera, steady: str) -> None:
    opened(camera.page, steady)
    camera.page.add_style_tag(content=STEADY_FRONT)

    assert camera.differs("front", "html") == ""
