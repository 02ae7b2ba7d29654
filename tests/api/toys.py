"""A toy app for layers to stand around, and a plain way to serve it one connection."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Toy:
    """Answers every request alike, in as many parts as it is given, and keeps what it was asked."""

    def __init__(self, *parts: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Say what to answer."""
        self.parts, self.status = parts or (b"hello",), status
        length = {"content-type": "text/plain", "content-length": str(sum(map(len, self.parts)))}
        self.headers = [(name.encode(), value.encode()) for name, value in {**length, **(headers or {})}.items()]
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request."""
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        for number, part in enumerate(self.parts, start=1):
            more = number < len(self.parts)
            await send({"type": "http.response.body", "body": part, "more_body": more})


def run(app: ASGIApp, scope: Scope) -> list[Message]:
    """Serve one connection and return all messages that it is sent."""
    sent: list[Message] = []
    request: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not request:
            await asyncio.Event().wait()  # nothing follows, and the client stays
        return request.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent


def http(method: str = "GET", path: str = "/v1/facts", **headers: str) -> Scope:
    """Return the scope of a request."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": raw}
