"""Our own pages: the front, the API reference, and what is shown in frames."""

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.axe import barriers
from tests.browser.components import EMBEDS
from tests.browser.conftest import NewPage
from tests.browser.watching import Watch

PAGES = ["/", "/docs", *EMBEDS.values()]
EVERY_PAGE = pytest.mark.parametrize("address", PAGES, ids=["front", "docs", *EMBEDS])
BOTH_THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
OF_SWAGGER = ("nested-interactive", "heading-order")
"""What Swagger UI does in its own markup: a link in a button (both can be reached), headings that begin at h3."""

IN_WORDS = {EMBEDS["strategies"]: "Rufus", EMBEDS["checks"]: "advertising", EMBEDS["fact"]: "Printed as"}
"""What is said where there is no chart and no script."""

WIDTHS = (280, 360, 820, 1400, 1600)
ALL_SHOWN = """() => [...document.querySelectorAll("*")]
  .filter(({ localName }) => localName.startsWith("rivalry-"))
  .every((each) => each.matches(":state(loaded)"))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(page: Page, address: str) -> None:
    """Open a page of ours and wait until everything that it shows has come."""
    page.goto(address)
    if address.endswith("/docs"):
        expect(page.locator(".opblock").first).to_be_visible()
    page.wait_for_function(ALL_SHOWN)


@EVERY_PAGE
@BOTH_THEMES
def test_axe_finds_nothing(new_page: NewPage, ours: str, address: str, theme: str) -> None:
    page = new_page(color_scheme=theme)

    opened(page, ours + address)

    assert "\n".join(barriers(page, without=OF_SWAGGER if address == "/docs" else ())) == ""


@EVERY_PAGE
def test_a_page_is_never_wider_than_its_window(page: Page, ours: str, address: str) -> None:
    opened(page, ours + address)

    too_wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        too_wide[width] = page.evaluate(TOO_WIDE)

    assert too_wide == dict.fromkeys(WIDTHS, 0)


@EVERY_PAGE
def test_everything_on_a_page_is_there(page: Page, ours: str, address: str) -> None:
    refused: list[str] = []

    def hear(answer: Response) -> None:
        if answer.status not in (200, 304):
            refused.append(f"{answer.status} {answer.url}")

    page.on("response", hear)

    opened(page, ours + address)
    page.wait_for_load_state("networkidle")

    assert refused == []


def test_try_it_works_on_the_docs(page: Page, ours: str) -> None:
    opened(page, f"{ours}/docs")

    operation = page.locator("#operations-comparisons-compare")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    with page.expect_response("**/v1/compare?*") as answered:
        operation.get_by_role("button", name="Execute").click()

    assert answered.value.status == 200
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")


@pytest.mark.parametrize("address", ["/", *EMBEDS.values()], ids=["front", *EMBEDS])
@BOTH_THEMES
def test_without_scripts_a_page_shows_what_the_server_draws(
    new_page: NewPage, watch: Watch, ours: str, address: str, theme: str
) -> None:
    watch.expect(r"csp .*/widgets\.\w+\.js")  # asked for ahead, but no script runs
    page = new_page(java_script_enabled=False, color_scheme=theme)

    page.goto(ours + address)
    page.wait_for_load_state("networkidle")

    pictures = page.locator("img").all()
    assert all(picture.evaluate("image => image.complete && image.naturalWidth > 0") for picture in pictures)
    written = page.locator("main").inner_text()
    assert [words for at, words in IN_WORDS.items() if at == address and words not in written] == []
    assert bool(pictures) == (address not in IN_WORDS)


def test_the_front_page_says_who_leads(page: Page, ours: str) -> None:
    opened(page, ours)

    expect(page.locator("h1")).to_contain_text("leads")


def test_code_can_be_copied_from_the_front_page(new_page: NewPage, ours: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    opened(page, ours)

    page.locator("details.code summary").first.click()
    page.get_by_role("button", name="Copy").first.click()

    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.strip() == page.locator("details.code pre").first.inner_text().strip()
