"""The race on a page: its figures, and the chart that is read by mouse and keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.components import EACH, in_state
from tests.browser.elsewhere import Elsewhere
from tests.browser.test_numbers import answered, numbers

SCALE = {"million": 1e6, "billion": 1e9}


def shown(page: Page, elsewhere: Elsewhere) -> Locator:
    """Open a page with the race of two companies."""
    page.goto(elsewhere.write(EACH["series"]))
    return in_state(page, "series", "loaded")


def said_amount(text: str) -> float:
    """Return the amount that a text begins with, "$716.9 billion"."""
    scale = next((number for word, number in SCALE.items() if word in text), 1)
    return numbers(text)[0] * scale


def points(ours: str) -> dict[str, Any]:
    """Return what the API says of each company, by company."""
    answer = answered(ours, "/v1/series?companies=amazon,walmart&metric=revenue")
    return {each["company"]: each["points"] for each in answer["series"]}


def test_the_table_has_every_figure_of_the_api(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    race = shown(page, elsewhere)
    race.locator("[part~=table] summary").click()

    rows = race.locator("tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => [...cell.childNodes].map((each) => each.textContent)))"
    )

    for place, of_company in enumerate(points(ours).values(), 1):
        cells = [row[place] for row in rows if len(row[place]) == 3]
        assert [said_amount(amount) for amount, *_ in cells] == pytest.approx(
            [each["value"] for each in of_company], rel=5e-4
        )
        assert [period.split(",")[0] for _, period, _ in cells] == [each["period"]["label"] for each in of_company]


def test_the_keyboard_steps_from_period_to_period(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    race = shown(page, elsewhere)
    slider = race.get_by_role("slider")
    first, *_, last_but_one, last = points(ours)["amazon"]
    slider.focus()

    said = {}
    for key in ("Home", "End", "ArrowLeft", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        said[key] = slider.get_attribute("aria-valuetext") or ""

    for key, point in (("Home", first), ("End", last), ("ArrowLeft", last_but_one), ("ArrowRight", last)):
        company, period_said = said[key].split(", ")[:2]
        assert company.startswith("Amazon")
        assert said_amount(period_said) == pytest.approx(point["value"], rel=5e-4)
        assert point["period"]["label"] in said[key]
    expect(slider).to_have_attribute("aria-valuenow", slider.get_attribute("aria-valuemax") or "")
    expect(slider).to_be_focused()


def test_what_is_pointed_at_is_read_off_and_the_newest_again_when_the_mouse_leaves(
    page: Page, elsewhere: Elsewhere
) -> None:
    race = shown(page, elsewhere)
    readings = race.locator("[part~=readings]")
    newest = readings.inner_text()

    race.get_by_role("slider").hover(position={"x": 300, "y": 100})
    expect(readings).not_to_have_text(newest, use_inner_text=True)
    expect(race.locator(".pointed").first).to_be_visible()
    page.mouse.move(0, 0)

    expect(readings).to_have_text(newest, use_inner_text=True)
    expect(race.locator(".pointed")).to_have_count(0)


def test_a_change_of_the_lead_is_marked_and_named(page: Page, elsewhere: Elsewhere) -> None:
    race = shown(page, elsewhere)

    expect(race.locator("[part~=crossover] circle")).to_have_count(1)
    expect(race.locator("[part~=crossover] text")).to_contain_text("Amazon ahead, FY2025/FY2026")


def test_a_chart_is_drawn_anew_for_another_width(page: Page, elsewhere: Elsewhere) -> None:
    race = shown(page, elsewhere)

    for width in (360, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        expect(race.locator("[part~=picture]")).to_have_count(1)
        page.wait_for_function(
            """() => {
                const root = document.querySelector("rivalry-series").shadowRoot;
                const width = root.querySelector("[part~=chart]").clientWidth;
                return root.querySelector("[part~=picture]").viewBox.baseVal.width === width;
            }"""
        )
