"""A file that was cut short or changed is answered from rightly, or not at all; and is served again once restored."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.packs.reader import read_packs
from app.settings import Settings
from app.store.copying import copy_database, opened
from app.store.engine import open_reader, open_writer
from app.store.loading import load
from app.store.migrating import migrate
from tests.conftest import WritePack
from tests.faults.numbered import whole

TIMES = int(os.environ.get("TIMES", "1"))
CHANCE = random.Random(2027)  # noqa: S311  the same bytes each time

ASKED = (
    "/readyz",
    "/v1/companies",
    "/v1/facts?limit=1000",
    "/v1/facts?sort=-value&company=acme",
    "/v1/compare?companies=acme,globex&metric=revenue",
    "/v1/series?companies=acme,globex&metric=revenue",
    "/v1/dataset/changes?since=0",
    "/v1/export/facts.csv",
)
STREAMED = ASKED[-1]
"""What is sent while it is read, and broken off where it cannot be read on; that shows on a real connection alone."""


@pytest.fixture
def sound(tmp_path: Path, write_pack: WritePack) -> Path:
    """Return a database of two revisions, in one file without a log."""
    working, path = tmp_path / "working.db", tmp_path / "sound.db"
    with opened(open_writer(f"sqlite:///{working}")) as writer:
        migrate(writer)
        for number in (1, 2):
            load(writer, read_packs([write_pack(whole(number), f"{number}.toml")]))
    with opened(open_reader(f"sqlite:///{working}")) as reader:
        copy_database(reader, path)
    return path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, TestClient]]:
    """Serve whatever stands at a path, and keep no answers."""
    path = tmp_path / "served.db"
    settings = Settings(database_url=f"sqlite:///{path}", revision_seconds=0, cache_megabytes=0)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield path, client


def put(content: bytes, path: Path) -> None:
    """Let another file stand at a path at once, as a rename does."""
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)


def answers(client: TestClient) -> list[tuple[int, bytes]]:
    """Ask everything."""
    return [(response.status_code, response.content) for response in map(client.get, ASKED)]


def test_a_file_that_was_cut_short_is_never_answered_from_wrongly(sound: Path, served: tuple[Path, TestClient]) -> None:
    path, client = served
    content = sound.read_bytes()
    put(content, path)
    right = answers(client)
    assert {status for status, _ in right} == {200}
    pages = list(range(0, len(content), 8192))
    for size in [*pages, *(CHANCE.randrange(len(content)) for _ in range(200 * TIMES - len(pages)))]:
        put(content[:size], path)
        for (status, body), asked, expected in zip(answers(client), ASKED, right, strict=True):
            is_broken_off = asked == STREAMED and status == 200 and expected[1].startswith(body)
            assert status == 503 or is_broken_off or (status, body) == expected, (size, asked, status, body[:300])

    put(content, path)

    assert answers(client) == right


def test_a_byte_that_changed_is_no_fault_of_the_program(sound: Path, served: tuple[Path, TestClient]) -> None:
    path, client = served
    content = sound.read_bytes()
    put(content, path)
    right = answers(client)
    for _ in range(200 * TIMES):
        at = CHANCE.randrange(len(content))
        put(content[:at] + bytes([content[at] ^ CHANCE.randrange(1, 256)]) + content[at + 1 :], path)
        for (status, body), asked in zip(answers(client), ASKED, strict=True):
            assert status in (200, 503, 422, 404), (at, asked, status, body[:300])

    put(content, path)

    assert answers(client) == right
