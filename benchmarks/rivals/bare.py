"""A bare ASGI application: what the server under us can do at most."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

_BODY = b"hello"
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/plain"), (b"content-length", str(len(_BODY)).encode())],
}


async def app(scope: MutableMapping[str, Any], _: object, send: Callable[[Any], Awaitable[None]]) -> None:
    """Answer every request with the same few bytes."""
    if scope["type"] == "http":
        await send(_START)
        await send({"type": "http.response.body", "body": _BODY})
