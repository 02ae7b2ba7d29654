"""Claims and their results, on a page."""

from collections import Counter
from itertools import zip_longest

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components import EACH, in_state
from tests.browser.elsewhere import Elsewhere
from tests.browser.test_numbers import answered, numbers
from tests.browser.watching import Watch

ALL = "<rivalry-checks></rivalry-checks>"


def test_the_tally_and_what_was_computed_are_those_of_the_api(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    items = answered(ours, "/v1/checks")["items"]
    page.goto(elsewhere.write(ALL))
    checks = in_state(page, "checks", "loaded")
    checks.locator("summary").first.click()

    claims = checks.locator(".claim").all_inner_texts()
    computed = dict(zip_longest(claims, checks.locator("dl > div:nth-child(2) dd").all_inner_texts()))

    counted = Counter(each["result"] for each in items)
    said = checks.locator("[part~=sentence]").inner_text()
    assert numbers(said) == [each for each in (counted["consistent"], len(items), counted["uncheckable"]) if each]
    assert Counter(claims) == Counter(each["text"] for each in items)
    assert computed["There are about 600 Sam's Club locations."].startswith("601")
    for item in items:
        value = (item["computed"] or {}).get("value")
        if value and item["computed"]["unit"] == "USD":
            shown = numbers(computed[item["text"]])[0] * (1e9 if "billion" in computed[item["text"]] else 1e6)
            assert shown == pytest.approx(value, rel=5e-4)


def test_more_shows_the_next_page_and_goes_on_where_it_begins(page: Page, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.write(EACH["checks"]))
    checks = in_state(page, "checks", "loaded")
    before = checks.locator(".claim").all_inner_texts()

    checks.get_by_role("button", name="More").press("Enter")

    expect(checks.locator("[part~=check]")).to_have_count(12)
    assert set(before) < set(checks.locator(".claim").all_inner_texts())
    expect(checks.locator("[part~=check]:focus, summary:focus")).to_have_count(1)
    expect(checks.locator("[part~=sentence]")).to_contain_text("of the first 12 claims")


def test_more_that_fails_says_so_and_works_when_asked_again(page: Page, elsewhere: Elsewhere, watch: Watch) -> None:
    watch.expect("net::ERR_FAILED")
    page.goto(elsewhere.write('<rivalry-checks limit="20"></rivalry-checks>'))
    checks = in_state(page, "checks", "loaded")
    page.route("**/v1/checks**cursor**", lambda route: route.abort(), times=1)
    more = checks.get_by_role("button", name="More")

    more.click()
    expect(checks.get_by_role("status")).to_have_text("The server could not be reached.")
    expect(checks.locator("[part~=check]")).to_have_count(20)
    more.click()

    expect(checks.locator("[part~=check]")).to_have_count(22)
    expect(more).to_have_count(0)
    expect(checks.get_by_role("status")).to_have_count(0)


def test_commas_ask_for_several_values(page: Page, elsewhere: Elsewhere, watch: Watch) -> None:
    page.goto(elsewhere.write('<rivalry-checks company="amazon, walmart" operation="level,leads"></rivalry-checks>'))

    in_state(page, "checks", "loaded")

    (asked,) = watch.asked_for("/v1/checks")
    assert asked.endswith("?company=amazon&company=walmart&operation=level&operation=leads")
