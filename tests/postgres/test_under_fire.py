"""A server goes on through whatever is done to its database, and is as it was afterwards: one process, all faults."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.engine import open_writer
from app.store.migrating import migrate
from tests.api.serving import Server
from tests.postgres.cluster import Cluster
from tests.postgres.fire import Asked, Expected, Fire, ask
from tests.postgres.proxy import Proxy
from tests.postgres.twins import copy_rows
from tests.postgres.waiting import wait_until

pytestmark = pytest.mark.alone

USER = "guarded"
MOST_CONNECTIONS = 15
MOST_THREADS, MOST_FILES = 24, 60
"""Of the process, after every fault: what leaks in each of fifteen would be more by the last."""

SECONDS_TO_RECOVER = 4
UNKNOWN_SECONDS = 1.5
"""For how long a fault lasts at least: half a second beyond that after which what is answered is told as stale."""

AT_ONCE = 2.0
"""Seconds, a hundred times what it takes, within which what needs no database is answered, whatever happens to it."""


class Ground:
    """A PostgreSQL server, the way to it, its database, and what is served from that."""

    def __init__(self, loaded_url: str, articles_url: str) -> None:
        """Make all of it."""
        self.cluster = Cluster(max_connections="40")
        self.name = "rivalry"
        self.loaded_url, self.articles_url = loaded_url, articles_url
        self.proxy = Proxy(self.cluster.home / ".s.PGSQL.5432")
        self.url = f"postgresql+psycopg://{USER}:right@127.0.0.1:{self.proxy.port}/{self.name}"
        with self.cluster.administer() as administrator:
            administrator.execute(f"CREATE ROLE {USER} LOGIN PASSWORD 'right'".encode())
        self.make_database(loaded_url)
        self.server = Server(self.url)

    def make_database(self, rows: str) -> None:
        """Make the database, with the rows of a file."""
        with self.cluster.administer() as administrator:
            administrator.execute(f"CREATE DATABASE {self.name}".encode())
        writer = open_writer(self.cluster.url(self.name))
        migrate(writer)
        writer.dispose()
        copy_rows(rows, self.cluster.url(self.name))
        self.order("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guarded")

    def order(self, *statements: str) -> None:
        """Let the administrator do something in the database."""
        with self.cluster.administer(self.name) as administrator:
            for statement in statements:
                administrator.execute(statement.encode())

    def terminate(self) -> None:
        """End every connection of the server under fire."""
        self.order("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guarded'")

    def connections(self) -> int:
        """Count the connections of the server under fire."""
        with self.cluster.administer() as administrator:
            counted = administrator.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'guarded'"
            ).fetchone()
        assert counted
        return int(counted[0])

    def threads(self) -> int:
        """Count the threads of the server under fire."""
        return len(list(Path(f"/proc/{self.server.process.pid}/task").iterdir()))

    def files(self) -> int:
        """Count the files and connections that the server under fire has open."""
        return len(list(Path(f"/proc/{self.server.process.pid}/fd").iterdir()))

    def close(self) -> None:
        """End all of it."""
        self.server.stop()
        self.proxy.__exit__(None, None, None)
        self.cluster.remove()


@pytest.fixture(scope="module")
def ground(loaded_url: str, articles_url: str) -> Iterator[Ground]:
    """Serve the shipped seed from a PostgreSQL server of these tests' own."""
    made = Ground(loaded_url, articles_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def undisturbed(loaded_url: str, articles_url: str) -> Iterator[Callable[[bool], Expected]]:
    """Ask an app over a file with the same rows, to which nothing is done; or one over those put in their place too."""
    with ExitStack() as opened:
        every = [
            opened.enter_context(TestClient(create_app(Settings(database_url=url))))
            for url in (loaded_url, articles_url)
        ]

        def either(of_two: bool) -> Expected:  # noqa: FBT001  a test asks
            asked = every if of_two else every[:1]
            return lambda address: {
                client.get(address, headers={"accept-encoding": "identity"}).content for client in asked
            }

        yield either


@contextmanager
def counting(ground: Ground) -> Iterator[list[int]]:
    """Count the connections of the server under fire again and again, whenever that can be done."""
    counted, ended = [0], Event()

    def count() -> None:
        while not ended.wait(0.1):
            with suppress(psycopg.Error):
                counted.append(ground.connections())

    thread = Thread(target=count, daemon=True)
    thread.start()
    yield counted
    ended.set()
    thread.join(30)


def stopped(ground: Ground) -> None:
    """Stop the server in good order, which ends every connection, and start it again."""
    ground.cluster.stop()
    time.sleep(UNKNOWN_SECONDS)
    ground.cluster.start()


def crashed(ground: Ground) -> None:
    """Let the server end at once, as it does in a crash, and start it again."""
    ground.cluster.signal(signal.SIGQUIT)
    ground.cluster.stop()
    time.sleep(UNKNOWN_SECONDS)
    ground.cluster.start()


def restarted_again_and_again(ground: Ground) -> None:
    for _ in range(3):
        ground.cluster.stop()
        ground.cluster.start()
        time.sleep(0.2)


def terminated_again_and_again(ground: Ground) -> None:
    for _ in range(40):
        ground.terminate()
        time.sleep(0.05)


def killed(ground: Ground) -> None:
    """Kill a process of the server, at which it ends all others and recovers."""
    os.kill(ground.cluster.processes()[-1], signal.SIGKILL)
    time.sleep(UNKNOWN_SECONDS)


def frozen(ground: Ground) -> None:
    """Stop every process of the server where it is, and let them go on."""
    for pid in ground.cluster.processes():
        os.kill(pid, signal.SIGSTOP)
    time.sleep(4)
    for pid in ground.cluster.processes():
        os.kill(pid, signal.SIGCONT)


def locked(ground: Ground) -> None:
    """Lock a table for longer than a statement may take."""
    with ground.cluster.administer(ground.name) as other, other.transaction():
        other.execute("LOCK TABLE fact IN ACCESS EXCLUSIVE MODE")
        time.sleep(6.5)


def used_up(ground: Ground) -> None:
    """Let others take every connection that the server has."""
    ground.proxy.closed = True
    ground.terminate()
    with ExitStack() as others:
        with suppress(psycopg.OperationalError):
            for _ in range(60):
                others.enter_context(ground.cluster.administer())
        ground.proxy.closed = False
        time.sleep(UNKNOWN_SECONDS)


def locked_out(ground: Ground) -> None:
    """Change the password."""
    ground.order("ALTER ROLE guarded PASSWORD 'other'")
    ground.terminate()
    time.sleep(UNKNOWN_SECONDS)
    ground.order("ALTER ROLE guarded PASSWORD 'right'")


def deprived(ground: Ground) -> None:
    """Take away the right to read."""
    ground.order("REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM guarded")
    time.sleep(UNKNOWN_SECONDS)
    ground.order("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guarded")


def remade(ground: Ground) -> None:
    """Put another database in the place of this one: its revision has the same number, and other facts."""
    with ground.cluster.administer() as administrator:
        administrator.execute(f"DROP DATABASE {ground.name} WITH (FORCE)".encode())
    time.sleep(UNKNOWN_SECONDS)
    ground.make_database(ground.articles_url)


def delayed(ground: Ground) -> None:
    ground.proxy.delay = 0.3
    time.sleep(3)
    ground.proxy.delay = 0.0


def unheard(ground: Ground) -> None:
    """Let everything that is sent, either way, be swallowed."""
    ground.proxy.deaf = True
    time.sleep(5)
    ground.proxy.deaf = False


def torn(ground: Ground) -> None:
    """End each connection in the middle of an answer."""
    ground.proxy.torn = 3000
    ground.proxy.cut()
    time.sleep(2)
    ground.proxy.torn = 0
    ground.proxy.cut()


def reset(ground: Ground) -> None:
    for _ in range(20):
        ground.proxy.cut(reset=True)
        time.sleep(0.05)


def unreachable(ground: Ground) -> None:
    ground.proxy.closed = True
    ground.proxy.cut(reset=True)
    time.sleep(UNKNOWN_SECONDS)
    ground.proxy.closed = False


BRIEF = (restarted_again_and_again, terminated_again_and_again, killed, reset, delayed, torn)
"""What may leave a revision known throughout, and the database ready between."""

ABANDONING = (frozen, unheard)
"""What lets us give up connections of which the server, for as long as it lasts, does not know that we did."""

FAULTS = (
    stopped,
    crashed,
    frozen,
    locked,
    used_up,
    locked_out,
    deprived,
    unheard,
    unreachable,
    *BRIEF,
    remade,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.replace("_", " "))
def test_a_server_goes_on_through_a_fault_of_its_database(
    ground: Ground, undisturbed: Callable[[bool], Expected], fault: Callable[[Ground], None]
) -> None:
    with counting(ground) as connections, Fire(ground.server) as fire:
        time.sleep(0.5)
        begun = time.monotonic()
        fault(ground)
        over = time.monotonic()
        wait_until(lambda: _is_well(ground))
        recovered = time.monotonic()
        time.sleep(0.7)
    calm = [*fire.of(since=recovered + 0.5), ask(ground.server.port, "new", f"/v1/facts?limit=3&value_max={over}")]

    report = f"{fault.__name__}: {fire.counted}, longest {fire.longest}, well after {recovered - over:.2f} s; at most "
    report += f"{max(connections)} connections, {ground.threads()} threads, {ground.files()} files\n"
    sys.stderr.write(report)  # shown where a test fails, or by `pytest -s`
    assert fire.wrong(undisturbed(fault is remade)) == []
    assert [one for one in calm if one.status != 200 or one.is_stale] == []
    assert recovered - over < SECONDS_TO_RECOVER
    assert max(fire.longest["kept"], fire.longest["alive"]) < AT_ONCE
    assert max(connections) <= MOST_CONNECTIONS or fault in ABANDONING, report
    assert (ground.threads(), ground.files()) <= (MOST_THREADS, MOST_FILES), report
    if fault not in BRIEF:
        assert 503 in fire.counted["new"]
        assert 503 in fire.counted["ready"]
        assert [one for one in fire.of("kept", since=begun) if one.is_stale] or fault is locked


def _is_well(ground: Ground) -> bool:
    answers: list[Asked] = [
        ask(ground.server.port, "ready", "/readyz"),
        ask(ground.server.port, "new", f"/v1/facts?limit=2&value_min={time.monotonic()}"),
        ask(ground.server.port, "kept", "/v1/companies"),
    ]
    return all(one.status == 200 and not one.is_stale for one in answers)
