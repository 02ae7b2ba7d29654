"""Fixtures for tests in a real browser.

Debian's Chromium, driven by Playwright, opens pages of a real `rivalry serve` over the shipped seed, and of a site of
another origin (`elsewhere.py`). Each file of tests has a browser, which ends with it, since the event loop that drives
it would be in the way of other tests; each test has contexts of its own. A test fails at anything that a page reports
as wrong and that the test does not expect: an error or a warning on the console, an exception, a failed request, a
request to any other site, a dialog.
"""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.api.serving import Server
from tests.browser.elsewhere import Elsewhere
from tests.browser.watching import Watch

NewPage = Callable[..., Page]

STEADY = {
    "viewport": {"width": 820, "height": 900},
    "locale": "en-US",
    "timezone_id": "UTC",
    "reduced_motion": "reduce",
}
"""What a page is opened with unless a test says otherwise."""

FLAGS = ["--disable-lcd-text", "--font-render-hinting=none", "--force-color-profile=srgb"]
"""Letters are drawn alike on every screen."""

MILLISECONDS = 20_000
"""How long a page may take on a busy machine; how long it took says nothing."""

expect.set_options(timeout=MILLISECONDS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Chromium."""
    program = shutil.which("chromium")
    assert program, "These tests need Debian's Chromium: sudo apt-get install chromium fonts-liberation"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ours(loaded_url: str) -> Iterator[str]:
    """Serve the shipped seed and return the origin."""
    server = Server(loaded_url, "--host", "127.0.0.1")
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture(scope="session")
def elsewhere(ours: str) -> Iterator[Elsewhere]:
    """Serve a site of another origin."""
    with Elsewhere(ours) as site:
        yield site


@pytest.fixture
def watch(ours: str, elsewhere: Elsewhere) -> Iterator[Watch]:
    """Hear what the pages of a test report; nothing may go wrong that the test does not expect."""
    watch = Watch(ours, elsewhere.origin)
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[NewPage]:
    """Return a function that opens an empty page in a context of its own, with what Playwright lets one choose."""
    contexts = []

    def new(**chosen: Any) -> Page:  # noqa: ANN401  whatever `Browser.new_context` takes
        context = browser.new_context(**{**STEADY, **chosen})
        contexts.append(context)
        context.set_default_timeout(MILLISECONDS)
        watch.follow(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Open an empty page, as wide as a tablet."""
    return new_page()
