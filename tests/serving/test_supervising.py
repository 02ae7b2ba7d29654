"""Who watches over the workers: what happens when it is killed, or told something, and when one of them hangs."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.api.asking import ROOT
from tests.api.serving import INSTALLED, SECONDS, Server
from tests.serving.hurried import Hurried, connected, lives, request, rest_of, status_of, workers_of

CLOSE = "Connection: close\r\n"


def wait_until(is_so: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait until something is so. Raises AssertionError where it does not become so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def started(url: str, kind: type[Server] = Server, **settings: str) -> Server:
    """Start a server with two workers, and wait until both listen."""
    server = kind(url, "--workers", "2", **settings)
    wait_until(lambda: sum("Application startup complete" in line for line in server.log) == 2, 2 * SECONDS)
    return server


def answers(server: Server) -> bool:
    """Whether a server answers just now."""
    with suppress(OSError), closing(server.connect()) as connection:
        connection.timeout = 1
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


def test_workers_whose_parent_is_killed_end_what_they_have_begun_and_leave_the_port_and_no_folder(
    many_url: str, tmp_path: Path
) -> None:
    server = started(many_url, TMPDIR=str(tmp_path))
    workers = workers_of(server)
    before = list(tmp_path.glob("rivalry-numbers-*"))
    with connected(server, buffer=4096) as connection:
        connection.sendall(request("/v1/export/facts.csv"))
        begun = connection.recv(100)
        server.process.kill()
        server.process.wait(SECONDS)
        wait_until(lambda: not answers(server))
        another = Server(many_url, "--workers", "1", "--port", str(server.port))
        received = rest_of(connection)
    wait_until(lambda: not any(map(lives, workers)))
    server.stop()

    assert status_of(another.exchange(request("/healthz", headers=CLOSE))) == 200
    assert another.stop() == 0
    assert status_of(begun) == 200
    assert received.endswith(b"\r\n0\r\n\r\n")
    assert len(workers) == 2
    assert len(before) == 1
    assert list(tmp_path.glob("rivalry-*")) == []
    assert "Traceback" not in "".join(server.log)


def test_who_waits_for_a_worker_that_hangs_still_puts_another_in_the_place_of_one_that_ended(loaded_url: str) -> None:
    server = started(loaded_url)
    hung, other = workers_of(server)
    os.kill(hung, signal.SIGSTOP)
    os.kill(other, signal.SIGKILL)

    wait_until(lambda: any(pid not in (hung, other) for pid in workers_of(server)))
    wait_until(lambda: answers(server))
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: set(workers_of(server)) <= {hung})
    took = time.monotonic() - began
    os.kill(hung, signal.SIGCONT)

    assert server.process.wait(SECONDS) == 0
    assert took < 10
    server.stop()


def test_workers_that_hang_are_replaced_when_that_is_asked_for(loaded_url: str) -> None:
    server = started(loaded_url, Hurried)
    before = workers_of(server)
    os.kill(before[0], signal.SIGSTOP)

    server.process.send_signal(signal.SIGHUP)

    wait_until(lambda: not any(map(lives, before)), 2 * SECONDS)
    assert len(workers_of(server)) == 2
    assert answers(server)
    assert server.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_who_is_told_to_end_before_anything_is_served_ends_in_order(tmp_path: Path, number: signal.Signals) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    with subprocess.Popen(
        [INSTALLED, "serve", "--port", "0", "--workers", "2"],
        cwd=ROOT,
        env={**os.environ, "RIVALRY_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        process.send_signal(number)
        rest = process.stdout.read()

    assert "alembic" in first
    assert process.returncode == 0
    assert "Traceback" not in rest
