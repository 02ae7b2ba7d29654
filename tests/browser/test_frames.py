"""Frames below the fold and on paper: what a reader comes to has its place before it is seen."""

import re

from playwright.sync_api import Page, expect

from tests.browser.components import EACH, EMBEDS, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.browser.test_pages import opened
from tests.browser.watching import Watch
from tests.test_readme import README

MOST_SHEETS = 8
HIGHER = "before => document.querySelector('iframe').clientHeight > before"


def framed(ours: str, component: str, style: str = "") -> str:
    """Write a frame far below the fold, and what resizes it."""
    return (
        f'<p style="height: 1700px">Text.</p><iframe src="{ours}{EMBEDS[component]}" title="A rivalry" width="100%" '
        f'height="150" loading="lazy" style="{style}"></iframe><script src="{ours}/embed.js" async></script>'
    )


def test_a_frame_has_its_height_before_it_is_seen(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    page.goto(elsewhere.write(framed(ours, "compare")))

    page.evaluate("scrollTo(0, 400)")

    page.wait_for_function(HIGHER, arg=400)
    assert page.evaluate("document.querySelector('iframe').getBoundingClientRect().top > innerHeight")
    assert page.locator("iframe").get_attribute("loading") == "eager"


def test_a_frame_that_may_not_be_higher_is_scrolled_inside(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    page.goto(elsewhere.write(framed(ours, "compare", "max-height: 200px")))
    page.locator("iframe").scroll_into_view_if_needed()
    expect(page.frame_locator("iframe").locator("rivalry-compare [part~=verdict]")).to_be_attached()

    inside = page.frames[1]
    inside.evaluate("scrollTo(0, 9999)")

    assert page.locator("iframe").evaluate("frame => frame.clientHeight") <= 200
    assert inside.evaluate("scrollY") > 100


def test_the_front_page_is_printed_on_a_few_sheets_without_what_is_for_a_screen(page: Page, ours: str) -> None:
    opened(page, ours)

    printed = page.pdf(format="A4", margin={"top": "15mm", "right": "15mm", "bottom": "15mm", "left": "15mm"})
    page.emulate_media(media="print")

    sheets = [int(count) for count in re.findall(rb"/Count (\d+)", printed)]
    assert max(sheets) <= MOST_SHEETS
    assert page.locator("details.code:visible").count() == 0


def test_without_scripts_no_picture_repeats_its_heading_and_nothing_is_said_of_hovering(
    new_page: NewPage, watch: Watch, ours: str
) -> None:
    watch.expect(r"csp .*/widgets\.\w+\.js")
    page = new_page(java_script_enabled=False)

    page.goto(ours)

    wide = [box["width"] > 1 for box in (each.bounding_box() for each in page.locator(".headed > h2").all()) if box]
    assert wide[0] is False
    assert wide[-1] is True
    assert "hover" not in page.locator("main").inner_text()


def test_with_scripts_it_is_said_how_a_number_tells_more(page: Page, ours: str) -> None:
    opened(page, ours)

    expect(page.locator(".how")).to_be_visible()


def test_what_the_readme_says_lets_components_and_frames_past_a_policy(
    page: Page, elsewhere: Elsewhere, ours: str
) -> None:
    allowed = next(line for line in README.splitlines() if line.startswith("script-src http"))
    policy = f"default-src 'none'; style-src 'unsafe-inline'; {allowed.replace('http://127.0.0.1:8000', ours)} data:"
    frame = f'<iframe src="{ours}{EMBEDS["fact"]}" title="A number"></iframe><script src="{ours}/embed.js"></script>'
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'

    page.goto(elsewhere.write(f"{EACH['compare']}{frame}", head=head))

    in_state(page, "compare", "loaded")
    expect(page.frame_locator("iframe").locator("main")).to_be_visible()
