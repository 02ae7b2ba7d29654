"""HEAD for every GET."""

from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2): FastAPI's GET routes refuse it.

    Stands outside everything that sets headers, so that HEAD has those of GET, Content-Length included. What would be
    sent in many parts is stopped at the first of them: nobody wants the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            is_last = not message.get("more_body", False)
            await send({**message, "body": b"", "more_body": False} if "body" in message else message)
            if "body" in message and not is_last:
                raise _EnoughError

        with suppress(_EnoughError):
            await self.app({**scope, "method": "GET"}, receive, send_without_body)


class _EnoughError(Exception):
    """The headers are sent, and no body is wanted."""
