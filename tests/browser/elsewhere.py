"""A site that is not ours: pages of another origin, as those who use our components would write them."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

PAGES = Path(__file__).parent / "pages"


class Elsewhere:
    """Serves the pages in `pages/`, with the origin of our server put in, and what a test writes."""

    def __init__(self, ours: str) -> None:
        """Listen on a port of its own; pages name our origin as `{{ours}}`."""
        self._ours = ours
        self._written: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Serve no longer."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def page(self, name: str) -> str:
        """Return the address of a page in `pages/`."""
        return f"{self.origin}/{name}"

    def write(self, body: str, *, html: str = 'lang="en"', head: str = "") -> str:
        """Return the address of a page with this body, which loads our components."""
        name = f"written-{len(self._written)}"
        around = (PAGES / "plain.html").read_text("utf-8")
        self._written[name] = around.replace("{{html}}", html).replace("{{head}}", head).replace("{{body}}", body)
        return f"{self.origin}/{name}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.split("?")[0].strip("/")
                page = site._text(name)
                self.send_response(HTTPStatus.NOT_FOUND if page is None else HTTPStatus.OK)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((page or "").encode())

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        return Handler

    def _text(self, name: str) -> str | None:
        text = self._written.get(name)
        if text is None and name in {file.name for file in PAGES.iterdir()}:
            text = (PAGES / name).read_text("utf-8")
        return None if text is None else text.replace("{{ours}}", self._ours)
