"""Fixtures for agents: real servers on loopback, over a file in one process and in two, and over PostgreSQL.

None may leave a traceback or an error in its log, whatever it was sent.
"""

from collections.abc import Iterator

import pytest

from tests.api.serving import Server
from tests.postgres.cluster import Cluster
from tests.postgres.twins import copy_rows


def end(server: Server, *, code: int = 0) -> None:
    """End a server, which ends as it should, and has told of no mistake."""
    assert server.stop() == code, server.log
    mistakes = [line for line in server.log if "Traceback" in line or '"level":"error"' in line]
    assert mistakes == []


@pytest.fixture(scope="session")
def on_file(loaded_url: str) -> Iterator[Server]:
    """Serve the shipped seed from a file, in one process."""
    started = Server(loaded_url, "--workers", "1", RIVALRY_LOG_REQUESTS="true")
    yield started
    end(started)


@pytest.fixture(scope="session")
def by_two(loaded_url: str) -> Iterator[Server]:
    """Serve it in two processes, of which any may get the next message of an agent."""
    started = Server(loaded_url, "--workers", "2")
    yield started
    end(started)


@pytest.fixture(scope="session")
def on_postgresql(loaded_url: str, postgres: Cluster, migrated_postgres: str) -> Iterator[Server]:
    """Serve it from PostgreSQL."""
    url = postgres.url(postgres.new_database(migrated_postgres))
    copy_rows(loaded_url, url)
    started = Server(url, "--workers", "1")
    yield started
    end(started)


@pytest.fixture(params=["on_file", "by_two", "on_postgresql"])
def server(request: pytest.FixtureRequest) -> Server:
    """Serve in each of these ways."""
    started: Server = request.getfixturevalue(request.param)
    return started
