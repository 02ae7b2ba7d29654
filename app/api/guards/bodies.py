"""Bodies: what agents send is read before they wait for anything, for little time and no further than is enough."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.agents import AGENTS
from app.api.guards.refusing import refuse
from app.api.problems import ProblemError

MOST_BODY = 16_000
"""Bytes of a body. Whatever an agent asks is shorter; nobody else has a use for one."""

SECONDS = 10
"""Within which a body must be there whole."""

BODY = "rivalry.body"
"""Where the scope of a request has its body, if that was read."""

TOO_LARGE = ProblemError("body-too-large", f"the body has more than {MOST_BODY:,} bytes")
TOO_SLOW = ProblemError("too-slow", f"the body was not there whole after {SECONDS} seconds")


class WholeBodies:
    """Reads the body of what is sent to agents' path; one that is too large or comes too slowly is refused.

    Stands in front of the turns, which are few: nobody may have one and then wait for what a client sends. The server
    that `rivalry serve` starts has read most bodies by then, but not those that come after `Expect: 100-continue`;
    others have read none.
    """

    def __init__(self, app: ASGIApp, *, seconds: float = SECONDS) -> None:
        """Wrap an app."""
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != AGENTS or scope["method"] != "POST":
            return await self.app(scope, receive, send)
        try:
            async with asyncio.timeout(self.seconds):
                body = await _read(receive)
        except TimeoutError:
            return await refuse(TOO_SLOW, scope, receive, send)
        if body is None:
            return None
        if len(body) > MOST_BODY:
            return await refuse(TOO_LARGE, scope, receive, send)
        return await self.app({**scope, BODY: bytes(body)}, receive, send)


async def _read(receive: Receive) -> bytearray | None:
    """Read a body, or a little more than is taken; None where the client goes away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False) or len(body) > MOST_BODY:
            return body
