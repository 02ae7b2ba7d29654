"""Limits: what a client may ask of a connection before anybody looks at what it asks for."""

import sys

MOST_URL = 32_000
"""Bytes of an address, from its path on. The longest that an operation has a use for is about 2,000 long; more is read
so that whoever asks for too long a value is told which parameter has it."""

MOST_HEADERS = 32_000
MOST_FIELDS = 100
"""Bytes of all headers of a request together, and how many there may be."""

MOST_PIPELINED = 64
"""Requests that are taken before the one in front of them is answered."""

REQUEST_SECONDS = 10
"""Within which a request must be there whole, from its first byte on; likewise the first of a connection."""

IDLE_SECONDS = 5
"""For how long a connection may be kept without a request."""

STALLED_SECONDS = 30
LEAST_TAKEN = 64_000
"""How many bytes of an answer a client must take within how many seconds, as long as there are so many."""

MOST_UNSENT = 256_000_000
"""Bytes of answers, in all, that may lie here until they are taken; beyond that the most stalled are given up."""

LINGER_SECONDS = 2
MOST_LINGERING = 4_000_000
"""How long, and for how many bytes more, a client that was refused is listened to. Who hangs up on a client that still
sends takes the refusal away from it, too (RFC 9112, 9.6)."""

MOST_CONNECTIONS = 10_000
RESERVED_HANDLES = 128
"""Connections of a process, and file handles that they leave for the database, downloads and pictures."""

DRAIN_SECONDS = 30
"""How long a process that is told to end goes on with what it has begun."""

GRACE_SECONDS = 0.5
"""How long it then waits for the first request of a connection that was just made."""


def raise_handles() -> int:
    """Take as many file handles as this process may have; return how many connections that is enough for."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource  # noqa: PLC0415  Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return min(MOST_CONNECTIONS, max(hard // 2, hard - RESERVED_HANDLES))
