"""Ranges: a file of which parts may be asked for (RFC 9110, 14)."""

import re

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from app.api.problems import ProblemError, render

_RANGE = re.compile(r"bytes=\s*(?:(?P<first>\d{1,18})-(?P<last>\d{0,18})|-(?P<suffix>\d{1,18}))\s*", re.ASCII)


class RangedFile(FileResponse):
    """A file, or the one range of it that is asked for.

    What cannot be read as a range, and several ranges at once, are answered with the whole file, as a server may; a
    range that begins behind the end is refused as a problem.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        size = int(self.headers["content-length"])
        asked = _RANGE.fullmatch(headers.get("range", ""))
        held = headers.get("if-range") in (None, self.headers["etag"], self.headers["last-modified"])
        if asked is None or not held or (asked["last"] and int(asked["last"]) < int(asked["first"])):
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}
        elif int(asked["first"] or 0) >= size or asked["suffix"] == "0":
            about = {"Content-Range": f"bytes */{size}"}
            error = ProblemError("range-not-satisfiable", f"the file has {size} bytes", {}, about)
            await render(error)(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
