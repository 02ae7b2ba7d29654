"""Servers: started on a core of their own, waited for, and ended."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
ON_SERVER_CORE = ("taskset", "--cpu-list", str(SERVER_CORE))
BIN = Path(sys.executable).parent
RIVALS_BIN = Path(__file__).parent.parent / ".venv-bench" / "bin"

_SECONDS_TO_START = 30
_QUIET = ("--no-access-log", "--log-level", "warning")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on a port of this machine."""

    port: int
    pid: int

    @property
    def peak_megabytes(self) -> int:
        """The most memory that its process has used so far."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return int(kilobytes) // 1000


@contextmanager
def ours(database: Path) -> Iterator[Server]:
    """Serve our own API over a database."""
    settings = {"RIVALRY_DATABASE_URL": f"sqlite:///{database}"}
    with _uvicorn("app.main:app", settings) as server:
        yield server


@contextmanager
def rival(name: str, database: Path | None = None) -> Iterator[Server]:
    """Serve one of `benchmarks.rivals`."""
    settings = {"RIVAL_DATABASE_URL": f"sqlite:///{database}"} if database else {}
    with _uvicorn(f"benchmarks.rivals.{name}:app", settings) as server:
        yield server


@contextmanager
def datasette(database: Path) -> Iterator[Server]:
    """Serve a database with Datasette, which is told that nothing in it changes and to suggest no facets."""
    settings = {"suggest_facets": "off", "max_csv_mb": "0", "sql_time_limit_ms": "60000"}
    options = [part for name, value in settings.items() for part in ("--setting", name, value)]
    command = [str(RIVALS_BIN / "datasette"), "serve", "--immutable", str(database), *options]
    with _started(command, {}) as server:
        yield server


@contextmanager
def _uvicorn(app: str, settings: Mapping[str, str]) -> Iterator[Server]:
    with _started([str(BIN / "uvicorn"), app, *_QUIET], settings) as server:
        yield server


@contextmanager
def _started(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[Server]:
    port = _free_port()
    whole = (*ON_SERVER_CORE, *command, "--port", str(port))
    with subprocess.Popen(
        whole, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(port)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
