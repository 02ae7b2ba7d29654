"""Ranking: in which order what is found stands, the same whichever database found it."""

from collections.abc import Iterable, Sequence

from app.search.document import Document, Kind
from app.search.matching import Hit, find_hit
from app.search.words import Word

KINDS: tuple[Kind, ...] = ("company", "metric", "segment", "initiative", "statement")
"""Of hits with one score, those of the earlier kind stand first."""


FAITHFUL = 0.25
"""Hits of a lesser score share too little with a query to be shown."""


def rank(words: Sequence[Word], query: str, documents: Iterable[Document]) -> list[Hit]:
    """List the documents that a query finds: by score, then by kind and slug."""
    hits = [hit for document in documents if (hit := find_hit(words, query, document))]
    return sorted(hits, key=lambda hit: (-hit.score, KINDS.index(hit.document.kind), hit.document.slug))


def at_most(hits: Iterable[Hit], limit: int, kinds: Sequence[str]) -> list[Hit]:
    """Keep the first `limit` hits of each of some kinds, in their order, but those that are worth showing only."""
    counts = dict.fromkeys(kinds, 0)
    kept = []
    for hit in hits:
        kind = hit.document.kind
        if hit.score >= FAITHFUL and counts.get(kind, limit) < limit:
            counts[kind] += 1
            kept.append(hit)
    return kept
