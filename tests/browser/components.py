"""The components as a page would write them, and what they show."""

from playwright.sync_api import Locator, Page, Route

FACT = "amazon-revenue-fy2025-05b5cd9bd7"

EACH = {
    "compare": '<rivalry-compare companies="amazon,walmart" metric="revenue"></rivalry-compare>',
    "series": '<rivalry-series companies="amazon,walmart" metric="revenue"></rivalry-series>',
    "mix": '<rivalry-mix company="amazon" metric="revenue"></rivalry-mix>',
    "strategies": '<rivalry-strategies companies="amazon,walmart"></rivalry-strategies>',
    "checks": '<rivalry-checks limit="6"></rivalry-checks>',
    "fact": f'<p>Revenue was <rivalry-fact fact="{FACT}">some 700 billion</rivalry-fact> then.</p>',
}
"""Each component with what the API answers."""

BLOCKS = [each for each in EACH if each != "fact"]
"""Those that stand by themselves, not in a sentence."""

EMBEDS = {
    "compare": "/embed/compare?companies=amazon,walmart&metric=revenue",
    "series": "/embed/series?companies=amazon,walmart&metric=revenue",
    "mix": "/embed/mix?company=amazon&metric=revenue",
    "strategies": "/embed/strategies?companies=amazon,walmart",
    "checks": "/embed/checks",
    "fact": f"/embed/fact?fact={FACT}",
}
"""The page that shows each component alone."""


def in_state(page: Page, component: str, state: str) -> Locator:
    """Wait for a component to be in a state (loading, loaded, empty, refused, offline) and return it."""
    found = page.locator(f"rivalry-{component}")
    page.wait_for_function(
        "([name, state]) => document.querySelector(name)?.matches(`:state(${state})`)",
        arg=[f"rivalry-{component}", state],
    )
    return found


def hold_answers(page: Page, pattern: str = "**/v1/**") -> list[Route]:
    """Let what a page asks for wait; return the list that it comes into, from which it can be let go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(pattern, hold)
    return held
