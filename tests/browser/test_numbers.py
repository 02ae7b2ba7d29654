"""Numbers on screen are the API's, said in the reader's language."""

import json
import re
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import EACH, FACT, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere

MILLION, BILLION = 1_000_000, 1_000_000_000
COMPARISON = "/v1/compare?companies=amazon,walmart&metric=revenue"


def answered(ours: str, address: str) -> Any:  # noqa: ANN401  any JSON
    """Ask the API itself."""
    with urlopen(ours + address) as answer:  # noqa: S310  an address of our own
        return json.load(answer)


def numbers(text: str) -> list[float]:
    """Return the numbers in an English text."""
    return [float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def test_figures_gap_and_lead_are_those_of_the_api(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    answer = answered(ours, COMPARISON)
    page.goto(elsewhere.write(EACH["compare"]))
    shown = in_state(page, "compare", "loaded")

    values = [numbers(each)[0] * BILLION for each in shown.locator("[part~=value]").all_inner_texts()]
    spreads = [numbers(text)[0] for text in shown.locator("[part~=range]").all_inner_texts()]
    gap, lead, ratio, sure = (numbers(text) for text in shown.locator("[part~=verdict] dd").all_inner_texts())

    quantities = [entry["quantity"] for entry in answer["entries"]]
    assert values == pytest.approx([each["value"] for each in quantities], rel=5e-4)
    assert spreads == [each["high"] - each["value"] for each in quantities]
    assert gap[0] * BILLION == pytest.approx(answer["gap"]["value"], rel=5e-4)
    assert lead[0] / 100 == pytest.approx(answer["lead"]["value"], rel=5e-3)
    assert ratio[0] == pytest.approx(answer["ratio"]["value"], rel=5e-4)
    assert sure[0] / 100 == pytest.approx(answer["leader"]["decided_up_to"], abs=5e-5)
    expect(shown.locator("[part~=sentence]")).to_have_text(answer["sentence"])


def test_no_range_on_screen_is_narrower_than_that_of_the_api(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    answer = answered(ours, COMPARISON)
    page.goto(elsewhere.write(EACH["compare"]))
    shown = in_state(page, "compare", "loaded")

    terms = shown.locator("[part~=verdict] dd small").all_inner_texts()

    for text, name, unit in zip(terms, ("gap", "lead", "ratio"), (MILLION, 0.01, 1), strict=False):
        (off,) = (each * unit for each in numbers(text))
        computed = answer[name]
        assert text.startswith("give or take")
        assert off >= max(computed["high"] - computed["value"], computed["value"] - computed["low"]) * (1 - 1e-6)


def test_a_range_with_an_end_below_zero_has_signs_and_breaks_only_between_its_ends(
    page: Page, elsewhere: Elsewhere, ours: str
) -> None:
    answer = answered(ours, f"{COMPARISON}&tolerance=0.01")
    page.goto(elsewhere.write(EACH["compare"].replace(" metric", ' tolerance="0.01" metric')))

    gap = in_state(page, "compare", "loaded").locator("[part~=verdict] dd small").first.inner_text()

    assert re.fullmatch(r"\u2212\$[\d.]+\u00a0billion to \$[\d.]+\u00a0billion", gap)
    low, high = (each * BILLION for each in numbers(gap))
    assert [-low, high] == pytest.approx([answer["gap"]["low"], answer["gap"]["high"]], rel=0.05)


def test_every_source_of_the_answer_is_named(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    answer = answered(ours, COMPARISON)
    page.goto(elsewhere.write(EACH["compare"]))
    shown = in_state(page, "compare", "loaded")

    links = shown.locator("cite a").evaluate_all("links => links.map((each) => each.href)")

    assert links == [each["url"] for each in answer["sources"]]
    expect(shown.locator("[part~=footer]")).to_contain_text(f"revision {answer['dataset']['revision']}")


LOCALES = {
    "en": "$716.9 billion",
    "de": "716,9 Milliarden\u00a0$",
    "fr": "716,9\u00a0milliards\u00a0$US",
    "es": "716,9",
    "ja": "7169",
}


@pytest.mark.parametrize(("language", "said"), LOCALES.items())
def test_a_number_is_said_in_the_language_of_the_page(
    page: Page, elsewhere: Elsewhere, language: str, said: str
) -> None:
    page.goto(elsewhere.write(f'<rivalry-fact fact="{FACT}"></rivalry-fact>', html=f'lang="{language}"'))

    figure = in_state(page, "fact", "loaded").locator("[part~=figure]")

    assert said.replace("\u00a0", " ") in figure.inner_text().replace("\u202f", " ").replace("\u00a0", " ")


def test_a_language_that_there_is_not_leaves_numbers_in_that_of_the_reader(
    new_page: NewPage, elsewhere: Elsewhere
) -> None:
    page = new_page(locale="de-DE")
    page.goto(elsewhere.write(EACH["fact"], html='lang="x-none"'))

    expect(in_state(page, "fact", "loaded")).to_contain_text("716,9")


def test_from_right_to_left_a_component_keeps_the_direction_of_its_words(page: Page, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.write(EACH["compare"], html='lang="ar" dir="rtl"'))
    shown = in_state(page, "compare", "loaded")

    heading, value = (shown.locator(f"[part~={part}]").first.bounding_box() for part in ("entry", "bar"))

    assert heading
    assert value
    assert value["x"] > heading["x"]
    expect(shown.locator("[part~=root]")).to_have_css("direction", "ltr")
    expect(shown.locator("[part~=value]").first).to_contain_text("مليار")
