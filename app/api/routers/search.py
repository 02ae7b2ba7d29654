"""Search: what a few words find, and which company, metric or segment a name stands for."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import hold
from app.api.problems import ProblemError
from app.api.queries import Asked, DatasetQuery
from app.api.responses.citing import cited_sources
from app.api.responses.search import (
    FoundType,
    NameType,
    ResolveResponse,
    SearchResponse,
    found_fact,
    named_object,
    reading_object,
)
from app.api.routing import StoreRoute, as_json
from app.api.telling import tell
from app.domain.catalogue import Fact, Source
from app.domain.material import Material
from app.search.document import terms_of
from app.search.matching import Hit
from app.search.ranking import KINDS, at_most, rank, rank_facts
from app.search.reading import Reading, read
from app.search.words import Word, runs_of, split, told
from app.store.citations import find_cited
from app.store.documents import find_documents
from app.store.facts import MOST_IDS, FactFilter, Order, find_facts_named, find_ids_between, find_sources_of
from app.store.pages import find_places
from app.store.snapshot import Snapshot

router = APIRouter(prefix="/v1", tags=["search"], route_class=StoreRoute)

LONGEST_QUERY = 200
LARGEST_LIMIT = 50
MOST_TYPES = 6

NEAR_ENOUGH = 0.5
"""The score from which on a name is taken to stand for something."""

SAYS_SOMETHING = {"pattern": "[A-Za-z0-9]"}
"""For the document: a query has a word, of whatever script; this says so of the most usual one."""

NAMES: tuple[NameType, ...] = ("company", "metric", "segment")
FOUND: tuple[FoundType, ...] = (*KINDS, "fact")

QueryText = Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY, json_schema_extra=SAYS_SOMETHING)]


class SearchQuery(DatasetQuery):
    """What is looked for."""

    q: Annotated[QueryText, Field(description="A few words: names, periods, figures; names may be mistyped.")]
    type: Annotated[
        tuple[FoundType, ...], Field(max_length=MOST_TYPES, description="Find these only; may be repeated.")
    ] = ()
    limit: Annotated[int, Field(ge=1, le=LARGEST_LIMIT, description="How many of each type, at most.")] = 5


class ResolveQuery(DatasetQuery):
    """What is to be resolved."""

    q: Annotated[QueryText, Field(description="A name, a ticker, a CIK; it may be mistyped.")]
    type: Annotated[
        tuple[NameType, ...], Field(max_length=MOST_TYPES, description="It is one of these; may be repeated.")
    ] = ()
    limit: Annotated[int, Field(ge=0, le=LARGEST_LIMIT, description="How many alternatives, at most.")] = 5


@router.get("/search", operation_id="search", response_model=SearchResponse)
async def search(request: Request, response: Response, query: Asked[SearchQuery]) -> Response:
    """Find companies, metrics, segments, initiatives, statements and facts by a few words.

    Names are found where they are mistyped or only begun, texts by any form of their words. Facts are found by what the
    query names of them, `amazon cloud revenue 2025`, two parts at least or a segment; or by their figure, `$716.9
    billion`.
    """
    snapshot = hold(request, response, query)
    words, hits = _find(snapshot, query.q)
    reading = read(query.q, words, hits)
    types = query.type or FOUND
    facts = _find_facts(snapshot, reading) if "fact" in types else []
    if reading.figure and not facts:
        reading = read(query.q, words, hits, figures=False)
        facts = _find_facts(snapshot, reading) if "fact" in types else []
    facts = facts[: query.limit]
    items: list[dict[str, Any]] = [
        *({**named_object(hit), "fact": None} for hit in at_most(hits, query.limit, types)),
        *(found_fact(fact, tell(snapshot, fact).sentence, score, reading) for score, fact in facts),
    ]
    items.sort(key=_place)
    answer = {
        "q": query.q,
        "items": items,
        "reading": reading_object(reading),
        "sources": cited_sources(_sources_of(snapshot, [fact for _, fact in facts])),
        "dataset": {"revision": snapshot.revision},
    }
    return as_json(answer, response)


@router.get("/resolve", operation_id="resolve", response_model=ResolveResponse)
async def resolve(request: Request, response: Response, query: Asked[ResolveQuery]) -> Response:
    """Say which company, metric or segment a name stands for, how surely, and which others it may."""
    snapshot = hold(request, response, query)
    _, hits = _find(snapshot, query.q)
    found = at_most(hits, query.limit + 1, query.type or NAMES)
    match = found[0] if found and found[0].score >= NEAR_ENOUGH else None
    others = found[1:] if match else found
    answer = {
        "q": query.q,
        "match": named_object(match) if match else None,
        "alternatives": [named_object(hit) for hit in others[: query.limit]],
        "dataset": {"revision": snapshot.revision},
    }
    return as_json(answer, response)


def _place(item: dict[str, Any]) -> tuple[float, bool]:
    return -item["score"], item["type"] == "fact"


def _find(snapshot: Snapshot, query: str) -> tuple[Sequence[Word], list[Hit]]:
    """Find what a query may mean, ranked. Raises ProblemError where it has no word."""
    words = told(split(query))
    if not words:
        detail = "q has no word to look for: it needs a letter or a digit"
        raise ProblemError("invalid-value", detail, {"parameter": "q"})
    return words, rank(words, query, find_documents(snapshot, terms_of(runs_of(words))))


def _find_facts(snapshot: Snapshot, reading: Reading) -> list[tuple[float, Fact]]:
    """Find the newest facts that a query speaks of, MOST_IDS at most, ranked."""
    if not reading.finds_facts:
        return []
    wanted = FactFilter(
        companies=reading.slugs("company"),
        metrics=reading.slugs("metric"),
        segments=reading.slugs("segment"),
        initiatives=reading.slugs("initiative"),
        periods=[label for label, _ in reading.periods],
    )
    if reading.ends:
        ids = find_ids_between(snapshot, wanted, reading.ends, reading.unit)
    else:
        newest_first = Order("period", descending=True)
        ids = [str(place.key[1]) for place in find_places(snapshot, wanted, newest_first, after=None, limit=MOST_IDS)]
    return rank_facts(find_facts_named(snapshot, ids), reading)


def _sources_of(snapshot: Snapshot, facts: list[Fact]) -> list[Source]:
    """List the sources of facts, and of what they were derived from."""
    known = Material(tuple(facts), find_sources_of(snapshot, facts))
    return find_cited(snapshot, [fact.id for fact in facts], known)
