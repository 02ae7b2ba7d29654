"""Origins: under which address a client reaches us, for links that must be absolute."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from starlette.types import Scope

BELIEVED = "rivalry.host"
"""Where the scope of a request has the host that a setting lets us believe: set by the guards, and by nothing else."""

HOST = re.compile(r"[\w.-]{1,253}(:\d{1,5})?|\[[\da-f:.]{2,45}\](:\d{1,5})?", re.ASCII | re.IGNORECASE)
"""A host as a Host header names it: a name or an address, and a port."""

USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Outside:
    """How the world outside sees us.

    `public_url` is the origin that absolute links begin with; None: the one that each request came in at. Pages that
    have such links are then a client's own, and no shared cache may keep them. `frame_ancestors` says who may frame
    embeds. `max_age` is for how many seconds caches may use an answer.
    """

    public_url: str | None = None
    frame_ancestors: str = "*"
    max_age: int = 60

    @property
    def known_origin(self) -> str:
        """What links in answers that are everybody's begin with: the origin that is set, else nothing."""
        return self.public_url or ""

    def origin(self, scope: Scope) -> str:
        """Return the origin that links in the answer to a request begin with: scheme, host and port.

        A Host header is what a client likes it to be. It is believed where a setting says so (BELIEVED), or where it
        names this machine to somebody on it; else the address stands that the connection came in at.
        """
        if self.public_url:
            return self.public_url
        scheme = scope["scheme"]
        host = scope.get(BELIEVED) or _own_name(scope) or _address(scope, scheme)
        return f"{scheme}://{host.lower()}"

    def is_misled(self, scope: Scope) -> bool:
        """Whether a page asks this machine, from within, under a name that nothing says is ours.

        So does one whose owner lets its name lead here to get at what only its reader can reach (DNS rebinding).
        Programs that are no pages name no Origin, and are misled by nobody.
        """
        is_from_page = any(name == b"origin" for name, _ in scope["headers"])
        if not is_from_page or scope.get(BELIEVED) or not is_this_machine((scope.get("server") or ("",))[0]):
            return False
        host = named_host(scope)
        is_public = host is not None and (self.public_url or "").endswith(f"://{host.lower()}")
        return _own_name(scope) is None and not is_public


def named_host(scope: Scope) -> str | None:
    """Return the host that a request names; None where it names none, several, or what is no host."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    host = hosts[0].decode("latin-1") if len(hosts) == 1 else ""
    return host if HOST.fullmatch(host) else None


def without_port(host: str) -> str:
    """Return the name or the address in a host, in small letters and without the brackets of an address."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name.strip("[]").lower()


def _own_name(scope: Scope) -> str | None:
    """Return what a request calls this machine, where it was made on it: whom that misleads is who made it up."""
    host = named_host(scope)
    if host is None or not is_this_machine((scope.get("server") or ("",))[0]):
        return None
    name = without_port(host)
    return host if name == "localhost" or is_this_machine(name) else None


def _address(scope: Scope, scheme: str) -> str:
    """Return where a connection came in; a socket that is a file has a path there, which is told to nobody."""
    address, port = scope.get("server") or ("", None)
    if port is None:
        return "localhost"
    address = f"[{address}]" if ":" in address else address
    return address if port == USUAL_PORTS.get(scheme) else f"{address}:{port}"


@lru_cache(maxsize=256)
def is_this_machine(address: str) -> bool:
    """Whether an address is of the loopback network, that is, of the machine that we run on."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
