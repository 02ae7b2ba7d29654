"""Strong ETags, and 304 where the client has the answer already."""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COVERED = ("/v1/", "/problems/", "/openapi.json")
STREAMED = "/v1/export/"
"""What is sent while it is read: never held back, and with tags of its own."""


class ConditionalGet:
    """Gives every 200 of what is COVERED a strong ETag and Cache-Control, and answers If-None-Match (RFC 9110, 13.1.2).

    Stands outside compression, so that two encodings never share a tag. Answers are held back until
    they are whole: all of them are small; what streams must not pass here.
    """

    def __init__(self, app: ASGIApp, *, max_age: int) -> None:
        """Wrap an app; `max_age` is in seconds."""
        self.app = app
        self.cache_control = f"public, max-age={max_age}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(COVERED):
            await self.app(scope, receive, send)
            return
        if scope["path"].startswith(STREAMED):
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def hold_back(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await self._answer(Headers(scope=scope), start, bytes(body), send)

        await self.app(scope, receive, hold_back)

    async def _answer(self, request: Headers, start: Message, body: bytes, send: Send) -> None:
        """Send what was held back, or that it has not changed."""
        if start["status"] == 200:  # noqa: PLR2004  the status that the class is about
            headers = MutableHeaders(raw=list(start["headers"]))
            tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
            headers["ETag"] = tag
            headers["Cache-Control"] = self.cache_control
            start = {**start, "headers": headers.raw}
            if matches(", ".join(request.getlist("if-none-match")), tag):
                del headers["Content-Length"], headers["Content-Type"]
                start, body = {**start, "status": 304, "headers": headers.raw}, b""
        await send(start)
        await send({"type": "http.response.body", "body": body})


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a header's list of tags, compared weakly, or its `*` names the answer."""
    asked = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in asked or asked == ["*"]
