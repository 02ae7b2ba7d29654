"""Which processes draw, as Linux tells."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def drawing_processes() -> set[Path]:
    """Find the processes that this one has started to draw, and that run."""
    return {each for each in _children() if b"app.charts.pen" in each.joinpath("cmdline").read_bytes()}


def _children() -> Iterator[Path]:
    """Ask every process for its parent: what /proc lists as a thread's children may miss some while threads end."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            _, _, after_name = process.joinpath("stat").read_text("utf-8").rpartition(")")
            if int(after_name.split()[1]) == os.getpid():
                yield process
