"""Commands in processes of their own, which cost no start: a process that has loaded the program forks one for each."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

FORKING = """
import json, os, runpy, signal, sys
import alembic.command, sqlalchemy.dialects.sqlite
from app.cli import cli

def run(order):
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(0)
    if order["largest_file"] is not None:
        import resource
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest_file"],) * 2)
    cli(order["arguments"])

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        run(json.loads(line))
    print(pid, flush=True)
    sys.stdin.readline()  # it is not waited for before that, so that its id stays its own
    _, status, used = os.wait4(pid, 0)
    print(status, flush=True)
    print(used.ru_utime + used.ru_stime, flush=True)
"""


CLOCK_OF_A_PROCESS = 2
"""How Linux makes the name of a clock from a process id: the time that all its threads have used."""

SHORTEST_SLEEP = 0.0005


class Commands:
    """Runs one `rivalry` command at a time, in a process that does nothing else and can be killed."""

    def __init__(self, folder: Path) -> None:
        """Load the program once; the commands run in the folder."""
        self._folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RIVALRY_")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", FORKING],
            cwd=Path(__file__).parents[2],
            env=kept,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.log = folder / "commands.log"
        self.seconds = 0.0

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, once the command that runs has ended."""
        self._process.communicate()

    def begin(self, url: str, *arguments: object, largest_file: int | None = None) -> int:
        """Begin a command and return its process id.

        A `largest_file` ends it as a signal would, at the very byte of the write that passes that size.
        """
        self._tell(
            {
                "arguments": [str(each) for each in arguments],
                "environment": {"RIVALRY_DATABASE_URL": url},
                "folder": str(self._folder),
                "log": str(self.log),
                "largest_file": largest_file,
            }
        )
        return int(self._told())

    def ended(self) -> int:
        """Wait for the command to end; return its exit code, or minus the signal that ended it.

        `seconds` is then what it has used of a processor.
        """
        self._tell({})
        code = os.waitstatus_to_exitcode(int(self._told()))
        self.seconds = float(self._told())
        return code

    def kill(self, url: str, *arguments: object, after: float) -> bool:
        """Begin a command, kill it once it has used so many seconds of a processor, and return whether it was by that.

        How much it has used tells how far it is, however busy the machine may be. No process uses them faster than they
        pass, so that it is looked at a few times only.
        """
        pid = self.begin(url, *arguments)
        while (left := after - _used(pid)) > 0:
            time.sleep(max(left, SHORTEST_SLEEP))
        os.kill(pid, signal.SIGKILL)
        return self.ended() == -signal.SIGKILL

    def run(self, url: str, *arguments: object) -> int:
        """Run a command to its end and return its exit code."""
        self.begin(url, *arguments)
        return self.ended()

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _told(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


def _used(pid: int) -> float:
    """Return how much of a processor a process has used; one that has ended has used enough."""
    _, _, after_name = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")
    if after_name.split()[0] == "Z":
        return math.inf
    return time.clock_gettime(~pid << 3 | CLOCK_OF_A_PROCESS)
