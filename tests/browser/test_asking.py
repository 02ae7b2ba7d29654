"""What components ask for, what they tell the page, and how steady the page stays meanwhile."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import BLOCKS, EACH, FACT, hold_answers, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.browser.watching import Watch

LISTEN = """<script>
  window.told = [];
  for (const name of ["rivalry-load", "rivalry-error"]) {
    addEventListener(name, ({ type, target, detail }) => told.push([type, target.localName, detail]));
  }
  window.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((each) => each.value)))
    .observe({ type: "layout-shift", buffered: true });
</script>"""
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
MOST_SHIFTED = 0.05
"""Half of what is counted as good (web.dev/cls)."""


@pytest.mark.parametrize("component", EACH)
def test_components_that_ask_the_same_share_one_request(
    page: Page, elsewhere: Elsewhere, watch: Watch, component: str
) -> None:
    page.goto(elsewhere.write(EACH[component] * 3))

    for each in page.locator(f"rivalry-{component}").all():
        expect(each.locator("[part~=root]")).to_have_attribute("aria-busy", "false")

    assert len(watch.asked_for("/v1")) == 1
    assert len(watch.asked_for("/")) == 3  # the page, the components, the answer


@pytest.mark.parametrize("component", EACH)
def test_a_component_tells_the_page_what_it_shows(page: Page, elsewhere: Elsewhere, ours: str, component: str) -> None:
    with page.expect_response("**/v1/**") as asked:
        page.goto(elsewhere.write(EACH[component], head=LISTEN))
    in_state(page, component, "loaded")

    told = page.evaluate("told")

    assert told == [["rivalry-load", f"rivalry-{component}", asked.value.json()]]
    assert asked.value.url.startswith(ours)


def test_a_component_tells_the_page_why_it_shows_nothing(page: Page, elsewhere: Elsewhere, watch: Watch) -> None:
    watch.expect("status of 422", "net::ERR_FAILED")
    page.route("**/v1/facts/**", lambda route: route.abort())
    page.goto(
        elsewhere.write(
            f"<rivalry-compare companies=amazon></rivalry-compare><rivalry-fact fact={FACT}></rivalry-fact>",
            head=LISTEN,
        )
    )
    in_state(page, "compare", "refused")
    in_state(page, "fact", "offline")

    told = {name: (event, detail and detail["code"]) for event, name, detail in page.evaluate("told")}

    assert told == {"rivalry-compare": ("rivalry-error", "missing-parameter"), "rivalry-fact": ("rivalry-error", None)}


@pytest.mark.parametrize("width", [360, 820])
@pytest.mark.parametrize("component", BLOCKS)
def test_what_stands_below_stays_where_it_is_when_an_answer_comes(
    new_page: NewPage, elsewhere: Elsewhere, component: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    held = hold_answers(page)
    page.goto(elsewhere.write(EACH[component] + "<p>What stands below.</p>" * 5, head=LISTEN))
    in_state(page, component, "loading")
    page.evaluate(f"() => {DRAWN}.then(() => {{ shifts = []; }})")
    held[0].continue_()
    in_state(page, component, "loaded")

    shifts = page.evaluate(f"() => {DRAWN}.then(() => shifts)")

    assert sum(shifts) <= MOST_SHIFTED
