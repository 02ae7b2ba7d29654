"""Rates: how many requests a client may make in a time, where that is set."""

from functools import lru_cache
from ipaddress import IPv6Address
from time import monotonic

from limits import RateLimitItem, parse_many
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.guards.counting import MOST_CLIENTS, Counts
from app.api.guards.proxies import read_address
from app.api.guards.refusing import refuse
from app.api.probes import PROBES
from app.api.problems import ProblemError

BITS_OF_A_CLIENT = 64
"""Of an IPv6 address: whoever has one has the whole /64 (RFC 6177), and could ask from another one each time."""

Headers = list[tuple[bytes, bytes]]


class LimitedRates:
    """Counts the requests of each client, says on every answer how many it has left, and refuses more with 429.

    The headers are those of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` names the quotas (`q` requests
    in `w` seconds), `RateLimit` what is left of each (`r`, and in `t` seconds there is more). A window slides: what was
    asked in the one before counts for as much of it as the current one has still to run. What is refused counts for
    nothing.

    Stands outside the cache, so that kept answers count too; what watches over us does not. Each process counts for
    itself.
    """

    def __init__(self, app: ASGIApp, *, rates: str, clients: int = MOST_CLIENTS) -> None:
        """Wrap an app; `rates` are in the notation of the `limits` library, `clients` are counted at once, at most.

        Raises ValueError for rates that cannot be read.
        """
        self.app = app
        self.quotas = parse_many(rates)
        self.counts = [(_name(quota), Counts(quota, clients)) for quota in self.quotas]
        policies = (f'"{_name(quota)}";q={quota.amount};w={quota.get_expiry()}' for quota in self.quotas)
        self.policy = (b"ratelimit-policy", ", ".join(policies).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            return await self.app(scope, receive, send)
        client, now = client_of((scope.get("client") or ("",))[0]), monotonic()
        used_up = [place for place, (_, counts) in enumerate(self.counts) if counts.left(client, now) < 1]
        if not used_up:
            for _, counts in self.counts:
                counts.spend(client)
        headers = self._left(client, now)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *headers]}
            await send(message)

        if used_up:
            seconds = max(self.counts[place][1].more_in(client, now) for place in used_up)
            detail = f"a client may make {self.quotas[used_up[0]]}; there is more in {seconds} seconds"
            error = ProblemError("too-many-requests", detail, {}, {"Retry-After": str(seconds)})
            return await refuse(error, scope, receive, send_with_headers)
        return await self.app(scope, receive, send_with_headers)

    def _left(self, client: str, now: float) -> Headers:
        """Say what a client has left of each quota, and in how many seconds there is more."""
        left = [
            f'"{name}";r={max(0, counts.left(client, now))};t={counts.more_in(client, now)}'
            for name, counts in self.counts
        ]
        return [self.policy, (b"ratelimit", ", ".join(left).encode())]


@lru_cache(maxsize=4096)
def client_of(text: str) -> str:
    """Return whom the requests from an address are counted for: that itself, of IPv6 the network that it is in."""
    address = read_address(text)
    if isinstance(address, IPv6Address):
        return f"{int(address) >> (128 - BITS_OF_A_CLIENT):x}/{BITS_OF_A_CLIENT}"
    return text if address is None else str(address)


def _name(quota: RateLimitItem) -> str:
    """Name a quota by its time: `minute`, `5-minute`."""
    return f"{quota.multiples}-{quota.GRANULARITY.name}" if quota.multiples > 1 else quota.GRANULARITY.name
