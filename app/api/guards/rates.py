"""Rates: how many requests a client may make in a time, where that is set."""

from ipaddress import IPv6Address
from math import ceil
from time import time

from limits import RateLimitItem, parse_many
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.guards.counting import BoundedStorage
from app.api.guards.hosts import ASKED_BY_ADDRESS
from app.api.guards.proxies import read_address
from app.api.guards.refusing import refuse
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

    def __init__(self, app: ASGIApp, *, rates: str, clients: int | None = None) -> None:
        """Wrap an app; `rates` are in the notation of the `limits` library, `clients` are counted at once, at most.

        Raises ValueError for rates that cannot be read.
        """
        self.app = app
        self.quotas = {_name(quota): quota for quota in parse_many(rates)}
        storage = BoundedStorage() if clients is None else BoundedStorage(most=clients * 2 * len(self.quotas))
        self.limiter = SlidingWindowCounterRateLimiter(storage)
        policies = (f'"{name}";q={quota.amount};w={quota.get_expiry()}' for name, quota in self.quotas.items())
        self.policy = (b"ratelimit-policy", ", ".join(policies).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] in ASKED_BY_ADDRESS:
            return await self.app(scope, receive, send)
        client = client_of(scope)
        used_up = [name for name, quota in self.quotas.items() if not self.limiter.test(quota, client)]
        if not used_up:
            for quota in self.quotas.values():
                self.limiter.hit(quota, client)
        headers, seconds = self._left(client, used_up)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *headers]}
            await send(message)

        if used_up:
            quota = self.quotas[used_up[0]]
            detail = f"a client may make {quota}; there is more in {seconds} seconds"
            error = ProblemError("too-many-requests", detail, {}, {"Retry-After": str(seconds)})
            return await refuse(error, scope, receive, send_with_headers)
        return await self.app(scope, receive, send_with_headers)

    def _left(self, client: str, used_up: list[str]) -> tuple[Headers, int]:
        """Say what a client has left of each quota, and in how many seconds there is more of all that are used up."""
        now, left, wait = time(), [], 1
        for name, quota in self.quotas.items():
            more_at, remaining = self.limiter.get_window_stats(quota, client)
            seconds = max(1, ceil(more_at - now))
            if name in used_up:
                wait = max(wait, seconds)
            left.append(f'"{name}";r={remaining};t={seconds}')
        return [self.policy, (b"ratelimit", ", ".join(left).encode())], wait


def client_of(scope: Scope) -> str:
    """Return whom the requests of a connection are counted for: an address, of IPv6 the network that it is in."""
    text = (scope.get("client") or ("",))[0]
    address = read_address(text)
    if isinstance(address, IPv6Address):
        return f"{int(address) >> (128 - BITS_OF_A_CLIENT):x}/{BITS_OF_A_CLIENT}"
    return text if address is None else str(address)


def _name(quota: RateLimitItem) -> str:
    """Name a quota by its time: `minute`, `5-minute`."""
    return f"{quota.multiples}-{quota.GRANULARITY.name}" if quota.multiples > 1 else quota.GRANULARITY.name
