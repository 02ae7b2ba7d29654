"""Commands in processes of their own, each with bounds, and what it took; a program that reads requests line by line.

The command line is imported once; each request is then a fork of a process without threads, so that what is measured
is the work and not the start.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MOST_BYTES = 2_000_000_000
MOST_SECONDS = 120
"""Of processor time; whatever takes longer is killed, and fails."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command did: its exit code, what it wrote, processor seconds, and megabytes of memory at most."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    megabytes: float


class Measuring:
    """The process that measures; `url` is the database of the commands."""

    def __init__(self, url: str) -> None:
        """Start it."""
        environment = {**os.environ, "RIVALRY_DATABASE_URL": url}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.packs.measuring"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=Path(__file__).parents[2],
        )

    def run(self, command: str, *paths: Path, cwd: Path | None = None, user: int | None = None) -> Measured:
        """Run a command; in another folder over the database there, and as another user, if these are given."""
        written, answers = self._process.stdin, self._process.stdout
        assert written
        assert answers
        asked = {"arguments": [command, *map(str, paths)], "cwd": str(cwd) if cwd else None, "user": user}
        written.write(json.dumps(asked) + "\n")
        written.flush()
        return Measured(**json.loads(answers.readline()))

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def _answer(arguments: list[str], cwd: str | None, user: int | None) -> Measured:
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            _be(arguments, out, said, cwd=cwd, user=user)
        _, status, used = os.wait4(child, 0)
        out.seek(0)
        said.seek(0)
        seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
        return Measured(os.waitstatus_to_exitcode(status), out.read(), said.read(), seconds, megabytes)


def _be(arguments: list[str], out: IO[str], said: IO[str], *, cwd: str | None, user: int | None) -> None:
    """Become the command, within bounds, and never return."""
    from app.cli import cli  # noqa: PLC0415  the parent has imported it; whoever only asks need not

    code = 70
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        os.dup2(out.fileno(), 1)
        os.dup2(said.fileno(), 2)
        if cwd is not None:
            os.chdir(cwd)
            os.environ["RIVALRY_DATABASE_URL"] = "sqlite:///rivalry.db"
        if user is not None:
            os.setuid(user)
        cli(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 70
    except BaseException:  # noqa: BLE001  shown, as the interpreter would
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _measure() -> None:
    import app.cli  # noqa: F401, PLC0415  once, for all that are forked

    b"x".decode("utf-8-sig")  # a codec is imported when it is first used, and another user may not read the library
    for line in sys.stdin:
        asked = json.loads(line)
        found = _answer(**asked)
        print(json.dumps({name: getattr(found, name) for name in Measured.__slots__}), flush=True)  # noqa: T201  the answer


if __name__ == "__main__":
    _measure()
