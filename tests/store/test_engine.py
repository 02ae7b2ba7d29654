"""How a database is opened, where it may not be written to."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.engine import open_reader, open_writer
from app.store.file import PAGE_BYTES
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


@pytest.mark.parametrize(("before", "after"), [(None, PAGE_BYTES), (4096, 4096)], ids=["new", "older"])
def test_a_new_file_has_larger_pages_and_an_older_one_keeps_its_own(
    before: int | None, after: int, tmp_path: Path
) -> None:
    path = tmp_path / "rivalry.db"
    if before:
        with closing(sqlite3.connect(path)) as older:
            older.execute(f"PRAGMA page_size = {before}")
            older.execute("CREATE TABLE revision (number INTEGER)")
            older.execute("CREATE TABLE alembic_version (version_num TEXT)")
    engine = open_writer(f"sqlite:///{path}")

    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS other (id TEXT)")
        found = connection.exec_driver_sql("PRAGMA page_size").scalar_one()

    engine.dispose()
    assert found == after
