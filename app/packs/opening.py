"""Opening: which files are packs, and reading no more of them than people write."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.packs.mistakes import Mistake, PackError

LARGEST_FILE = 10_000_000
"""Bytes; a text file that people write stays far below, and parsing takes some fifty times as much memory."""

LARGEST_TABLE = 100_000_000
"""Bytes of a CSV file: some two million figures, whose cells take about ten times as much memory."""


def find_packs(paths: Iterable[Path]) -> list[Path]:
    """List the TOML files among and below the given paths, each once, in a stable order.

    Raises PackError for a path that does not exist, for a folder without packs, and for what below a folder cannot
    be looked into or leads out of it: what is left out without a word might be withdrawn by a load.
    """
    found: dict[str, Path] = {}
    mistakes: list[Mistake] = []
    for path in paths:
        for each in _find_below(path):
            if isinstance(each, Mistake):
                mistakes.append(each)
            else:
                found.setdefault(os.path.realpath(each), each)
    if mistakes:
        raise PackError(mistakes)
    return list(found.values())


def _find_below(path: Path) -> Iterator[Path | Mistake]:
    """Yield a file, or each pack below a folder, or what keeps one from being found."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        yield Mistake(path, 1, "", "no such file or folder")
        return
    except OSError as error:
        yield _unread(path, error)
        return
    if not stat.S_ISDIR(mode):
        yield path
        return
    names, mistakes = _walk(path)
    if not names and not mistakes:
        mistakes = [Mistake(path, 1, "", "the folder holds no .toml file")]
    yield from sorted(names)
    yield from mistakes


def _walk(folder: Path) -> tuple[list[Path], list[Mistake]]:
    """Return what is called like a pack below a folder, and what of the folder cannot be followed."""
    names: list[Path] = []
    mistakes: list[Mistake] = []

    def note(error: OSError) -> None:
        mistakes.append(_unread(Path(error.filename), error))

    for around, folders, files in os.walk(folder, onerror=note):
        linked = [name for name in folders if Path(around, name).is_symlink()]
        packs = [name for name in (*folders, *files) if name.endswith(".toml")]
        for path in (Path(around, name) for name in dict.fromkeys((*linked, *packs))):
            if not lies_in(path, folder):
                mistakes.append(Mistake(path, 1, "", "a link that leads out of the folder"))
            elif path.name.endswith(".toml"):
                names.append(path)
    return names, mistakes


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a path, its links followed, is below a folder."""
    real, around = os.path.realpath(path), os.path.realpath(folder)
    return os.path.commonpath((real, around)) == around


def read_text(path: Path, most: int = LARGEST_FILE) -> str:
    """Read a file that people write. Raises PackError for one that is too large or not UTF-8, and OSError."""
    return decode(path, read_whole(path, most))


def read_whole(path: Path, most: int) -> bytes:
    """Read a file of at most some bytes. Raises PackError for one that is larger, and OSError.

    What is no file, such as a pipe or a device, is not opened: reading it might never end.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise PackError([Mistake(path, 1, "", "not a file but a pipe, a socket or a device")])
    content = b""
    if found.st_size <= most:
        with path.open("rb") as file:
            content = file.read(most + 1)
    if found.st_size > most or len(content) > most:
        raise PackError([Mistake(path, 1, "", f"the file is larger than {most // 1_000_000} MB; split it")])
    return content


def decode(path: Path, content: bytes) -> str:
    """Return the text of a file that was read. Raises PackError, with the line, for what is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PackError([Mistake(path, line, "", f"not UTF-8: {error.reason}; save the file as UTF-8")]) from error


def _unread(path: Path, error: OSError) -> Mistake:
    return Mistake(path, 1, "", f"cannot be read: {error.strerror}")
