"""Sources as a page lists them: articles first, then what the companies publish themselves, by company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request

from app.api.asking import ask
from app.api.pages.printing import in_print, long_day
from app.api.pages.selection import address
from app.api.pages.shown import titled
from app.api.paging import LARGEST_LIMIT
from app.domain.catalogue import SourceKind
from app.domain.citation import web_address

KINDS: dict[str, tuple[SourceKind, ...]] = {
    "Articles": ("news", "commentary"),
    "Releases of the companies": ("release",),
    "Filings": ("filing",),
}
"""What a list of sources of some kinds is called, in the order in which they stand."""
BY_COMPANY = ("Filings",)
"""Lists that are long enough to be parted by who published what."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A source: its title, in brackets where that is ours, where to read it, and what else is known of it."""

    slug: str
    title: str
    url: str | None
    about: str
    facts: int


@dataclass(frozen=True, slots=True)
class Cabinet:
    """Sources of some kinds, by the heading that each part of them has; one without a heading is all there is."""

    name: str
    parts: dict[str, list[Cited]]


async def find_sources(request: Request, revision: int) -> list[dict[str, Any]]:
    """List the sources of a revision, as many as one answer holds, as the API has them. Raises ProblemError."""
    asked = address("/v1/sources", [("limit", str(LARGEST_LIMIT)), ("revision", str(revision))])
    every: list[dict[str, Any]] = (await ask(request, asked))["items"]
    return every


def sorted_by_kind(every: Sequence[dict[str, Any]]) -> list[Cabinet]:
    """Sort sources into lists by kind."""
    cabinets = [
        Cabinet(name, _parted(name, [each for each in every if each["kind"] in kinds])) for name, kinds in KINDS.items()
    ]
    return [each for each in cabinets if each.parts]


def _parted(name: str, sources: Sequence[dict[str, Any]]) -> dict[str, list[Cited]]:
    """Part the sources of a list: the newest first, but of articles those first that most facts come from."""
    ordered = sorted(sources, key=lambda each: each["published"] or "", reverse=True)
    if name == "Articles":
        ordered.sort(key=lambda each: each["facts"], reverse=True)
    parts: dict[str, list[Cited]] = {}
    for each in ordered:
        parts.setdefault((each["publisher"] or "") if name in BY_COMPANY else "", []).append(_cited(each))
    return dict(sorted(parts.items()))


def _cited(source: dict[str, Any]) -> Cited:
    """Cite a source; an address that is none of the web is left out."""
    published = source["published"]
    day = long_day(date.fromisoformat(published)) if published else "undated"
    about = [source["publisher"] or "publisher not known", source["form"], day]
    return Cited(
        source["slug"],
        titled(source),
        web_address(source["url"]),
        in_print(", ".join(each for each in about if each)),
        source["facts"],
    )
