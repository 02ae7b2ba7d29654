"""Writing: files that are new, whole or not there at all; nothing is ever overwritten."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import typer


def refuse_to_overwrite(path: Path) -> None:
    """Raise typer.BadParameter for a file that is there, a link to nowhere too, or a folder that is not."""
    if path.exists() or path.is_symlink():
        raise typer.BadParameter(f"{path} exists; nothing is overwritten")
    if not path.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent} to write {path.name} to; make it, or name another")


def write_new(path: Path, text: str) -> None:
    """Write a file. Raises typer.BadParameter where it was made meanwhile, and OSError."""
    with TemporaryDirectory(prefix=".rivalry-new-", dir=path.parent) as folder:
        whole = Path(folder) / path.name
        with whole.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(whole)  # which, unlike renaming, never takes the place of what is there
        except FileExistsError as error:
            raise typer.BadParameter(f"{path} exists by now; nothing is overwritten") from error
