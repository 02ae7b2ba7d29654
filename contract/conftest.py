"""Fixtures for the contract: one real server over the shipped seed, and its OpenAPI document as a file."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.serving import Server

FOLDER = Path(__file__).parent
PROGRAMS = FOLDER.parent / ".venv-contract" / "bin"
SECONDS = 600

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve on loopback, and return the address."""
    serving = Server(f"sqlite:///{tmp_path_factory.mktemp('served')}/rivalry.db", "--workers", "1")
    try:
        yield f"http://127.0.0.1:{serving.port}"
    finally:
        serving.stop()


@pytest.fixture(scope="session")
def run() -> Run:
    """Return a function that runs a program of this folder's own environment, or one that npm installed."""
    path = os.pathsep.join([str(PROGRAMS), str(FOLDER / "node_modules" / ".bin"), os.environ["PATH"]])
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    environment = {**os.environ, **quiet, "PATH": path, "PYTHONWARNINGS": "error", "NODE_OPTIONS": "--trace-warnings"}

    def run(program: str, *arguments: str | Path, folder: Path = FOLDER) -> subprocess.CompletedProcess[str]:
        found = shutil.which(program, path=path)
        assert found, f"there is no {program}: make contract installs it"
        return subprocess.run(
            [found, *map(str, arguments)],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=SECONDS,
        )

    return run


@pytest.fixture(scope="session")
def document(server: str) -> dict[str, Any]:
    """Return the document as it is served."""
    with urllib.request.urlopen(f"{server}/openapi.json", timeout=60) as response:  # noqa: S310  an address of our own
        served: dict[str, Any] = json.load(response)
    return served


@pytest.fixture(scope="session")
def document_file(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the document as a file."""
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    path.write_text(json.dumps(document), "utf-8")
    return path
