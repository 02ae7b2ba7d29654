"""Streams: files that are sent while they are read."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.guards.turns import give_back


class StreamedFile(StreamingResponse):
    """A file that is sent part by part, of which the first is read before anything is answered.

    So a database that cannot be read is answered as by every other request, and not by a file that breaks off at once.
    It is read in a thread, and meanwhile others may compute.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises StoreErrors, before the answer has begun or in its middle."""
        give_back(scope)
        parts = aiter(self.body_iterator)
        first = await anext(parts, b"")
        self.body_iterator = _following(first, parts)
        await super().__call__(scope, receive, send)


async def _following(first: Any, parts: AsyncIterable[Any]) -> AsyncIterator[Any]:  # noqa: ANN401  as Starlette has them
    yield first
    async for part in parts:
        yield part
