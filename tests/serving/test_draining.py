"""The end: what was begun is answered, nothing new is taken, and it comes in any case."""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from app.serving.limits import DRAIN_SECONDS
from tests.api.serving import SECONDS, Server
from tests.serving.hurried import Grouped, Hurried, ReadLate, connected, request, rest_of, status_of, workers_of

CLOSE = "Connection: close\r\n"
MORE_THAN_A_PIPE_HOLDS = 200
"""Lines of more than 500 bytes, of which a pipe holds 65,536."""

SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])


def started(url: str, workers: str, kind: type[Server] = Server) -> Server:
    """Start a server, and wait until all of its workers listen, which takes a while where many start at once."""
    server = kind(url, "--workers", workers)
    answered = 0
    while answered < 3:
        with closing(server.connect()) as connection, suppress(TimeoutError):
            connection.request("GET", "/healthz")
            answered += connection.getresponse().status == 200
    return server


def ended(server: Server, seconds: float = SECONDS) -> int:
    """Wait for the end of a server, which left no traceback; return its exit code."""
    code = server.process.wait(seconds)
    server.stop()
    assert "Traceback" not in "".join(server.log)
    return code


def wait_until_nobody_listens(server: Server) -> None:
    """Wait until a server has begun to end, which it does up to a tenth of a second after it was told to."""
    with suppress(ConnectionError):
        while True:
            with connected(server):
                time.sleep(0.01)


@contextmanager
def downloading(server: Server) -> Iterator[socket.socket]:
    """Begin a download, and take no more of it than its head."""
    with connected(server, buffer=4096) as connection:
        connection.sendall(request("/v1/export/facts.csv"))
        assert status_of(connection.recv(100)) == 200
        yield connection


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_was_begun_is_answered_and_nobody_is_let_in(loaded_url: str, workers: str) -> None:
    server = started(loaded_url, workers)
    answers: list[bytes] = []

    def ask(number: int) -> None:
        address = f"/v1/compare?companies=amazon,walmart&metric=revenue&tolerance=0.00{number}"
        with suppress(ConnectionError):  # whoever comes too late
            answers.append(server.exchange(request(address, headers=CLOSE)))

    asking = [threading.Thread(target=ask, args=[number]) for number in range(40)]
    with connected(server) as idle:
        idle.sendall(request("/healthz"))
        idle.recv(65536)
        for each in asking:
            each.start()
        while not answers:
            time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        for each in asking:
            each.join(SECONDS)
        assert b"HTTP" not in rest_of(idle)
    code = ended(server)

    whole = [each for each in answers if each]
    assert {status_of(each) for each in whole} <= {200, 503}
    assert {each[-1:] for each in whole} == {b"}"}
    assert code == 0
    with pytest.raises(ConnectionError), connected(server):
        pass


@pytest.mark.alone
def test_a_connection_that_was_just_made_may_still_ask(loaded_url: str) -> None:
    server = Server(loaded_url, "--workers", "1")
    with connected(server) as connection:
        server.exchange(request("/healthz", headers=CLOSE))
        server.process.send_signal(signal.SIGTERM)
        wait_until_nobody_listens(server)
        connection.sendall(request())
        answer = rest_of(connection)
    ended(server)

    assert status_of(answer) == 200
    assert b"connection: close" in answer


def test_a_download_that_is_taken_ends_whole(many_url: str) -> None:
    server = Server(many_url, "--workers", "1")
    with downloading(server) as connection:
        server.process.send_signal(signal.SIGTERM)
        received = rest_of(connection)
    ended(server)

    assert received.endswith(b"\r\n0\r\n\r\n")
    assert len(received) > 5_000_000


def test_a_download_that_nobody_takes_is_broken_off_and_no_file_is_left(many_url: str, tmp_path: Path) -> None:
    server = Hurried(many_url, "--workers", "1", TMPDIR=str(tmp_path))
    server.exchange(request("/v1/export/datapackage.zip", headers=CLOSE))
    written = list(tmp_path.glob("rivalry-exports-*/*.zip"))
    with downloading(server):
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        code = ended(server)
        took = time.monotonic() - began

    assert code == 0
    assert took < 15
    assert len(written) == 1
    assert list(tmp_path.glob("rivalry-exports-*")) == []


@SIGNALS
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_second_signal_ends_it_at_once(many_url: str, workers: str, number: signal.Signals) -> None:
    server = started(many_url, workers)
    with downloading(server):
        server.process.send_signal(number)
        time.sleep(1.5)
        still_there = server.process.poll() is None
        began = time.monotonic()
        server.process.send_signal(number)
        ended(server, 10)

    assert still_there
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_terminal_that_interrupts_all_processes_at_once_lets_them_end_what_was_begun(
    many_url: str, workers: str
) -> None:
    server = started(many_url, workers, Grouped)
    with downloading(server) as connection:
        os.killpg(server.process.pid, signal.SIGINT)
        received = rest_of(connection)
    code = ended(server)

    assert received.endswith(b"\r\n0\r\n\r\n")
    assert code == 0


def test_a_worker_that_hangs_keeps_the_others_from_nothing(loaded_url: str) -> None:
    server = started(loaded_url, "2")
    hung, other = workers_of(server)
    os.kill(hung, signal.SIGSTOP)
    time.sleep(2)  # by now it is waited for

    server.process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    while Path(f"/proc/{other}").exists():
        time.sleep(0.05)
        assert time.monotonic() - begun < DRAIN_SECONDS
    os.kill(hung, signal.SIGCONT)

    assert ended(server) == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_last_lines_of_the_log_are_written_when_somebody_reads_them_a_little_late(
    loaded_url: str, workers: str
) -> None:
    """More lines than a pipe holds, of which none is read until the server was told to end."""
    server = ReadLate(loaded_url, "--workers", workers, RIVALRY_LOG_REQUESTS="true")
    with connected(server) as connection:
        asked = request(f"/healthz?{'x' * 500}")
        for _ in range(MORE_THAN_A_PIPE_HOLDS):
            connection.sendall(asked)
            while not connection.recv(65536).endswith(b'{"status":"ok"}'):
                pass
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    server.read_on()
    code = ended(server)

    lines = [line for line in "".join(server.log).splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    assert sum(each.get("path") == "/healthz" for each in told) == MORE_THAN_A_PIPE_HOLDS
    assert sum("Finished server process" in each.get("message", "") for each in told) == int(workers)
    assert code == 0
