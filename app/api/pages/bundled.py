"""The bundle of components as browsers load it, and the digest that names its version."""

import hashlib
from dataclasses import dataclass
from functools import cache

from app.api.bundle import bundle
from app.api.pages.templates import WEB


@dataclass(frozen=True, slots=True)
class Widgets:
    """All components in one ES module."""

    text: str
    digest: str

    @property
    def path(self) -> str:
        """Where this version is, and no other one will ever be."""
        return f"/widgets.{self.digest}.js"


@cache
def widgets() -> Widgets:
    """Return the components; they are put together once."""
    text = bundle(WEB / "widgets", "widgets")
    return Widgets(text, hashlib.sha256(text.encode()).hexdigest()[:16])
