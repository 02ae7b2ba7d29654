"""Headers that keep browsers from doing what nobody asked for."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

POLICY = b"content-security-policy"
NOTHING = (POLICY, b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
NO_SNIFFING = (b"x-content-type-options", b"nosniff")
ON_PAGES = [(b"referrer-policy", b"no-referrer"), (b"cross-origin-resource-policy", b"cross-origin")]
ON_DOCUMENTS = [
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
IN_NO_FRAME = (b"x-frame-options", b"DENY")
"""What browsers before frame-ancestors (2015 or so) know instead."""
ALWAYS_SECURE = (b"strict-transport-security", b"max-age=31536000")
"""A year, and for this host alone: what stands on hosts below it is for others to say."""
JSON = (b"application/json", b"application/problem+json")


class SecurityHeaders:
    """Says on every answer that it is what its type says; on what a browser may show, also that nothing may run in it.

    Stands outside all that answers, refusals included. A page that needs more sets a policy of its own. JSON that is
    taken for nothing else runs nothing, frames nothing and links to nothing: there the other headers would say
    nothing, to everyone, millions of times. Pages have no use for cameras and the like, and nobody who opens them, or
    whom they open, gets hold of their windows.
    """

    def __init__(self, app: ASGIApp, *, is_secure: bool = False) -> None:
        """Wrap an app; `is_secure` where the world reaches it by https alone, which browsers are told to remember."""
        self.app = app
        self.everywhere = [NO_SNIFFING, ALWAYS_SECURE] if is_secure else [NO_SNIFFING]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"]
                message = {**message, "headers": [*given, *self.everywhere, *_more(given)]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _more(given: list[Header]) -> list[Header]:
    """Choose what else an answer says, by its own headers."""
    kind = next((value for name, value in given if name == b"content-type"), b"")
    if kind in JSON:
        return []
    policy = next((pair for pair in given if pair[0] == POLICY), NOTHING)
    more = [*ON_PAGES] if policy is not NOTHING else [*ON_PAGES, NOTHING]
    if b"frame-ancestors 'none'" in policy[1]:
        more.append(IN_NO_FRAME)
    return more + ON_DOCUMENTS if kind.startswith(b"text/html") else more
