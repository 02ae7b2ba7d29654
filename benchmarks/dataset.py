"""The dataset: which facts a number of them makes. The same number makes the same facts, anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import isqrt
from random import Random
from typing import Literal, NamedTuple

Kind = Literal["flow", "count", "ratio"]
Voice = Literal["10-k", "news"]

YEARS = range(2001, 2026)
SEGMENTS = {"north": "north-america", "abroad": "international"}
"""The two parts that every company has, by the end of their slugs, with their lines of business."""

_KINDS: tuple[Kind, ...] = ("flow", "flow", "count", "ratio")
_LEVELS: dict[Kind, tuple[int, int]] = {"flow": (2_000, 90_000), "count": (2_000, 12_000), "ratio": (20, 400)}
_QUARTERS_A_YEAR = 4
_YEARS_BETWEEN_RESTATEMENTS = 5


class Slot(NamedTuple):
    """A place that one figure has in what is known of a company and a metric; alike for all of them."""

    label: str
    source_year: int
    voice: Voice = "10-k"
    segment: str | None = None
    basis: Literal["as-reported", "restated"] = "as-reported"


def _slots_of_year(year: int) -> Iterator[Slot]:
    """List the quarters first, so that no cut leaves a year whose fourth quarter would be derived."""
    for quarter in range(1, _QUARTERS_A_YEAR + 1):
        yield Slot(f"FY{year}-Q{quarter}", year)
    yield Slot(f"FY{year}", year)
    for segment in SEGMENTS:
        yield Slot(f"FY{year}", year, segment=segment)
    yield Slot(f"FY{year}", year, "news")
    if year % _YEARS_BETWEEN_RESTATEMENTS == 0:
        yield Slot(f"FY{year - 1}", year, basis="restated")


SLOTS = tuple(slot for year in YEARS for slot in _slots_of_year(year))
"""Every figure of one company on one metric: growth means more of these, not longer ones."""


class Series(NamedTuple):
    """All figures of one company on one metric."""

    number: int
    company: int
    metric: int

    @property
    def kind(self) -> Kind:
        """What the metric measures."""
        return kind_of(self.metric)

    def amounts(self) -> Iterator[int]:
        """Yield the amount in each slot: millions of dollars, things counted, or thousandths."""
        random = Random(f"series {self.number}")  # noqa: S311  the same figures every time is what is wanted
        factors = [random.randrange(970, 1060) for _ in range(_QUARTERS_A_YEAR * len(YEARS))]
        start = random.randrange(*_LEVELS[self.kind])
        if self.kind == "ratio":
            levels = [max(11, start * factor // 1000) for factor in factors]
        else:
            levels = list(accumulate(factors, lambda level, factor: max(1_000, level * factor // 1000), initial=start))
        before = 0
        for index, year in enumerate(YEARS):
            quarters = levels[index * _QUARTERS_A_YEAR : (index + 1) * _QUARTERS_A_YEAR]
            whole = sum(quarters) if self.kind == "flow" else quarters[-1]
            part = whole if self.kind == "ratio" else whole * 3 // 5
            yield from quarters
            yield whole
            yield part
            yield whole if self.kind == "ratio" else whole - part
            yield whole
            if year % _YEARS_BETWEEN_RESTATEMENTS == 0:
                yield before + max(1, before // 500)
            before = whole


@dataclass(frozen=True, slots=True)
class Dataset:
    """The first `facts` figures of as many companies and metrics as it takes; the last series may end early."""

    facts: int

    @property
    def series_count(self) -> int:
        """How many pairs of a company and a metric there are."""
        return -(-self.facts // len(SLOTS))

    @property
    def metrics(self) -> int:
        """How many metrics there are: a third of the square root of all pairs, and at least two."""
        return max(2, isqrt(self.series_count) // 3)

    @property
    def companies(self) -> int:
        """How many companies there are."""
        return -(-self.series_count // self.metrics)

    @property
    def whole_companies(self) -> int:
        """How many companies have every figure: all but the last one or none."""
        return self.facts // (len(SLOTS) * self.metrics)

    @property
    def flows(self) -> list[int]:
        """The metrics in dollars over time."""
        return [metric for metric in range(self.metrics) if kind_of(metric) == "flow"]

    def series(self, *, company: int | None = None) -> Iterator[Series]:
        """List the series of one company or of all."""
        first, last = (
            (0, self.series_count) if company is None else (company * self.metrics, (company + 1) * self.metrics)
        )
        for number in range(first, min(last, self.series_count)):
            yield Series(number, *divmod(number, self.metrics))

    def figures(self, series: Series) -> Iterator[tuple[Slot, int]]:
        """List the slots and amounts of a series that are among the first `facts`."""
        left = self.facts - series.number * len(SLOTS)
        return zip(SLOTS[:left], series.amounts(), strict=False)


def kind_of(metric: int) -> Kind:
    """Say what a metric measures."""
    return _KINDS[metric % len(_KINDS)]


def company_slug(company: int) -> str:
    """Name a company."""
    return f"company-{company:05}"


def metric_slug(metric: int) -> str:
    """Name a metric."""
    return f"metric-{metric:03}"


def source_slug(company: str, slot: Slot) -> str:
    """Name the source that prints the figure in a slot."""
    return f"{company}-{slot.voice}-fy{slot.source_year}"


def year_end_month(company: int) -> int:
    """Return the month that ends a company's fiscal year: December or January, as in the first rivalry."""
    return 1 if company % 2 else 12


def paragraph_of(series: Series, slot: Slot) -> int | None:
    """Return the paragraph of a news article that prints a figure; filings have none."""
    return series.metric + 1 if slot.voice == "news" else None
