"""Pace: how the requests of all processes of a machine are kept apart, as far as the SEC asks for."""

import fcntl
import time
from pathlib import Path

GAP = 0.125
"""Seconds between two requests: eight a second, where the SEC allows ten (sec.gov, "Accessing EDGAR Data")."""

_FARTHEST = 600.0
"""Seconds: a turn farther ahead is not believed, for nobody waits so long; the clock was set back."""


class Pace:
    """Turns, one every GAP seconds, that all processes with the same folder take one by one."""

    def __init__(self, folder: Path) -> None:
        """Begin where others have come to; the folder is there."""
        self._path = folder / "pace"

    def wait(self) -> None:
        """Take the next turn, and wait for it. Raises OSError where the file cannot be written."""
        time.sleep(self.take())

    def take(self) -> float:
        """Take the next turn; return how many seconds it is away. Raises OSError."""
        with self._path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            now = time.time()
            last = _read(file.read(40))
            turn = max(now, last + GAP) if last <= now + _FARTHEST else now
            file.truncate(0)
            file.write(f"{turn:.6f}".encode())
        return turn - now


def _read(written: bytes) -> float:
    """Return the last turn that was taken; long ago where that cannot be read."""
    try:
        return float(written)
    except ValueError:
        return 0.0
