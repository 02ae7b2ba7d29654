"""Unit files, read as systemd reads them: sections of settings, some of which stand several times."""

import re
import shlex
from pathlib import Path


def read_unit(text: str) -> dict[str, list[str]]:
    """Return what each setting of a unit file is set to, in order; their names are unique among its sections."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if "=" in line and not line.startswith(("#", "[")):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def command_of(line: str) -> list[str]:
    """Split a command line of a unit file as systemd does: `$$` is a dollar, `%%` a percent sign."""
    return [part.replace("$$", "$").replace("%%", "%") for part in shlex.split(line)]


def read_environment(path: Path) -> dict[str, str]:
    """Read an EnvironmentFile; one that is not there is empty."""
    if not path.exists():
        return {}
    lines = [line for line in path.read_text("utf-8").splitlines() if re.match(r"\w+=", line)]
    return {name: "".join(shlex.split(value)) for name, _, value in (line.partition("=") for line in lines)}
