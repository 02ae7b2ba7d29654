"""The shape of a pack: what an editor may write, key by key. Nothing in it is derived.

The line under each key is what editors of text and docs/adding-an-article.md say of it.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag

from app.domain import catalogue
from app.domain.period import LABELS
from app.packs.values import Constant, CsvName, Day, Number, Paragraph, Paragraphs, Printed, Slug, Slugs, Text
from app.packs.vocabulary import CompanyEntry, Entry, InitiativeEntry, MetricEntry, SegmentEntry, SourceEntry

MOST_MEANINGS = 10
"""Things that one column of a table states: every cell under it becomes as many facts."""

MOST_EXPLAINED = 200
"""Columns of a table that are explained."""


class PeriodEntry(Entry):
    """A period with dates of its own, for calendars whose years do not end with a month."""

    label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9/-]+$", max_length=40)]
    """How the period is called: one of the forms that `period` has as a text."""
    kind: Literal["annual", "quarter", "year-to-date", "multi-year"]
    """What sort of period it is; it must be that of the label."""
    start: Day
    """The first day, without quotes: 2026-02-01."""
    end: Day
    """The last day, without quotes: 2027-01-30."""


PeriodKey = Annotated[
    Annotated[str, StringConstraints(min_length=1), Tag("label")] | Annotated[PeriodEntry, Tag("dates")],
    Discriminator(lambda given: "dates" if isinstance(given, dict | PeriodEntry) else "label"),
    Field(examples=LABELS.split(", ")),
]
"""A label on the company's fiscal calendar, or a table with dates of its own."""


class FactEntry(Entry):
    """`[[facts]]`: a figure as printed; `low` and `high` only where the reader does not understand it.

    `source` names one of the pack's own `[[sources]]`; a pack with one `[source]` leaves it out.
    """

    source: Slug | None = None
    """The source that prints it, in a pack with several [[sources]]; left out in one with [source]."""
    company: Slug
    """The company that it is about, by its slug."""
    metric: Slug
    """What is measured, by its slug."""
    segment: Slug | None = None
    """The segment of the company that it is about; none for the whole company."""
    initiative: Slug | None = None
    """The initiative that it is about, if not the company's business."""
    period: PeriodKey
    """The fiscal period that it is of, on the company's own calendar: a label, or a table with dates of its own."""
    period_inferred: Text | None = None
    """From what you took the period, where it is not printed beside the figure."""
    printed: Printed
    """The figure as the source prints it, hedges included: at most eight words."""
    paragraph: Paragraph | None = None
    """The paragraph that prints it, counted over the non-empty lines from 1."""
    nature: catalogue.FactNature = "actual"
    """Whether it has happened (actual), is intended by the company (plan), or expected by somebody (forecast)."""
    attribution: catalogue.Attribution | None = None
    """Whose word it is, if not the source's own: reportedly (hearsay, unnamed people), company (it says so itself)."""
    basis: catalogue.Basis = "as-reported"
    """As first reported, or as restated by a later report."""
    low: Number | None = None
    """The lower end, where the figure is not understood; then `note` says why."""
    high: Number | None = None
    """The upper end, where the figure is not understood; then `note` says why."""
    reported_as: Text | None = None
    """What the source calls the metric, where that is another name ("net sales"); comparisons warn of it."""
    note: Text | None = None
    """What a reader should know of the figure, in your own words."""


class StatementEntry(Entry):
    """`[[statements]]`: in our own words, never the source's sentence."""

    companies: Annotated[Slugs, Field(min_length=1)]
    """The companies that it is about, by their slugs."""
    topic: catalogue.Topic
    """What it is about, by which statements are set side by side."""
    nature: catalogue.StatementNature
    """Said as something that is so (reported), that somebody thinks (opinion), or that will be (forecast)."""
    stance: Slug
    """The position taken, in a few words of yours as a slug ("keeps-momentum"); the same one has the same slug."""
    text: Text
    """What is said, in your own words, without a figure."""
    paragraphs: Paragraphs
    """The paragraphs that say it, counted over the non-empty lines from 1."""


class ClaimEntry(Entry):
    """`[[claims]]`: something the source says that `operation` can recompute from facts.

    `than` is the metric that a larger share is compared with; `condition` is, as a figure is printed, what every
    period of a streak reaches ("double-digit growth").
    """

    slug: Slug
    """What the claim is called, once in all packs: lower-case letters and digits with hyphens."""
    companies: Annotated[Slugs, Field(min_length=1)]
    """The companies, by their slugs: their number and order are those that the operation asks for."""
    metric: Slug
    """What is measured, by its slug."""
    segment: Slug | None = None
    """The segment of the first company that it is about; none for the whole company."""
    operation: catalogue.Operation
    """How it is recomputed from facts."""
    period: PeriodKey | None = None
    """The period of the first company; without one that of the source's own fact, else the newest."""
    period_inferred: Text | None = None
    """From what you took the period, where it is not printed."""
    printed: Printed | None = None
    """The figure as the source prints it, in the unit that the operation gives; none for a claim of yes or no."""
    than: Slug | None = None
    """For larger-share: the metric with whose share it is compared."""
    condition: Printed | None = None
    """For streak: what every quarter reaches, as a figure is printed: "double-digit growth"."""
    note: Text | None = None
    """What a reader should know of how it is recomputed."""
    text: Text
    """What the source claims, in your own words."""
    paragraphs: Paragraphs
    """The paragraphs that claim it, counted over the non-empty lines from 1."""


class ColumnEntry(Entry):
    """What the figures in one column of a table are about."""

    metric: Slug
    """What is measured, by its slug."""
    segment: Slug | None = None
    """The segment of the company that it is about; none for the whole company."""
    initiative: Slug | None = None
    """The initiative that it is about, if not the company's business."""
    reported_as: Text | None = None
    """What the source calls the metric, where that is another name: "net sales" for revenue."""


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
    """The CSV file, which lies beside the pack."""
    section: Literal["sources", "facts"]
    """What its rows are."""
    scale: Literal["thousand", "million", "billion"] | None = None
    """What the amounts are counted in; with it they are in USD."""
    every: dict[str, Constant] = Field(default_factory=dict)
    """Keys and values that hold for all rows."""
    columns: Annotated[dict[str, Meanings], Field(max_length=MOST_EXPLAINED)] = Field(default_factory=dict)
    """What stands under each head that is no key: what the figures in that column are about."""


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
