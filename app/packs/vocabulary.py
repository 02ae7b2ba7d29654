"""The shape of a pack's vocabulary and sources: what figures are about, and where they are printed.

The line under each key is what editors of text and docs/adding-an-article.md say of it.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.domain import catalogue
from app.domain.figure import MetricKind
from app.domain.quantity import Unit
from app.packs.values import (
    Accession,
    Aliases,
    Calls,
    Cik,
    Day,
    Evidence,
    Form,
    MonthDay,
    Sha256,
    Slug,
    Slugs,
    Text,
    Url,
)


class Entry(BaseModel):
    """One table of a pack: unknown keys and wrong types are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class CompanyEntry(Entry):
    """`[[companies]]`: identifiers that no article prints say in `from` where they were taken from."""

    slug: Slug
    """What other tables call the company: lower-case letters and digits with hyphens."""
    name: Text
    """The company's name, as it is shown."""
    ticker: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9.-]{1,12}$")] | None = None
    """What its shares are called on the exchange."""
    exchange: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,12}$")] | None = None
    """The exchange on which its shares are listed, in capitals; then `from` is needed."""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    """The country of that exchange, as two capital letters."""
    cik: Cik | None = None
    """The SEC's number of the company, ten digits with leading zeros; then `from` is needed."""
    fiscal_year_end: MonthDay | None = None
    """The last day of its fiscal year as MM-DD, a month's last day: only with it are FY labels placed; needs `from`."""
    aliases: Aliases = []
    """Other names that it is asked for by, each one word."""
    identifiers_from: Annotated[Text | None, Field(alias="from")] = None
    """Where cik, exchange and fiscal_year_end were taken from."""
    evidence: Evidence = {}
    """The paragraphs of each source that speak of it, by the source's slug; an empty list means all of it."""


class MetricEntry(Entry):
    """`[[metrics]]`: `of` names, for a share, the metric that it is a share of."""

    slug: Slug
    """What other tables call the metric: lower-case letters and digits with hyphens."""
    name: Text
    """The metric's name, as it is shown."""
    unit: Unit
    """What it is measured in: a fraction is a percentage or a share, a multiple is a number of times."""
    kind: MetricKind
    """Over a period (flow), at its end (stock, count), or one amount divided by another (ratio)."""
    direction: catalogue.Direction
    """Which end is better and so leads; neither: the greater one leads, and nobody says that it is better."""
    category: catalogue.Category
    """What it tells about a company; it only sorts metrics."""
    definition: Text
    """What exactly is counted, in your own words."""
    of: Slug | None = None
    """For a share: the metric that it is a share of."""
    also_called: Calls = []
    """Words by which people look for it too, such as "capex": the search knows it by them."""


class SegmentEntry(Entry):
    """`[[segments]]`: an overlap is written at one of the two segments.

    `breakdowns` are ways of taking the company apart; the segments of one share no money.
    """

    slug: Slug
    """What other tables call the segment: lower-case letters and digits with hyphens."""
    company: Slug
    """The company that it is a part of, by its slug."""
    name: Text
    """The segment's name, as it is shown."""
    line: catalogue.Line
    """The line of business, by which the segments of two companies are set side by side."""
    within: Slug | None = None
    """The segment that all of it is a part of."""
    overlaps: Slugs = []
    """Segments with which it shares money; written at one of the two."""
    breakdowns: Slugs = []
    """Ways of taking the company apart that it belongs to, in names of your own; segments of one share no money."""
    also_called: Calls = []
    """Words by which people look for it too, such as "ads": the search knows it by them."""
    evidence: Evidence = {}
    """The paragraphs of each source that speak of it, by the source's slug; an empty list means all of it."""


class InitiativeEntry(Entry):
    """`[[initiatives]]`: something that a company does with AI."""

    slug: Slug
    """What other tables call the initiative: lower-case letters and digits with hyphens."""
    company: Slug
    """The company whose initiative it is, by its slug."""
    name: Text
    """The initiative's name, as it is shown."""
    kind: catalogue.InitiativeKind
    """What it is: something to talk to, models, what they run on, money given, work with others, or a use of AI."""
    approach: catalogue.Approach
    """How it is done: by building, by putting money in, with a partner, or by applying what others built."""
    summary: Text
    """What it is, in your own words."""
    partners: Slugs = []
    """Companies that take part, by their slugs."""
    evidence: Evidence = {}
    """The paragraphs of each source that speak of it, by the source's slug; an empty list means all of it."""


class SourceEntry(Entry):
    """`[source]`: what an article, post, release or filing says about itself; what it does not say is left out.

    For a filing `published` is the day on which it was filed.
    """

    slug: Slug
    """What other tables call the source: lower-case letters and digits with hyphens."""
    kind: catalogue.SourceKind
    """What it is; where sources differ, a filing goes before a release, news and commentary, in this order."""
    title: Text
    """The article's own title, or one of yours and beside it title_is_ours = true."""
    title_is_ours: bool = False
    """Whether the title is yours; then it is shown in brackets."""
    publisher: Text | None = None
    """Who published it, if it says so."""
    url: Url | None = None
    """Its address, if it is known."""
    published: Day | None = None
    """The day on which it was published or filed, if it says so, without quotes: 2026-01-31."""
    form: Form | None = None
    """The SEC's name of a filing's form, such as 10-K."""
    accession: Accession | None = None
    """The SEC's accession number of a filing."""
    sha256: Sha256 | None = None
    """SHA-256 of the article's text file, by which `rivalry verify` knows it again."""
    note: Text | None = None
    """What a reader should know of the source."""
