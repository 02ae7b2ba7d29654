"""Our own mistakes, answered like everything else; and answers that break off, which are no mistakes of ours."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.store.faults import StoreError


class BrokenOffError(Exception):
    """An answer could not be sent to its end, for a fault of the database, which is its cause."""


class AnswerFaults:
    """Answers where the app raises, unless it has begun to answer; then a fault of the database is a BrokenOffError.

    Stands inside everything that sets headers: Starlette's own answer to an exception is given outside
    them, so that a browser could not even read it for want of CORS.
    """

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        """Wrap an app; `answer` makes the response to an exception."""
        self.app, self.answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception as error:
            fault = error if isinstance(error, StoreError) else error.__cause__  # Starlette raises its own from ours
            if begun and isinstance(fault, StoreError):
                raise BrokenOffError(str(fault)) from fault
            if begun or scope["type"] != "http":
                raise
            response = await self.answer(Request(scope, receive), error)
            await response(scope, receive, send)
