"""A server in a process of its own, on loopback."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import ClassVar

from tests.api.asking import ROOT

SECONDS = 30
INSTALLED = Path(sys.executable).with_name("rivalry")
UVICORN = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", "0", "--no-access-log"]


class Server:
    """A process that serves, and the port that it was given; a class of them may have another `program`."""

    program: ClassVar[list[str]] = [str(INSTALLED)]

    def __init__(self, database_url: str, *arguments: str, **settings: str) -> None:
        """Start it and wait until it listens: uvicorn, or `rivalry serve` with arguments where there are any."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RIVALRY_")}
        given = {"RIVALRY_DATABASE_URL": database_url, "RIVALRY_CACHE_SECONDS": "5", **settings}
        self.process = subprocess.Popen(
            [*self.program, "serve", "--port", "0", *arguments] if arguments else UVICORN,
            cwd=ROOT,
            env={**kept, **given, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.log: list[str] = []
        self.port = self._wait_for_port()
        self._reader = threading.Thread(target=self.log.extend, args=[self.process.stdout], daemon=True)
        self.read()

    def read(self) -> None:
        """Read what it writes, so that it never waits for that."""
        self._reader.start()

    def _wait_for_port(self) -> int:
        assert self.process.stdout
        for line in self.process.stdout:
            self.log.append(line)
            if found := re.search(r"^docs .*http://127\.0\.0\.1:(\d+)|running on http://127\.0\.0\.1:(\d+)", line):
                return int(found[1] or found[2])
        self.process.wait(SECONDS)
        self.process.stdout.close()
        raise AssertionError("".join(self.log))

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)

    def exchange(self, sent: bytes) -> bytes:
        """Send bytes as they are and return everything that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as connection:
            connection.sendall(sent)
            received = b""
            while part := connection.recv(65536):
                received += part
        return received

    def stop(self) -> int:
        """Ask it to end and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        assert self.process.stdout
        self.process.stdout.close()
        return code
