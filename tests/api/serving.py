"""A real server: a uvicorn process on loopback, asked byte by byte."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading

from tests.api.asking import ROOT

SECONDS = 30


class Server:
    """A uvicorn process, and the port that it was given."""

    def __init__(self, database_url: str) -> None:
        """Start it and wait until it listens."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RIVALRY_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "app.main:app", "--port", "0", "--no-access-log"],
            cwd=ROOT,
            env={**kept, "RIVALRY_DATABASE_URL": database_url, "RIVALRY_CACHE_SECONDS": "5"},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log: list[str] = []
        self.port = self._wait_for_port()
        self._reader = threading.Thread(target=self.log.extend, args=[self.process.stderr], daemon=True)
        self._reader.start()

    def _wait_for_port(self) -> int:
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(line)
            if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", line):
                return int(found[1])
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
        assert self.process.stderr
        self.process.stderr.close()
        return code
