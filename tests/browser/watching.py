"""What goes wrong while a page is open, as the browser reports it."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request


class Watch:
    """Hears everything that the pages of one test report: what they ask for, and what goes wrong."""

    def __init__(self, *origins: str) -> None:
        """Allow requests to these origins, and to no other."""
        self.asked: list[str] = []
        self._allowed = {urlsplit(origin).netloc for origin in origins}
        self._expected: list[str] = []
        self._wrong: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Hear what every page of a context reports."""
        context.on("request", self._ask)
        context.on("requestfailed", lambda request: self._wrong.append(f"failed: {request.failure} {request.url}"))
        context.on("console", self._hear)
        context.on("weberror", lambda error: self._wrong.append(f"error of the page: {error.error}"))
        context.on("dialog", self._dismiss)

    def expect(self, *patterns: str) -> None:
        """Take what matches one of these for right, for it is what the test is about."""
        self._expected += patterns

    def allow(self, origin: str) -> None:
        """Let the pages ask one origin more."""
        self._allowed.add(urlsplit(origin).netloc)

    def asked_for(self, path: str) -> list[str]:
        """List the addresses that were asked for whose path starts so."""
        return [address for address in self.asked if urlsplit(address).path.startswith(path)]

    def unexpected(self) -> list[str]:
        """List what went wrong and was not expected."""
        return [each for each in self._wrong if not any(re.search(pattern, each) for pattern in self._expected)]

    def _ask(self, request: Request) -> None:
        self.asked.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self._allowed:
            self._wrong.append(f"asked elsewhere: {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._wrong.append(f"console: {message.text} ({message.location['url']})")

    def _dismiss(self, dialog: Dialog) -> None:
        self._wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()
