"""Fixtures for the API.

Tests ask the real app, through Starlette's TestClient, over the database that holds the shipped seed; it is only
read, so one app serves the whole session. A test that loads something has an app over a copy of its own. Each app
over SQLite has a twin over PostgreSQL, with the same rows, which is asked the same: a request is answered only if the
two answers are the same byte for byte (`tests/postgres/twins.py`). What only shows on a real connection is asked of a
real uvicorn process, in `test_served.py`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.asking import serve


@pytest.fixture(scope="session", autouse=True)
def _on_both(on_both: None) -> None:
    """Compare every answer with that of PostgreSQL."""


@pytest.fixture(scope="session")
def client(loaded_url: str) -> Iterator[TestClient]:
    """Return a client of an app over the shipped seed."""
    with serve(loaded_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def few(articles_url: str) -> Iterator[TestClient]:
    """Return a client of an app over the two articles alone."""
    with serve(articles_url) as opened:
        yield opened


@pytest.fixture
def own_url(articles_url: str, tmp_path: Path) -> str:
    """Return the URL of a copy of the two articles that the test may change."""
    path = tmp_path / "own.db"
    shutil.copyfile(articles_url.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def shared_url(articles_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a copy of the two articles that one fixture of a file may change, once."""
    path = tmp_path_factory.mktemp("shared") / "shared.db"
    shutil.copyfile(articles_url.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def document(client: TestClient) -> dict[str, Any]:
    """Return the OpenAPI document as it is served."""
    served: dict[str, Any] = client.get("/openapi.json").json()
    return served


@pytest.fixture(scope="session")
def all_facts(few: TestClient) -> list[dict[str, Any]]:
    """Return every fact of the two articles as it is served."""
    facts: list[dict[str, Any]] = few.get("/v1/facts?limit=1000").json()["items"]
    return facts
