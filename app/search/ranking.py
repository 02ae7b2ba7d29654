"""Ranking: in which order what is found stands, the same whichever database found it."""

from collections.abc import Iterable, Sequence

from app.domain.catalogue import Fact
from app.search.document import Document, Kind
from app.search.matching import Hit, find_hit
from app.search.reading import Reading
from app.search.words import Word

KINDS: tuple[Kind, ...] = ("company", "metric", "segment", "initiative", "statement")
"""Of hits with one score, those of the earlier kind stand first."""


FAITHFUL = 0.25
"""Hits of a lesser score share too little with a query to be shown, unless their whole name stands in it."""


BESIDE, UNASKED = 0.9, 0.5
"""What a fact about a part that nobody asked for is worth, or with another figure than was asked for; and one of whose
metric or figure nothing is said."""


def rank(words: Sequence[Word], query: str, documents: Iterable[Document]) -> list[Hit]:
    """List the documents that a query finds: by score, then by words in one name, then by kind and slug."""
    hits = [hit for document in documents if (hit := find_hit(words, query, document))]
    return sorted(hits, key=lambda hit: (-hit.score, -hit.longest, KINDS.index(hit.document.kind), hit.document.slug))


def at_most(hits: Iterable[Hit], limit: int, kinds: Sequence[str]) -> list[Hit]:
    """Keep the first `limit` hits of each of some kinds, in their order, but those that are worth showing only."""
    counts = dict.fromkeys(kinds, 0)
    kept = []
    for hit in hits:
        kind = hit.document.kind
        if (hit.score >= FAITHFUL or hit.whole == 1) and counts.get(kind, limit) < limit:
            counts[kind] += 1
            kept.append(hit)
    return kept


def rank_facts(facts: Iterable[Fact], reading: Reading) -> list[tuple[float, Fact]]:
    """List facts that a query speaks of, each with its score.

    Those with the very figure that it names go first, then those of whole companies, then what was, then the newest.
    The scores are less where the query names neither a metric nor a figure, another figure than a fact has, or no part
    that a fact is about.
    """
    likely = reading.score if reading.figure or "metric" in reading.named else reading.score * UNASKED

    def place(fact: Fact) -> tuple[bool, bool, bool, int, str]:
        newest_first = -fact.period.end.toordinal() if fact.period.end else 0
        return _is_near(fact, reading), _is_aside(fact, reading), fact.nature != "actual", newest_first, fact.id

    return [
        (round(likely * BESIDE ** (_is_near(fact, reading) + _is_aside(fact, reading)), 4), fact)
        for fact in sorted(facts, key=place)
    ]


def _is_near(fact: Fact, reading: Reading) -> bool:
    """Whether the figure that a query names is not the fact's own: it only lies within its ends."""
    asked = reading.figure
    return asked is not None and (asked[0].low, asked[0].high) != (fact.quantity.low, fact.quantity.high)


def _is_aside(fact: Fact, reading: Reading) -> bool:
    """Whether a fact is about a part of a company, or an initiative, that the query does not name."""
    asked = reading.named.keys()
    return bool((fact.segment and "segment" not in asked) or (fact.initiative and "initiative" not in asked))
