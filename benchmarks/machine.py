"""The machine: what the numbers were measured on, without saying whose it is."""

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.servers import RIVALS_BIN

_OURS = (
    "retail-rivalry",
    "fastapi",
    "starlette",
    "uvicorn",
    "uvloop",
    "httptools",
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
)
_RIVALS = ("datasette", "sqlite-utils")


def describe_machine() -> str:
    """List the processor, its cores and memory, what else they were doing, the system and the versions."""
    cpu = _first("/proc/cpuinfo", "model name").partition(":")[2].strip() or platform.machine()
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy, *_ = os.getloadavg()
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    rivals = [_printed(str(RIVALS_BIN / name), "--version").replace(", version", "") for name in _RIVALS]
    tools = [f"sqlite3 {_printed('sqlite3', '--version').split()[0]}", _printed("wrk", "--version").partition(" [")[0]]
    lines = (
        f"{cpu}, {os.cpu_count()} cores, {gigabytes:.0f} GB of memory; a load average of {busy:.1f} before it began",
        f"{system}, Linux {platform.release().partition('-')[0]}, Python {platform.python_version()}",
        ", ".join(f"{name} {version(name)}" for name in _OURS),
        ", ".join((*rivals, *tools)),
    )
    return "\n".join(f"- {line}" for line in lines)


def _first(path: str, start: str) -> str:
    return next((line for line in Path(path).read_text("utf-8").splitlines() if line.startswith(start)), "")


def _printed(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0].strip()


def pin(core: int) -> None:
    """Keep this process, and what it starts, on one core."""
    if (os.cpu_count() or 1) < 2:  # noqa: PLR2004  the server's and the load's
        sys.exit("make bench needs two cores: one for the server, one for the load")
    os.sched_setaffinity(0, {core})
