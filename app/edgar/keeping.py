"""Keeping: answers on the disk, with what the SEC needs to tell whether they are still its newest."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server told an answer by: `ETag` and `Last-Modified`, None where it did not; and where it was asked."""

    url: str
    etag: str | None
    last_modified: str | None

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that ask for an answer only if it is another one by now."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was kept."""

    body: bytes
    validators: Validators


class Keeper:
    """A folder of answers, one file each, as they came. What was not kept whole is as good as not there."""

    def __init__(self, folder: Path) -> None:
        """Make the folder. Raises OSError where it cannot be made."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, cik: str) -> Path:
        """Where the answer about a company is, for `--offline` too."""
        return self.folder / f"CIK{cik}.json"

    def find(self, cik: str) -> Kept | None:
        """Return what was kept of a company, None where nothing is, or not what was written."""
        try:
            body = self.path(cik).read_bytes()
            about = json.loads(self._about(cik).read_bytes())
            validators = Validators(**about["validators"])
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return Kept(body, validators) if about.get("sha256") == hashlib.sha256(body).hexdigest() else None

    def keep(self, cik: str, kept: Kept) -> None:
        """Keep an answer; two processes that keep one at once leave either, whole. Raises OSError."""
        about = {"sha256": hashlib.sha256(kept.body).hexdigest(), "validators": asdict(kept.validators)}
        self._write(self.path(cik), kept.body)
        self._write(self._about(cik), json.dumps(about, indent=1).encode())

    def _about(self, cik: str) -> Path:
        return self.path(cik).with_suffix(".about.json")

    def _write(self, path: Path, content: bytes) -> None:
        with NamedTemporaryFile(dir=self.folder, prefix=".new-", delete=False) as file:
            new = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                new.replace(path)
            except BaseException:
                new.unlink(missing_ok=True)
                raise
