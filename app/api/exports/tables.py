"""Tables: the CSV files that the dataset consists of, one a noun, with their columns."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, get_args

from app.api.exports.cells import Column, headed, line
from app.domain import catalogue
from app.domain.derivation import DerivationOperation
from app.domain.figure import MetricKind
from app.domain.period import PeriodKind
from app.domain.quantity import Unit
from app.store.snapshot import Snapshot
from app.store.vocabulary import (
    Slice,
    find_claims,
    find_companies,
    find_initiatives,
    find_metrics,
    find_segments,
    find_sources,
    find_statements,
)

Opening = Callable[[], AbstractContextManager[Snapshot]]
"""Opens the revision that is exported; called for each batch, so that a slow client keeps no connection."""

BATCH = 1000
"""Members that are read at once."""

EVIDENCE = "Where it is said: sources, each with # and a paragraph, or alone where all of it is meant."
PARAGRAPHS = "Where the source says it, counted over its non-empty lines, from 1."
OURS = "In our words."
ALSO_CALLED = Column("also_called", "names", "Words by which people look for it too, with commas between.")


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: what its lines are, its columns, of which the first names a line, and the read that fills it."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    find: Callable[[Snapshot, Slice], list[Any]] = lambda *_: []

    @property
    def key(self) -> str:
        """The column that names a line; lines stand in its order."""
        return self.columns[0].name


def _name(meaning: str) -> Column:
    return Column("slug", "word", meaning, required=True)


def _word(name: str, meaning: str, kinds: Any = None, **more: Any) -> Column:  # noqa: ANN401  a Literal, and any field
    return Column(name, "word", meaning, among=get_args(kinds), **more)


def _link(name: str, refers_to: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "word", meaning, refers_to=refers_to, required=required)


def _quantity(*, required: bool) -> tuple[Column, ...]:
    return (
        Column(
            "value", "number", "The figure in `unit`; null where the source gives no central figure.", "quantity.value"
        ),
        Column("low", "number", "The least that the figure allows, in `unit`; null is open.", "quantity.low"),
        Column("high", "number", "The most that the figure allows, in `unit`; null is open.", "quantity.high"),
        _word(
            "unit",
            "What value, low and high count; `units` explains each.",
            Unit,
            of="quantity.unit",
            required=required,
        ),
        Column("hedges", "words", "How the source hedges; a derived fact has none of its own.", "quantity.hedges"),
    )


def _period(*, required: bool) -> tuple[Column, ...]:
    return (
        _word(
            "period",
            "As its company names it: FY2025, FY2026-Q4, or unspecified.",
            of="period.label",
            required=required,
        ),
        _word("period_kind", "How long it is.", PeriodKind, of="period.kind", required=required),
        Column("period_start", "date", "Its first day.", "period.start"),
        Column("period_end", "date", "Its last day, or the moment that it is.", "period.end"),
        Column(
            "period_inferred",
            "boolean",
            "Whether we placed it, for the source does not.",
            "period.inferred",
            required=required,
        ),
        Column("period_note", "text", "What the period is known or inferred from.", "period.note"),
    )


FACTS = Table(
    "facts",
    "Figures that sources state about a company, a metric and a period, or that follow from such figures.",
    (
        Column("id", "word", "Derived from what the fact says: the same in every database.", required=True),
        _link("company", "companies", "Whom the figure is about.", required=True),
        _link("metric", "metrics", "What it measures.", required=True),
        _link("segment", "segments", "The part of the company that it is about; null is all of it."),
        _link("initiative", "initiatives", "The initiative that it is about."),
        _link("source", "sources", "Who states it.", required=True),
        Column("paragraph", "integer", PARAGRAPHS),
        Column("printed", "text", "The figure as the source prints it, hedge included.", required=True),
        *_quantity(required=True),
        _word(
            "kind",
            "Whether the source states it, or it follows from what is stated.",
            catalogue.FactKind,
            required=True,
        ),
        _word("nature", "What happened, is planned, or is expected.", catalogue.FactNature, required=True),
        _word("attribution", "Whose word the source gives it as, if not its own.", catalogue.Attribution),
        _word("basis", "Restated: another figure for the same period came first.", catalogue.Basis, required=True),
        Column("reported_as", "text", "What the source calls it, where that matters."),
        *_period(required=True),
        _word(
            "derivation_operation", "How a derived fact was computed.", DerivationOperation, of="derivation.operation"
        ),
        Column("derivation_formula", "text", "Its formula: a, b, c stand for the inputs.", "derivation.formula"),
        Column("derivation_inputs", "words", "The ids of the facts that it follows from.", "derivation.inputs"),
        Column("note", "text", "What a reader should know."),
    ),
)

OTHERS = (
    Table(
        "companies",
        "Who the rivalry is between, and who they work with.",
        (
            _name("Names the company."),
            Column("name", "text", "What it is called.", required=True),
            Column("ticker", "text", "Its symbol on `exchange`."),
            Column("exchange", "text", "Where its shares are traded."),
            Column("country", "text", "The country of that exchange."),
            Column("cik", "text", "The SEC's number, with leading zeros."),
            Column("fiscal_year_end", "word", "MM-DD, the last day of a month."),
            Column("aliases", "text", "Other names that it answers to, with blanks between."),
            Column("identifiers_from", "text", "Where identifiers that no article prints come from."),
            Column("evidence", "words", EVIDENCE),
        ),
        find_companies,
    ),
    Table(
        "metrics",
        "What is measured.",
        (
            _name("Names the metric."),
            Column("name", "text", "What it is called.", required=True),
            _word("unit", "What its figures count; `units` explains each.", Unit, required=True),
            _word("kind", "A flow over a period, a stock or count at a moment, or a ratio.", MetricKind, required=True),
            _word("direction", "Which end is better.", catalogue.Direction, required=True),
            _word("category", "What it tells about a company.", catalogue.Category, required=True),
            Column("definition", "text", "What it is, exactly.", required=True),
            _link("of", "metrics", "For a share: the metric that it is a share of."),
            ALSO_CALLED,
        ),
        find_metrics,
    ),
    Table(
        "segments",
        "The parts of a company's business.",
        (
            _name("Names the segment."),
            _link("company", "companies", "Whose it is.", required=True),
            Column("name", "text", "What it is called.", required=True),
            _word("line", "The line of business, which two companies may share.", catalogue.Line, required=True),
            _link("within", "segments", "The segment that contains it."),
            Column("overlaps", "words", "Segments that it may share money with."),
            Column("breakdowns", "words", "Ways of taking the company apart; segments of one share no money."),
            ALSO_CALLED,
            Column("evidence", "words", EVIDENCE),
        ),
        find_segments,
    ),
    Table(
        "initiatives",
        "What companies do with AI.",
        (
            _name("Names the initiative."),
            _link("company", "companies", "Whose it is.", required=True),
            Column("name", "text", "What it is called.", required=True),
            _word("kind", "What it is.", catalogue.InitiativeKind, required=True),
            _word("approach", "How the company goes about it.", catalogue.Approach, required=True),
            Column("summary", "text", OURS, required=True),
            Column("partners", "words", "The companies that it is done with."),
            Column("evidence", "words", EVIDENCE),
        ),
        find_initiatives,
    ),
    Table(
        "sources",
        "Articles, releases and filings; what a source does not print about itself is null, never guessed.",
        (
            _name("Names the source."),
            _word("kind", "What it is.", catalogue.SourceKind, required=True),
            Column("title", "text", "What it is called.", required=True),
            Column("title_is_ours", "boolean", "Whether we gave the title, for want of one.", required=True),
            Column("publisher", "text", "Who published it."),
            Column("url", "text", "Where it is."),
            Column("published", "date", "When; of a filing the day on which it was filed."),
            Column("form", "text", "The SEC's form, such as 10-K."),
            Column("accession", "word", "The SEC's accession number."),
            Column("sha256", "word", "Of the text that the facts were read from."),
            Column("citation", "text", "One line that cites it.", required=True),
            Column("note", "text", "What a reader should know."),
        ),
        find_sources,
    ),
    Table(
        "statements",
        "What sources say in words, in our own words.",
        (
            Column("id", "word", "Names the statement.", required=True),
            _link("source", "sources", "Who says it.", required=True),
            Column("paragraphs", "words", PARAGRAPHS),
            Column("companies", "words", "Whom it is about."),
            _word("topic", "What it is about.", catalogue.Topic, required=True),
            _word(
                "nature", "Whether it is reported, an opinion or a forecast.", catalogue.StatementNature, required=True
            ),
            Column("stance", "text", "A short label that lines companies up.", required=True),
            Column("text", "text", OURS, required=True),
        ),
        find_statements,
    ),
    Table(
        "claims",
        "What sources say that can be recomputed from the facts.",
        (
            _name("Names the claim."),
            _link("source", "sources", "Who claims it.", required=True),
            Column("paragraphs", "words", PARAGRAPHS),
            Column("text", "text", OURS, required=True),
            _word("operation", "How it is recomputed.", catalogue.Operation, required=True),
            Column("companies", "words", "Whom it is about.", required=True),
            _link("metric", "metrics", "What it is about.", required=True),
            _link("segment", "segments", "The part of the company that it is about; null is all of it."),
            *_period(required=False),
            Column("printed", "text", "The figure as the source prints it; null where it states none."),
            *_quantity(required=False),
            _link("than", "metrics", "For a larger share: the metric whose share is the smaller one."),
            Column("condition", "text", "For a streak: what every period of it reaches, as figures are printed."),
            Column("note", "text", "What a reader should know."),
        ),
        find_claims,
    ),
)
"""All but the facts, which are too many to be read as values."""


TABLES = (FACTS, *OTHERS)


def stream_table(table: Table, open_revision: Opening) -> Iterator[str]:
    """Spell all lines of one of the OTHERS, some hundreds at a time, the head first."""
    return headed(table.columns, _lines(table, open_revision))


def _lines(table: Table, open_revision: Opening) -> Iterator[str]:
    after, is_more = None, True
    while is_more:
        with open_revision() as snapshot:
            found = table.find(snapshot, Slice(after, BATCH))
        is_more, members = len(found) > BATCH, found[:BATCH]
        if members:
            after = getattr(members[-1], table.key)
            yield "".join([line(table.columns, member) for member in members])
