"""The README is tested: its commands and requests run, and answer what it shows."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from app.api.pages.selection import COMPONENTS
from app.cli import cli
from app.settings import Settings
from tests.api.looking import Page

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    (command, shown.strip())
    for block in BLOCKS
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
REQUESTS = [(command, shown) for command, shown in COMMANDS if command.startswith("curl")]
RIVALRY = [(command, shown) for command, shown in COMMANDS if command.startswith("rivalry")]
SECONDS_TO_START = 60
COMMAND_NAMES = [each.name or getattr(each.callback, "__name__", "") for each in cli.registered_commands]
COMMAND_NAMES += [
    f"{group.name} {each.name or getattr(each.callback, '__name__', '')}"
    for group in cli.registered_groups
    for each in (group.typer_instance.registered_commands if group.typer_instance else ())
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose database is a file of the tests' own, and which make does not know it runs in."""
    database = tmp_path_factory.mktemp("readme") / "rivalry.db"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": path, "RIVALRY_DATABASE_URL": f"sqlite:///{database}"}


@pytest.fixture(scope="module")
def served(environment: dict[str, str]) -> Iterator[str]:
    """What `make run` serves, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        ["make", "--no-print-directory", "run", f"PORT={port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            _wait_until_ready(f"{address}/readyz")
            yield address
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            printed = server.communicate(timeout=30)[0]
    assert f"page     {address}/" in printed
    assert f"docs     {address}/docs" in printed
    assert f"{address}/v1/compare?companies=amazon,walmart&metric=revenue" in printed


@pytest.mark.parametrize(("command", "shown"), REQUESTS, ids=[command[-60:] for command, _ in REQUESTS])
def test_a_request_in_the_readme_gets_the_answer_shown(served: str, command: str, shown: str) -> None:
    _, _, url = shlex.split(command)

    answer = _ask(url.replace("http://127.0.0.1:8000", served))

    assert _shortened(answer, json.loads(shown)) == json.loads(shown)


@pytest.mark.parametrize(("command", "shown"), RIVALRY, ids=[command for command, _ in RIVALRY])
@pytest.mark.usefixtures("served")
def test_a_command_in_the_readme_prints_what_is_shown(environment: dict[str, str], command: str, shown: str) -> None:
    done = subprocess.run(shlex.split(command), env=environment, capture_output=True, text=True, check=True)

    whole, dots, _ = shown.partition("\n…")
    assert done.stdout.startswith(f"{whole}\n") if dots else done.stdout.strip() == shown


def test_the_readme_shows_requests_and_commands() -> None:
    assert len(REQUESTS) >= 3
    assert {command.split()[1] for command, _ in RIVALRY} == {"read", "check", "diff", "load", "export"}
    assert {command for command, _ in COMMANDS} >= {"make run", "make test"}


@pytest.mark.usefixtures("served")
def test_the_pack_in_the_readme_can_be_loaded(environment: dict[str, str], tmp_path: Path) -> None:
    pack = tmp_path / "an-example.toml"
    pack.write_text(re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0], "utf-8")

    done = subprocess.run(["rivalry", "check", str(pack)], env=environment, capture_output=True, text=True, check=True)

    assert "1 sources, 1 facts" in done.stdout


@pytest.mark.usefixtures("served")
def test_the_table_in_the_readme_can_be_loaded(environment: dict[str, str], tmp_path: Path) -> None:
    pack = tmp_path / "an-example-filing.toml"
    pack.write_text(re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[1], "utf-8")
    (tmp_path / "an-example.csv").write_text(re.findall(r"```csv\n(.*?)```", README, re.DOTALL)[0], "utf-8")

    done = subprocess.run(["rivalry", "check", str(pack)], env=environment, capture_output=True, text=True, check=True)

    assert "1 sources, 4 facts" in done.stdout


def test_every_setting_is_in_the_readme() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `RIVALRY_{name.upper()}` |" in README
        shown = str(field.default).lower() if isinstance(field.default, bool) else field.default
        assert f"| `{shown or 'RIVALRY_DATABASE_URL'}` |" in README


def test_every_path_is_in_the_readme(served: str) -> None:
    paths = _ask(f"{served}/openapi.json")["paths"]

    listed = {re.sub(r"/\{.*", "", path) for path in paths}

    assert {path for path in listed if f"`{path}`" not in README and f"`{path}/" not in README} == set()


@pytest.mark.parametrize("command", COMMAND_NAMES)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"rivalry {command}" in README or f"`{command}`" in README


def test_every_component_and_its_attributes_are_in_the_readme() -> None:
    for component in COMPONENTS.values():
        row, *_ = re.findall(rf"^\| `<{component.tag}>` \|.*$", README, re.MULTILINE)
        assert set(re.findall(r"`([a-z_]+)`", row)) == set(component.attributes)


def test_every_part_of_a_component_is_in_the_readme() -> None:
    scripts = "".join(script.read_text("utf-8") for script in (ROOT / "app/web/widgets").glob("*.js"))

    parts = set(re.findall(r'part: "([a-z-]+)"|listed\(\s*"([a-z-]+)"', scripts))

    assert len(parts) > 30
    assert {name for pair in parts for name in pair if name and f"`{name}`" not in README} == set()


def test_what_the_readme_puts_on_a_page_is_served(served: str) -> None:
    page = Page("".join(re.findall(r"```html\n(.*?)```", README, re.DOTALL)))

    loaded = [each.attributes["src"] for each in page.elements if "src" in each.attributes]
    embeds = [f"/embed/{each.tag.removeprefix('rivalry-')}?{urlencode(each.attributes)}" for each in page.components]
    assert len(loaded) >= 3
    for address in [*loaded, *embeds]:
        with urllib.request.urlopen(served + address.removeprefix("http://127.0.0.1:8000")) as response:  # noqa: S310  an address of our own
            assert response.status == 200


def _wait_until_ready(url: str) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60):  # noqa: S310  an address of our own
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < end, f"{url} did not answer"
            time.sleep(0.1)


def _ask(url: str) -> Any:  # noqa: ANN401  any JSON
    try:
        with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310  an address of our own
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def _shortened(answer: Any, shown: Any) -> Any:  # noqa: ANN401  any JSON
    """Keep of an answer the keys that are shown."""
    if isinstance(answer, dict) and isinstance(shown, dict):
        return {key: _shortened(answer[key], shown[key]) for key in shown if key in answer}
    if isinstance(answer, list) and isinstance(shown, list) and len(answer) == len(shown):
        return [_shortened(*pair) for pair in zip(answer, shown, strict=True)]
    return answer
