"""`rivalry backup` and `rivalry restore`: all of a dataset in one file, and back."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import cli
from app.main import create_app
from app.settings import Settings
from app.store.copying import opened
from app.store.engine import open_reader, open_writer
from app.store.loading import read_catalogue
from app.store.migrating import alembic_config
from app.store.snapshot import open_snapshot
from tests.conftest import WritePack
from tests.faults.numbered import whole
from tests.postgres.cluster import Cluster

Rivalry = Callable[..., Result]


@pytest.fixture
def rivalry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rivalry:
    """Return a function that runs the command line in a folder, over `rivalry.db` there unless another URL is given."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, url: str = "sqlite:///rivalry.db") -> Result:
        return CliRunner().invoke(cli, [str(each) for each in arguments], env={"RIVALRY_DATABASE_URL": url})

    return run


@pytest.fixture
def loaded(rivalry: Rivalry, database_url: str, write_pack: WritePack) -> Path:
    """Return a database of two revisions, in the folder that commands run in."""
    for number in (1, 2):
        assert rivalry("load", write_pack(whole(number), f"{number}.toml")).exit_code == 0
    return Path(database_url.removeprefix("sqlite:///"))


def revisions(path: Path) -> list[int]:
    """Ask the file itself."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [number for (number,) in connection.execute("SELECT number FROM revision ORDER BY number")]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", ["a?b.db", "a#b.db", "a%3Fb.db", "a b&c=d.db", "ä.db"])
def test_a_backup_may_have_any_name(rivalry: Rivalry, tmp_path: Path, name: str) -> None:
    assert rivalry("backup", name).exit_code == 0
    assert revisions(tmp_path / name) == [1, 2]
    assert rivalry("restore", name, url="sqlite:///restored.db").exit_code == 0

    assert revisions(tmp_path / "restored.db") == [1, 2]


@pytest.mark.usefixtures("loaded")
def test_a_backup_holds_every_revision_and_says_so(rivalry: Rivalry, tmp_path: Path) -> None:
    done = rivalry("backup", "copy.db")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("copy.db: revision 2 of 20")
    assert "3 companies" in done.stdout
    assert "SHA-256" in done.stdout
    assert revisions(tmp_path / "copy.db") == [1, 2]
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".rivalry")] == []


@pytest.mark.usefixtures("loaded")
def test_a_backup_answers_as_its_original_does(rivalry: Rivalry, tmp_path: Path) -> None:
    rivalry("backup", "copy.db")

    readers = [open_reader(f"sqlite:///{tmp_path}/{name}.db") for name in ("copy", "rivalry")]
    with open_snapshot(readers[0]) as copy, open_snapshot(readers[1]) as original:
        assert read_catalogue(copy) == read_catalogue(original)


@pytest.mark.usefixtures("loaded")
def test_a_backup_never_overwrites(rivalry: Rivalry, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("somebody's own")

    done = rivalry("backup", "copy.db")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "nothing is overwritten" in done.stderr
    assert (tmp_path / "copy.db").read_text() == "somebody's own"


def test_a_damaged_dataset_is_not_backed_up_as_if_it_were_whole(rivalry: Rivalry, loaded: Path) -> None:
    with closing(sqlite3.connect(loaded)) as connection, connection:
        connection.execute("UPDATE fact SET high = high + 1 WHERE pk = 3")

    done = rivalry("backup", "copy.db")

    assert (done.exit_code, done.stdout) == (3, "")
    assert "does not say what its id was made of" in done.stderr
    assert not loaded.with_name("copy.db").exists()


def test_a_folder_that_is_not_there_is_said_to_be_none(rivalry: Rivalry, loaded: Path) -> None:
    done = rivalry("backup", "nowhere/copy.db")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no folder nowhere to write copy.db to; make it, or name another" in " ".join(done.stderr.split())
    assert loaded.exists()


def test_without_a_dataset_there_is_nothing_to_back_up(rivalry: Rivalry, tmp_path: Path) -> None:
    done = rivalry("backup", "copy.db")

    assert done.exit_code == 3
    assert "rivalry load" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_was_backed_up_is_restored_to_where_nothing_is(rivalry: Rivalry, loaded: Path) -> None:
    rivalry("backup", "copy.db")
    loaded.unlink()

    done = rivalry("restore", "copy.db")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("restored: revision 2 of 20")
    assert revisions(loaded) == [1, 2]


def test_a_dataset_is_given_up_only_when_that_is_said(rivalry: Rivalry, loaded: Path, write_pack: WritePack) -> None:
    rivalry("backup", "copy.db")
    rivalry("load", write_pack(whole(3)))

    refused = rivalry("restore", "copy.db")
    before = revisions(loaded)
    done = rivalry("restore", "--replace", "copy.db")

    assert (refused.exit_code, refused.stdout, before) == (2, "", [1, 2, 3])
    assert "revision 3" in refused.stderr
    assert "--replace" in refused.stderr
    assert (done.exit_code, revisions(loaded)) == (0, [1, 2])


def test_a_server_goes_on_over_a_restored_dataset_without_a_restart(
    rivalry: Rivalry, loaded: Path, write_pack: WritePack
) -> None:
    """The revisions bear the same numbers, and say otherwise: nothing of what was known before may be kept."""
    rivalry("backup", "copy.db")
    rivalry("load", write_pack(whole(3)))
    rivalry("backup", "later.db")
    settings = Settings(database_url=f"sqlite:///{loaded}", revision_seconds=0)
    with TestClient(create_app(settings)) as client:
        before = client.get("/v1/facts?limit=1000")
        rivalry("restore", "--replace", "copy.db")
        rivalry("load", write_pack(whole(7)))
        between = client.get("/v1/facts?limit=1000")
        rivalry("restore", "--replace", "later.db")
        after = client.get("/v1/facts?limit=1000")

    assert {each.headers["Dataset-Revision"] for each in (before, between, after)} == {"3"}
    assert "$3." in before.text
    assert "$7." in between.text
    assert "$3." not in between.text
    assert after.text == before.text


def test_pages_of_another_size_are_brought_to_that_of_the_file(rivalry: Rivalry, loaded: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(loaded)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("VACUUM INTO ?", [str(tmp_path / "small.db")])

    assert rivalry("restore", "--replace", "small.db").exit_code == 0
    assert revisions(loaded) == [1, 2]


def test_a_backup_of_an_older_version_is_brought_to_this_one(rivalry: Rivalry, loaded: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copyfile(loaded, older)
    config = alembic_config()
    with opened(open_writer(f"sqlite:///{older}")) as writer, writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")

    assert rivalry("restore", "--replace", "older.db").exit_code == 0
    assert rivalry("doctor").exit_code == 0


def test_a_restore_waits_for_nobody_for_long(rivalry: Rivalry, loaded: Path) -> None:
    rivalry("backup", "copy.db")
    with closing(sqlite3.connect(loaded)) as holder:
        holder.execute("BEGIN IMMEDIATE")

        done = rivalry("restore", "--replace", "copy.db")

    assert (done.exit_code, done.stdout) == (5, "")
    assert "another process is writing" in done.stderr


def test_a_dataset_is_moved_from_a_file_to_a_server_and_back(
    rivalry: Rivalry, loaded: Path, postgres: Cluster, migrated_postgres: str, write_pack: WritePack
) -> None:
    migrated_url = postgres.url(postgres.new_database(migrated_postgres))
    rivalry("backup", "copy.db")
    assert rivalry("restore", "copy.db", url=migrated_url).exit_code == 0
    with open_snapshot(open_reader(migrated_url)) as server, open_snapshot(open_reader(f"sqlite:///{loaded}")) as file:
        assert read_catalogue(server) == read_catalogue(file)

    loads = rivalry("load", write_pack(whole(3)), url=migrated_url)
    backed = rivalry("backup", "server.db", url=migrated_url)

    assert loads.stdout.startswith("revision 3: ")
    assert backed.exit_code == 0, backed.output
    assert revisions(loaded.with_name("server.db")) == [1, 2, 3]
