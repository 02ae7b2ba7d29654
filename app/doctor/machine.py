"""The machine: the file and its folder, room on the disk, handles of files, the clock."""

import os
import resource
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.doctor.finding import FULL, Finding, in_megabytes
from app.store.faults import StoreError
from app.store.file import identify, log_bytes

FEWEST_HANDLES = 1024
"""What Linux gives by default: one for each connection of a client, and some dozens beside them."""

LEAST_ROOM = 50_000_000
"""Bytes that a load of the seed and its log take, generously; a larger dataset needs as much as it has."""

LARGEST_LOG = 64_000_000
"""A log beyond this is larger than what a load leaves: somebody reads and never lets go, or a load was killed."""

OLDEST_NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right shows an earlier day: this program is younger."""

CLOCK_SLACK = timedelta(minutes=1)


def examine_file(path: Path) -> Iterator[Finding]:
    """Look at the file of a database, what is beside it, who may do what with it, and how much room there is."""
    try:
        found = identify(path)
    except StoreError as error:
        yield Finding.wrong("file", str(error), None, error.exit_code)
        return
    if found is None:
        yield Finding.wrong(
            "file", f"there is none at {path}", "`rivalry load` makes it, `rivalry restore` restores it"
        )
    else:
        yield Finding.ok("file", f"{path}, {in_megabytes(path.stat().st_size)}")
        yield _rights(path)
        yield _log(path)
    if path.parent.is_dir():
        yield _leftovers(path.parent)
        yield _room(path)


def _rights(path: Path) -> Finding:
    if not os.access(path, os.R_OK):
        return Finding.wrong("rights", "this user may not read the file", "run as its owner, or let the group read it")
    may_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if (
        path.stat().st_mode | path.parent.stat().st_mode
    ) & stat.S_IWOTH and not path.parent.stat().st_mode & stat.S_ISVTX:
        return Finding.warning(
            "rights", "everybody on this machine may write to the file or its folder", "chmod o-w both"
        )
    if may_write:
        return Finding.ok("rights", "this user may read and write the file")
    return Finding.warning(
        "rights",
        "this user may read, not write",
        "enough to serve a file that nobody loads into; a load, and serving beside one, need the folder and the file",
    )


def _log(path: Path) -> Finding:
    size, journal = log_bytes(path), path.with_name(f"{path.name}-journal")
    if journal.exists():
        return Finding.warning(
            "log", f"{journal.name} is left of a write that was broken off", "the next load undoes it"
        )
    if size > LARGEST_LOG:
        what = "it shrinks with the next load once no old reader holds it; restart servers that are stuck"
        return Finding.warning("log", f"{path.name}-wal has {in_megabytes(size)}", what)
    return Finding.ok("log", f"{in_megabytes(size)} not yet written back")


def _leftovers(folder: Path) -> Finding:
    left = sorted(each.name for each in folder.glob(".rivalry-*"))
    if left:
        return Finding.warning(
            "leftovers", ", ".join(left), "of commands that were killed, unless one runs; delete them"
        )
    return Finding.ok("leftovers", "none")


def _room(path: Path) -> Finding:
    """A load writes what is new into the log first, and back into the file later."""
    free = shutil.disk_usage(path.parent).free
    needed = max(LEAST_ROOM, path.stat().st_size if path.is_file() else 0)
    said = f"{in_megabytes(free)} free beside the database"
    if free < needed // 10:
        return Finding.wrong("disk", said, f"a load may need {in_megabytes(needed)}: make room", FULL)
    if free < needed:
        return Finding.warning("disk", said, f"a load may need {in_megabytes(needed)}")
    return Finding.ok("disk", said)


def examine_handles() -> Finding:
    """Look how many files and connections a process may hold."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    said = f"a process may hold {'any number of' if most == resource.RLIM_INFINITY else most} files and connections"
    if most == resource.RLIM_INFINITY or most >= FEWEST_HANDLES:
        return Finding.ok("handles", said)
    return Finding.warning("handles", said, f"raise that to {FEWEST_HANDLES} or more (ulimit -n, LimitNOFILE)")


def examine_clock(newest: datetime | None, now: datetime | None = None) -> Finding:
    """Look whether the clock shows a day that may be; `newest` is when the newest revision was made."""
    now = now or datetime.now(UTC)
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < OLDEST_NOW or (newest and newest > now + CLOCK_SLACK):
        return Finding.warning("clock", f"{said} is before what it has seen already", "set it; revisions bear its time")
    return Finding.ok("clock", said)
