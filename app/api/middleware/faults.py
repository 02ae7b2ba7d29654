"""Our own mistakes, answered like everything else."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AnswerFaults:
    """Answers where the app raises, unless it has begun to answer.

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
            if begun or scope["type"] != "http":
                raise
            response = await self.answer(Request(scope, receive), error)
            await response(scope, receive, send)
