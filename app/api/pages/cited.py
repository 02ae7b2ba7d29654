"""Sources as a page lists them: by kind, the newest first."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request

from app.api.pages.asking import ask
from app.api.pages.selection import address
from app.api.paging import LARGEST_LIMIT
from app.domain.catalogue import SourceKind

KINDS: dict[SourceKind, str] = {
    "news": "News",
    "commentary": "Commentary",
    "release": "Releases of the companies",
    "filing": "Filings",
}
"""What a list of sources of a kind is called, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A source: its title, in brackets where that is ours, where to read it, and what else is known of it."""

    slug: str
    title: str
    url: str | None
    about: str
    facts: int


async def find_cited(request: Request, revision: int) -> dict[str, list[Cited]]:
    """List the sources of a revision by kind, as many as one answer holds. Raises ProblemError."""
    asked = address("/v1/sources", [("limit", str(LARGEST_LIMIT)), ("revision", str(revision))])
    every = sorted((await ask(request, asked))["items"], key=lambda each: each["published"] or "", reverse=True)
    by_kind = {name: [_cited(each) for each in every if each["kind"] == kind] for kind, name in KINDS.items()}
    return {name: found for name, found in by_kind.items() if found}


def _cited(source: dict[str, Any]) -> Cited:
    """Cite a source; an address that is none of the web is left out."""
    about = [source["publisher"] or "publisher not known", source["form"], source["published"] or "undated"]
    url = source["url"] or ""
    return Cited(
        source["slug"],
        f"[{source['title']}]" if source["title_is_ours"] else source["title"],
        url if url.startswith(("https://", "http://")) else None,
        ", ".join(each for each in about if each),
        source["facts"],
    )
