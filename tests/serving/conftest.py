"""Fixtures for what a process is while it serves: real ones, asked byte by byte.

Most tests share one server, whose limits of time are shorter than ours; those that end it have their own. None may
leave a traceback in its log.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.many import multiply
from tests.serving.hurried import Hurried

MANY = 25_000
"""Facts, of which a CSV has some 6 MB: more than what lies between two sockets."""


@pytest.fixture(scope="session")
def many_url(articles_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a database with many facts."""
    path = tmp_path_factory.mktemp("many") / "many.db"
    shutil.copyfile(articles_url.removeprefix("sqlite:///"), path)
    multiply(path, MANY)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def server(many_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hurried]:
    """Serve many facts until the tests of a file have ended."""
    started = Hurried(many_url, "--workers", "1", TMPDIR=str(tmp_path_factory.mktemp("served")))
    try:
        yield started
    finally:
        started.stop()
    assert "Traceback" not in "".join(started.log)


def handles(pid: int) -> int:
    """Count the file handles of a process."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
