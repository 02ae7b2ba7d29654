"""A machine for the runbook: its paths under a root of the tests' own, and a stand-in for systemd."""

import getpass
import grp
import os
import re
import shutil
import signal
import site
import subprocess
import sys
from pathlib import Path

from tests.operating.runbook import Step
from tests.operating.units import command_of, read_environment, read_unit

PATHS = re.compile(
    r"(?<![\w.])/(opt/rivalry|var/lib/rivalry|var/backups/rivalry|srv/rivalry|usr/local/bin|"
    r"etc/rivalry\.(?:env|pgpass)|etc/systemd/system)\b"
)
"""What the runbook and the files of `deploy/` name that is no machine's of those who run the tests."""

LEFT_OUT = ("useradd", "docker", "journalctl", "createdb", "createuser", "systemctl daemon-reload",
            "systemctl list-timers", "systemctl show")  # fmt: skip
"""Commands after # that have no effect here, or whose effect a test brings about itself."""

SECONDS = 300

FILTERED = Path(__file__).with_name("filtered.py")


class Machine:
    """Runs the steps of the runbook. What is installed there borrows its dependencies from this environment.

    Commands are run by a shell as they stand, but for the paths, the port, the user, and what `says` replaces beside.
    """

    def __init__(self, root: Path, port: int, **says: str) -> None:
        """Have nothing but the folders that every machine has, and the interpreter that runs the tests."""
        self.root, self.port, self.says = root, port, says
        self.release = root
        self.environment: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.folders: list[Path] = [root / "usr/local/bin", root / "bin"]
        self.process: subprocess.Popen[bytes] | None = None
        for folder in ("bin", "opt/rivalry", "var/lib", "usr/local/bin", "etc/systemd/system", "srv/rivalry"):
            (root / folder).mkdir(parents=True)
        (root / "bin/python3").symlink_to(Path(sys.executable).resolve())

    def told(self, text: str) -> str:
        """Replace what a machine has and this one has elsewhere."""
        user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        text = re.sub(r"-o (rivalry|root) -g rivalry", f"-o {user} -g {group}", text)
        text = text.replace('"$(id -un)" != rivalry', f'"$(id -un)" != {user}')
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}").replace("--port 8000", f"--port {self.port}")
        text = text.replace("--workers 2", "--workers 1")  # how several end is tested where they are
        for what, instead in self.says.items():
            text = text.replace(what, instead)
        return PATHS.sub(lambda found: f"{self.root}{found[0]}", text)

    def take(self, release: Path) -> None:
        """Be in the folder of a release, whose files for operators name this machine's paths."""
        self.release = release
        for path in (release / "deploy").iterdir():
            path.write_text(self.told(path.read_text("utf-8")), "utf-8")

    def follow(self, steps: list[Step]) -> dict[str, str]:
        """Carry out steps, one after the other; return what each printed, which must be what the runbook shows."""
        printed: dict[str, str] = {}
        for step in steps:
            if step.is_run:
                printed[step.command] = self.run(step.command)
                assert step.matches(printed[step.command]), f"{step.command} printed {printed[step.command]}"
            elif not step.command.startswith(LEFT_OUT):
                self._instruct(*step.command.split())
        return printed

    def run(self, command: str, *, code: int = 0) -> str:
        """Run a command, with what is `typed` for it; return what it printed, with paths as everybody knows them."""
        done = subprocess.run(
            ["sh", "-c", self.told(command)],
            cwd=self.release,
            env=self._environment,
            input="".join(text for what, text in self.typed.items() if what in command),
            start_new_session=True,  # no terminal, so that who asks for a password reads what is given here
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == code, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
        if found := re.fullmatch(r"python3 -m venv (\S+)", command):
            self._lend_dependencies(self.root / found[1].lstrip("/"))
        return done.stdout.replace(str(self.root), "")

    def start(self) -> None:
        """Start the service as its unit says."""
        unit = read_unit((self.root / "etc/systemd/system/rivalry.service").read_text("utf-8"))
        file = Path(unit["EnvironmentFile"][0].removeprefix("-"))
        with (self.root / "journal").open("ab") as journal:
            self.process = subprocess.Popen(
                _filtered(unit, "ExecStart"),
                cwd=unit["WorkingDirectory"][0],
                env={**self._environment, **read_environment(file)},
                stdout=journal,
                stderr=journal,
            )

    def stop(self) -> None:
        """Tell the main process of the service to end, as KillMode=mixed does, and wait until it has."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(SECONDS)
            self.process = None

    def ended(self) -> int:
        """Wait until the service ends by itself; return its exit code."""
        assert self.process
        code = self.process.wait(SECONDS)
        self.process = None
        return code

    def _instruct(self, program: str, what: str, *names: str) -> None:
        """Do what systemctl would."""
        assert program == "systemctl", program
        match (what, names):
            case ("start", ["rivalry-backup"]):
                self._back_up()
            case ("start", ["rivalry"]) | ("enable", ["--now", "rivalry", "rivalry-backup.timer"]):
                self.start()
            case ("stop", ["rivalry"]):
                self.stop()
            case ("restart", ["rivalry"]):
                self.stop()
                self.start()
            case _:
                raise AssertionError(f"systemctl {what} {names} is not known here")

    def _back_up(self) -> None:
        """Run what the backup's unit names, one after the other."""
        unit = read_unit((self.root / "etc/systemd/system/rivalry-backup.service").read_text("utf-8"))
        settings = read_environment(Path(unit["EnvironmentFile"][0].removeprefix("-")))
        for name in ("ExecStart", "ExecStartPost"):
            environment = {**self._environment, **settings}
            subprocess.run(
                _filtered(unit, name), cwd=unit["WorkingDirectory"][0], env=environment, timeout=SECONDS, check=True
            )

    @property
    def _environment(self) -> dict[str, str]:
        """No settings of whoever runs the tests; pip fetches nothing."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RIVALRY_", "PYTHON", "PG"))}
        path = os.pathsep.join([*map(str, self.folders), kept["PATH"]])
        pip = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_ROOT_USER_ACTION": "ignore"}
        return {**kept, **pip, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PATH": path, **self.environment}

    def _lend_dependencies(self, environment: Path) -> None:
        """Let a new environment find what this one has installed; ours itself it must install."""
        (own,) = (environment / "lib").glob("python*/site-packages")
        (own / "lent.pth").write_text("\n".join(site.getsitepackages()), "utf-8")


def _filtered(unit: dict[str, list[str]], name: str) -> list[str]:
    """Return a command of a unit, held to the system calls that the unit lets it make."""
    return [sys.executable, str(FILTERED), *unit["SystemCallFilter"], "--", *command_of(unit[name][0])]


def copy_release(checkout: Path, folder: Path, version: str) -> Path:
    """Copy what a release is made of, under another version."""
    for name in ("app", "migrations", "seed", "deploy"):
        shutil.copytree(checkout / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "constraints.txt"):
        shutil.copy(checkout / name, folder / name)
    project = (checkout / "pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(re.sub('(?m)^version = ".*"', f'version = "{version}"', project), "utf-8")
    return folder
