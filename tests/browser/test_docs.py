from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.conftest import NewPage
import pytest

WIDTHS = (280, 360, 820, 1400, 1600)

@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_docs(new_page: NewPage, ours: str, theme: str) -> None:
    page = new_page(color_scheme=theme)

    page.goto(f"{ours}/docs")
    expect(page.locator(".opblock").first).to_be_visible()

    assert barriers(page) == []
