"""Every state of a component: loading, loaded, empty, refused, offline, caution."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import BLOCKS, EACH, hold_answers, in_state
from tests.browser.elsewhere import Elsewhere
from tests.browser.watching import Watch

EVERY_COMPONENT = pytest.mark.parametrize("component", EACH)
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


@EVERY_COMPONENT
def test_a_component_says_that_it_is_loading_and_then_loads(page: Page, elsewhere: Elsewhere, component: str) -> None:
    held = hold_answers(page)
    page.goto(elsewhere.write(EACH[component]))

    shown = in_state(page, component, "loading")
    expect(shown.locator("[part~=root]")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    in_state(page, component, "loaded")

    expect(shown.locator("[part~=root]")).to_be_visible()
    expect(shown.locator("[part~=root]")).to_have_attribute("aria-busy", "false")


@EVERY_COMPONENT
def test_a_component_without_a_connection_tries_again_when_there_is_one(
    page: Page, elsewhere: Elsewhere, watch: Watch, component: str
) -> None:
    watch.expect(OFFLINE)
    page.goto(elsewhere.write("<div id=place></div>"))
    page.wait_for_function("name => customElements.get(name)", arg=f"rivalry-{component}")
    page.context.set_offline(True)
    page.evaluate("text => { document.querySelector('#place').innerHTML = text }", EACH[component])
    in_state(page, component, "offline")

    page.context.set_offline(False)

    in_state(page, component, "loaded")


@pytest.mark.parametrize("component", BLOCKS)
def test_a_component_without_a_connection_can_be_told_to_try_again(
    page: Page, elsewhere: Elsewhere, watch: Watch, component: str
) -> None:
    watch.expect("net::ERR_FAILED")
    page.route("**/v1/**", lambda route: route.abort())
    page.goto(elsewhere.write(EACH[component]))
    shown = in_state(page, component, "offline")
    expect(shown.get_by_role("status")).to_contain_text("No connection")

    page.unroute("**/v1/**")
    shown.get_by_role("button", name="Try again").click()

    in_state(page, component, "loaded")


@pytest.mark.parametrize(
    ("component", "written"),
    {"checks": "<rivalry-checks company=openai>", "strategies": "<rivalry-strategies companies=openai>"}.items(),
)
def test_where_nothing_is_known_a_component_says_so(
    page: Page, elsewhere: Elsewhere, component: str, written: str
) -> None:
    page.goto(elsewhere.write(f"{written}</rivalry-{component}>"))

    shown = in_state(page, component, "empty")

    expect(shown.get_by_role("status")).to_have_text("Nothing is known of that.")


MISSPELT = {
    "compare": ('companies="amazon,walmart" metric="revenu"', "metric 'revenu' does not exist", "revenue"),
    "series": ('companies="amazon,wallmart" metric="revenue"', "companies 'wallmart' does not exist", "walmart"),
    "mix": ('company="amazonn" metric="revenue"', "there is no company 'amazonn'", "amazon"),
    "strategies": ('companies="amazon,wallmart"', "companies 'wallmart' does not exist", "walmart"),
    "checks": ('company="amazon,wallmart"', "company 'wallmart' does not exist", "walmart"),
}


@pytest.mark.parametrize("component", MISSPELT)
def test_a_refusal_is_shown_with_its_reason_and_what_was_meant(
    page: Page, elsewhere: Elsewhere, watch: Watch, component: str
) -> None:
    watch.expect("status of 4(04|22)")
    attributes, reason, meant = MISSPELT[component]
    page.goto(elsewhere.write(f"<rivalry-{component} {attributes}></rivalry-{component}>"))

    shown = in_state(page, component, "refused")

    message = shown.locator("[part~=message]")
    expect(message).to_contain_text(reason)
    expect(message).to_contain_text(f"Did you mean {meant}?")
    expect(shown.get_by_role("button")).to_have_count(0)


NOTHING_GIVEN = {
    "compare": ("<rivalry-compare></rivalry-compare>", "companies is needed"),
    "series": ("<rivalry-series></rivalry-series>", "companies is needed"),
    "mix": ('<rivalry-mix company="amazon"></rivalry-mix>', "metric is needed"),
    "strategies": ("<rivalry-strategies></rivalry-strategies>", "companies is needed"),
    "fact": ("<rivalry-fact>some 700 billion</rivalry-fact>", "some 700 billion"),
}


@pytest.mark.parametrize("component", NOTHING_GIVEN)
def test_a_component_without_attributes_says_what_it_needs(
    page: Page, elsewhere: Elsewhere, watch: Watch, component: str
) -> None:
    watch.expect("status of 4(04|22)")
    written, said = NOTHING_GIVEN[component]
    page.goto(elsewhere.write(written))

    expect(in_state(page, component, "refused")).to_contain_text(said)


def test_a_fact_that_there_is_not_leaves_the_words_of_the_page(page: Page, elsewhere: Elsewhere, watch: Watch) -> None:
    watch.expect("status of 404")
    page.goto(elsewhere.write("<p>It was <rivalry-fact fact='none'>some 700 billion</rivalry-fact>.</p>"))

    shown = in_state(page, "fact", "refused")

    expect(shown).to_be_visible()
    assert shown.evaluate("element => element.getBoundingClientRect().width") > 50


def test_caution_is_said_with_its_reasons(page: Page, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.write(EACH["compare"]))

    caution = in_state(page, "compare", "loaded").locator("[part~=caution]")
    caution.locator("summary").click()

    expect(caution).to_contain_text("Compare with care")
    expect(caution).to_contain_text("31 days apart")
