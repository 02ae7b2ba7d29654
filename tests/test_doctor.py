"""`rivalry doctor`: one line a check, the worst of them as the exit code, and nothing is changed."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.doctor.machine import examine_clock
from tests.conftest import WritePack
from tests.faults.numbered import whole
from tests.postgres.cluster import Cluster

INSTALLED = Path(sys.executable).with_name("rivalry")
Doctor = Callable[..., Result]


@pytest.fixture
def path(loaded_url: str, tmp_path: Path) -> Path:
    """Return a copy of a database that holds the shipped seed."""
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o755)
    return Path(shutil.copyfile(loaded_url.removeprefix("sqlite:///"), folder / "rivalry.db"))


@pytest.fixture
def doctor(path: Path) -> Doctor:
    """Return a function that runs the doctor."""

    def run(*arguments: str, url: str = f"sqlite:///{path}", **settings: str) -> Result:
        return CliRunner().invoke(cli, ["doctor", *arguments], env={"RIVALRY_DATABASE_URL": url, **settings})

    return run


def states(result: Result) -> dict[str, str]:
    """Return how each check came out."""
    return {line.split()[1]: line.split()[0] for line in result.stdout.splitlines()}


def line(result: Result, check: str) -> str:
    """Return what was said of a check."""
    return next(each for each in result.stdout.splitlines() if each.split()[1] == check)


def test_a_setting_that_is_misspelt_is_told_with_the_one_that_was_meant(doctor: Doctor) -> None:
    result = doctor(RIVALRY_RATELIMIT="9/second", RIVALRY_PORT="tcp://192.0.2.1:8000")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        "warning  settings     RIVALRY_PORT is no setting",
        "warning  settings     RIVALRY_RATELIMIT is no setting; did you mean RIVALRY_RATE_LIMIT?",
    ]


def test_where_all_is_well_every_line_is_ok_and_nothing_is_changed(doctor: Doctor, path: Path) -> None:
    before = path.read_bytes()

    result = doctor()

    assert result.exit_code == 0, result.output
    assert set(states(result).values()) == {"ok"}, result.output
    assert list(states(result)) == [
        *("settings", "file", "rights", "log", "leftovers", "disk", "schema", "revision", "structure", "content"),
        *("seed", "handles", "clock"),
    ]
    assert path.read_bytes() == before


def test_quickly_it_leaves_out_what_reads_all_of_it(doctor: Doctor) -> None:
    result = doctor("--quick")

    assert result.exit_code == 0
    assert states(result).keys().isdisjoint({"structure", "content", "seed"})


CHANGES = {
    "a value within its range": ("UPDATE fact SET value = value + 1 WHERE pk = 5 AND value < high", "content"),
    "an end": ("UPDATE fact SET low = low - 1 WHERE pk = 5", "content"),
    "a printed figure": ("UPDATE fact SET printed = printed || '0' WHERE pk = 5", "content"),
    "a company": ("UPDATE fact SET company = 'target' WHERE pk = 5", "content"),
    "a paragraph": ("UPDATE fact SET paragraph = 99 WHERE pk = 5", "content"),
    "letters for a number": ("UPDATE fact SET low = 'many' WHERE pk = 5", "content"),
    "a statement": ("UPDATE statement SET text = text || '!' WHERE pk = 5", "content"),
    "half a list": ("UPDATE statement SET companies = '[\"ama' WHERE pk = 5", "content"),
    "a fact that is gone": ("DELETE FROM fact WHERE pk = 5", "content"),
    "a count": ("UPDATE tally SET count = count + 1 WHERE name = 'facts'", "content"),
    "a revision that is gone": ("UPDATE revision SET number = 2", "content"),
    "a reference": ("DELETE FROM company WHERE pk = 1", "structure"),
    "the schema": ("UPDATE alembic_version SET version_num = '0003'", "database"),
    "a schema to come": ("UPDATE alembic_version SET version_num = '9999'", "database"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_by_itself_is_found(change: str, doctor: Doctor, path: Path) -> None:
    statement, check = CHANGES[change]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)

    result = doctor()

    assert states(result)[check] == "wrong", result.output
    assert result.exit_code == (4 if check == "database" else 3)


def test_a_byte_that_changed_in_an_index_is_found(doctor: Doctor, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_fact_id'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("rb+") as file:
        file.seek(root * size - 40)
        file.write(b"\xff" * 20)

    result = doctor()

    assert result.exit_code == 3
    assert "wrong" in {
        states(result)[check] for check in ("structure", "content", "database") if check in states(result)
    }


def test_another_dataset_need_not_hold_the_seed_and_half_of_it_is_told(
    doctor: Doctor, tmp_path: Path, write_pack: WritePack, articles_url: str
) -> None:
    own = f"sqlite:///{tmp_path}/own.db"
    CliRunner().invoke(cli, ["load", str(write_pack(whole(1)))], env={"RIVALRY_DATABASE_URL": own})

    assert "another dataset" in line(doctor(url=own), "seed")
    assert "`rivalry load` loads it" in line(doctor(url=articles_url), "seed")


def test_what_is_left_of_a_killed_command_is_named(doctor: Doctor, path: Path) -> None:
    (path.parent / ".rivalry-backup-abc").mkdir()
    path.with_name("rivalry.db-journal").touch()
    path.chmod(0o666)

    result = doctor("--quick")

    assert result.exit_code == 0
    assert {check for check, state in states(result).items() if state == "warning"} == {"leftovers", "log", "rights"}


def test_too_few_handles_are_told(path: Path) -> None:
    done = subprocess.run(
        [INSTALLED, "doctor", "--quick"],
        env={**os.environ, "RIVALRY_DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_NOFILE, (200, 200)),
    )

    assert "warning  handles      a process may hold 200 files" in done.stdout


def test_a_clock_that_shows_a_day_before_the_newest_revision_is_told() -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)

    assert examine_clock(now - timedelta(days=1), now).state == "ok"
    assert examine_clock(now + timedelta(days=1), now).state == "warning"
    assert examine_clock(None, datetime(1970, 1, 1, tzinfo=UTC)).state == "warning"


def test_a_server_is_looked_at_and_its_password_is_not_shown(
    doctor: Doctor, postgres: Cluster, migrated_postgres: str, write_pack: WritePack
) -> None:
    url = postgres.url(postgres.new_database(migrated_postgres))
    CliRunner().invoke(cli, ["load", str(write_pack(whole(1)))], env={"RIVALRY_DATABASE_URL": url})

    result = doctor(url=url, RIVALRY_READ_DATABASE_URL=url)
    gone = doctor(url="postgresql+psycopg://user:secret@127.0.0.1:1/none")

    assert result.exit_code == 0, result.output
    assert {"server", "rights", "connections", "content", "replica"} <= states(result).keys()
    assert "it holds revision 1 of 1" in line(result, "replica")
    assert gone.exit_code == 3
    assert states(gone)["server"] == "wrong"
    assert "secret" not in gone.output
