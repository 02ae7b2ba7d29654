"""What filings state, written short: in our shape for what drafts, in the SEC's for what reads."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.catalogue import Catalogue, Company
from app.edgar.answer import Answer, Stated
from app.edgar.draft import Draft, Drafted
from app.edgar.drafting import draft_answer
from app.packs.reader import read_packs

HERE = Path(__file__).parent
VOCABULARY = HERE / "vocabulary.toml"
ANSWERS = HERE / "answers"
KNOWN = read_packs([VOCABULARY])
VELOX, PEDALIA = KNOWN.companies[:2]
OPERATING_INCOME = KNOWN.metrics[2]
MILLION = 1_000_000

SPANS = {
    "FY": ("{before}-07-01", "{year}-06-30"),
    "Q1": ("{before}-07-01", "{before}-09-30"),
    "Q2": ("{before}-10-01", "{before}-12-31"),
    "Q3": ("{year}-01-01", "{year}-03-31"),
    "Q4": ("{year}-04-01", "{year}-06-30"),
    "6M": ("{before}-07-01", "{before}-12-31"),
    "9M": ("{before}-07-01", "{year}-03-31"),
}
"""The periods of Velox, whose years end with June."""


def stated(period: str, millions: float, filing: str, **overrides: Any) -> Stated:  # noqa: ANN401  any field
    """State operating income for a period of Velox, `2024 Q1`, in a filing, `10-Q 2023-11-01`."""
    year, part = period.split()
    form, filed = filing.rsplit(" ", 1)
    start, end = (text.format(year=year, before=int(year) - 1) for text in SPANS[part])
    fields: dict[str, Any] = {
        "concept": "OperatingIncomeLoss",
        "start": date.fromisoformat(start),
        "end": date.fromisoformat(end),
        "value": Decimal(str(millions)) * MILLION,
        "accession": f"0000000077-{filed[2:4]}-{filed[5:7]}{filed[8:]}00",
        "form": form,
        "filed": date.fromisoformat(filed),
    }
    return Stated(**{**fields, **overrides})


def year_of(year: str, *millions: float, filing: str) -> list[Stated]:
    """State four quarters and the year in one filing."""
    parts = ("Q1", "Q2", "Q3", "Q4", "FY")
    return [stated(f"{year} {part}", amount, filing) for part, amount in zip(parts, millions, strict=True)]


def draft(
    *values: Stated,
    company: Company = VELOX,
    known: Catalogue = KNOWN,
    since: date | None = None,
    **overrides: Any,  # noqa: ANN401  any field of an answer
) -> Draft:
    """Draft what is stated of Velox."""
    fields: dict[str, Any] = {"strange_units": {}, "others": 0, **overrides}
    return draft_answer(Answer(company.cik or "", "VELOX WORKS", values, **fields), company, known, since)


def told(facts: tuple[Drafted, ...]) -> list[tuple[str, str, str]]:
    """What facts say: period, figure and basis."""
    return [(fact.period, fact.printed, fact.basis) for fact in facts]


def entry(**overrides: Any) -> dict[str, Any]:  # noqa: ANN401  any key
    """Return a value as the SEC spells it; a key that is given as None is left out."""
    whole = {
        "start": "2023-07-01",
        "end": "2024-06-30",
        "val": 120_000_000,
        "accn": "0000000077-24-000003",
        "fy": 2024,
        "fp": "FY",
        "form": "10-K",
        "filed": "2024-08-20",
        "frame": "CY2023",
        **overrides,
    }
    return {key: value for key, value in whole.items() if value is not None}


def body(*entries: Any, concept: str = "OperatingIncomeLoss", unit: str = "USD", **overrides: Any) -> bytes:  # noqa: ANN401  any JSON
    """Return an answer as the SEC spells it."""
    facts = {"us-gaap": {concept: {"label": "…", "description": "…", "units": {unit: list(entries)}}}}
    return json.dumps({"cik": 77, "entityName": "VELOX WORKS", "facts": facts, **overrides}).encode()
