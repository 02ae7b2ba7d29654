"""A page of another site: by script, in a frame, and by what oEmbed says."""

import json
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.components import EACH, EMBEDS, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.browser.watching import Watch


def framed(page: Page) -> FrameLocator:
    """Wait until the frame on a page shows its component."""
    frame = page.frame_locator("iframe")
    expect(frame.locator("[part~=root]").first).to_have_attribute("aria-busy", "false")
    return frame


def test_a_page_of_another_origin_needs_a_script_and_an_element(page: Page, elsewhere: Elsewhere, watch: Watch) -> None:
    page.goto(elsewhere.write("".join(EACH.values())))

    for component in EACH:
        in_state(page, component, "loaded")

    assert len(watch.asked_for("/widgets")) == 1


@pytest.mark.parametrize("component", EMBEDS)
def test_a_frame_becomes_as_high_as_what_it_shows(page: Page, elsewhere: Elsewhere, ours: str, component: str) -> None:
    frame = f'<iframe src="{ours}{EMBEDS[component]}" title="A rivalry" width="100%" height="40"></iframe>'
    page.goto(elsewhere.write(f'{frame}<script src="{ours}/embed.js" async></script>'))
    framed(page)

    page.wait_for_function("""() => {
        const frame = document.querySelector("iframe");
        return frame.clientHeight > 60;
    }""")
    inside = page.frames[1].evaluate(
        "() => new Promise(requestAnimationFrame).then(() => document.body.getBoundingClientRect().height)"
    )

    assert abs(page.locator("iframe").evaluate("frame => frame.clientHeight") - inside) <= 2
    assert page.frames[1].evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_frame_follows_when_the_page_becomes_narrow(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    frame = f'<iframe src="{ours}{EMBEDS["compare"]}" title="A rivalry" width="100%" height="400"></iframe>'
    page.goto(elsewhere.write(f'{frame}<script src="{ours}/embed.js" async></script>'))
    framed(page)
    before = page.locator("iframe").evaluate("frame => frame.clientHeight")

    page.set_viewport_size({"width": 320, "height": 900})

    page.wait_for_function("before => document.querySelector('iframe').clientHeight > before + 50", arg=before)


def test_a_message_that_is_not_ours_changes_no_frame(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    frame = f'<iframe src="{ours}{EMBEDS["fact"]}" title="A rivalry" width="100%" height="400"></iframe>'
    page.goto(elsewhere.write(f'{frame}<script src="{ours}/embed.js"></script>'))
    framed(page)

    page.evaluate("""() => new Promise((done) => {
        postMessage({ type: "rivalry-resize", height: 9999 }, "*");
        setTimeout(done, 50);
    })""")

    assert page.locator("iframe").evaluate("frame => frame.clientHeight") < 9000


@pytest.mark.parametrize("component", EMBEDS)
def test_what_oembed_says_shows_the_same_selection(page: Page, elsewhere: Elsewhere, ours: str, component: str) -> None:
    with urlopen(f"{ours}/oembed?format=json&url={quote(ours + EMBEDS[component])}") as answer:  # noqa: S310  our own
        said = json.load(answer)

    page.goto(elsewhere.write(said["html"]))
    framed(page)

    assert said["type"] == "rich"
    assert said["version"] == "1.0"
    assert page.frames[1].url == ours + EMBEDS[component]


def test_a_frame_leads_back_to_its_page(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    page.goto(elsewhere.write(f'<iframe src="{ours}{EMBEDS["compare"]}" title="A rivalry" height="600"></iframe>'))

    framed(page).get_by_role("link", name="Open this at").click()

    page.wait_for_url(ours + EMBEDS["compare"])


def test_a_page_of_another_site_under_a_strict_policy_can_show_a_component(
    new_page: NewPage, elsewhere: Elsewhere, ours: str
) -> None:
    page = new_page()
    policy = f"default-src 'none'; script-src {ours}; connect-src {ours}; style-src 'unsafe-inline'; img-src data:"
    page.goto(elsewhere.write(EACH["compare"], head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">'))

    in_state(page, "compare", "loaded")
