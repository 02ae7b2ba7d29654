"""Heads: what must be right in the lines before a body, whatever is asked for."""

import re

from app.api.guards.bodies import MOST_BODY

Headers = list[tuple[bytes, bytes]]

VERSIONS = ("1.1", "1.0")
"""Of HTTP, that are answered. Older clients and newer ones wait for answers of another form (RFC 9110, 2.5)."""

_PLAIN = rb"[\w.~!$&'()*+,;=-]*"
_HOST = rb"(?:%b(?:%%[\da-f]{2}%b)*|\[[\da-f:.]+\])(?::\d*)?" % (_PLAIN, _PLAIN)
"""What a Host header may hold: a name, perhaps an empty one, or an address, and a port (RFC 9110, 7.2; RFC 3986)."""

_is_host = re.compile(_HOST, re.IGNORECASE).fullmatch
_read_absolute = re.compile(rb"[a-z][a-z\d+.-]*://(?=[^:/?])(%b)([/?].*)?" % _HOST, re.IGNORECASE).fullmatch


class BeyondError(Exception):
    """A request breaks a limit or a rule; what the parser is told to stop with, and the code of the problem."""

    def __init__(self, code: str) -> None:
        """Say what is wrong."""
        self.code = code
        super().__init__(code)


def read_target(version: str, target: bytes, headers: Headers) -> bytes:
    """Look at the head of a request; return its path and query.

    A host that stands before these is the one that counts, and becomes the Host header, whatever that was (RFC 9112,
    3.2.2). Raises BeyondError for another version, for a request of HTTP/1.1 that names no host, or any that names two
    or what is none (RFC 9112, 3.2), and for a body that is said to be larger than any is.
    """
    if version not in VERSIONS:
        raise BeyondError("malformed")
    hosts = []
    for name, value in headers:
        if name == b"host":
            hosts.append(value)
        elif name == b"content-length" and int(value) > MOST_BODY:
            raise BeyondError("body-too-large")
    if len(hosts) != 1 and (hosts or version != "1.0"):
        raise BeyondError("malformed")
    if hosts and not _is_host(hosts[0]):
        raise BeyondError("malformed")
    return target if target.startswith((b"/", b"*")) else _without_host(target, headers)


def _without_host(target: bytes, headers: Headers) -> bytes:
    """Take the host out of a target in absolute form, and put it where every other request has it."""
    found = _read_absolute(target)
    if not found:
        raise BeyondError("malformed")
    headers[:] = [(b"host", found[1]), *(header for header in headers if header[0] != b"host")]
    path = found[2] or b""
    return path if path.startswith(b"/") else b"/" + path
