"""Origins: under which address a client reaches us, for links that must be absolute."""

import re
from dataclasses import dataclass

from starlette.types import Scope

_HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[\da-f:.]+\](:\d{1,5})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outside:
    """How the world outside sees us.

    `public_url` is the origin that absolute links begin with; None: the one that each request names. Pages that have
    such links are then a client's own, and no shared cache may keep them. `frame_ancestors` says who may frame embeds.
    `max_age` is for how many seconds caches may use an answer.
    """

    public_url: str | None = None
    frame_ancestors: str = "*"
    max_age: int = 60

    def origin(self, scope: Scope) -> str:
        """Return the origin that links in the answer to a request begin with: scheme, host and port.

        A Host header is what a client likes it to be. One that is none is passed over for the address of the server.
        """
        if self.public_url:
            return self.public_url
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if not _HOST.fullmatch(host):
            address, port = scope.get("server") or ("localhost", None)
            host = f"{address}:{port}" if port else address
        return f"{scope['scheme']}://{host.lower()}"
