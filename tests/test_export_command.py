"""`rivalry export`: the bytes that the server answers with, to a file or to standard output."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.api.exports.files import DATABASE, NAMES
from app.cli import cli
from tests.api.asking import serve

INSTALLED = Path(sys.executable).with_name("rivalry")


Export = Callable[..., Result]


@pytest.fixture
def export(articles_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    """Return a function that exports the two articles in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, url: str = articles_url) -> Result:
        return CliRunner().invoke(cli, ["export", *arguments], env={"RIVALRY_DATABASE_URL": url})

    return run


def test_every_file_is_what_the_server_answers_with(export: Export, articles_url: str) -> None:
    client = serve(articles_url)

    for name in NAMES:
        path = "database" if name == DATABASE else name
        printed = export(name)
        assert (printed.exit_code, printed.stderr) == (0, "")
        assert printed.stdout_bytes == client.get(f"/v1/export/{path}").content


@pytest.mark.parametrize("name", ["facts.csv", "datapackage.zip", "rivalry.db"])
def test_a_file_is_there_when_it_is_whole(export: Export, tmp_path: Path, name: str) -> None:
    written = export(name, "taken")

    assert (written.exit_code, written.output) == (0, "")
    assert (tmp_path / "taken").read_bytes() == export(name).stdout_bytes
    assert list(tmp_path.iterdir()) == [tmp_path / "taken"]


def test_nothing_is_overwritten(export: Export, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("somebody's own")

    refused = export("facts.csv", "taken")

    assert refused.exit_code == 2
    assert "taken exists" in refused.stderr
    assert (tmp_path / "taken").read_text() == "somebody's own"


def test_an_unknown_file_is_wrong_usage(export: Export) -> None:
    refused = export("facts.xls")

    assert refused.exit_code == 2
    assert "facts.csv" in refused.stderr


def test_without_a_database_there_is_nothing_to_write(export: Export, tmp_path: Path) -> None:
    refused = export("facts.csv", "taken", url=f"sqlite:///{tmp_path}/absent.db")

    assert refused.exit_code == 3
    assert "rivalry load" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["facts.csv", "datapackage.zip", "rivalry.db"])
def test_a_full_disk_leaves_nothing_behind(articles_url: str, tmp_path: Path, name: str) -> None:
    refused = subprocess.run(
        [INSTALLED, "export", name, "taken"],
        cwd=tmp_path,
        env={**os.environ, "RIVALRY_DATABASE_URL": articles_url},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (4096, 4096)),
    )

    assert refused.returncode == 6
    assert "the disk is full" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_who_reads_may_have_enough(articles_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "RIVALRY_DATABASE_URL": articles_url}
    with subprocess.Popen(
        [INSTALLED, "export", "rivalry.db"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        begun = process.stdout.read(16)
        process.stdout.close()
        said = process.stderr.read()
        code = process.wait()

    assert begun == b"SQLite format 3\0"
    assert (code, said) == (0, b"")
