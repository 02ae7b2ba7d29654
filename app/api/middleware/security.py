"""Headers that keep browsers from doing what nobody asked for."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = b"content-security-policy"
NOTHING = (POLICY, b"default-src 'none'; frame-ancestors 'none'")
NO_SNIFFING = (b"x-content-type-options", b"nosniff")
ON_PAGES = [(b"referrer-policy", b"no-referrer"), (b"cross-origin-resource-policy", b"cross-origin")]
JSON = (b"application/json", b"application/problem+json")


class SecurityHeaders:
    """Says on every answer that it is what its type says; on what a browser may show, also that nothing may run in it.

    Stands outside all that answers, refusals included. A page that needs more sets a policy of its own. JSON that is
    taken for nothing else runs nothing, frames nothing and links to nothing: there the other headers would say
    nothing, to everyone, millions of times.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"]
                more = [NO_SNIFFING]
                if not any(name == b"content-type" and value in JSON for name, value in given):
                    more += ON_PAGES if any(name == POLICY for name, _ in given) else [*ON_PAGES, NOTHING]
                message = {**message, "headers": [*given, *more]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
