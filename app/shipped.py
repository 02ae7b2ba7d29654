"""Where the files that travel with the code are: `seed/` and `migrations/`."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: Literal["seed", "migrations"]) -> Path:
    """Return a folder that ships with the code: inside a wheel, or beside `app/` in a checkout.

    Raises FileNotFoundError when the installation lacks it.
    """
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation lacks its {name}/ folder")
