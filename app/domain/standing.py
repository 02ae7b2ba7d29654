"""Standing: which of a company's facts answers for it, and whether the sources agree about that number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol, TypeVar

from app.domain.catalogue import Fact, FactNature, Metric, Source
from app.domain.errors import UnreadablePeriodError
from app.domain.period import Period, PeriodKind, is_period_label

AgreementState = Literal["single-source", "agree", "conflict", "incomparable"]

SOURCE_RANK = {"filing": 0, "release": 1, "news": 2, "commentary": 3}
NATURE_RANK = {"actual": 0, "plan": 1, "forecast": 2}
_KINDS_OVER_TIME: tuple[PeriodKind, ...] = (
    "annual",
    "quarter",
    "instant",
    "year-to-date",
    "unspecified",
    "multi-year",
)
_KINDS_AT_AN_INSTANT: tuple[PeriodKind, ...] = (
    "instant",
    "quarter",
    "annual",
    "year-to-date",
    "unspecified",
    "multi-year",
)

PERIOD_REQUESTS = "latest, CY2025, CY2025Q4, FY2025, FY2026-Q4, COMPANY:FY2025,COMPANY:FY2026"
"""One example of each form that a period request may have, for messages and documentation."""

_FRAME = re.compile(r"CY([12]\d{3})(?:Q([1-4]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PeriodRequest:
    """Which period of each company is asked for: one label for all, or one for each company named."""

    label: str = "latest"
    by_company: tuple[tuple[str, str], ...] = ()

    def label_for(self, company: str) -> str:
        """The label that is asked of one company, `latest` where none is named."""
        return dict(self.by_company).get(company, self.label)

    def __str__(self) -> str:
        """Spell the request as it is written in a URL."""
        return ",".join(f"{company}:{label}" for company, label in self.by_company) or self.label


class Mentioned(Protocol):
    """What speaks of a company in a period: a fact, or as much of one as it takes to choose a period."""

    @property
    def initiative(self) -> str | None:
        """The initiative that it is about, if not the company."""

    @property
    def nature(self) -> FactNature:
        """Whether it has happened."""

    @property
    def period(self) -> Period:
        """When."""


class Mention(NamedTuple):
    """As much of a fact as it takes to choose a period."""

    source: str
    initiative: str | None
    nature: FactNature
    period: Period


MentionedT = TypeVar("MentionedT", bound=Mentioned)

LATEST = PeriodRequest()
"""Each company's newest period."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether all sources of one number agree. Two mentions are not two independent sources."""

    state: AgreementState
    facts: tuple[str, ...]


def read_period_request(text: str) -> PeriodRequest:
    """Read `latest`, `CY2025`, `CY2025Q4`, a period label, or `company:label` pairs with commas between.

    Company names are kept as written. Raises UnreadablePeriodError.
    """
    if ":" not in text:
        return PeriodRequest(_read_label(text))
    pairs = [part.rpartition(":") for part in text.split(",")]
    if any(not company for company, _, _ in pairs):
        raise UnreadablePeriodError(f"every part of {text!r} names a company, as in COMPANY:FY2025,COMPANY:FY2026")
    if len({company for company, _, _ in pairs}) < len(pairs):
        raise UnreadablePeriodError(f"{text!r} names a company twice")
    return PeriodRequest(by_company=tuple((company, _read_label(label)) for company, _, label in pairs))


def year_of_frame(label: str) -> int | None:
    """Return the year of a calendar frame, CY2025 or CY2025Q4, that companies' own labels fall in, else None."""
    frame = _FRAME.fullmatch(label)
    return None if frame is None else int(frame[1])


def usual_kind(metric: Metric) -> PeriodKind:
    """Return the kind of period that a metric is usually given for, which `latest` takes where one exists."""
    return _kinds_of(metric)[0]


def _kinds_of(metric: Metric) -> tuple[PeriodKind, ...]:
    return _KINDS_AT_AN_INSTANT if metric.at_instant else _KINDS_OVER_TIME


def facts_in_period(facts: Iterable[MentionedT], metric: Metric, label: str) -> list[MentionedT]:
    """Keep the facts of the period that a label asks of one company.

    `latest` is the newest period of the kind that the metric is usually given for: annual where one
    exists for what is measured over time, an instant for stocks and counts. What is said of the company
    comes before what is said of an initiative, and actual figures before plans and forecasts.
    """
    in_period = [fact for fact in facts if label == "latest" or _is_in(fact.period, label)]
    if not in_period:
        return []
    order = _kinds_of(metric)

    def rank(fact: Mentioned) -> tuple[bool, int, int]:
        return fact.initiative is not None, NATURE_RANK[fact.nature], order.index(fact.period.kind)

    best = min(map(rank, in_period))
    alike = [fact for fact in in_period if rank(fact) == best]
    newest = max((fact.period.end or date.min) for fact in alike)
    return [fact for fact in alike if (fact.period.end or date.min) == newest]


def standing_fact(facts: Sequence[Fact], sources: Mapping[str, Source]) -> Fact:
    """Choose the fact that stands for a company out of one or more about the same period.

    Filings before news before commentary; of these what was restated last, since it replaces what was reported before,
    however precisely; then the narrower range; then the newer source; then the id, so that the choice never depends on
    the order of the facts.
    """

    def order(fact: Fact) -> tuple[object, ...]:
        source = sources[fact.source]
        newest_first = -(source.published or date.min).toordinal()
        restated = (0, newest_first) if fact.basis == "restated" else (1, 0)
        return SOURCE_RANK[source.kind], restated, fact.quantity.width, newest_first, fact.id

    return min(facts, key=order)


def agreement(fact: Fact, facts: Iterable[Fact]) -> Agreement:
    """Say whether all facts on the same subject as `fact`, itself among them, can be true together.

    Facts of another basis, and those of other sources where the period has no end, may be about
    another number: they cannot agree or disagree.
    """
    same = sorted((each for each in facts if each.subject == fact.subject), key=lambda each: each.id)
    ids = tuple(each.id for each in same)
    comparable = [each for each in same if each.basis == fact.basis and (fact.period.end or each.source == fact.source)]
    if any(not each.quantity.meets(other.quantity) for each in comparable for other in comparable):
        return Agreement("conflict", ids)
    if len({each.source for each in comparable}) > 1:
        return Agreement("agree", ids)
    return Agreement("incomparable" if len(comparable) < len(same) else "single-source", ids)


def _read_label(label: str) -> str:
    if label == "latest" or _FRAME.fullmatch(label) or is_period_label(label):
        return label
    raise UnreadablePeriodError(f"{label!r} is not a period; ask for one of these forms: {PERIOD_REQUESTS}")


def _is_in(period: Period, label: str) -> bool:
    """Whether a period is the one that a calendar frame or a company's own label names."""
    frame = _FRAME.fullmatch(label)
    if frame is None:
        return period.label == label
    year, quarter = frame.groups()
    if quarter:
        return period.calendar_quarter == (int(year), int(quarter))
    return period.calendar_year == int(year)
