"""A server that speaks as the SEC's companyfacts API does, and fails in the ways that it can."""

import gzip
import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Fault = Callable[["Speaker"], None]


@dataclass
class Sec:
    """What it answers by path, the faults that come first, and what it was asked: when, and with which headers."""

    answers: dict[str, bytes]
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[float, Mapping[str, str]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    url: str = ""


class Speaker(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    sec: Sec

    def do_GET(self) -> None:
        """Answer, or fail as told."""
        self.sec.asked.append((time.time(), dict(self.headers)))
        if self.sec.faults:
            self.sec.faults.pop(0)(self)
            return
        answer = self.sec.answers.get(self.path)
        if answer is None:
            self.refuse(404)
            return
        etag = f'"{hashlib.sha256(answer).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self.refuse(304)
            return
        self.send(200, {"ETag": etag, "Content-Type": "application/json"}, answer)

    def send(self, status: int, headers: Mapping[str, str], content: bytes, length: int | None = None) -> None:
        """Send an answer, whose length may be a lie."""
        self.sec.statuses.append(status)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content) if length is None else length)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def refuse(self, status: int, **headers: str) -> None:
        """Refuse, with headers that are named with underscores here."""
        self.send(status, {name.replace("_", "-"): value for name, value in headers.items()}, b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def refusing(status: int, **headers: str) -> Fault:
    """A refusal."""
    return lambda speaker: speaker.refuse(status, **headers)


def cut_off(speaker: Speaker) -> None:
    """An answer that breaks off in its middle."""
    speaker.send(200, {"ETag": '"half"'}, b'{"cik": 77, "facts": ', length=5000)
    speaker.close_connection = True


def cut_off_unseen(speaker: Speaker) -> None:
    """An answer that only the end of the connection ends, which comes in its middle."""
    speaker.sec.statuses.append(200)
    speaker.send_response(200)
    speaker.send_header("Connection", "close")
    speaker.end_headers()
    speaker.wfile.write(b'{"cik": 77, "facts": ')


def packed_in_part(speaker: Speaker) -> None:
    """An answer that was cut off before it was sent, as long as it says."""
    packed = gzip.compress(speaker.sec.answers[speaker.path])
    speaker.send(200, {"Content-Encoding": "gzip"}, packed[: len(packed) // 2])


def hang_up(speaker: Speaker) -> None:
    """A connection that is closed without a word."""
    speaker.close_connection = True


def dripping(speaker: Speaker) -> None:
    """An answer that comes a blank at a time, for as long as anybody listens."""
    speaker.send(200, {}, b"", length=1_000_000)
    speaker.close_connection = True
    with suppress(OSError):
        while True:
            speaker.wfile.write(b" ")
            time.sleep(0.05)


def saying(content: bytes) -> Fault:
    """An answer of 200 with another content."""
    return lambda speaker: speaker.send(200, {"ETag": '"other"'}, content)


def serving(sec: Sec) -> ThreadingHTTPServer:
    """Open a server for it on a free port, and note its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Speaking", (Speaker,), {"sec": sec}))
    sec.url = f"http://127.0.0.1:{server.server_address[1]}"
    return server
