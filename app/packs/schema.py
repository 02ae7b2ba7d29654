"""The shape of a pack: what an editor may write, key by key. Nothing in it is derived."""

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

from app.domain import catalogue
from app.domain.figure import MetricKind
from app.domain.quantity import Unit
from app.packs.values import (
    Accession,
    Aliases,
    Cik,
    Constant,
    CsvName,
    Day,
    Evidence,
    Form,
    MonthDay,
    Number,
    Paragraph,
    Paragraphs,
    Printed,
    Sha256,
    Slug,
    Slugs,
    Text,
    Url,
)

MOST_MEANINGS = 10
"""Things that one column of a table states: every cell under it becomes as many facts."""

MOST_EXPLAINED = 200
"""Columns of a table that are explained."""


class Entry(BaseModel):
    """One table of a pack: unknown keys and wrong types are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CompanyEntry(Entry):
    """`[[companies]]`: identifiers that no article prints say in `from` where they were taken from."""

    slug: Slug
    name: Text
    ticker: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9.-]{1,12}$")] | None = None
    exchange: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,12}$")] | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    cik: Cik | None = None
    fiscal_year_end: MonthDay | None = None
    aliases: Aliases = []
    identifiers_from: Annotated[Text | None, Field(alias="from")] = None
    evidence: Evidence = {}


class MetricEntry(Entry):
    """`[[metrics]]`: `of` names, for a share, the metric that it is a share of."""

    slug: Slug
    name: Text
    unit: Unit
    kind: MetricKind
    direction: catalogue.Direction
    category: catalogue.Category
    definition: Text
    of: Slug | None = None


class SegmentEntry(Entry):
    """`[[segments]]`: an overlap is written at one of the two segments.

    `breakdowns` are ways of taking the company apart; the segments of one share no money.
    """

    slug: Slug
    company: Slug
    name: Text
    line: catalogue.Line
    within: Slug | None = None
    overlaps: Slugs = []
    breakdowns: Slugs = []
    evidence: Evidence = {}


class InitiativeEntry(Entry):
    """`[[initiatives]]`: something that a company does with AI."""

    slug: Slug
    company: Slug
    name: Text
    kind: catalogue.InitiativeKind
    approach: catalogue.Approach
    summary: Text
    partners: Slugs = []
    evidence: Evidence = {}


class SourceEntry(Entry):
    """`[source]`: what an article, post, release or filing says about itself; what it does not say is left out.

    For a filing `published` is the day on which it was filed.
    """

    slug: Slug
    kind: catalogue.SourceKind
    title: Text
    title_is_ours: bool = False
    publisher: Text | None = None
    url: Url | None = None
    published: Day | None = None
    form: Form | None = None
    accession: Accession | None = None
    sha256: Sha256 | None = None
    note: Text | None = None


class PeriodEntry(Entry):
    """A period with dates of its own, for calendars whose years do not end with a month."""

    label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9/-]+$", max_length=40)]
    kind: Literal["annual", "quarter", "year-to-date", "multi-year"]
    start: Day
    end: Day


PeriodKey = Annotated[
    Annotated[str, StringConstraints(min_length=1), Tag("label")] | Annotated[PeriodEntry, Tag("dates")],
    Discriminator(lambda given: "dates" if isinstance(given, dict | PeriodEntry) else "label"),
]
"""A label on the company's fiscal calendar, or a table with dates of its own."""


class FactEntry(Entry):
    """`[[facts]]`: a figure as printed; `low` and `high` only where the reader does not understand it.

    `source` names one of the pack's own `[[sources]]`; a pack with one `[source]` leaves it out.
    """

    source: Slug | None = None
    company: Slug
    metric: Slug
    segment: Slug | None = None
    initiative: Slug | None = None
    period: PeriodKey
    period_inferred: Text | None = None
    printed: Printed
    paragraph: Paragraph | None = None
    nature: catalogue.FactNature = "actual"
    attribution: catalogue.Attribution | None = None
    basis: catalogue.Basis = "as-reported"
    low: Number | None = None
    high: Number | None = None
    reported_as: Text | None = None
    note: Text | None = None


class StatementEntry(Entry):
    """`[[statements]]`: in our own words, never the source's sentence."""

    companies: Annotated[Slugs, Field(min_length=1)]
    topic: catalogue.Topic
    nature: catalogue.StatementNature
    stance: Slug
    text: Text
    paragraphs: Paragraphs


class ClaimEntry(Entry):
    """`[[claims]]`: something the source says that `operation` can recompute from facts.

    `than` is the metric that a larger share is compared with; `condition` is, as a figure is printed, what every
    period of a streak reaches ("double-digit growth").
    """

    slug: Slug
    companies: Annotated[Slugs, Field(min_length=1)]
    metric: Slug
    segment: Slug | None = None
    operation: catalogue.Operation
    period: PeriodKey | None = None
    period_inferred: Text | None = None
    printed: Printed | None = None
    than: Slug | None = None
    condition: Printed | None = None
    note: Text | None = None
    text: Text
    paragraphs: Paragraphs


class ColumnEntry(Entry):
    """What the figures in one column of a table are about."""

    metric: Slug
    segment: Slug | None = None
    initiative: Slug | None = None
    reported_as: Text | None = None


Meanings = Annotated[
    list[ColumnEntry],
    Field(min_length=1, max_length=MOST_MEANINGS),
    BeforeValidator(
        lambda given: [given] if isinstance(given, dict) else given,
        json_schema_input_type=ColumnEntry
        | Annotated[list[ColumnEntry], Field(min_length=1, max_length=MOST_MEANINGS)],
    ),
]
"""One table, or several for a column that states more than one thing."""


class TableEntry(Entry):
    """`[[tables]]`: sources or facts in a CSV file beside the pack, one a row, under a row that names the columns.

    A column has the name of a key, or one that `columns` explains; then every cell under it is a figure of its own,
    about one thing or several. `every` holds for all rows. With `scale` the figures, those under `printed` included,
    are amounts in USD, written as statements print them: 716,924 or (640).
    """

    file: CsvName
    section: Literal["sources", "facts"]
    scale: Literal["thousand", "million", "billion"] | None = None
    every: dict[str, Constant] = {}
    columns: Annotated[dict[str, Meanings], Field(max_length=MOST_EXPLAINED)] = {}


ENTRIES: dict[str, type[Entry]] = {
    "sources": SourceEntry,
    "companies": CompanyEntry,
    "metrics": MetricEntry,
    "segments": SegmentEntry,
    "initiatives": InitiativeEntry,
    "facts": FactEntry,
    "statements": StatementEntry,
    "claims": ClaimEntry,
}
"""The sections of a pack, `[source]` apart, in the order in which they are resolved."""
