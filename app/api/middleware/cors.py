"""Other origins: every page may read every answer, for all of it is public."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.agents import AGENTS

Headers = list[tuple[bytes, bytes]]


class OpenToOrigins:
    """Lets pages of other origins read, and answers a browser that asks first (the Fetch standard's CORS protocol).

    What is allowed depends on nothing that a request says, so every answer bears the same headers, asked for or not:
    an answer that varies by Origin, as those of Starlette's CORSMiddleware do, is kept by caches once for each site
    that embeds it.
    """

    def __init__(self, app: ASGIApp, *, exposed: list[str]) -> None:
        """Wrap an app; `exposed` are the headers that a page's script may see beside the usual ones."""
        self.app = app
        allowed = (b"access-control-allow-origin", b"*")
        self.headers = [allowed, (b"access-control-expose-headers", ", ".join(exposed).encode())]
        self.preflight = [
            allowed,
            (b"access-control-allow-headers", b"*"),
            (b"access-control-max-age", b"86400"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if scope["method"] == "OPTIONS" and any(
            name == b"access-control-request-method" for name, _ in scope["headers"]
        ):
            methods = (b"access-control-allow-methods", b"POST" if scope["path"] == AGENTS else b"GET, HEAD")
            await send({"type": "http.response.start", "status": 204, "headers": [*self.preflight, methods]})
            return await send({"type": "http.response.body", "body": b""})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.headers]}
            await send(message)

        return await self.app(scope, receive, send_with_headers)
