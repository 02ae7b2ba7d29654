"""Proxies: who asks, and under which address, where what stands in front of us may say so."""

from collections.abc import Sequence
from functools import lru_cache, partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.origin import BELIEVED, HOST

Network = IPv4Network | IPv6Network
SCHEMES = ("http", "https")


class BehindProxies:
    """Believes `X-Forwarded-For`, `-Proto` and `-Host` of the proxies that are trusted, and of nobody else.

    A proxy writes behind what it was given whom it was asked by. So addresses are read from the right: those of
    trusted proxies are passed over, and the first other one is the client's; what stands left of it the client may have
    made up. Scheme and host are those that the outermost of these proxies was asked under, counted from the right
    likewise, or the only ones that there are. A value that is none is passed over, as if it were not there.

    Stands outside all that asks for the client or the host, and changes the scope itself, so that what stands around it
    sees the same.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[Network]) -> None:
        """Wrap an app; `trusted` are the networks that our proxies are in."""
        self.app = app
        self.is_trusted = lru_cache(maxsize=4096)(partial(_is_within, tuple(trusted)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope.get("client"):
            self._believe(scope)
        await self.app(scope, receive, send)

    def _believe(self, scope: Scope) -> None:
        """Put into the scope what trusted proxies say, if it comes from one."""
        address = read_address(scope["client"][0])
        if address is None or not self.is_trusted(address):
            return
        proxies = 1
        for said in reversed(_listed(scope, b"x-forwarded-for")):
            before = read_address(said)
            if before is None:
                break
            address = before
            if not self.is_trusted(before):
                break
            proxies += 1
        scope["client"] = (str(address), 0)
        scheme = _said_by(_listed(scope, b"x-forwarded-proto"), proxies).lower()
        if scheme in SCHEMES:
            scope["scheme"] = scheme
        host = _said_by(_listed(scope, b"x-forwarded-host"), proxies)
        if HOST.fullmatch(host):
            others = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope["headers"] = [(b"host", host.encode()), *others]
            scope[BELIEVED] = host


@lru_cache(maxsize=4096)
def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address as proxies write it, with a port or without; None where it is none.

    One of IPv4 that is written as of IPv6 is the one of IPv4.
    """
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_within(networks: tuple[Network, ...], address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in networks)


def _listed(scope: Scope, header: bytes) -> list[str]:
    """Return the members of a header that is a list, on however many lines it stands."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == header]
    return [member.strip() for member in ",".join(lines).split(",")] if lines else []


def _said_by(said: list[str], proxies: int) -> str:
    """Return what the outermost of the trusted proxies says; where one overwrites the header, one value is all."""
    return said[-min(proxies, len(said))] if said else ""
