"""Several processes over one database: each answers from one revision, the old or the next, never from both."""

import http.client
import itertools
import threading
from collections import defaultdict
from collections.abc import Iterator

import pytest

from app.domain.catalogue import Catalogue
from app.packs.reader import read_packs
from app.store.engine import open_writer
from app.store.loading import load
from tests.api.serving import Server
from tests.conftest import WritePack
from tests.postgres.waiting import SECONDS, wait_until

ADDRESSES = (
    "/v1/compare?companies=amazon,walmart&metric=revenue&source=rumours",
    "/v1/facts?source=rumours&sort=-value",
    "/v1/sources/rumours",
)
LOADS = 6

Answers = dict[tuple[str, str], set[bytes]]


def rumours(number: int) -> str:
    """Write a pack in which every figure, and the title, tells which load it came with; each load leaves some out."""
    facts = "".join(
        f"""
[[facts]]
company = "{company}"
metric = "revenue"
period = "FY{year}"
printed = "${number}{year % 100:02} billion"
paragraph = {paragraph}
"""
        for paragraph, (company, year) in enumerate(itertools.product(("amazon", "walmart"), range(2015, 2025)), 1)
        if paragraph % LOADS != number % LOADS
    )
    return f'[source]\nslug = "rumours"\nkind = "news"\ntitle = "Rumours of load {number}"\n{facts}'


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a migrated database on either."""
    chosen: str = request.getfixturevalue({"sqlite": "database_url", "postgresql": "migrated_url"}[request.param])
    return chosen


@pytest.fixture
def servers(url: str, articles: Catalogue, write_pack: WritePack) -> Iterator[list[Server]]:
    """Serve a first load from one process by itself, and from two that share an address."""
    load_into(url, articles)
    load_into(url, read_packs([write_pack(rumours(1), "1.toml")], articles))
    started = [Server(url), Server(url, "--workers", "2")]
    try:
        yield started
    finally:
        for server in started:
            server.stop()
        assert [line for server in started for line in server.log if '"level":"error"' in line] == []


def load_into(url: str, catalogue: Catalogue) -> None:
    """Load a catalogue."""
    writer = open_writer(url)
    load(writer, catalogue)
    writer.dispose()


def ask(port: int, address: str) -> tuple[str, bytes]:
    """Ask over a connection of its own, so that any of the processes may answer; return the revision and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status == 200, body
    return response.headers["Dataset-Revision"], body


def test_every_answer_during_loads_is_of_one_revision(
    url: str, servers: list[Server], articles: Catalogue, write_pack: WritePack
) -> None:
    answers: Answers = defaultdict(set)
    failures: list[BaseException] = []
    ended = threading.Event()

    def read_on(port: int) -> None:
        try:
            for address in itertools.cycle(ADDRESSES):
                revision, body = ask(port, address)
                answers[revision, address].add(body)
                if ended.is_set():
                    return
        except BaseException as failure:  # noqa: BLE001  told by the test itself, below
            failures.append(failure)

    readers = [threading.Thread(target=read_on, args=[server.port]) for server in servers for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(2, LOADS + 1):
        wait_until(lambda number=number: failures != [] or (str(number), ADDRESSES[0]) in answers)  # type: ignore[misc]
        load_into(url, read_packs([write_pack(rumours(number), f"{number}.toml")], articles))
    newest = str(LOADS + 1)
    for server in servers * 3:
        wait_until(lambda server=server: ask(server.port, ADDRESSES[0])[0] == newest)  # type: ignore[misc]
    ended.set()
    for reader in readers:
        reader.join()

    assert failures == []
    assert {int(revision) for revision, _ in answers} == set(range(2, LOADS + 2))
    for (revision, address), bodies in answers.items():
        _, expected = ask(servers[0].port, f"{address}{'&' if '?' in address else '?'}revision={revision}")
        assert bodies == {expected}, (revision, address)
        assert f"${int(revision) - 1}".encode() in expected or f"load {int(revision) - 1}".encode() in expected
