"""No linter finds anything in the document, and each would."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from contract.conftest import FOLDER, Run

COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "Spectral": ("spectral", "lint", "--ruleset", FOLDER / "spectral.yaml", "--fail-severity", "hint"),
    "Redocly": ("redocly", "lint", "--config", FOLDER / "redocly.yaml"),
}
CLEAN = {
    "Spectral": "No results with a severity of 'hint' or higher found!",
    "Redocly": "Your API description is valid.",
}
EVERY_LINTER = pytest.mark.parametrize("linter", COMMANDS)


@EVERY_LINTER
def test_a_linter_finds_nothing(run: Run, document_file: Path, linter: str) -> None:
    program, *arguments = COMMANDS[linter]

    done = run(str(program), *arguments, document_file)

    assert done.returncode == 0, done.stdout
    assert CLEAN[linter] in done.stdout
    assert "warning" not in done.stdout.lower()


@pytest.mark.parametrize(
    ("linter", "lost"),
    [("Spectral", "operationId"), ("Spectral", "tags"), ("Redocly", "operationId"), ("Redocly", "summary")],
)
def test_a_linter_finds_what_is_lost(
    run: Run, document: dict[str, Any], tmp_path: Path, linter: str, lost: str
) -> None:
    broken = deepcopy(document)
    del broken["paths"]["/v1/compare"]["get"][lost]
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(broken), "utf-8")
    program, *arguments = COMMANDS[linter]

    done = run(str(program), *arguments, path)

    assert done.returncode == 1, done.stdout
