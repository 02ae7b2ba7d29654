"""Attributes: right, wrong, changed while the page is open, hostile."""

from html import escape

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import EACH, hold_answers, in_state
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
    "compare": "companies metric period segment line without source tolerance as_of revision",
    "series": (
        "companies metric segment line without source frequency from to transform over base share_of as_of revision"
    ),
    "mix": "company metric period breakdown source as_of revision place",
    "strategies": "companies revision",
    "checks": "company metric operation source limit cursor revision",
    "fact": "fact revision",
}
MADE = """element => {
  const hostile = "img, script, iframe, object, embed, form, [onerror], [onload], [onmouseover]";
  const made = [...element.shadowRoot.querySelectorAll(hostile)];
  const links = [...element.shadowRoot.querySelectorAll("[href], [src]")].map((each) => each.href ?? each.src);
  return [...made.map((each) => each.outerHTML), ...links.filter((each) => !/^https?:/.test(each))];
}"""


EACH_SET = """async (element, [names, values]) => {
  const told = () => new Promise((done) => {
    element.addEventListener("rivalry-load", () => done(true), { once: true });
    element.addEventListener("rivalry-error", () => done(true), { once: true });
    setTimeout(done, 5000);
  });
  const wrong = [];
  for (const name of names) {
    const before = element.getAttribute(name);
    for (const value of values) {
      const answered = told();
      element.setAttribute(name, value);
      const made = (await answered) ? (MADE)(element) : ["it says nothing"];
      if (made.length) wrong.push([name, value, ...made]);
    }
    const mended = told();
    if (before === null) element.removeAttribute(name);
    else element.setAttribute(name, before);
    await mended;
  }
  return wrong;
}""".replace("MADE", MADE)
"""Sets each attribute to each value, one after the other, and lists which made something of it."""


@pytest.mark.parametrize("component", EACH)
def test_nothing_in_an_attribute_becomes_markup(page: Page, elsewhere: Elsewhere, watch: Watch, component: str) -> None:
    watch.expect("status of 4(04|14|22)")
    page.goto(elsewhere.write(EACH[component]))
    shown = in_state(page, component, "loaded")

    wrong = shown.evaluate(EACH_SET, [[*ATTRIBUTES[component].split(), "lang"], list(HOSTILE.values())])

    assert wrong == []
    in_state(page, component, "loaded")


@pytest.mark.parametrize("component", EACH)
def test_nothing_written_in_the_page_becomes_markup(
    page: Page, elsewhere: Elsewhere, watch: Watch, component: str
) -> None:
    watch.expect("status of 4(04|14|22)")
    names = ATTRIBUTES[component].split()
    written = [
        "<rivalry-{} {}></rivalry-{}>".format(
            component, " ".join(f'{name}="{escape(value)}"' for name in names), component
        )
        for value in HOSTILE.values()
        if value.isprintable()
    ]
    page.goto(elsewhere.write("".join(written)))
    page.wait_for_function(
        "name => [...document.querySelectorAll(name)].every((each) => each.matches(':state(refused)'))",
        arg=f"rivalry-{component}",
    )

    assert [made for each in page.locator(f"rivalry-{component}").all() for made in each.evaluate(MADE)] == []


def test_attributes_that_change_together_are_one_request(page: Page, elsewhere: Elsewhere, watch: Watch) -> None:
    page.goto(elsewhere.write(EACH["compare"]))
    shown = in_state(page, "compare", "loaded")
    before = len(watch.asked_for("/v1"))

    with page.expect_response("**/v1/compare**metric=net-income**"):
        shown.evaluate("""element => {
            element.setAttribute("metric", "net-income");
            element.setAttribute("companies", "walmart,amazon");
        }""")

    expect(shown.locator("[part~=sentence]")).to_contain_text("net income")
    assert len(watch.asked_for("/v1")) == before + 1


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(page: Page, elsewhere: Elsewhere) -> None:
    held = hold_answers(page, "**/v1/compare**metric=revenue**")
    page.goto(elsewhere.write(EACH["compare"]))
    shown = in_state(page, "compare", "loading")

    shown.evaluate("element => element.setAttribute('metric', 'net-income')")
    expect(shown.locator("[part~=sentence]")).to_contain_text("net income")
    with page.expect_response("**/v1/compare**metric=revenue**"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")

    expect(shown.locator("[part~=sentence]")).to_contain_text("net income")


def test_an_attribute_that_is_set_right_mends_a_refusal(page: Page, elsewhere: Elsewhere, watch: Watch) -> None:
    watch.expect("status of 422")
    page.goto(elsewhere.write('<rivalry-compare companies="amazon,walmart" metric="revenu"></rivalry-compare>'))
    shown = in_state(page, "compare", "refused")

    shown.evaluate("element => element.setAttribute('metric', 'revenue')")

    in_state(page, "compare", "loaded")
    expect(shown.locator("[part~=message]")).to_have_count(0)
