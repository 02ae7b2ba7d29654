"""Hosts: the names that we are reached under, where these are set."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.guards.refusing import refuse
from app.api.origin import BELIEVED, named_host, without_port
from app.api.probes import PROBES
from app.api.problems import ProblemError


class KnownHosts:
    """Refuses requests for other hosts with 421 (RFC 9110, 15.5.20); the names of those that we have are believed.

    A request that names no host, or two, is none for us. `*.example.org` is any name below example.org, and not that
    itself; ports are passed over.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[str]) -> None:
        """Wrap an app; `trusted` are the names in small letters."""
        self.app = app
        self.names = frozenset(name for name in trusted if not name.startswith("*."))
        self.endings = tuple(name.removeprefix("*") for name in trusted if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["path"] not in PROBES:
            host = named_host(scope)
            name = without_port(host) if host else ""
            if name not in self.names and not (self.endings and name.endswith(self.endings)):
                error = ProblemError("misdirected", "this server does not answer for the host that the request names")
                return await refuse(error, scope, receive, send)
            scope[BELIEVED] = host
        return await self.app(scope, receive, send)
