"""What a search finds, and what a name stands for."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from app.api.responses.citing import Sources
from app.api.responses.facts import FactResponse, fact_object
from app.api.responses.shape import FromRevision, Number, Response, described, plain_number
from app.domain.catalogue import Fact
from app.domain.quantity import Quantity, Unit
from app.search.document import COLLECTIONS, Document
from app.search.matching import Hit, How, Match
from app.search.reading import Part, Reading

NameType = Literal["company", "metric", "segment"]
FoundType = Literal["company", "metric", "segment", "initiative", "statement", "fact"]

Score = Annotated[float, described("From 0 to 1, where 1 is all that was asked for and no more.", ge=0, le=1)]


class MatchResponse(Response):
    """Words of the query, and the part of a field that they were taken for."""

    query: Annotated[str, described("As the query spells them.")]
    field: Annotated[str, described("The field that holds it; of a fact: what of it is meant.")]
    text: Annotated[str, described("All of the field, or of the name that is meant.")]
    start: Annotated[int, described("Where in `text` the part begins, in characters from 0.")]
    end: Annotated[int, described("Where it ends: the character behind its last.")]
    how: Annotated[How, described("stem: another form of the word; prefix: only begun; typo: mistyped.")]


class NamedResponse(Response):
    """Something that bears a name."""

    type: Annotated[NameType, described("What it is.")]
    id: Annotated[str, described("Its slug.")]
    title: Annotated[str, described("What it is called.")]
    score: Score
    matched: Annotated[list[MatchResponse], described("What of it the query spells, each part once.")]
    links: Annotated[dict[str, str], described("Where to read on, by what is there.")]


class FoundResponse(NamedResponse):
    """Something that a search finds."""

    type: Annotated[FoundType, described("What it is.")]  # type: ignore[assignment]
    id: Annotated[str, described("Its slug; of a statement or a fact its id.")]
    title: Annotated[
        str, described("What it is called; of a statement its text, of a fact what it says in a sentence.")
    ]
    fact: Annotated[FactResponse | None, described("Of a fact: all of it; else null.")]


class FigureReadResponse(Response):
    """A figure in a query, as the reader of figures understands it."""

    printed: Annotated[str, described("As the query spells it.")]
    low: Annotated[Number | None, described("The least that it allows; null is open.")]
    high: Annotated[Number | None, described("The most that it allows; null is open.")]
    unit: Annotated[Unit, described("Its unit; count where it names none.")]


class ReadingResponse(Response):
    """What a query was understood to say of facts: what it names, when, and which figure."""

    companies: Annotated[list[str], described("Slugs of companies.")]
    metrics: Annotated[list[str], described("Slugs of metrics.")]
    segments: Annotated[list[str], described("Slugs of segments.")]
    initiatives: Annotated[list[str], described("Slugs of initiatives.")]
    periods: Annotated[list[str], described("Labels of periods; a year is taken for the fiscal one.")]
    figure: Annotated[FigureReadResponse | None, described("Its figure; null without one.")]
    unread: Annotated[list[str], described("Words of which nothing was made, as the query spells them.")]


class SearchResponse(Response):
    """What a search finds, the best first."""

    q: Annotated[str, described("What was looked for.")]
    items: Annotated[
        list[FoundResponse], described("By score, then by type in the order of the types, then the newest or by id.")
    ]
    reading: Annotated[ReadingResponse, described("What facts were looked for by.")]
    sources: Sources
    dataset: FromRevision


class ResolveResponse(Response):
    """The company, metric or segment that a name stands for."""

    q: Annotated[str, described("What was to be resolved.")]
    match: Annotated[NamedResponse | None, described("The best; null where none is near enough.")]
    alternatives: Annotated[list[NamedResponse], described("The others, the best first.")]
    dataset: FromRevision


def named_object(hit: Hit) -> dict[str, object]:
    """Return a hit as NamedResponse shapes it."""
    document = hit.document
    return {
        "type": document.kind,
        "id": document.slug,
        "title": document.title,
        "score": hit.score,
        "matched": _matched(hit.matches.values()),
        "links": _links(document),
    }


def found_fact(fact: Fact, sentence: str, score: float, reading: Reading) -> dict[str, object]:
    """Return a fact that a search finds as FoundResponse shapes it."""
    parts = [("period", fact.period.label, part) for label, part in reading.periods if label == fact.period.label]
    if reading.figure:
        parts.append(("printed", fact.printed, reading.figure[1]))
    return {
        "type": "fact",
        "id": fact.id,
        "title": sentence,
        "score": score,
        "matched": [*_matched(reading.matches_of(fact)), *(_whole(*part) for part in parts)],
        "links": {
            "self": f"/v1/facts/{fact.id}",
            "company": f"/v1/companies/{fact.company}",
            "metric": f"/v1/metrics/{fact.metric}",
            "source": f"/v1/sources/{fact.source}",
        },
        "fact": fact_object(fact),
    }


def reading_object(reading: Reading) -> dict[str, object]:
    """Return what a query says as ReadingResponse shapes it."""
    return {
        **{COLLECTIONS[kind]: reading.slugs(kind) for kind in ("company", "metric", "segment", "initiative")},
        "periods": [label for label, _ in reading.periods],
        "figure": _figure(*reading.figure) if reading.figure else None,
        "unread": reading.unread,
    }


def _figure(quantity: Quantity, part: Part) -> Mapping[str, object]:
    low, high = plain_number(quantity.low), plain_number(quantity.high)
    return {"printed": part.text, "low": low, "high": high, "unit": quantity.unit}


def _matched(matches: Iterable[Match]) -> list[dict[str, object]]:
    """List matches, once each: two words of a query may have been taken for one."""
    names = MatchResponse.model_fields
    return [{name: getattr(match, name) for name in names} for match in dict.fromkeys(matches)]


def _whole(field: str, text: str, part: Part) -> dict[str, object]:
    return {"query": part.text, "field": field, "text": text, "start": 0, "end": len(text), "how": "exact"}


def _links(document: Document) -> dict[str, str]:
    if document.kind == "statement":
        return {"statements": f"/v1/statements?source={document.source}", "source": f"/v1/sources/{document.source}"}
    links = {
        "self": f"/v1/{COLLECTIONS[document.kind]}/{document.slug}",
        "facts": f"/v1/facts?{document.kind}={document.slug}",
    }
    return {**links, "company": f"/v1/companies/{document.company}"} if document.company else links
