"""A number in running text, and the note that says what it rests on."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.components import EACH, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.postgres.waiting import wait_until

WITH_NEIGHBOURS = f"<p><a href=#before>before</a></p>{EACH['fact']}<p><a href=#after>after</a></p>"


def shown(page: Page, elsewhere: Elsewhere) -> tuple[Locator, Locator]:
    """Open a page with a fact, and return its figure and its note."""
    page.goto(elsewhere.write(WITH_NEIGHBOURS))
    fact = in_state(page, "fact", "loaded")
    return fact.locator("[part~=figure]"), fact.locator("[part~=note]")


def test_a_fact_stands_in_its_sentence_with_its_hedge(page: Page, elsewhere: Elsewhere) -> None:
    figure, note = shown(page, elsewhere)

    expect(page.locator("p", has=page.locator("rivalry-fact"))).to_contain_text("then.")
    expect(figure).to_have_text("about $716.9 billion")
    expect(note).to_be_hidden()


def test_the_note_opens_under_the_mouse_and_closes_when_it_leaves(page: Page, elsewhere: Elsewhere) -> None:
    figure, note = shown(page, elsewhere)

    figure.hover()
    expect(note).to_be_visible()
    note.hover()
    expect(note).to_be_visible()
    page.mouse.move(0, 0)

    expect(note).to_be_hidden()


def test_the_note_opens_on_focus_and_closes_on_escape_with_the_focus_kept(page: Page, elsewhere: Elsewhere) -> None:
    figure, note = shown(page, elsewhere)

    page.get_by_text("before").focus()
    page.keyboard.press("Tab")
    expect(note).to_be_visible()
    expect(figure).to_be_focused()
    page.keyboard.press("Escape")

    expect(note).to_be_hidden()
    expect(figure).to_be_focused()


def test_the_keyboard_reaches_the_source_in_the_note_and_goes_on_behind_it(page: Page, elsewhere: Elsewhere) -> None:
    figure, note = shown(page, elsewhere)
    links = note.locator("a").count()

    figure.focus()
    for _ in range(links):
        page.keyboard.press("Tab")
        expect(note).to_be_visible()
    page.keyboard.press("Tab")

    expect(page.get_by_text("after")).to_be_focused()
    expect(note).to_be_hidden()


def test_the_note_opens_and_closes_on_a_tap(new_page: NewPage, elsewhere: Elsewhere) -> None:
    page = new_page(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 640})
    figure, note = shown(page, elsewhere)

    figure.tap()
    expect(note).to_be_visible()
    page.touchscreen.tap(180, 600)

    expect(note).to_be_hidden()


def test_the_note_says_what_was_printed_and_where(page: Page, elsewhere: Elsewhere) -> None:
    figure, note = shown(page, elsewhere)

    figure.focus()

    expect(note).to_contain_text("roughly $716.9 billion")
    expect(note).to_contain_text(re.compile(r"\$716\.85\s.\s716\.95\sbillion"))
    expect(note.locator("cite")).to_be_visible()


@pytest.mark.parametrize("width", [280, 360, 820])
@pytest.mark.parametrize("lead", ["", "word " * 9, "word " * 300])
def test_the_note_stays_inside_the_window(new_page: NewPage, elsewhere: Elsewhere, width: int, lead: str) -> None:
    page = new_page(viewport={"width": width, "height": 640})
    page.goto(elsewhere.write(f"<p>{lead}{EACH['fact'].removeprefix('<p>')}"))
    fact = in_state(page, "fact", "loaded")

    fact.locator("[part~=figure]").focus()
    box = fact.locator("[part~=note]").bounding_box()

    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 640


def test_the_note_goes_with_its_number_when_the_page_is_scrolled(page: Page, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.write(f"<div style='height: 300px'></div>{EACH['fact']}<div style='height: 3000px'></div>"))
    fact = in_state(page, "fact", "loaded")
    figure, note = fact.locator("[part~=figure]"), fact.locator("[part~=note]")
    figure.focus()
    before = [each.evaluate("element => element.getBoundingClientRect().y") for each in (figure, note)]

    page.evaluate("scrollBy(0, 120)")
    page.wait_for_function("() => scrollY === 120")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    after = [each.evaluate("element => element.getBoundingClientRect().y") for each in (figure, note)]
    page.evaluate("scrollBy(0, 1000)")

    assert [one - other for one, other in zip(before, after, strict=True)] == [120, 120]
    page.wait_for_function("() => scrollY === 1120")
    wait_until(lambda: (box := note.bounding_box()) is None or box["y"] + box["height"] <= 0)  # a frame later
