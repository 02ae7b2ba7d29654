"""A folder of temporary files, which lasts no longer than the process that claimed it."""

import fcntl
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import gettempdir, mkdtemp

CLAIMED = "rivalry-exports-"
UNCLAIMED = "rivalry-claims-"


def claim_folder() -> tuple[Path, Callable[[], None]]:
    """Make a folder that nobody else can write to; return it and what removes it, with all that is in it.

    A process that is killed removes nothing, and one that is killed for its memory may be so every minute: whoever
    claims a folder first removes those of the same user whose process is gone. The kernel says so: a folder is locked
    (flock(2)) as long as its process lives, and bears its name only once it is.
    """
    for left in Path(gettempdir()).glob(f"{CLAIMED}*"):
        with suppress(OSError):  # it is another user's, or its process lives, or somebody else has just removed it
            os.close(_locked(left))
            shutil.rmtree(left)
    unclaimed = Path(mkdtemp(prefix=UNCLAIMED))
    lock = _locked(unclaimed)
    folder = unclaimed.rename(unclaimed.with_name(CLAIMED + unclaimed.name.removeprefix(UNCLAIMED)))
    return folder, partial(_remove, folder, lock)


def _locked(folder: Path) -> int:
    """Lock a folder of ours. Raises OSError where somebody has locked it, and where it is none of ours or none."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(handle).st_uid != os.geteuid():
            raise PermissionError(f"{folder} belongs to another user")
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _remove(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)
