"""Downloads: how many exports are sent at once, and how slowly they may be taken."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.guards.refusing import spelt
from app.api.problems import ProblemError

DOWNLOADS = "/v1/export/"

MOST_AT_ONCE = 8
MOST_SECONDS = 60.0
"""How long a client may take over one part of a download."""


class Downloads:
    """Sends a few exports at once and refuses more; breaks off the one that is taken too slowly.

    A download takes as long as its client likes, and each of its parts a thread and a connection to the database: so
    those who ask for comparisons are kept from nothing by those who take it all.
    """

    def __init__(self, app: ASGIApp, *, most_at_once: int = MOST_AT_ONCE, most_seconds: float = MOST_SECONDS) -> None:
        """Wrap an app."""
        self.app, self.most_at_once, self.most_seconds = app, most_at_once, most_seconds
        self.under_way = self.refused = 0
        detail = f"{most_at_once} downloads are under way; try again when one has ended"
        self._refusal = spelt(ProblemError("overloaded", detail, headers={"Retry-After": "1"}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(DOWNLOADS):
            return await self.app(scope, receive, send)
        if self.under_way >= self.most_at_once:
            self.refused += 1
            return await self._refusal.give(scope, send)
        self.under_way += 1
        try:
            await self._send(scope, receive, send)
        finally:
            self.under_way -= 1

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer; once a part is not taken in time, end without a word, as the client has."""

        async def send_in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(self.most_seconds):
                    await send(message)
            except TimeoutError as error:
                raise _TooSlowError from error

        try:
            await self.app(scope, receive, send_in_time)
        except _TooSlowError:
            return


class _TooSlowError(Exception):
    """A client does not take what it asked for."""
