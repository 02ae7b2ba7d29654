"""Asking: one connection whose requests are timed, and wrk for as many requests as a server can answer."""

import re
import socket
import subprocess
import time
from collections.abc import Iterable, Sequence
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

CONNECTIONS = 16
"""How many requests wrk keeps in the air."""

_REQUESTS = Path(__file__).with_name("requests.lua")
_MOST_A_SECOND = 6_000
_PATIENCE = 60


class UnexpectedAnswerError(Exception):
    """An answer that is not 200, so that its time would say nothing."""


class Connection:
    """A connection that is kept, as thin as can be: what is timed is the server."""

    def __init__(self, port: int) -> None:
        """Connect. Raises ConnectionError."""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str) -> bytes:
        """Return the body of an answer that states its length. Raises UnexpectedAnswerError."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head, _, body = self._receive().partition(b"\r\n\r\n")
        length = re.search(rb"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
        if b" 200 " not in head[:20] or length is None:
            raise UnexpectedAnswerError(f"{path}: {head!r}")
        while len(body) < int(length[1]):
            body += self._receive()
        return body

    def time(self, path: str) -> float:
        """Return how many milliseconds an answer takes."""
        start = time.perf_counter()
        self.ask(path)
        return (time.perf_counter() - start) * 1000

    def _receive(self) -> bytes:
        received = self._socket.recv(1 << 20)
        if not received:
            raise ConnectionResetError
        return received


def _warm_up(port: int, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()


def requests_a_second(port: int, paths: Iterable[str], seconds: int, headers: Sequence[str] = ()) -> float:
    """Ask as fast as the server answers, for a path after the other; return the answers a second.

    Takes from `paths` what cannot be used up in that time, so that it may be called again for others; a list of one
    path is repeated. What a server does once, for its first request, is not measured. Raises UnexpectedAnswerError for
    any answer that is not 200.
    """
    first, *some = islice(paths, _MOST_A_SECOND * seconds)
    _warm_up(port, first)
    some = some or [first]
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(some))
        file.flush()
        options = [f"--duration={seconds}s", f"--connections={CONNECTIONS}", "--threads=1", f"--timeout={_PATIENCE}s"]
        sent = [part for header in headers for part in ("--header", header)]
        command = ["wrk", *options, *sent, f"--script={_REQUESTS}", f"http://127.0.0.1:{port}", "--", file.name]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    answered = re.search(r"(\d+) requests in", printed)
    rate = re.search(r"Requests/sec: +([\d.]+)", printed)
    if "Non-2xx" in printed or "Socket errors" in printed or answered is None or rate is None:
        raise UnexpectedAnswerError(printed)
    if 1 < len(some) < int(answered[1]):
        raise UnexpectedAnswerError(f"{answered[1]} answers to {len(some)} requests: some were asked for twice")
    return float(rate[1])
