"""Clients are generated from the document without a warning, and what they ask first is answered."""

import json
import shutil
from pathlib import Path

import pytest

from contract.conftest import FOLDER, Run

FIRST_IDS = 4


def test_openapi_python_client(run: Run, server: str, document_file: Path, tmp_path: Path) -> None:
    config = FOLDER / "python-client.yaml"
    generated = ("--meta", "none", "--output-path", tmp_path / "rivalry_client", "--config", config)
    shutil.copy(FOLDER / "first.py", tmp_path)

    made = run("openapi-python-client", "generate", "--path", document_file, *generated, "--fail-on-warning")
    asked = run("python", "first.py", server, folder=tmp_path)

    assert made.returncode == 0, made.stdout
    assert "warning" not in made.stdout.lower()
    assert asked.returncode == 0, asked.stdout
    answer = json.loads(asked.stdout)
    assert (answer["leader"], answer["code"], answer["meant"]) == ("amazon", "not-found", "amazon")
    assert (answer["gap"], len(set(answer["ids"]))) == (3_761_000_000, FIRST_IDS)
    assert (answer["picture"], answer["head"]) == ("\x89PNG", "id")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a folder with what a TypeScript program that uses the client consists of, but for the client."""
    for name in ("first.ts", "tsconfig.json", "package.json"):
        shutil.copy(FOLDER / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(FOLDER / "node_modules")
    return tmp_path


def test_openapi_typescript(run: Run, server: str, document_file: Path, package: Path) -> None:
    made = run("openapi-typescript", document_file, "--output", package / "api.d.ts")
    checked = run("tsc", folder=package)
    asked = run("node", "built/first.js", server, folder=package)

    assert made.returncode == 0, made.stdout
    assert "warn" not in made.stdout.lower()
    assert (checked.returncode, checked.stdout) == (0, "")
    assert asked.returncode == 0, asked.stdout
    answer = json.loads(asked.stdout)
    assert (answer["leader"], answer["code"], answer["meant"]) == ("amazon", "not-found", "amazon")
    assert (answer["gap"], len(set(answer["ids"]))) == (3_761_000_000, FIRST_IDS)


def test_a_mistake_in_a_program_that_uses_the_client_is_found(run: Run, document_file: Path, package: Path) -> None:
    first = package / "first.ts"
    first.write_text(first.read_text("utf-8").replace("companies, metric:", "compnies: companies, metric:"), "utf-8")

    run("openapi-typescript", document_file, "--output", package / "api.d.ts")
    checked = run("tsc", folder=package)

    assert checked.returncode != 0
    assert "compnies" in checked.stdout
