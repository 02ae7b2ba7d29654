"""A command line for editors: in a folder of its own, over the file `rivalry.db` there unless another URL is given."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli

Rivalry = Callable[..., Result]


@pytest.fixture
def rivalry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rivalry:
    """Return a function that runs a command."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, url: str = "sqlite:///rivalry.db") -> Result:
        environment = {"RIVALRY_DATABASE_URL": url, "COLUMNS": "80"}
        return CliRunner().invoke(cli, [str(each) for each in arguments], env=environment)

    return run
