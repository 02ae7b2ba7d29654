"""Documents: what can be found, by which of its names and texts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from app.domain.catalogue import Company, Initiative, Metric, Segment, Statement
from app.domain.naming import spaced
from app.search.words import Run, Word, grams, runs_of, split, telling

Kind = Literal["company", "metric", "segment", "initiative", "statement"]


@dataclass(frozen=True)
class Text:
    """A name or a text of something, under the name of the field that holds it."""

    field: str
    text: str

    @cached_property
    def words(self) -> Sequence[Word]:
        """Its words that say something."""
        return telling(split(self.text))

    @cached_property
    def runs(self) -> list[Run]:
        """Its words, and each two neighbours as one."""
        return runs_of(self.words)

    @cached_property
    def by_word(self) -> dict[str, Run]:
        """Where each of them stands first, single words before two."""
        return {run.folded: run for run in reversed(self.runs)}

    @cached_property
    def by_stem(self) -> dict[str, Run]:
        """Where a word of each stem stands first."""
        return {run.stem: run for run in reversed(self.runs)}


@dataclass(frozen=True)
class Document:
    """Something that can be found: by a mistyped name too, by a text only where its words are spelt right.

    `slug` is that of a noun, or a statement's id; `company` the one that it is of, None of companies and metrics;
    `source` that of a statement.
    """

    kind: Kind
    slug: str
    title: str
    names: tuple[Text, ...]
    texts: tuple[Text, ...] = ()
    company: str | None = None
    source: str | None = None

    @cached_property
    def terms(self) -> frozenset[str]:
        """All by which a database finds it: stems, neighbours written as one, and the pieces of its names."""
        stems = {run.stem for text in self.texts for run in text.runs}
        return frozenset(stems.union(*(terms_of(name.runs) for name in self.names)))


def terms_of(runs: Iterable[Run]) -> frozenset[str]:
    """All terms of a name or a query: what a query may find has one of its terms at least."""
    return frozenset(term for run in runs for term in (run.folded, run.stem, *grams(run.folded)))


def _of_company(company: Company) -> Document:
    names = (Text("name", company.name), *(Text("names", name) for name in company.names))
    return Document("company", company.slug, company.name, names)


def _of_metric(metric: Metric) -> Document:
    names = (Text("name", metric.name), Text("slug", metric.slug), *_calls(metric))
    return Document("metric", metric.slug, metric.name, names, (Text("definition", metric.definition),))


def _of_segment(segment: Segment) -> Document:
    own = (Text("name", segment.name), Text("slug", segment.slug), Text("line", spaced(segment.line)))
    return Document("segment", segment.slug, segment.name, (*own, *_calls(segment)), (), segment.company)


def _calls(noun: Metric | Segment) -> Iterable[Text]:
    return (Text("also_called", each) for each in noun.also_called)


def _of_initiative(initiative: Initiative) -> Document:
    names = (Text("name", initiative.name), Text("slug", initiative.slug))
    partners = (Text("partners", partner) for partner in initiative.partners)
    texts = (Text("summary", initiative.summary), Text("company", initiative.company), *partners)
    return Document("initiative", initiative.slug, initiative.name, names, texts, initiative.company)


def _of_statement(statement: Statement) -> Document:
    about = (Text("companies", company) for company in statement.companies)
    texts = (Text("text", statement.text), Text("stance", statement.stance), *about)
    return Document("statement", statement.id, statement.text, (), texts, source=statement.source)


DOCUMENTS: dict[str, Callable[[Any], Document]] = {
    "companies": _of_company,
    "metrics": _of_metric,
    "segments": _of_segment,
    "initiatives": _of_initiative,
    "statements": _of_statement,
}
"""Each collection whose members are documents, and how these are made."""

COLLECTIONS: dict[Kind, str] = {
    "company": "companies",
    "metric": "metrics",
    "segment": "segments",
    "initiative": "initiatives",
    "statement": "statements",
}
"""The collection of each kind of document."""
