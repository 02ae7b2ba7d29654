"""Plain functions that serve a database, ask for answers and look into them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from openapi_schema_validator import OAS31Validator
from starlette.testclient import TestClient

from app.domain.catalogue import Catalogue
from app.main import create_app
from app.packs.reader import read_packs
from app.settings import Settings
from app.store.engine import open_writer
from app.store.loading import load
from tests.postgres.twins import ONE_ID, TwinClient, Twins

ROOT = Path(__file__).parents[2]
INSIDE = ("Traceback", 'File "', "site-packages", ".py", "sqlalchemy", "/tmp", str(ROOT))  # noqa: S108  looked for
"""What an answer holds when it gives away how it was made."""


A_THIRD = """\
[source]
slug = "a-third"
kind = "news"
title = "A third"
published = 2026-04-01

[[facts]]
company = "walmart"
metric = "revenue"
period = "FY2026"
printed = "$713 billion"
paragraph = 1
"""
"""A pack with a third source, which says something that the two articles do not."""

TWINS: list[Twins] = []
"""Where apps over PostgreSQL are made that are asked what the served apps are asked; none, or one."""


def serve(database_url: str) -> TestClient:
    """Return a client of an app over a database; what is loaded is seen at once, and what the app raises is answered.

    Where there are TWINS, every answer is compared with that of PostgreSQL.
    """
    app = create_app(Settings(database_url=database_url, revision_seconds=0))
    if TWINS:
        return TwinClient(app, TWINS[0], Path(database_url.removeprefix("sqlite:///")))
    return TestClient(app, raise_server_exceptions=False, headers=ONE_ID)


def api_of(app: Any) -> FastAPI:  # noqa: ANN401  an ASGI app
    """Return what answers within all the layers around it."""
    while not isinstance(app, FastAPI):
        app = app.app
    return app


def load_pack(database_url: str, pack: Path, known: Catalogue) -> None:
    """Load one pack over what a database holds."""
    engine = open_writer(database_url)
    load(engine, read_packs([pack], known))
    engine.dispose()


def walk(client: TestClient, address: str) -> Iterator[Response]:
    """Ask for a list page by page, as its Link headers lead."""
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.text
        yield response
        address = response.links.get("next", {}).get("url", "")


def ask(client: TestClient, address: str) -> dict[str, Any]:
    """Return an answer that has to be one."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def ids_of(response: Response) -> list[str]:
    """Return the ids on a page."""
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


def code_of(response: Response) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return response.status_code, response.json()["code"]


def misfits(document: dict[str, Any], schema: dict[str, Any], answer: object) -> list[str]:
    """List where an answer differs from a schema of the OpenAPI document."""
    validator = OAS31Validator({**schema, "components": document["components"]})
    return [error.message[:200] for error in validator.iter_errors(answer)]


def gives_away(response: Response) -> list[str]:
    """List what an answer says about the inside of the program."""
    return [trace for trace in INSIDE if trace in response.text]
