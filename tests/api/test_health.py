"""Health: what is answered while the database is absent, empty, foreign or of another version, and once it is there."""

import sqlite3
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.domain.catalogue import Catalogue
from app.store.engine import open_writer
from app.store.loading import load
from app.store.migrating import migrate
from tests.api.asking import code_of, gives_away, serve
from tests.record_examples import REQUESTS

DATASET = [asked for asked, *_ in REQUESTS.values() if asked.startswith("/v1")]
"""A request to each operation that needs a dataset."""


def path_of(url: str) -> Path:
    """Return the file of a SQLite database."""
    return Path(url.removeprefix("sqlite:///"))


def is_refusal(response: Response, code: str) -> bool:
    """Whether an answer is a 503 with a code, that says when to come back and nothing about the inside."""
    return (
        code_of(response) == (503, code)
        and response.headers["content-type"] == "application/problem+json"
        and response.headers["retry-after"] == "5"
        and response.headers["cache-control"] == "no-store"
        and "etag" not in response.headers
        and gives_away(response) == []
    )


def stamp(url: str, version: str) -> None:
    """Say in a database that its schema is of another version."""
    connection = sqlite3.connect(path_of(url))
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    connection.close()


def created(client: TestClient) -> str:
    """Return when the newest revision was made, as the API says it."""
    revisions: list[dict[str, str]] = client.get("/v1/dataset/revisions").json()["items"]
    return revisions[-1]["created"]


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, Path]:
    """Return a client of an app whose database is absent, and the folder that it would be in."""
    folder = tmp_path_factory.mktemp("nowhere")
    return serve(f"sqlite:///{folder}/rivalry.db"), folder


def test_with_a_dataset_both_probes_are_content(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "revision": 1, "since": created(client)}


def test_without_a_database_the_process_is_well_and_not_ready(tmp_path: Path) -> None:
    client = serve(f"sqlite:///{tmp_path}/absent.db")

    assert client.get("/healthz").json() == {"status": "ok"}
    assert is_refusal(client.get("/readyz"), "no-dataset")


@pytest.mark.parametrize("address", ["/docs", "/openapi.json", "/widgets.js", "/embed.js", "/problems/no-dataset"])
def test_without_a_database_what_depends_on_none_is_there_and_not_stale(
    nowhere: tuple[TestClient, Path], address: str
) -> None:
    response = nowhere[0].get(address)

    assert response.status_code == 200
    assert "cache-status" not in response.headers


@pytest.mark.parametrize("address", DATASET)
def test_without_a_database_every_operation_says_what_to_run_and_makes_none(
    nowhere: tuple[TestClient, Path], address: str
) -> None:
    client, folder = nowhere

    response = client.get(address)

    assert is_refusal(response, "no-dataset")
    assert "`rivalry load`" in response.json()["detail"]
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_absent_is_no_dataset_either(tmp_path: Path) -> None:
    client = serve(f"sqlite:///{tmp_path}/absent/rivalry.db")

    assert is_refusal(client.get("/readyz"), "no-dataset")
    assert is_refusal(client.get("/v1/facts"), "no-dataset")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["/readyz", "/v1/facts", "/v1/dataset"])
def test_a_migrated_database_without_a_revision_is_no_dataset(database_url: str, address: str) -> None:
    assert is_refusal(serve(database_url).get(address), "no-dataset")


@pytest.mark.parametrize("address", ["/readyz", "/v1/facts", "/v1/dataset"])
def test_an_empty_file_is_no_dataset_and_stays_empty(tmp_path: Path, address: str) -> None:
    path = tmp_path / "empty.db"
    path.touch()

    response = serve(f"sqlite:///{path}").get(address)

    assert is_refusal(response, "no-dataset")
    assert path.read_bytes() == b""
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("address", ["/readyz", "/v1/facts", "/v1/companies/amazon"])
def test_a_file_that_is_no_database_is_unusable_and_left_alone(tmp_path: Path, address: str) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, this is a letter and no database. " * 100)
    before = path.read_bytes()

    response = serve(f"sqlite:///{path}").get(address)

    assert is_refusal(response, "database-unusable")
    assert path.read_bytes() == before


def test_a_folder_in_place_of_the_file_is_unusable(tmp_path: Path) -> None:
    client = serve(f"sqlite:///{tmp_path}")

    assert is_refusal(client.get("/readyz"), "database-unusable")
    assert is_refusal(client.get("/v1/facts"), "database-unusable")


def test_a_schema_that_we_have_never_heard_of_is_not_ready(own_url: str) -> None:
    stamp(own_url, "9999")

    response = serve(own_url).get("/readyz")

    assert is_refusal(response, "database-version")
    assert "9999" in response.json()["detail"]


@pytest.mark.parametrize("address", ["/readyz", "/v1/facts", "/v1/compare?companies=amazon,walmart&metric=revenue"])
def test_a_schema_that_our_queries_do_not_fit_is_of_another_version(own_url: str, address: str) -> None:
    stamp(own_url, "9999")
    connection = sqlite3.connect(path_of(own_url))
    connection.execute("ALTER TABLE fact RENAME TO figure")
    connection.close()

    assert is_refusal(serve(own_url).get(address), "database-version")


def test_a_dataset_that_is_loaded_while_the_app_runs_is_served_without_a_restart(
    tmp_path: Path, seed: Catalogue
) -> None:
    url = f"sqlite:///{tmp_path}/late.db"
    client = serve(url)
    assert is_refusal(client.get("/v1/facts"), "no-dataset")

    writer = open_writer(url)
    migrate(writer)
    assert is_refusal(client.get("/v1/facts"), "no-dataset")
    load(writer, seed)
    writer.dispose()

    assert client.get("/readyz").json() == {"status": "ready", "revision": 1, "since": created(client)}
    assert client.get("/v1/dataset").json()["counts"] == seed.counts


def test_an_app_serves_while_somebody_writes(own_url: str) -> None:
    client = serve(own_url)
    connection = sqlite3.connect(path_of(own_url), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM fact")

    response = client.get("/v1/facts")

    connection.execute("ROLLBACK")
    connection.close()
    assert len(response.json()["items"]) > 0
