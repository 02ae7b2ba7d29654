"""Packs: the dataset as text files that `rivalry check` and `rivalry load` read, and as one table for others."""

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.dataset import (
    SEGMENTS,
    YEARS,
    Dataset,
    Kind,
    Slot,
    company_slug,
    kind_of,
    metric_slug,
    paragraph_of,
    source_slug,
    year_end_month,
)
from benchmarks.spelling import spell

UNITS: dict[Kind, str] = {"flow": "USD", "count": "count", "ratio": "fraction"}
COLUMNS = ("company", "metric", "segment", "source", "period", "basis", "paragraph", "printed")
"""The columns of the table of facts."""

_SOURCE_COLUMNS = ("slug", "kind", "form", "title", "published")
_YEAR_ENDS = {1: "01-31", 12: "12-31"}


def write_packs(dataset: Dataset, folder: Path, *, facts: bool = True) -> None:
    """Write the vocabulary, and for each company a pack with its sources and facts; without `facts` only the former."""
    (folder / "vocabulary").mkdir(parents=True)
    (folder / "sources").mkdir()
    companies = range(dataset.companies)
    (folder / "vocabulary" / "metrics.toml").write_text("".join(map(_metric, range(dataset.metrics))), "utf-8")
    (folder / "vocabulary" / "companies.toml").write_text("".join(map(_company, companies)), "utf-8")
    for company in companies:
        slug = company_slug(company)
        (folder / "sources" / f"{slug}.toml").write_text(_pack(slug, facts=facts), "utf-8")
        _write_table(folder / "sources" / f"{slug}-sources.csv", _SOURCE_COLUMNS, _sources(company))
        if facts:
            _write_table(folder / "sources" / f"{slug}-facts.csv", COLUMNS, table_rows(dataset, company))


def write_table(dataset: Dataset, path: Path) -> None:
    """Write all facts as one CSV file, with the rows that the packs have."""
    _write_table(path, COLUMNS, table_rows(dataset))


def table_rows(dataset: Dataset, company: int | None = None) -> Iterator[tuple[str | int | None, ...]]:
    """Yield the facts of one company or of all as rows under COLUMNS."""
    for series in dataset.series(company=company):
        slug, metric = company_slug(series.company), metric_slug(series.metric)
        for slot, amount in dataset.figures(series):
            segment = slot.segment and f"{slug}-{slot.segment}"
            basis = None if slot.basis == "as-reported" else slot.basis
            place = (source_slug(slug, slot), slot.label, basis, paragraph_of(series, slot))
            yield slug, metric, segment, *place, spell(series.kind, slot.voice, amount).printed


def _write_table(path: Path, columns: tuple[str, ...], rows: Iterator[tuple[str | int | None, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _metric(metric: int) -> str:
    kind = kind_of(metric)
    return f"""
[[metrics]]
slug = "{metric_slug(metric)}"
name = "Metric {metric}"
unit = "{UNITS[kind]}"
kind = "{kind}"
direction = "higher"
category = "scale"
definition = "Made up for benchmarks."
"""


def _company(company: int) -> str:
    slug = company_slug(company)
    segments = "".join(_segment(slug, name, line) for name, line in SEGMENTS.items())
    return f"""
[[companies]]
slug = "{slug}"
name = "Company {company}"
ticker = "C{company:05}"
exchange = "NYSE"
country = "US"
fiscal_year_end = "{_YEAR_ENDS[year_end_month(company)]}"
from = "made up for benchmarks"
{segments}"""


def _segment(company: str, name: str, line: str) -> str:
    return f"""
[[segments]]
slug = "{company}-{name}"
company = "{company}"
name = "{name.capitalize()}"
line = "{line}"
breakdowns = ["regions"]
"""


def _pack(company: str, *, facts: bool) -> str:
    sections = {"sources": "{ publisher = 'Nobody', title_is_ours = true }"} | ({"facts": "{}"} if facts else {})
    return "".join(
        f"""
[[tables]]
file = "{company}-{section}.csv"
section = "{section}"
every = {every}
"""
        for section, every in sections.items()
    )


def _sources(company: int) -> Iterator[tuple[str | None, ...]]:
    """Yield one filing and one article a fiscal year, published some weeks after its end."""
    slug = company_slug(company)
    later, month = (1, 2) if year_end_month(company) == 12 else (0, 3)  # noqa: PLR2004  December
    for year in YEARS:
        filing = source_slug(slug, Slot("", year))
        article = source_slug(slug, Slot("", year, "news"))
        yield filing, "filing", "10-K", f"10-K for FY{year}", f"{year + later}-{month:02}-20"
        yield article, "news", None, f"Results of FY{year}", f"{year + later}-{month:02}-05"
