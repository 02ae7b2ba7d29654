"""The catalogue: every noun of a rivalry as a frozen value; what the pack reader returns and the store loads."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from app.domain.derivation import Derivation
from app.domain.figure import MetricKind
from app.domain.period import Period
from app.domain.quantity import Quantity, Unit

Direction = Literal["higher", "lower", "neither"]
Category = Literal["scale", "growth", "mix", "footprint", "capital", "ai"]
Line = Literal[
    "cloud",
    "advertising",
    "marketplace",
    "online-retail",
    "physical-retail",
    "north-america",
    "international",
    "clubs",
    "membership",
    "logistics",
    "media",
    "devices",
    "financial-services",
    "other",
]
SourceKind = Literal["news", "commentary", "filing", "release"]
InitiativeKind = Literal["assistant", "models", "infrastructure", "chips", "investment", "partnership", "application"]
Approach = Literal["build", "invest", "partner", "apply"]
Topic = Literal["ai-strategy", "business-model", "market-reaction", "outlook", "competition"]
StatementNature = Literal["reported", "opinion", "forecast"]
FactNature = Literal["actual", "plan", "forecast"]
Attribution = Literal["reportedly", "company"]
Basis = Literal["as-reported", "restated"]
FactKind = Literal["stated", "derived"]
Operation = Literal[
    "leads",
    "first-lead",
    "gap",
    "faster-growth",
    "multiple",
    "share",
    "larger-share",
    "largest-segment",
    "level",
    "growth",
    "streak",
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something is said: a source and a paragraph, counted over non-empty lines from 1; None is all of it."""

    source: str
    paragraph: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company that facts are about, or that another one works with.

    `fiscal_year_end` is MM-DD, a month's last day; `cik` is the SEC's number with leading zeros;
    `identifiers_from` says where identifiers that no article prints were taken from.
    """

    slug: str
    name: str
    ticker: str | None = None
    exchange: str | None = None
    country: str | None = None
    cik: str | None = None
    fiscal_year_end: str | None = None
    aliases: tuple[str, ...] = ()
    identifiers_from: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def year_end_month(self) -> int | None:
        """The month whose last day ends the fiscal year, or None when it is not known."""
        return int(self.fiscal_year_end[:2]) if self.fiscal_year_end else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the company answers to, in lower case, each once, the slug first."""
        given = [self.slug]
        if self.ticker:
            given.append(self.ticker)
            given += [f"{self.ticker}.{self.country}"] if self.country else []
            given += [f"{self.exchange}:{self.ticker}"] if self.exchange else []
        if self.cik:
            given += [self.cik, self.cik.lstrip("0")]
        return tuple(dict.fromkeys(name.lower() for name in (*given, *self.aliases)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is measured. `of` is what a share is a share of, `also_called` words by which people look for it too."""

    slug: str
    name: str
    unit: Unit
    kind: MetricKind
    direction: Direction
    category: Category
    definition: str
    of: str | None = None
    also_called: tuple[str, ...] = ()

    @property
    def at_instant(self) -> bool:
        """Whether it is measured at the end of a period (a stock, a count) and not over it."""
        return self.kind in ("stock", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a company's business; `line` makes the segments of two companies comparable.

    `breakdowns` names the ways of taking the company apart that it belongs to: segments of one breakdown
    share no money, segments of two different ones may. `also_called` are words by which people look for it too.
    """

    slug: str
    company: str
    name: str
    line: Line
    within: str | None = None
    overlaps: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """Something that a company does with AI."""

    slug: str
    company: str
    name: str
    kind: InitiativeKind
    approach: Approach
    summary: str
    partners: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article, post, company release or filing. What it does not print about itself stays None, never guessed.

    `published` is the day on which a filing was filed; `form` and `accession` are the SEC's ("10-K", twenty
    characters with two hyphens).
    """

    slug: str
    kind: SourceKind
    title: str
    title_is_ours: bool
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    form: str | None = None
    accession: str | None = None
    sha256: str | None = None
    note: str | None = None

    @property
    def shown_title(self) -> str:
        """The title, in brackets where it is ours."""
        return f"[{self.title}]" if self.title_is_ours else self.title

    @property
    def citation(self) -> str:
        """One line that cites the source and says what is not known about it."""
        publisher = self.publisher or "Publisher not known"
        published = self.published.isoformat() if self.published else "undated"
        address = self.url or (f"SHA-256 {self.sha256[:12]}…" if self.sha256 else "No address")
        filing = f" SEC accession number {self.accession}." if self.accession else ""
        return f"{self.shown_title} ({self.form or self.kind}). {publisher}, {published}.{filing} {address}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure that one source states about a company and a metric for a period, or that follows from such figures.

    `reported_as` is what the source calls it ("net sales" for revenue), where that matters. A derived fact
    carries its derivation; it stands under the source that completed what it was derived from, and `printed`
    spells the figures that it came from.
    """

    id: str
    company: str
    metric: str
    source: str
    printed: str
    quantity: Quantity
    period: Period
    segment: str | None = None
    initiative: str | None = None
    paragraph: int | None = None
    nature: FactNature = "actual"
    attribution: Attribution | None = None
    basis: Basis = "as-reported"
    reported_as: str | None = None
    note: str | None = None
    kind: FactKind = "stated"
    derivation: Derivation | None = None

    @property
    def key(self) -> tuple[str | int | None, ...]:
        """What one source can state only once: two facts with one key are a duplicate."""
        return (
            self.source,
            self.company,
            self.metric,
            self.segment,
            self.initiative,
            self.nature,
            self.basis,
            self.period.label,
            self.paragraph,
        )

    def differs_in_definition(self, other: "Fact") -> bool:
        """Whether two facts are known to be reported as different things."""
        return None not in (self.reported_as, other.reported_as) and self.reported_as != other.reported_as

    @property
    def subject(self) -> tuple[object, ...]:
        """What all sources that speak of the same number share: agreement is taken over it."""
        return (self.company, self.metric, self.segment, self.initiative, self.nature, self.period.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A qualitative thing that a source says, in our words; `stance` is a short label that lines companies up."""

    id: str
    source: str
    paragraphs: tuple[int, ...]
    companies: tuple[str, ...]
    topic: Topic
    nature: StatementNature
    stance: str
    text: str

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The paragraphs that say it."""
        return tuple(Evidence(self.source, paragraph) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that a source says and that can be recomputed by `operation` from the facts of `companies`.

    `quantity` is what `printed` states, both None for a claim without a figure ("leads"). `than` is the metric that
    a larger share is compared with, `condition` the figure that every period of a streak has to reach, `note` what a
    reader of the check should know about how it is recomputed.
    """

    slug: str
    source: str
    paragraphs: tuple[int, ...]
    text: str
    operation: Operation
    companies: tuple[str, ...]
    metric: str
    segment: str | None = None
    period: Period | None = None
    printed: str | None = None
    quantity: Quantity | None = None
    than: str | None = None
    condition: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that a set of packs says, references resolved; each tuple in the order of its packs."""

    companies: tuple[Company, ...] = ()
    metrics: tuple[Metric, ...] = ()
    segments: tuple[Segment, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each noun, by the name of its collection."""
        return {field.name: len(getattr(self, field.name)) for field in fields(self)}
