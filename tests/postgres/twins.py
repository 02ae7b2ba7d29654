"""Twins: apps over PostgreSQL that hold what an app over SQLite holds, and are asked whatever that one is asked."""

import hashlib
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from httpx2 import Response
from sqlalchemy import create_engine, insert, select
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.store.engine import open_writer
from app.store.migrating import newest_version
from tests.postgres.cluster import Cluster

ONE_ID = {"X-Request-Id": "a-test"}
"""All requests have one id, so that answers to the same question are the same."""

OF_A_PROCESS = ("/metrics",)
"""Paths where a process tells of itself, so that no two answer alike."""

OF_A_FILE = ("/v1/export/database",)
"""Paths where a file is answered with that holds the same rows, but some of them in another order."""


class Twins:
    """The twins of all SQLite files that have been served, one for each content."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        """Make databases in a cluster, from a template that has been migrated."""
        self._cluster, self._template = cluster, template
        self._open = ExitStack()
        self._clients: dict[bytes, TestClient] = {}

    def of(self, file: Path) -> TestClient:
        """Return a client of the twin of a file as it is now."""
        content = digest(file)
        if content not in self._clients:
            self._clients[content] = self._open.enter_context(self._make(file))
        return self._clients[content]

    def close(self) -> None:
        """End every app."""
        self._open.close()

    def _make(self, file: Path) -> TestClient:
        url = self._cluster.url(self._cluster.new_database(self._template))
        copy_rows(f"sqlite:///{file}", url)
        app = create_app(Settings(database_url=url, revision_seconds=0))
        return TestClient(app, raise_server_exceptions=False, headers=ONE_ID)


class TwinClient(TestClient):
    """Asks an app over a SQLite file, and its twin; returns the answer if both are the same, byte for byte."""

    def __init__(self, app: Any, twins: Twins, file: Path) -> None:  # noqa: ANN401  an ASGI app
        """Ask an app over a file."""
        super().__init__(app, raise_server_exceptions=False, headers=ONE_ID)
        self._twins, self._file = twins, file
        self._edition: tuple[object, ...] | None = None
        self._twin: TestClient | None = None
        self._asked: set[str] = set()

    def request(self, method: str, url: Any, **asked: Any) -> Response:  # noqa: ANN401
        """Ask both, the twin only what it has not been asked before. Fails where the answers differ."""
        answer = super().request(method, url, **asked)
        twin, request = self._current_twin(), repr((method, url, asked))
        if twin is not None and request not in self._asked and url not in OF_A_PROCESS + OF_A_FILE:
            other = twin.request(method, url, **asked)
            found = differences(answer, other)
            assert found == [], f"{method} {url}: PostgreSQL answers otherwise than SQLite: {found}"
            self._asked.add(request)
        return answer

    def _current_twin(self) -> TestClient | None:
        """The twin of what the file holds now, for it may have been loaded into; None where there is no dataset."""
        now = edition(self._file)
        if now != self._edition:
            self._edition, self._twin = now, self._twins.of(self._file) if now else None
            self._asked.clear()
        return self._twin


def edition(file: Path) -> tuple[object, ...] | None:
    """Tell the state of a SQLite file from others that it was or will be in; None where it has no dataset of ours."""
    query = "SELECT number, created, version_num FROM revision, alembic_version ORDER BY number DESC LIMIT 1"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found: tuple[object, ...] | None = connection.execute(query).fetchone()
    except sqlite3.Error:
        return None
    return found if found and found[-1] == newest_version() else None


def differences(one: Response, other: Response) -> list[tuple[str, Any, Any]]:
    """List in what two answers differ: the status, a header, or the body from the first byte that differs."""
    found: list[tuple[str, Any, Any]] = []
    if one.status_code != other.status_code:
        found.append(("status", one.status_code, other.status_code))
    for name in sorted({*one.headers, *other.headers}):
        values = one.headers.get_list(name), other.headers.get_list(name)
        if values[0] != values[1]:
            found.append((name, *values))
    if one.content != other.content:
        pairs = zip(one.content, other.content, strict=False)
        at = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one.content), len(other.content)))
        start = max(0, at - 40)
        found.append((f"body at {at}", one.content[start : at + 80], other.content[start : at + 80]))
    return found


def copy_rows(source: str, target: str) -> None:
    """Copy every row of a database into another one that has been migrated and is empty."""
    reader, writer = create_engine(source), open_writer(target)
    with reader.connect() as held, writer.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = [dict(row) for row in held.execute(select(table)).mappings()]
            if rows:
                connection.execute(insert(table), rows)
    reader.dispose()
    writer.dispose()


def digest(file: Path) -> bytes:
    """Digest what a SQLite file holds, whatever its pages look like."""
    dump = hashlib.sha256()
    with closing(sqlite3.connect(file)) as connection:
        for statement in connection.iterdump():
            dump.update(statement.encode())
    return dump.digest()
