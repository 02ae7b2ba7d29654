"""Linked data on pages: a browser takes it for data, runs nothing of it, and reports nothing."""

import json

import pytest
from playwright.sync_api import Page

from tests.browser.watching import Watch

HEAR = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => violations.push(event.effectiveDirective));
"""


@pytest.mark.parametrize("path", ["/", "/sources"])
def test_a_policy_without_scripts_in_place_lets_data_stand(page: Page, ours: str, path: str) -> None:
    page.add_init_script(HEAR)
    page.goto(ours + path)
    page.wait_for_load_state("networkidle")

    text = page.locator('script[type="application/ld+json"]').first.text_content()

    assert json.loads(text or "")["@type"] == "Dataset"
    assert page.evaluate("violations") == []


def test_what_the_policy_forbids_is_reported(page: Page, ours: str, watch: Watch) -> None:
    """The test above can fail."""
    watch.expect("Content Security Policy")
    page.add_init_script(HEAR)
    page.goto(f"{ours}/sources")

    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))")

    page.wait_for_function("violations.length > 0")
    assert page.evaluate("violations") == ["style-src-elem"]
