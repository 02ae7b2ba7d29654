"""Broken packs: what a command has to say of each, and that it changes nothing."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from app.cli import cli

ELLIPSIS = " … "
"""Stands in an expectation for whatever is said between two parts."""

_SAID = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<problem>.*)")
_EXPECTED = re.compile(r"# (?:(?P<file>[\w.-]+):)?(?P<line>\d+): (?P<says>.+)")


@dataclass(frozen=True, slots=True)
class Expected:
    """One mistake that has to be reported: in which file, on which line, and what is said of it."""

    file: str
    line: int
    says: str

    def is_told_by(self, said: str, folder: Path) -> bool:
        """Whether a line of what was said reports it."""
        start = f"{folder / self.file}:{self.line}: "
        position = len(start) if said.startswith(start) else -1
        for part in self.says.split(ELLIPSIS):
            position = said.find(part, position) if position >= 0 else -1
        return position >= 0


def read_expected(pack: Path) -> list[Expected]:
    """Read what the comments that open a pack expect of it: `# LINE: part of the message`, or `# FILE:LINE: …`."""
    expected = []
    for line in pack.read_bytes().split(b"\n"):
        found = _EXPECTED.fullmatch(line.decode("utf-8", "replace"))
        if found is None:
            break
        expected.append(Expected(found["file"] or pack.name, int(found["line"]), found["says"]))
    return expected


def places_in(said: str) -> list[tuple[str, int]]:
    """List the files and lines that mistakes were reported on."""
    found = (_SAID.fullmatch(line) for line in said.splitlines())
    return [(Path(each["file"]).name, int(each["line"])) for each in found if each]


def run(command: str, *paths: Path, url: str) -> Result:
    """Run a command of the command line in this process."""
    return CliRunner().invoke(cli, [command, *map(str, paths)], env={"RIVALRY_DATABASE_URL": url})


def held(folder: Path) -> dict[str, str]:
    """Take a print of every file in a folder; the log of SQLite, while it is empty, and its index come with reading."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith("-shm"))
    files = (path for path in files if not (path.name.endswith("-wal") and path.stat().st_size == 0))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def is_plain(said: str) -> bool:
    """Whether a message holds nothing that a terminal would obey, or that turns what is read around."""
    return all(line.isprintable() for line in said.split("\n"))


def summary_of(count: int) -> str:
    """Spell the last line of a refusal."""
    return f"{count:,} mistake{'' if count == 1 else 's'}; nothing was changed"


def unmet(expected: Iterable[Expected], said: str, folder: Path) -> list[str]:
    """List what a refusal says too little or too much; nothing where it says what is expected, in that order."""
    lines = said.removesuffix("\n").split("\n")
    wanted = list(expected)
    told = lines[:-1]
    wrong = [
        f"expected {each.file}:{each.line}: {each.says}\nsaid     {line}"
        for each, line in zip(wanted, told, strict=False)
        if not each.is_told_by(line, folder)
    ]
    wrong += [f"not expected: {line}" for line in told[len(wanted) :]]
    wrong += [f"not said: {each}" for each in wanted[len(told) :]]
    return wrong + ([] if lines[-1] == summary_of(len(wanted)) else [f"ended with: {lines[-1]}"])
