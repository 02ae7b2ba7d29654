"""Undelimited: answers to HTTP/1.0, whose clients know no chunks."""

from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


def until_closed(cycle: RequestResponseCycle, app: ASGI3Application) -> ASGI3Application:
    """Wrap an app for one request of HTTP/1.0: an answer whose length it does not tell lasts until we hang up.

    RFC 9112, 6.1: no Transfer-Encoding is sent to such a client; 6.3: the end of the connection is the end of the body.
    So an answer that breaks off has to look like that: the connection is reset, lest half of a file pass for all of it.
    """

    async def wrapped(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        is_delimited = True

        async def send_undelimited(message: ASGISendEvent) -> None:
            nonlocal is_delimited
            if message["type"] == "http.response.start":
                is_delimited = any(name.lower() == b"content-length" for name, _ in message["headers"])
                cycle.chunked_encoding = None if is_delimited else False
            elif message["type"] == "http.response.body" and not is_delimited:
                cycle.expected_content_length = len(message.get("body", b""))  # all that is expected, each time
            await send(message)

        try:
            await app(scope, receive, send_undelimited)
        finally:
            if not is_delimited and not cycle.response_complete:
                cycle.transport.abort()

    return wrapped
