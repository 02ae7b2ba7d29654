"""How a database is opened, where it may not be written to."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.engine import open_reader
from app.store.snapshot import open_snapshot

NOBODY = 65534


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that everybody may look into and nobody but root may write to."""
    folder = Path(tempfile.mkdtemp(prefix="rivalry-"))
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_database_in_a_read_only_folder_is_served_and_nothing_appears_beside_it(
    loaded_url: str, read_only_folder: Path
) -> None:
    path = read_only_folder / "rivalry.db"
    shutil.copyfile(loaded_url.removeprefix("sqlite:///"), path)
    path.chmod(0o444)
    read_only_folder.chmod(0o555)

    child = os.fork()
    if child == 0:
        os._exit(_revision_without_rights(path))
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 1
    assert list(read_only_folder.iterdir()) == [path]


def _revision_without_rights(path: Path) -> int:
    """Give up root's rights, in a process of its own, and return the revision that is served; 100 for a failure."""
    try:
        if os.getuid() == 0:
            os.setuid(NOBODY)
        with open_snapshot(open_reader(f"sqlite:///{path}")) as snapshot:
            return snapshot.revision
    except BaseException:  # noqa: BLE001  a child of a fork must not go on with its parent's tests
        return 100
