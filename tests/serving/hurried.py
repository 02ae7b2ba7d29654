"""Servers whose limits of time are shorter, or that may have few file handles."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from tests.api.serving import INSTALLED, SECONDS, Server

HURRY = """
from app.serving import limits
limits.REQUEST_SECONDS, limits.STALLED_SECONDS, limits.LINGER_SECONDS, limits.DRAIN_SECONDS = 2, 3, 1, 3
from app.cli import main
main()
"""

ALONE = """
from app.serving import limits
limits.MOST_CONNECTIONS, limits.LINGER_SECONDS = 1, 1
from app.cli import main
main()
"""


class Hurried(Server):
    """A server that gives slow clients two or three seconds where it would give them ten or thirty."""

    program: ClassVar[list[str]] = [sys.executable, "-c", HURRY]


class Grouped(Server):
    """A server whose processes are a group of their own, as those are that somebody starts at a terminal."""

    program: ClassVar[list[str]] = [sys.executable, "-c", "import os; os.setsid(); from app.cli import main; main()"]


class WithOneConnection(Server):
    """A server that may have one connection, and gives who is refused one second."""

    program: ClassVar[list[str]] = [sys.executable, "-c", ALONE]


class ReadLate(Server):
    """A server whose log nobody reads from when it listens until `read_on`."""

    def read(self) -> None:
        """Read nothing yet."""

    def read_on(self) -> None:
        """Read the log from now on."""
        super().read()


class WithFewHandles(Server):
    """A server that may have 200 file handles, and begins with 100."""

    program: ClassVar[list[str]] = ["sh", "-c", 'ulimit -Sn 100; ulimit -Hn 200; exec "$0" "$@"', str(INSTALLED)]


@contextmanager
def connected(server: Server, *, buffer: int | None = None) -> Iterator[socket.socket]:
    """Open a connection, with a small buffer for what is received where one is given."""
    with socket.socket() as connection:
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(SECONDS)
        connection.connect(("127.0.0.1", server.port))
        yield connection


def workers_of(server: Server) -> list[int]:
    """Return the ids of the processes that a server lets serve."""
    family = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(pid) for pid in family if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def lives(pid: int) -> bool:
    """Whether a process has not ended, even where nobody has asked yet how it did."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def rest_of(connection: socket.socket) -> bytes:
    """Return all that still comes until the server hangs up."""
    received = b""
    while part := connection.recv(65536):
        received += part
    return received


def request(address: str = "/v1/facts?limit=1", *, method: str = "GET", headers: str = "") -> bytes:
    """Spell a request, with more headers, each with its end of line."""
    return f"{method} {address} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode()


def status_of(received: bytes) -> int:
    """Return the status of the first answer."""
    return int(received[9:12])
