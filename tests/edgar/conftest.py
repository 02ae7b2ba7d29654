"""Fixtures of the tests of filings: a server that speaks as the SEC does, and a dataset of makers of bicycles.

Both are real: the server is on loopback and is asked over HTTP, the dataset is a SQLite file. The answers are made up.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.edgar.client import Client, Patience
from app.edgar.keeping import Keeper
from app.store.engine import open_writer
from app.store.loading import load
from tests.edgar.sec import Sec, serving
from tests.edgar.stating import ANSWERS, KNOWN

AGENT = "Bicycle Post editor@bicycles.example"
HASTY = Patience(tries=3, first=0.02, longest=2)

Open = Callable[[], Client]
Rivalry = Callable[..., Result]


@pytest.fixture
def sec() -> Iterator[Sec]:
    """Speak as the SEC does of the two made-up companies."""
    answers = {f"/api/xbrl/companyfacts/{path.name}": path.read_bytes() for path in ANSWERS.iterdir()}
    speaking = Sec(answers)
    with serving(speaking) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield speaking
        server.shutdown()
        thread.join()


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    """Keep answers in a folder of the test's own."""
    return Keeper(tmp_path / "kept")


@pytest.fixture
def client(sec: Sec, keeper: Keeper) -> Open:
    """Return a function that opens a client that is soon out of patience."""
    return lambda: Client(sec.url, AGENT, keeper, HASTY)


@pytest.fixture(scope="session")
def bicycles_url(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a database that knows the made-up companies; everybody's, so nobody writes to it."""
    path = tmp_path_factory.mktemp("bicycles") / "rivalry.db"
    shutil.copyfile(migrated_file, path)
    engine = open_writer(f"sqlite:///{path}")
    load(engine, KNOWN)
    engine.dispose()
    return f"sqlite:///{path}"


@pytest.fixture
def rivalry(bicycles_url: str, sec: Sec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rivalry:
    """Return a function that runs a command in an empty folder, with the server in the SEC's place."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str | None) -> Result:
        given = {
            "RIVALRY_DATABASE_URL": bicycles_url,
            "RIVALRY_EDGAR_URL": sec.url,
            "RIVALRY_EDGAR_CACHE": str(tmp_path / "cache"),
            "RIVALRY_EDGAR_AGENT": AGENT,
            **settings,
        }
        return CliRunner().invoke(cli, arguments, env=given)

    return run
