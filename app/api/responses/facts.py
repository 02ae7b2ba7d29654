"""Facts, and the periods and quantities in them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import create_model
from pydantic_core import to_json

from app.api.responses.citing import (
    CitationResponse,
    Names,
    Sources,
    citation_object,
    cited_sources,
    names_of,
)
from app.api.responses.shape import Number, Page, Response, described, of_quantity, plain_number
from app.domain.catalogue import Attribution, Basis, Company, Fact, FactKind, FactNature, Source
from app.domain.citation import Citation
from app.domain.derivation import Derivation, DerivationOperation
from app.domain.period import PeriodKind
from app.domain.quantity import Hedge, Unit
from app.store.lines import Spelling


class PeriodResponse(Response):
    """A stretch of time, or a moment (`kind` instant: an `end` only)."""

    label: Annotated[str, described("As the company names it: FY2025, FY2026-Q4, or unspecified.")]
    kind: Annotated[PeriodKind, described("What sort of period it is.")]
    start: Annotated[date | None, described("Its first day; null of a moment, and where it is not known.")]
    end: Annotated[date | None, described("Its last day; null where it is not known.")]
    inferred: Annotated[bool, described("Whether we placed it, for the source does not; then `note` says from what.")]
    note: Annotated[str | None, described("From what it is inferred; null where the source states it.")]


class DerivationResponse(Response):
    """How a number was computed."""

    operation: Annotated[DerivationOperation, described("What was done; `stated` is the figure itself.")]
    formula: Annotated[str, described("a, b, c… stand for `inputs`, in order; counts say in words what they count.")]
    inputs: Annotated[list[str], described("Ids of facts.")]


class FactResponse(Response):
    """One figure that a source states about a company and a metric for a period, or that follows from such figures."""

    id: Annotated[str, described("Derived from what the fact says: the same in every database.")]
    company: Annotated[str, described("Slug of the company.")]
    metric: Annotated[str, described("Slug of the metric.")]
    segment: Annotated[str | None, described("Slug of the segment; null for the whole company.")]
    initiative: Annotated[
        str | None, described("Slug of the initiative that it is about; null where it is about none.")
    ]
    source: Annotated[str, described("Slug of the source that states it.")]
    paragraph: Annotated[int | None, described("Counted over the source's non-empty lines, from 1.")]
    printed: Annotated[
        str, described("The figure as the source prints it, hedge included; of a derived fact those it came from.")
    ]
    value: Annotated[
        Number | None,
        of_quantity("value", "Null where the source gives no central figure."),
    ]
    low: Annotated[
        Number | None,
        of_quantity("low", "The least that the figure allows; null is open."),
    ]
    high: Annotated[
        Number | None,
        of_quantity("high", "The most that the figure allows; null is open."),
    ]
    unit: Annotated[Unit, of_quantity("unit", "Fractions run from 0 to 1.")]
    hedges: Annotated[list[Hedge], of_quantity("hedges", "How the source hedges.")]
    kind: Annotated[FactKind, described("Stated by the source, or derived from what sources state.")]
    nature: Annotated[FactNature, described("Whether it has happened, is planned or is expected.")]
    attribution: Annotated[Attribution | None, described("Whose word the source gives it as, if not its own.")]
    basis: Annotated[Basis, described("Restated: a later source gives another figure for the same period.")]
    reported_as: Annotated[str | None, described("What the source calls it, where that matters: net sales.")]
    period: Annotated[PeriodResponse, described("When it holds.")]
    derivation: Annotated[DerivationResponse | None, described("Of a derived fact; else null.")]
    note: Annotated[str | None, described("What a reader should know of the figure; null where there is nothing.")]


class OneFactResponse(FactResponse):
    """A fact with what a page needs to show it."""

    sentence: Annotated[str, described("What the fact says, in a sentence.")]
    names: Names
    sources: Sources
    citation: Annotated[CitationResponse, described("How to cite it.")]


class UndatedResponse(Response):
    """A source that an answer as of a day leaves out."""

    source: Annotated[str, described("Slug of the source.")]
    code: Annotated[Literal["undated-source"], described("Nobody knows when it was published.")]
    facts: Annotated[int, described("How many of its facts are left out.")]


Undated = Annotated[
    list[UndatedResponse],
    described("With `as_of`: sources left out, for their day is not known.", default_factory=list),
]


class FactPage(Page[FactResponse]):
    """A page of facts."""

    missing: Undated


FACT_FIELDS = tuple(FactResponse.model_fields)
"""What `fields` may name."""


def fact_object(fact: Fact) -> dict[str, object]:
    """Return a fact as FactResponse shapes it, ready to be written as JSON: at a tenth of what validation costs."""
    quantity, period = fact.quantity, fact.period
    return {
        "id": fact.id,
        "company": fact.company,
        "metric": fact.metric,
        "segment": fact.segment,
        "initiative": fact.initiative,
        "source": fact.source,
        "paragraph": fact.paragraph,
        "printed": fact.printed,
        "value": plain_number(quantity.value),
        "low": plain_number(quantity.low),
        "high": plain_number(quantity.high),
        "unit": quantity.unit,
        "hedges": quantity.hedges,
        "kind": fact.kind,
        "nature": fact.nature,
        "attribution": fact.attribution,
        "basis": fact.basis,
        "reported_as": fact.reported_as,
        "period": {
            "label": period.label,
            "kind": period.kind,
            "start": period.start,
            "end": period.end,
            "inferred": period.inferred,
            "note": period.note,
        },
        "derivation": None if fact.derivation is None else derivation_object(fact.derivation),
        "note": fact.note,
    }


def one_fact_object(
    fact: Fact, company: Company, sentence: str, sources: Sequence[Source], citation: Citation
) -> dict[str, object]:
    """Return a fact as OneFactResponse shapes it, ready to be written as JSON."""
    return {
        **fact_object(fact),
        "sentence": sentence,
        "names": names_of([company]),
        "sources": cited_sources(sources),
        "citation": citation_object(citation),
    }


def derivation_object(derivation: Derivation) -> dict[str, object]:
    """Return a derivation as DerivationResponse shapes it."""
    return {"operation": derivation.operation, "formula": derivation.formula, "inputs": derivation.inputs}


SPELT = {
    "id": '"{id}"',
    "company": '"{company}"',
    "metric": '"{metric}"',
    "segment": "{segment!n}",
    "initiative": "{initiative!n}",
    "source": '"{source}"',
    "paragraph": "{paragraph!n}",
    "printed": "{printed!j}",
    "value": "{value!n}",
    "low": "{low!n}",
    "high": "{high!n}",
    "unit": '"{unit}"',
    "hedges": "[{hedges!l}]",
    "kind": '"{kind}"',
    "nature": '"{nature}"',
    "attribution": "{attribution!n}",
    "basis": '"{basis}"',
    "reported_as": "{reported_as!j}",
    "period": '{{"label":"{period_label}","kind":"{period_kind}","start":{period_start!n},"end":{period_end!n},'
    '"inferred":{period_inferred},"note":{period_note!j}}}',
    "derivation": "{derivation!j}",
    "note": "{note!j}",
}
"""How the database spells each field of a fact, byte for byte as FactResponse does; see `Spelling`."""


MOST_SPELLINGS = 64
"""How many choices of fields are remembered: a client may make a million of them."""


@lru_cache(MOST_SPELLINGS)
def spelling_of_facts(fields: frozenset[str] = frozenset(FACT_FIELDS)) -> Spelling:
    """Return how facts are spelt as JSON objects with some of their fields."""
    template = ",".join(f'"{name}":{SPELT[name]}' for name in FACT_FIELDS if name in fields)

    def spell(fact: Fact) -> str:
        return FactResponse.model_validate(fact).model_dump_json(include=set(fields))

    return Spelling(f"{{{{{template}}}}}", spell, id_of=lambda line: line.split('"', 4)[3])


def page_of_lines(lines: Sequence[str], cursor: str | None, undated: Sequence[dict[str, object]] | None) -> bytes:
    """Spell a page of facts that are spelt already, as FactPage and PartialFactPage do."""
    rest = to_json({"next": cursor} if undated is None else {"next": cursor, "missing": undated})
    return b'{"items":[' + ",".join(lines).encode() + b"]," + rest[1:]


_optional: dict[str, Any] = {
    name: (field.annotation, described(field.description or "", default=None))
    for name, field in FactResponse.model_fields.items()
}
PartialFactResponse = create_model(
    "PartialFactResponse", __doc__="A fact with the fields that were asked for; the id is always there.", **_optional
)


class PartialFactPage(Page[PartialFactResponse]):
    """A page of facts that have only the fields asked for."""

    missing: Undated
