"""A primary and a streaming standby: loads go to the one, reads to the other, which can take over."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import cli
from app.main import create_app
from app.settings import Settings
from app.store.engine import open_writer
from app.store.migrating import migrate
from tests.api.serving import Server
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, fact, source
from tests.postgres.cluster import Cluster
from tests.postgres.twins import ONE_ID, differences
from tests.postgres.waiting import wait_until

ADDRESSES = ("/v1/facts?limit=5&sort=-value", "/v1/companies", "/v1/dataset/changes?since=0")


@pytest.fixture
def primary() -> Iterator[Cluster]:
    """A server of the test's own."""
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def standby(primary: Cluster) -> Iterator[Cluster]:
    """A server that streams what is written to the primary."""
    cluster = Cluster(copy_of=primary)
    yield cluster
    cluster.remove()


def load(url: str, *packs: Path) -> Result:
    """Run `rivalry load`."""
    return CliRunner().invoke(cli, ["load", *map(str, packs)], env={"RIVALRY_DATABASE_URL": url})


def state(url: str) -> str:
    """Return what an app over a database says of it: that it is ready, or the code of why it is not."""
    with TestClient(create_app(Settings(database_url=url))) as client:
        answer = client.get("/readyz").json()
    return str(answer.get("code", answer["status"]))


def asked(server: Server, address: str) -> tuple[int, str | None, bytes]:
    """Return the status, the revision and the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers["Dataset-Revision"], body


def test_loads_go_to_the_primary_reads_to_the_standby_and_after_its_promotion_everything_to_it(
    primary: Cluster, standby: Cluster, write_pack: WritePack
) -> None:
    name = primary.new_database()
    writes, reads = primary.url(name), standby.url(name)
    packs = [write_pack(f"{VOCABULARY}{source()}{fact(f'${n} billion')}", f"{n}.toml") for n in (1, 2, 3)]

    loaded = load(writes, packs[0])
    wait_until(lambda: state(reads) == "ready")
    server = Server(writes, "--workers", "1", RIVALRY_READ_DATABASE_URL=reads)
    try:
        first = asked(server, "/v1/facts")
        changed = load(writes, packs[1])
        wait_until(lambda: asked(server, "/v1/facts")[1] == "2")
        second = asked(server, "/v1/facts")
        compare(writes, reads)

        refused = load(reads, packs[2])
        primary.stop()
        without_primary = asked(server, "/v1/facts?limit=3")
        standby.promote()
        taken_over = load(f"{writes}&host={standby.home}&target_session_attrs=read-write", packs[2])
        wait_until(lambda: asked(server, "/v1/facts")[1] == "3")
        third = asked(server, "/v1/facts")
    finally:
        server.stop()

    assert [each.exit_code for each in (loaded, changed, refused, taken_over)] == [0, 0, 5, 0]
    assert "it is a standby, or read-only; RIVALRY_DATABASE_URL must name the primary" in refused.stderr
    assert [each[:2] for each in (first, second, without_primary, third)] == [
        (200, "1"),
        (200, "2"),
        (200, "2"),
        (200, "3"),
    ]
    assert b"$1 billion" in first[2]
    assert b"$2 billion" in second[2]
    assert b"$3 billion" in third[2]
    assert "replica  holds revision 1" in "".join(server.log)


def test_who_reads_from_both_goes_on_over_the_one_that_is_left(
    primary: Cluster, standby: Cluster, write_pack: WritePack
) -> None:
    name = primary.new_database()
    load(primary.url(name), write_pack(VOCABULARY + source() + fact()))
    wait_until(lambda: state(standby.url(name)) == "ready")
    server = Server(primary.url(name), RIVALRY_READ_DATABASE_URL=f"{primary.url(name)}&host={standby.home}")
    try:
        before = asked(server, "/v1/facts")
        primary.stop()
        wait_until(lambda: asked(server, "/readyz")[0] == 200)
        kept, new = asked(server, "/v1/facts"), asked(server, "/v1/facts?limit=3")
    finally:
        server.stop()

    assert [each[:2] for each in (before, kept, new)] == [(200, "1")] * 3
    assert kept[2] == before[2] == new[2]


def compare(primary: str, standby: str) -> None:
    """Fail where a standby answers otherwise than its primary."""
    one, other = (TestClient(create_app(Settings(database_url=url)), headers=ONE_ID) for url in (primary, standby))
    with one, other:
        for address in ADDRESSES:
            assert differences(one.get(address), other.get(address)) == [], address


def test_a_standby_that_lags_behind_is_not_ready_and_serving_says_so(
    primary: Cluster, standby: Cluster, write_pack: WritePack
) -> None:
    name = primary.new_database()
    writer = open_writer(primary.url(name))
    migrate(writer)
    writer.dispose()
    reads = standby.url(name)
    wait_until(lambda: state(reads) == "no-dataset")

    with standby.administer() as administrator:
        administrator.execute("SELECT pg_wal_replay_pause()")
    load(primary.url(name), write_pack(VOCABULARY + source() + fact()))
    server = Server(primary.url(name), "--workers", "1", RIVALRY_READ_DATABASE_URL=reads)
    try:
        behind = asked(server, "/readyz"), asked(server, "/v1/facts")
        with standby.administer() as administrator:
            administrator.execute("SELECT pg_wal_replay_resume()")
        wait_until(lambda: asked(server, "/readyz")[0] == 200)
        there = asked(server, "/v1/facts")
    finally:
        server.stop()

    assert [each[0] for each in behind] == [503, 503]
    assert all(b'"code":"no-dataset"' in each[2] for each in behind)
    assert there[:2] == (200, "1")
    assert "replica  does not hold the dataset yet" in "".join(server.log)


def test_a_replica_that_cannot_be_reached_is_a_mistake_of_who_serves(migrated_url: str, write_pack: WritePack) -> None:
    load(migrated_url, write_pack(VOCABULARY + source() + fact()))

    with pytest.raises(AssertionError, match="the database server cannot be reached, or refuses the connection"):
        Server(migrated_url, "--workers", "1", RIVALRY_READ_DATABASE_URL="postgresql+psycopg://127.0.0.1:1/rivalry")
