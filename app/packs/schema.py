"""The shape of a pack: what an editor may write, key by key. Nothing in it is derived."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

from app.domain import catalogue
from app.domain.characters import unfit
from app.domain.figure import MetricKind
from app.domain.quantity import Unit

MOST_WORDS = 8
"""Words that a printed figure may have; more is the source's sentence, which is not ours to keep."""


def _fit(text: str) -> str:
    if problem := unfit(text):
        raise ValueError(problem)
    return text


def _at_most_eight_words(printed: str) -> str:
    if len(printed.split()) > MOST_WORDS:
        raise ValueError(f"a figure has at most {MOST_WORDS} words")
    return printed


def _not_a_timestamp(given: object) -> object:
    """Take text only as YYYY-MM-DD: a number in a cell would be read as seconds since 1970."""
    if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII) is None:
        raise ValueError(f"a date is written {YEAR_MONTH_DAY}")
    return given


def _in_our_digits(given: object) -> object:
    """Take a whole number as what it is, and text only as we write numbers: Python reads all digits, and 1_000."""
    if type(given) is int:
        return Decimal(given)
    if isinstance(given, str) and not (given.isascii() and "_" not in given):
        raise ValueError("a number is written with the digits 0 to 9")
    return given


def _on_every_system(name: str) -> str:
    if name.removesuffix(".csv").upper() in _DEVICES:
        raise ValueError("Windows keeps that name for a device")
    return name


def _constant(given: object) -> object:
    if not isinstance(given, str | bool | int):
        raise ValueError("a text, a whole number, true or false is expected")  # noqa: TRY004  pydantic's own way
    return given


SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TEXT = r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$"
URL = r"^https?://[!#-;=?-\[\]_a-z~%]+$"
CIK = r"^[0-9]{10}$"
SHA256 = r"^[0-9a-f]{64}$"
MONTH_DAY = r"^[0-9]{2}-[0-9]{2}$"
FORM = r"^[A-Z0-9][A-Z0-9 ./-]{0,29}$"
CSV_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.csv$"
ACCESSION = r"^[0-9]{10}-[0-9]{2}-[0-9]{6}$"
SPELLINGS = {
    SLUG: "lower-case letters and digits with single hyphens between",
    TEXT: "one line without spaces around it",
    URL: "an address that begins with http:// or https://, in ASCII",
    CIK: "ten digits, leading zeros included",
    SHA256: "64 hexadecimal digits in lower case",
    MONTH_DAY: "MM-DD",
    FORM: "the SEC's name of a form, such as 10-K",
    CSV_NAME: "the name of a CSV file in the folder of the pack",
    ACCESSION: "an accession number of the SEC, such as 0001018724-26-000004",
}
"""What each pattern asks for, in words."""
YEAR_MONTH_DAY = "2026-01-31"

MOST_IN_A_LIST = 50
"""Companies of a claim, overlaps of a segment, paragraphs of a statement…"""

MOST_MEANINGS = 10
"""Things that one column of a table states: every cell under it becomes as many facts."""

MOST_EXPLAINED = 200
"""Columns of a table that are explained."""

FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(2999, 12, 31)
"""Of the years that a fiscal label can name."""

_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
Slugs = Annotated[list[Slug], Field(max_length=MOST_IN_A_LIST)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=TEXT), AfterValidator(_fit)]
Printed = Annotated[
    str, StringConstraints(min_length=1, max_length=100), AfterValidator(_at_most_eight_words), AfterValidator(_fit)
]
Alias = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\s,]+$"), AfterValidator(_fit)]
Paragraph = Annotated[int, Field(ge=1, le=100_000)]
Paragraphs = Annotated[list[Paragraph], Field(min_length=1, max_length=MOST_IN_A_LIST)]
Evidence = Annotated[
    dict[Slug, Annotated[list[Paragraph], Field(max_length=MOST_IN_A_LIST)]], Field(max_length=MOST_IN_A_LIST)
]
"""Source slug → paragraphs, counted over the source's non-empty lines from 1; none where all of it is meant."""
Number = Annotated[
    Decimal, BeforeValidator(_in_our_digits), AfterValidator(lambda number: number or Decimal(0))  # not minus nothing
]
"""A TOML integer or float, as written."""

Day = Annotated[date, BeforeValidator(_not_a_timestamp), Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A TOML date, or a cell that spells one."""


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
    cik: Annotated[str, StringConstraints(pattern=CIK)] | None = None
    fiscal_year_end: Annotated[str, StringConstraints(pattern=MONTH_DAY)] | None = None
    aliases: Annotated[list[Alias], Field(max_length=MOST_IN_A_LIST)] = []
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
    url: Annotated[str, StringConstraints(pattern=URL, max_length=500)] | None = None
    published: Day | None = None
    form: Annotated[str, StringConstraints(pattern=FORM)] | None = None
    accession: Annotated[str, StringConstraints(pattern=ACCESSION)] | None = None
    sha256: Annotated[str, StringConstraints(pattern=SHA256)] | None = None
    note: Text | None = None


class PeriodEntry(Entry):
    """A period with dates of its own, for calendars whose years do not end with a month."""

    label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9/-]+$", max_length=40)]
    kind: Literal["annual", "quarter", "year-to-date", "multi-year"]
    start: Day
    end: Day


PeriodKey = Annotated[
    Annotated[str, Tag("label")] | Annotated[PeriodEntry, Tag("dates")],
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
    BeforeValidator(lambda given: [given] if isinstance(given, dict) else given),
]
"""One table, or several for a column that states more than one thing."""


class TableEntry(Entry):
    """`[[tables]]`: sources or facts in a CSV file beside the pack, one a row, under a row that names the columns.

    A column has the name of a key, or one that `columns` explains; then every cell under it is a figure of its own,
    about one thing or several. `every` holds for all rows. With `scale` the figures, those under `printed` included,
    are amounts in USD, written as statements print them: 716,924 or (640).
    """

    file: Annotated[str, StringConstraints(pattern=CSV_NAME, max_length=100), AfterValidator(_on_every_system)]
    section: Literal["sources", "facts"]
    scale: Literal["thousand", "million", "billion"] | None = None
    every: dict[str, Annotated[Any, AfterValidator(_constant)]] = {}
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
