"""A file that is deleted under a server, or that its user may not read, is told and not stumbled over."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.engine import open_reader
from app.store.faults import StoreError
from app.store.snapshot import check_readiness

NOBODY = 65534


@pytest.fixture
def folder(articles_url: str) -> Iterator[Path]:
    """Return a folder that everybody may look into, with a database in it that everybody may read."""
    made = Path(tempfile.mkdtemp(prefix="rivalry-"))
    made.chmod(0o755)
    shutil.copyfile(articles_url.removeprefix("sqlite:///"), made / "rivalry.db")
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


def code_without_rights(path: Path) -> int:
    """Look at a database as a user without rights, in a process of its own; return the exit code of what is wrong."""
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(NOBODY)
            check_readiness(open_reader(f"sqlite:///{path}"))
        except StoreError as error:
            os._exit(error.exit_code)
        except BaseException:  # noqa: BLE001  a child of a fork must not go on with its parent's tests
            os._exit(100)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_file_that_may_be_read_is_read(folder: Path) -> None:
    assert code_without_rights(folder / "rivalry.db") == 0


@pytest.mark.parametrize(("of_folder", "of_file"), [(0o755, 0o000), (0o000, 0o644), (0o644, 0o644)])
def test_what_may_not_be_read_is_an_unusable_database(of_folder: int, of_file: int, folder: Path) -> None:
    (folder / "rivalry.db").chmod(of_file)
    folder.chmod(of_folder)

    assert code_without_rights(folder / "rivalry.db") == 3


def test_a_file_that_is_deleted_and_put_back_is_served_again_without_a_restart(folder: Path) -> None:
    path = folder / "rivalry.db"
    settings = Settings(database_url=f"sqlite:///{path}", revision_seconds=0, cache_megabytes=0)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        before = client.get("/v1/facts")
        path.rename(folder / "aside.db")
        gone = [client.get(address) for address in ("/readyz", "/v1/facts")]
        (folder / "aside.db").rename(path)
        after = client.get("/v1/facts")

    assert [(each.status_code, each.json()["code"]) for each in gone] == [(503, "no-dataset")] * 2
    assert (after.status_code, after.content) == (200, before.content)
