"""What is no database of ours is refused, and left byte for byte as it is."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import cli
from app.main import create_app
from app.settings import Settings
from tests.conftest import WritePack
from tests.faults.commands import Commands
from tests.faults.numbered import whole

Make = Callable[[Path], object]


def another_program(path: Path) -> None:
    """Make a database as somebody's browser would, with a log of its own that was not written back."""
    original = path.with_name("original.db")
    with closing(sqlite3.connect(original)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
        connection.execute("PRAGMA wal_checkpoint")
        connection.execute("INSERT INTO bookmarks VALUES ('https://example.org')")
        connection.commit()
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{original}{suffix}", f"{path}{suffix}")


def another_user_of_alembic(path: Path) -> None:
    """Make one whose schema is versioned as ours is, under the number of a version of ours."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.execute("CREATE TABLE customers (name TEXT)")


def link_in_a_circle(path: Path) -> None:
    path.symlink_to(path)


FOREIGN: dict[str, Make] = {
    "a letter": lambda path: path.write_text("Dear reader, this is a letter. " * 100),
    "a short note": lambda path: path.write_text("Milk, bread"),
    "a picture": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "the first page alone": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(84)),
    "another program's": another_program,
    "another user of Alembic's": another_user_of_alembic,
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a link in a circle": link_in_a_circle,
    "a link to a device": lambda path: path.symlink_to("/dev/null"),
}


def content_of(path: Path) -> object:
    """Return what stands at a path, as far as it can be read without waiting."""
    mode = path.lstat().st_mode
    return path.read_bytes() if stat.S_ISREG(mode) else stat.S_IFMT(mode)


@pytest.fixture(params=FOREIGN)
def foreign(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the path of something that is no database of ours."""
    path = tmp_path / "folder" / "rivalry.db"
    path.parent.mkdir()
    FOREIGN[request.param](path)
    return path


@pytest.mark.parametrize("command", ["load", "export", "backup", "restore", "doctor"])
def test_a_command_refuses_what_is_no_database_of_ours_and_leaves_it_alone(
    command: str, foreign: Path, write_pack: WritePack, tmp_path: Path, articles_url: str
) -> None:
    before = content_of(foreign)
    known: dict[str, list[object]] = {
        "load": ["load", write_pack(whole(1))],
        "export": ["export", "facts.csv", tmp_path / "facts.csv"],
        "backup": ["backup", tmp_path / "backup.db"],
        "restore": ["restore", "--replace", articles_url.removeprefix("sqlite:///")],
        "doctor": ["doctor"],
    }

    done = CliRunner().invoke(
        cli, [str(each) for each in known[command]], env={"RIVALRY_DATABASE_URL": f"sqlite:///{foreign}"}
    )

    assert (done.exit_code, done.exception.__class__) == (3, SystemExit), done.output
    assert "database" in done.output
    assert content_of(foreign) == before
    assert not (tmp_path / "backup.db").exists()


def test_no_server_is_started_over_it(foreign: Path, tmp_path: Path) -> None:
    before = content_of(foreign)

    with Commands(tmp_path) as commands:
        code = commands.run(f"sqlite:///{foreign}", "serve", "--port", "0")

    assert code == 3
    assert "Traceback" not in commands.log.read_text()
    assert content_of(foreign) == before


@pytest.mark.parametrize("address", ["/readyz", "/v1/facts"])
def test_a_server_says_what_is_wrong_and_leaves_it_alone(foreign: Path, address: str) -> None:
    before = content_of(foreign)
    client = TestClient(create_app(Settings(database_url=f"sqlite:///{foreign}")), raise_server_exceptions=False)

    response = client.get(address)

    assert (response.status_code, response.json()["code"]) == (503, "database-unusable"), response.text
    assert response.headers["retry-after"] == "5"
    assert str(foreign.parent) not in response.text
    assert content_of(foreign) == before


def test_a_backup_that_is_none_changes_nothing(tmp_path: Path, articles_url: str) -> None:
    database = tmp_path / "rivalry.db"
    database.write_bytes(Path(articles_url.removeprefix("sqlite:///")).read_bytes())
    before = database.read_bytes()
    for name in ("a letter", "a short note", "a picture", "the first page alone", "another program's"):
        path = tmp_path / f"{name}.db"
        FOREIGN[name](path)

        done = CliRunner().invoke(
            cli, ["restore", "--replace", str(path)], env={"RIVALRY_DATABASE_URL": f"sqlite:///{database}"}
        )

        assert (done.exit_code, done.stdout) == (3, ""), done.output
        assert database.read_bytes() == before
