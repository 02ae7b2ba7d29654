"""Kept files: what takes long to write is written once for each revision, and then served from the disk."""

import hashlib
import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import anyio
from starlette.concurrency import run_in_threadpool

from app.api.exports.claimed import claim_folder
from app.store.dataset import Revision
from app.store.faults import room_explained

MOST_KEPT = 2
"""Files of one name: that of the newest revision, and one that somebody may still be about to open."""

Write = Callable[[str, Path], Revision]
"""Writes the file of a name to a path, and returns the revision that it holds."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file, the digest of its bytes, and the revision that it holds."""

    path: Path
    digest: str
    revision: Revision


class KeptFiles:
    """The files of this process, in a folder that nobody else can write to and that goes when the process ends.

    One file is written at a time; whoever asks for another waits without keeping a thread. A file that is given up is
    gone for those who come later; who reads it already reads it to its end.
    """

    def __init__(self) -> None:
        """Write nothing yet."""
        self._writing = anyio.Lock()
        self._kept: dict[tuple[str, Revision], KeptFile] = {}
        self._folder: Path | None = None
        self._remove: Callable[[], object] | None = None

    async def get(self, name: str, revision: Revision, write: Write) -> KeptFile:
        """Return the file of a name that was written for a revision; write it if it is not there yet.

        Raises StoreErrors, DiskFullError among them.
        """
        async with self._writing:
            if (name, revision) not in self._kept:
                self._kept[name, revision] = await run_in_threadpool(self._written, name, write)
                self._give_up(name)
            return self._kept[name, revision]

    def close(self) -> None:
        """Remove every file; a server that ends by a signal does nothing else after that."""
        if self._remove:
            self._remove()

    def _written(self, name: str, write: Write) -> KeptFile:
        if self._folder is None:
            self._folder, remove = claim_folder()
            self._remove = weakref.finalize(self, remove)
        new = self._folder / f"{name}.new"
        new.unlink(missing_ok=True)
        try:
            with room_explained():
                revision = write(name, new)
            made = revision.created.timestamp()
            os.utime(new, (made, made))
            with new.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            return KeptFile(new.rename(self._folder / f"{digest}-{name}"), digest, revision)
        finally:
            new.unlink(missing_ok=True)

    def _give_up(self, name: str) -> None:
        ours = [key for key in self._kept if key[0] == name]
        for key in ours[:-MOST_KEPT]:
            gone = self._kept.pop(key)
            if gone not in self._kept.values():
                gone.path.unlink(missing_ok=True)
