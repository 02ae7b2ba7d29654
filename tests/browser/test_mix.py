"""What a total is made of, on a page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import EACH, in_state
from tests.browser.elsewhere import Elsewhere
from tests.browser.test_numbers import BILLION, answered, numbers

IMPLIED = '<rivalry-mix company="amazon" metric="revenue" source="amazon-edges-past-walmart"></rivalry-mix>'


def test_amounts_and_shares_are_those_of_the_api(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    answer = answered(ours, "/v1/companies/amazon/mix?metric=revenue")
    page.goto(elsewhere.write(EACH["mix"]))
    mix = in_state(page, "mix", "loaded")

    total, *amounts = [numbers(each)[0] * BILLION for each in mix.locator("[part~=value]").all_inner_texts()]
    shares = [numbers(each)[0] / 100 for each in mix.locator("[part~=share]").all_inner_texts()]

    assert total == pytest.approx(answer["total"]["quantity"]["value"], rel=5e-4)
    assert amounts == pytest.approx([each["quantity"]["value"] for each in answer["parts"]], rel=5e-4)
    assert shares == pytest.approx([each["share"]["value"] for each in answer["parts"]], abs=5.1e-4)
    expect(mix.locator("[part~=sentence]")).to_have_text(answer["sentence"])


def test_implied_parts_look_implied_and_a_part_too_vague_to_draw_has_no_bar(page: Page, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.write(IMPLIED))
    mix = in_state(page, "mix", "loaded")

    fills = mix.locator("tr[part~=implied] .fill").evaluate_all(
        "all => all.map((each) => [getComputedStyle(each).backgroundImage, getComputedStyle(each).backgroundColor])"
    )

    assert len(fills) == 2
    assert all(image.startswith("repeating-linear-gradient") and paper == "rgba(0, 0, 0, 0)" for image, paper in fills)
    expect(mix.locator("tr[part~=implied] th small").first).to_have_text("implied")
    vague = mix.locator("tr[part~=stated]")
    expect(vague).to_contain_text("an order of magnitude only")
    expect(vague.locator("[part~=bar]")).to_have_count(0)
    expect(mix.locator("[part~=reconciliation]")).to_have_text("Not every part is known.")
    expect(mix.locator("tr[part~=rest]")).to_contain_text("Not accounted for")


@pytest.mark.parametrize(("place", "colour"), {"1": "--company-1", "2": "--company-2", "5": "--company-5"}.items())
def test_a_mix_has_the_colour_of_its_place(page: Page, elsewhere: Elsewhere, place: str, colour: str) -> None:
    page.goto(elsewhere.write(EACH["mix"].replace(">", f' place="{place}">', 1)))

    fill = in_state(page, "mix", "loaded").locator(".fill").first

    assert fill.evaluate("each => getComputedStyle(each).backgroundColor") == fill.evaluate(
        """(each, colour) => {
            const other = each.parentElement.appendChild(document.createElement("i"));
            other.style.color = `var(${colour})`;
            return getComputedStyle(other).color;
        }""",
        colour,
    )
