"""What companies do with AI, on a page."""

from playwright.sync_api import Page, expect

from tests.browser.components import EACH, in_state
from tests.browser.conftest import NewPage
from tests.browser.elsewhere import Elsewhere
from tests.browser.test_numbers import answered


def test_approaches_are_counted_as_the_api_counts_them(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    answer = answered(ours, "/v1/compare/strategies?companies=amazon,walmart")
    page.goto(elsewhere.write(EACH["strategies"]))
    strategies = in_state(page, "strategies", "loaded")

    counted = strategies.locator("[part~=table]").first.locator("tbody tr").first.locator("td")
    numbers = [[int(number) for number in cell.locator("b").all_inner_texts()] for cell in counted.all()]

    assert numbers == [[each["initiatives"] for each in cell["approaches"]] for cell in answer["approaches"]]
    expect(strategies.locator("[part~=sentence]")).to_have_text(answer["sentence"])
    found = [each for kind in answer["initiatives"] for cell in kind["cells"] for each in cell["initiatives"]]
    expect(strategies.locator("[part~=initiative]")).to_have_count(len(found))


def test_every_statement_is_there_once(page: Page, elsewhere: Elsewhere, ours: str) -> None:
    answer = answered(ours, "/v1/compare/strategies?companies=amazon,walmart")
    page.goto(elsewhere.write(EACH["strategies"]))
    strategies = in_state(page, "strategies", "loaded")

    strategies.locator("[part~=stances] > summary").click()

    cells = [cell for topic in answer["stances"] for cell in topic["cells"]]
    said = {each["id"]: each["text"] for cell in cells for each in cell["statements"]}
    shown = strategies.locator("[part~=statement] > p:nth-child(2)").all_inner_texts()
    assert sorted(shown) == sorted(said.values())


def test_on_a_narrow_page_each_cell_names_its_company(new_page: NewPage, elsewhere: Elsewhere) -> None:
    page = new_page(viewport={"width": 360, "height": 900})
    page.goto(elsewhere.write(EACH["strategies"]))
    strategies = in_state(page, "strategies", "loaded")

    first = strategies.locator("[part~=table]").first.locator("tbody tr").first

    expect(first.locator(".who")).to_have_text(["Amazon", "Walmart"])
    expect(first.locator(".who").first).to_be_visible()
    expect(strategies.locator("thead").first).to_be_hidden()
