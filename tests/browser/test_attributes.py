"""Attributes: right, wrong, changed while the page is open, hostile."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import EACH, in_state
from tests.browser.elsewhere import Elsewhere
from tests.browser.watching import Watch

HOSTILE = {
    "an image": '"><img src=x onerror=alert(1)>',
    "a script": "<script>alert(1)</script>",
    "an address": "javascript:alert(1)",
    "a drawing": "<svg onload=alert(1)>",
    "a template": "${alert(1)}{{constructor.constructor('alert(1)')()}}",
    "a path": "../../docs?x=",
    "another host": "//elsewhere.example/v1",
    "a quote": "' onmouseover='alert(1)",
    "NUL": "a\x00b",
    "right-to-left": "\u202eamazon",
    "a lone surrogate": "\ud800",
    "length": "x" * 3000,
}
ATTRIBUTES = {
    "compare": ["companies", "metric", "period", "segment", "line", "without", "source", "tolerance", "as_of", "revision", "lang"],
    "fact": ["fact", "revision", "lang"],
}
MADE = """element => {
  const made = [...element.shadowRoot.querySelectorAll("img, script, iframe, object, embed, form, [onerror], [onload], [onmouseover]")];
  const links = [...element.shadowRoot.querySelectorAll("[href], [src]")].map((each) => each.href ?? each.src);
  return [...made.map((each) => each.outerHTML), ...links.filter((each) => !/^https?:/.test(each))];
}"""


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("component", ATTRIBUTES)
def test_nothing_in_an_attribute_becomes_markup(
    page: Page, elsewhere: Elsewhere, watch: Watch, component: str, value: str
) -> None:
    watch.expect("status of 4(04|22|14)")
    page.goto(elsewhere.write(EACH[component]))
    shown = in_state(page, component, "loaded")

    for name in ATTRIBUTES[component]:
        before = shown.evaluate("(element, name) => element.getAttribute(name)", name)
        shown.evaluate(
            """(element, [name, value]) => new Promise((done) => {
                for (const event of ["rivalry-load", "rivalry-error"]) element.addEventListener(event, done, { once: true });
                element.setAttribute(name, value);
            }).then(() => null)""",
            [name, value],
        )
        assert shown.evaluate(MADE) == [], name
        shown.evaluate(
            "(element, [name, value]) => value === null ? element.removeAttribute(name) : element.setAttribute(name, value)",
            [name, before],
        )
