"""The server goes away in the middle of a load: the command says so, nothing is half written, the next one succeeds."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, select
from sqlmodel import SQLModel
from typer.testing import CliRunner, Result

from app.cli import cli
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, fact, source
from tests.postgres.cluster import Cluster

Going = Callable[[Cluster], None]

REASONS = (
    "the database server cannot be reached, or refuses the connection",
    "the database server cannot serve at the moment; its log says why",
)


def terminate(cluster: Cluster) -> None:
    """End the connections to all databases of ours, as an administrator does."""
    with cluster.administer() as administrator:
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'rivalry%'")


def stop(cluster: Cluster) -> None:
    """End the server in good order."""
    cluster.stop()


def crash(cluster: Cluster) -> None:
    """End the server at once."""
    cluster.signal(signal.SIGQUIT)
    cluster.stop()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of these tests' own."""
    made = Cluster()
    yield made
    made.remove()


@contextmanager
def at_statement(number: int, happens: Callable[[], None]) -> Iterator[list[int]]:
    """Let something happen before a statement of a number is sent, or before the commit where there are fewer."""
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1
        if counted[0] == number:
            happens()

    events = ("before_cursor_execute", "commit")
    for name in events:
        event.listen(Engine, name, count)
    try:
        yield counted
    finally:
        for name in events:
            event.remove(Engine, name, count)


def held(url: str) -> dict[str, list[Any]]:
    """Return every row of every table."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = SQLModel.metadata.sorted_tables
        rows = {table.name: sorted(map(repr, connection.execute(select(table)).all())) for table in tables}
    engine.dispose()
    return rows


def load(url: str, *packs: object) -> Result:
    """Run `rivalry load`."""
    return CliRunner().invoke(cli, ["load", *map(str, packs)], env={"RIVALRY_DATABASE_URL": url})


@pytest.mark.parametrize(
    ("goes", "every"),
    [
        pytest.param(terminate, 2, id="its connections are ended"),
        pytest.param(stop, 6, id="it is stopped"),
        pytest.param(crash, 9, id="it crashes"),
    ],
)
def test_a_load_whose_server_goes_away_changes_nothing_and_can_be_done_again(
    cluster: Cluster, write_pack: WritePack, goes: Going, every: int
) -> None:
    name = cluster.new_database()
    url = cluster.url(name)
    first, second = (write_pack(f"{VOCABULARY}{source()}{fact(f'${n} billion')}", f"{n}.toml") for n in (1, 2))
    assert load(url, first).exit_code == 0
    before = held(url)
    with at_statement(0, lambda: None) as counted:
        spare = cluster.url(cluster.new_database(name))
        assert load(spare, second).exit_code == 0
    last = counted[0]

    for number in range(1, last + 1, every):
        with at_statement(number, lambda: goes(cluster)):
            failed = load(url, second)
        if goes is not terminate:
            cluster.start()
        assert failed.exit_code == 3, (number, failed.stdout, failed.stderr)
        assert any(reason in failed.stderr for reason in REASONS), failed.stderr
        assert "Traceback" not in failed.stderr
        assert held(url) == before, f"something was written before statement {number} of {last}"

    assert last >= 20
    assert load(url, second).stdout.startswith("revision 2: ")
