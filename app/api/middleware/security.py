"""Headers that keep browsers from doing what nobody asked for."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = b"content-security-policy"
NOTHING = (POLICY, b"default-src 'none'; frame-ancestors 'none'")
ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]


class SecurityHeaders:
    """Says on every answer that it is what its type says, that nothing may run in it, and that others may fetch it.

    Stands outside all that answers, refusals included. A page that needs more sets a policy of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"]
                policy = [] if any(name == POLICY for name, _ in given) else [NOTHING]
                message = {**message, "headers": [*given, *ALWAYS, *policy]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
