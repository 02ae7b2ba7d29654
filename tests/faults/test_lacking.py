"""A file that lacks a table or a column, or has rows that say nothing, is damaged: that is no mistake of ours."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import cli
from app.main import create_app
from app.settings import Settings
from tests.api.asking import code_of
from tests.api.serving import INSTALLED
from tests.postgres.waiting import wait_until

UNUSABLE = (503, "database-unusable")

LACKING = {
    "a table": ("DROP TABLE statement", "no such table: statement", "/v1/statements"),
    "a column": ("ALTER TABLE statement DROP COLUMN stance", "no such column: statement.stance", "/v1/statements"),
    "what is searched": ("DROP TABLE document_terms", "no such table: document_terms", "/v1/search?q=cloud"),
}
"""What is done to a file, what SQLite then says, and who needs what is gone."""

SENSELESS = {
    "a number": ("UPDATE fact SET value = 'abc'", "fact", "/v1/compare?companies=amazon,walmart&metric=revenue"),
    "a unit": ("UPDATE fact SET unit = 'banana'", "fact", "/v1/compare?companies=amazon,walmart&metric=revenue"),
    "hedges": ("UPDATE fact SET hedges = '{{'", "fact", "/v1/compare?companies=amazon,walmart&metric=revenue"),
    "a list": ("UPDATE company SET evidence = '{{'", "company", "/v1/companies"),
    "a word": ("UPDATE metric SET unit = 'banana'", "metric", "/v1/metrics"),
    "a word of a claim": ("UPDATE claim SET operation = 'guesses'", "claim", "/v1/checks"),
    "a day": ("UPDATE source SET published = 'some day'", "source", "/v1/sources"),
}
"""What is done to rows, of which table, and who reads them."""


@pytest.fixture
def file(articles_url: str, tmp_path: Path) -> Path:
    """Return a file of a test's own with two articles."""
    return Path(shutil.copyfile(articles_url.removeprefix("sqlite:///"), tmp_path / "rivalry.db"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, TestClient]]:
    """Serve whatever stands at a path, looking at it each time and keeping no answers."""
    path = tmp_path_factory.mktemp("served") / "rivalry.db"
    settings = Settings(database_url=f"sqlite:///{path}", revision_seconds=0, cache_megabytes=0)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield path, client


def change(file: Path, statement: str) -> None:
    """Do something to a file behind everybody's back."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def put(file: Path, place: Path) -> None:
    """Let a copy of a file stand where one is served from."""
    shutil.copyfile(file, place.with_suffix(".new")).replace(place)


def rivalry(file: Path, *arguments: object) -> Result:
    """Run the command line over a file."""
    return CliRunner().invoke(cli, [*map(str, arguments)], env={"RIVALRY_DATABASE_URL": f"sqlite:///{file}"})


@pytest.mark.parametrize(("statement", "said", "path"), LACKING.values(), ids=LACKING)
def test_what_needs_what_is_missing_is_refused_and_nobody_is_told_to_ask_here(
    served: tuple[Path, TestClient], file: Path, statement: str, said: str, path: str
) -> None:
    place, client = served
    put(file, place)
    wait_until(lambda: client.get("/readyz").status_code == 200)  # what was there before may be told once more
    assert client.get(path).status_code == 200

    change(file, statement)
    file.replace(place)

    assert code_of(client.get(path)) == UNUSABLE
    wait_until(lambda: code_of(client.get("/readyz")) == UNUSABLE)
    assert said in client.get("/readyz").json()["detail"]


@pytest.mark.parametrize(("statement", "said"), [each[:2] for each in LACKING.values()], ids=LACKING)
@pytest.mark.parametrize("command", [["doctor"], ["doctor", "--quick"]], ids=" ".join)
def test_the_doctor_says_what_is_missing(file: Path, command: list[str], statement: str, said: str) -> None:
    change(file, statement)

    done = rivalry(file, *command)

    assert done.exit_code == 3
    assert said in done.output
    assert isinstance(done.exception, SystemExit)


def test_a_server_does_not_begin_to_serve_what_lacks_something(file: Path) -> None:
    change(file, "DROP TABLE statement")
    environment = {**os.environ, "RIVALRY_DATABASE_URL": f"sqlite:///{file}"}

    done = subprocess.run(
        [INSTALLED, "serve", "--port", "0"],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stdout) == (3, "")
    assert "no such table: statement" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("statement", "said"), [each[:2] for each in LACKING.values()], ids=LACKING)
def test_a_backup_that_lacks_something_is_not_restored(
    file: Path, articles_url: str, tmp_path: Path, statement: str, said: str
) -> None:
    sound = Path(shutil.copyfile(articles_url.removeprefix("sqlite:///"), tmp_path / "sound.db"))
    before = sound.read_bytes()
    change(file, statement)

    done = rivalry(sound, "restore", "--replace", file)

    assert (done.exit_code, done.stdout) == (3, "")
    assert "the backup cannot be used" in done.stderr
    assert said in done.stderr
    assert sound.read_bytes() == before


@pytest.mark.parametrize(("statement", "table", "path"), SENSELESS.values(), ids=SENSELESS)
def test_a_row_that_says_nothing_is_the_files_fault_and_is_named(
    served: tuple[Path, TestClient], file: Path, statement: str, table: str, path: str
) -> None:
    place, client = served
    put(file, place)
    assert client.get(path).status_code == 200

    change(file, statement)
    file.replace(place)

    refused = client.get(path)
    assert code_of(refused) == UNUSABLE
    assert f"of the table {table} cannot be read" in refused.json()["detail"]


@pytest.mark.parametrize("statement", [SENSELESS[name][0] for name in ("a unit", "a list", "a word")])
def test_the_doctor_finds_rows_that_say_nothing(file: Path, statement: str) -> None:
    change(file, statement)

    done = rivalry(file, "doctor")

    assert done.exit_code == 3
    assert "wrong    content " in done.stdout
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("command", ["load", "diff"])
def test_a_command_that_reads_everything_names_the_row(file: Path, command: str) -> None:
    change(file, "UPDATE company SET evidence = '{{' WHERE slug = 'amazon'")

    done = rivalry(file, command)

    assert done.exit_code in (1, 3)
    assert "of the table company cannot be read" in done.output
    assert isinstance(done.exception, SystemExit)
