"""Components for every reader: themes, forced colours, less motion, print, widths, the keyboard, axe."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import barriers
from tests.browser.components import BLOCKS, EACH, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.browser.test_pages import TOO_WIDE, WIDTHS

GALLERY = "".join(f"<section><h2>{name}</h2>{written}</section>" for name, written in EACH.items())
PAPER = {"light": "rgb(253, 252, 249)", "dark": "rgb(20, 22, 26)"}
INK_IN_PRINT = "rgb(27, 27, 26)"
OF_THE_READER = """["Canvas", "CanvasText", "LinkText", "GrayText", "ButtonText", "ButtonFace"].map((name) => {
  const named = document.body.appendChild(document.createElement("i"));
  named.style.cssText = `forced-color-adjust: none; color: ${name}`;
  return getComputedStyle(named).color;
})"""
COLOURS = """root => [root, ...root.querySelectorAll("*")].filter((each) => each.checkVisibility()).flatMap((each) => {
  const { color, backgroundColor, fill, stroke } = getComputedStyle(each);
  return [color, backgroundColor, ...(each.ownerSVGElement ? [fill, stroke] : [])];
}).filter((colour) => colour.startsWith("rgb("))"""
MOVING = """[...document.querySelectorAll("*")].filter((each) => each.shadowRoot?.getAnimations().length)
  .map((each) => each.localName)"""


def gallery(page: Page, elsewhere: Elsewhere, **written: Any) -> Page:  # noqa: ANN401  what `Elsewhere.write` takes
    """Open a page of another site with every component."""
    page.goto(elsewhere.write(GALLERY, **written))
    for component in EACH:
        in_state(page, component, "loaded")
    return page


def roots(page: Page) -> list[Locator]:
    """Return the whole of each component that stands by itself."""
    return [page.locator(f"rivalry-{component} [part~=root]") for component in BLOCKS]


@pytest.mark.parametrize("theme", PAPER)
def test_axe_finds_nothing_on_a_page_with_every_component(new_page: NewPage, elsewhere: Elsewhere, theme: str) -> None:
    page = gallery(new_page(color_scheme=theme), elsewhere)
    page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    page.locator("rivalry-fact [part~=figure]").focus()

    assert "\n".join(barriers(page)) == ""


@pytest.mark.parametrize("theme", PAPER)
def test_components_have_the_colours_of_their_page(new_page: NewPage, elsewhere: Elsewhere, theme: str) -> None:
    page = gallery(new_page(color_scheme=theme), elsewhere)

    for root in roots(page):
        expect(root).to_have_css("background-color", PAPER[theme])


@pytest.mark.parametrize("theme", PAPER)
def test_a_page_may_choose_the_theme_and_every_colour_and_typeface(
    page: Page, elsewhere: Elsewhere, theme: str
) -> None:
    own = "<style>rivalry-compare { --rivalry-ink: rgb(1, 2, 3); --rivalry-sans: Courier }</style>"
    page.goto(elsewhere.write(EACH["compare"].replace(" metric", f' theme="{theme}" metric'), head=own))
    shown = in_state(page, "compare", "loaded")

    expect(shown.locator("[part~=root]")).to_have_css("background-color", PAPER[theme])
    expect(shown.locator("[part~=value]").first).to_have_css("color", "rgb(1, 2, 3)")
    expect(shown.locator("[part~=value]").first).to_have_css("font-family", "Courier")


def test_parts_can_be_styled(page: Page, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.write(EACH["compare"], head="<style>rivalry-compare::part(value) { font-size: 31px }</style>"))

    expect(in_state(page, "compare", "loaded").locator("[part~=value]").first).to_have_css("font-size", "31px")


def test_under_forced_colours_only_those_of_the_reader_are_used(new_page: NewPage, elsewhere: Elsewhere) -> None:
    page = gallery(new_page(forced_colors="active", color_scheme="dark"), elsewhere)

    used = {colour for root in roots(page) for colour in root.evaluate(COLOURS)}

    assert used <= set(page.evaluate(OF_THE_READER))


def test_under_forced_colours_lines_are_told_apart_by_their_dashes(new_page: NewPage, elsewhere: Elsewhere) -> None:
    page = gallery(new_page(forced_colors="active"), elsewhere)

    lines = page.locator("rivalry-series .stroke").evaluate_all(
        "all => all.map((each) => getComputedStyle(each).strokeDasharray)"
    )

    assert len(set(lines)) == 2


def test_who_wants_less_motion_sees_none(new_page: NewPage, elsewhere: Elsewhere) -> None:
    moves = {}
    for motion in ("reduce", "no-preference"):
        page = new_page(reduced_motion=motion)
        page.route("**/v1/**", lambda _: None)
        page.goto(elsewhere.write(GALLERY))
        in_state(page, "checks", "loading")
        moves[motion] = page.evaluate(MOVING)

    assert moves == {"reduce": [], "no-preference": [f"rivalry-{each}" for each in BLOCKS]}


def test_print_has_dark_ink_on_light_paper_and_nothing_to_press(new_page: NewPage, elsewhere: Elsewhere) -> None:
    page = gallery(new_page(color_scheme="dark"), elsewhere)

    page.emulate_media(media="print")

    for root in roots(page):
        expect(root).to_have_css("background-color", PAPER["light"])
        expect(root).to_have_css("color", INK_IN_PRINT)
    expect(page.locator("rivalry-checks [part~=more]")).to_be_hidden()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_page_with_every_component_is_never_wider_than_its_window(
    page: Page, elsewhere: Elsewhere, direction: str
) -> None:
    gallery(page, elsewhere, html=f'lang="en" dir="{direction}"')

    page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    too_wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        too_wide[width] = page.evaluate(TOO_WIDE)

    assert too_wide == dict.fromkeys(WIDTHS, 0)


@pytest.mark.parametrize("component", EACH)
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(
    page: Page, elsewhere: Elsewhere, component: str
) -> None:
    page.goto(elsewhere.write(f"<a href=#first>first</a>{EACH[component]}<a href=#last>last</a>"))
    shown = in_state(page, component, "loaded")
    wanted = shown.evaluate("""element => [
            ...element.shadowRoot.querySelectorAll("a[href], button, summary, [tabindex='0']")
        ].filter((each) => each.checkVisibility()).map((each) => each.textContent)""")
    page.get_by_text("first", exact=True).focus()

    reached = []
    for _ in range(len(wanted) + 12):
        page.keyboard.press("Tab")
        focused = page.evaluate("""() => {
            const inside = document.activeElement?.shadowRoot?.activeElement;
            return inside && [inside.textContent, getComputedStyle(inside).outlineStyle];
        }""")
        if not focused:
            break
        reached.append(focused)

    assert [text for text, _ in reached if text in wanted] == wanted
    assert {outline for _, outline in reached} <= {"solid", "auto"}
    expect(page.get_by_text("last", exact=True)).to_be_focused()
