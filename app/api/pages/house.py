"""The house: what stands at the head and the foot of every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request

from app.api.asking import ask
from app.api.pages.printing import long_day
from app.api.pages.shown import discovery
from app.api.problems import ProblemError
from app.domain.citation import DATASET

NAME = DATASET


@dataclass(frozen=True, slots=True)
class House:
    """The house's name, the origin that it is reached under, and the revision that its pages are of; 0 for none.

    `created` is when that was loaded, as RFC 3339 has it, and `day` as a page says it.
    """

    origin: str
    revision: int = 0
    day: str = ""
    counts: dict[str, int] | None = None
    name: str = NAME
    created: str = ""

    @property
    def discovery(self) -> str:
        """The address of what oEmbed says of the front page, absolute."""
        return discovery(self.origin, f"{self.origin}/")


async def open_house(request: Request) -> House:
    """Say what the dataset holds. Raises ProblemError where it cannot be read."""
    answer = await ask(request, "/v1/dataset")
    origin: str = request.app.state.outside.origin(request.scope)
    day = long_day(datetime.fromisoformat(answer["created"]))
    return House(origin, answer["revision"], day, _shown(answer["counts"]), created=answer["created"])


async def open_house_at_any_time(request: Request) -> House:
    """Say what the dataset holds, or nothing of it where it cannot be read."""
    try:
        return await open_house(request)
    except ProblemError:
        return House(request.app.state.outside.origin(request.scope))


def _shown(counts: dict[str, Any]) -> dict[str, int]:
    return {name: counts[name] for name in ("facts", "sources", "claims") if counts.get(name)}
