"""What pages tell programs that read them: what the API answers as JSON-LD, of the dataset and of what a page shows."""

from collections.abc import Iterator
from typing import Any

from fastapi import Request

from app.api.asking import ask
from app.api.pages.front import Front
from app.api.pages.selection import address

Linked = dict[str, Any]
ADDRESSES = ("@id", "url", "contentUrl", "usageInfo", "isBasedOn")


async def find_dataset(request: Request, revision: int) -> Linked:
    """Describe the dataset, with all its sources. Raises ProblemError."""
    return await _linked(request, "/v1/dataset", revision)


async def find_shown(request: Request, front: Front, revision: int, origin: str) -> list[Linked]:
    """Describe what the front page shows: the dataset, figures, checks; addresses are absolute. Raises ProblemError.

    The sources are another page, which is where the dataset leads: they would be most of this one.
    """
    dataset = await find_dataset(request, revision)
    shown = [await _linked(request, path, revision) for path in _paths(front)]
    return [absolute(each, origin) for each in ({**dataset, "isBasedOn": "/sources"}, *shown)]


def absolute(thing: Any, origin: str) -> Any:  # noqa: ANN401  any JSON
    """Let the addresses of ours in a thing, which begin at the root, begin with an origin."""
    if isinstance(thing, list):
        return [absolute(each, origin) for each in thing]
    if not isinstance(thing, dict):
        return thing
    return {
        name: origin + value
        if name in ADDRESSES and isinstance(value, str) and value.startswith("/")
        else absolute(value, origin)
        for name, value in thing.items()
    }


def _paths(front: Front) -> Iterator[str]:
    """Say where the figures and the checks are that the front page shows, each once.

    A claim that could not be checked has no rating, and a review without one is none to search engines.
    """
    lead, told = front.lead.answer["entries"] if front.lead else [], front.told.figures if front.told else ()
    checks = front.checks.answer["items"] if front.checks else []
    facts = dict.fromkeys([*(each["fact"]["id"] for each in lead), *(each.fact for each in told)])
    yield from (f"/v1/facts/{fact}" for fact in facts)
    yield from (f"/v1/checks/{each['claim']}" for each in checks if each["result"] != "uncheckable")


async def _linked(request: Request, path: str, revision: int) -> Linked:
    return await ask(request, address(path, [("format", "jsonld"), ("revision", str(revision))]))
