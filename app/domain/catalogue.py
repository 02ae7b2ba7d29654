"""The catalogue: every noun of a rivalry as a frozen value; what the pack reader returns and the store loads."""

import hashlib
import json
import re
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal

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
    "clubs",
    "membership",
    "logistics",
    "media",
    "devices",
    "financial-services",
    "other",
]
SourceKind = Literal["news", "commentary", "filing"]
InitiativeKind = Literal["assistant", "models", "infrastructure", "chips", "investment", "partnership", "application"]
Approach = Literal["build", "invest", "partner", "apply"]
Topic = Literal["ai-strategy", "business-model", "market-reaction", "outlook", "competition"]
StatementNature = Literal["reported", "opinion", "forecast"]
FactNature = Literal["actual", "plan", "forecast"]
Attribution = Literal["reportedly", "company"]
Basis = Literal["as-reported", "restated"]
FactKind = Literal["stated"]
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
    "streak",
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something is said: a source and a paragraph, counted over non-empty lines from 1."""

    source: str
    paragraph: int


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
    """What is measured. `of` names the metric that a share is a share of."""

    slug: str
    name: str
    unit: Unit
    kind: MetricKind
    direction: Direction
    category: Category
    definition: str
    of: str | None = None

    @property
    def at_instant(self) -> bool:
        """Whether it is measured at the end of a period (a stock, a count) and not over it."""
        return self.kind in ("stock", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a company's business; `line` makes the segments of two companies comparable."""

    slug: str
    company: str
    name: str
    line: Line
    within: str | None = None
    overlaps: tuple[str, ...] = ()
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
    """An article, post or filing. What it does not print about itself stays None, never guessed."""

    slug: str
    kind: SourceKind
    title: str
    title_is_ours: bool
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    sha256: str | None = None
    note: str | None = None

    @property
    def citation(self) -> str:
        """One line that cites the source and says what is not known about it."""
        title = f"[{self.title}]" if self.title_is_ours else self.title
        publisher = self.publisher or "Publisher not known"
        published = self.published.isoformat() if self.published else "undated"
        address = self.url or (f"SHA-256 {self.sha256[:12]}…" if self.sha256 else "No address")
        return f"{title} ({self.kind}). {publisher}, {published}. {address}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure that one source states about a company and a metric for a period."""

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
    note: str | None = None
    kind: FactKind = "stated"

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

    `quantity` is what `printed` states, both None for a claim without a figure ("leads").
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


def fact_id(key: tuple[str | int | None, ...], printed: str, quantity: Quantity) -> str:
    """Derive a fact's id from what it says, alike in every database built from the same packs.

    `key` is `Fact.key`. The id is company, metric and period label, then the first ten hex digits
    of SHA-256 over the canonical JSON (no spaces, ASCII) of key, printed, low and high as text.
    """
    _, company, metric, *_, label, _ = key
    low, high = (None if end is None else _canonical(end) for end in (quantity.low, quantity.high))
    return f"{company}-{metric}-{_slugged(str(label))}-{_digest([*key, printed, low, high])}"


def statement_id(source: str, paragraphs: tuple[int, ...], companies: tuple[str, ...], topic: str, text: str) -> str:
    """Derive a statement's id from what it says, as `fact_id` does for facts."""
    digest = _digest([source, list(paragraphs), list(companies), topic, text])
    return f"{'-'.join(companies)}-{topic}-{digest}"


def _slugged(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def _canonical(number: Decimal) -> str:
    """Plain digits without an exponent or trailing zeros: one text for one number."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digest(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()[:10]
