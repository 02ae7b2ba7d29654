"""What we ship: a wheel holds all that it needs, and works from any folder in an empty environment."""

import os
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parents[1]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--quiet")


def run(*command: str | Path, cwd: Path = CHECKOUT) -> subprocess.CompletedProcess[str]:
    """Run a command without the settings of whoever runs the tests; its two outputs come back as one."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RIVALRY_", "PYTHON"))}
    return subprocess.run(
        command, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout, with the build backend that the environment has."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, CHECKOUT)
    assert built.returncode == 0, built.stdout
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def rivalry(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment and return the path of its command."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    installed = run(*PIP, "--python", python, "install", "-c", CHECKOUT / "constraints.txt", wheel)
    assert installed.returncode == 0, installed.stdout
    return folder / "bin" / "rivalry"


@pytest.mark.parametrize(
    ("folder", "place", "files"),
    [
        ("seed", "app/_data/seed", "*.*"),
        ("migrations", "app/_data/migrations", "*.py"),
        ("app/web", "app/web", "*.*"),
        ("app/api/examples", "app/api/examples", "*.json"),
    ],
    ids=["seed", "migrations", "web", "examples"],
)
def test_the_wheel_holds_every_file_that_the_program_reads(wheel: Path, folder: str, place: str, files: str) -> None:
    """What is missing here works in a checkout and fails for everybody else."""
    found = (path.relative_to(CHECKOUT / folder).as_posix() for path in (CHECKOUT / folder).rglob(files))
    expected = {f"{place}/{name}" for name in found if "__pycache__" not in name}

    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith(f"{place}/")}

    assert expected
    assert expected <= held


def test_the_wheel_installs_nothing_beside_the_app(wheel: Path) -> None:
    """A folder called `tests` or `seed` in site-packages would collide with other people's."""
    with ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"app"}


def test_without_the_sdk_of_agents_a_server_that_shall_answer_them_does_not_start(
    rivalry: Path, tmp_path: Path
) -> None:
    """Without it they are not answered, unless somebody says so, who is then told what to install."""
    program = "from app.settings import Settings; print(Settings().mcp)"
    silent = run(rivalry.with_name("python"), "-c", program, cwd=tmp_path)
    wanted = run("env", "RIVALRY_MCP=true", rivalry, "serve", "--port", "0", cwd=tmp_path)

    assert silent.stdout == "False\n"
    assert wanted.returncode == 2, wanted.stdout
    assert "RIVALRY_MCP" in wanted.stdout
    assert "pip install 'retail-rivalry[mcp]'" in wanted.stdout


def test_an_installed_wheel_loads_and_checks_its_seed_from_any_folder(rivalry: Path, tmp_path: Path) -> None:
    """Seed and migrations travel inside the wheel; the database appears where the command is run."""
    loaded = run(rivalry, "load", cwd=tmp_path)

    assert loaded.returncode == 0, loaded.stdout
    assert "revision 1" in loaded.stdout
    assert "facts" in loaded.stdout
    assert (tmp_path / "rivalry.db").is_file()

    checked = run(rivalry, "check", cwd=tmp_path)

    assert checked.returncode == 0, checked.stdout
