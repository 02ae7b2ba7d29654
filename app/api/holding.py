"""Answers held back until they are whole."""

from starlette.types import ASGIApp, Message, Receive, Scope


async def held_back(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Let an app answer a request, and return how the answer begins, and its body once that is whole."""
    start: Message = {}
    parts: list[bytes] = []

    async def hold_back(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, hold_back)
    return start, b"".join(parts)
