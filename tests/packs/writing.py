"""Packs as text: a small made-up rivalry, functions that write one table of a pack each, and what may stand in them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.domain.catalogue import Catalogue
from app.packs.mistakes import Mistake, PackError
from app.packs.reader import read_packs

COMPANIES = ("acme", "globex", "initech")
SOURCE_KEYS = (
    *("slug", "kind", "title", "title_is_ours", "publisher", "url", "published", "form", "accession", "sha256"),
    "note",
)
FACT_KEYS = (
    *("source", "company", "metric", "segment", "initiative", "period", "period_inferred", "printed", "paragraph"),
    *("nature", "attribution", "basis", "low", "high", "reported_as", "note"),
)

OF_ONE_FACT = "both are of one company, metric, segment, initiative, nature, basis, period and paragraph"
"""How it is told what makes a fact a second one."""

VOCABULARY = """\
[[companies]]
slug = "acme"
name = "Acme"
ticker = "ACM"
exchange = "NYSE"
country = "US"
cik = "0000000042"
fiscal_year_end = "12-31"
from = "made up"

[[companies]]
slug = "globex"
name = "Globex"
fiscal_year_end = "01-31"
from = "made up"

[[companies]]
slug = "initech"
name = "Initech"

[[metrics]]
slug = "revenue"
name = "Revenue"
unit = "USD"
kind = "flow"
direction = "higher"
category = "scale"
definition = "All that is sold."

[[metrics]]
slug = "stores"
name = "Stores"
unit = "count"
kind = "count"
direction = "neither"
category = "footprint"
definition = "Stores open at a date."

[[metrics]]
slug = "share"
name = "Share"
unit = "fraction"
kind = "ratio"
direction = "neither"
category = "mix"
of = "revenue"
definition = "A part of all that is sold."

[[segments]]
slug = "acme-cloud"
company = "acme"
name = "Cloud"
line = "cloud"

[[segments]]
slug = "acme-media"
company = "acme"
name = "Media"
line = "media"

[[segments]]
slug = "globex-cloud"
company = "globex"
name = "Cloud"
line = "cloud"

[[initiatives]]
slug = "acme-bot"
company = "acme"
name = "Bot"
kind = "assistant"
approach = "build"
summary = "Answers questions."

[[initiatives]]
slug = "globex-bot"
company = "globex"
name = "Bot"
kind = "assistant"
approach = "partner"
summary = "Answers questions with the help of another company."
"""


def table(header: str, values: Mapping[str, object]) -> str:
    """Write a table: numbers as they are, text in quotes, anything that opens with a bracket as it is."""
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value is not None]
    return "\n".join([header, *lines, ""])


def source(slug: str = "gazette", **keys: object) -> str:
    """Write `[source]`."""
    return table("[source]", {"slug": slug, "kind": "news", "title": "A title", **keys})


def fact(printed: str = "$5 billion", **keys: object) -> str:
    """Write one of `[[facts]]`: Acme's revenue of 2025, unless it is said otherwise."""
    usual = {"company": "acme", "metric": "revenue", "period": "FY2025", "printed": printed, "paragraph": 1}
    return table("[[facts]]", {**usual, **keys})


def statement(text: str = "Acme does well.", **keys: object) -> str:
    """Write one of `[[statements]]`."""
    usual = {"companies": '["acme"]', "topic": "outlook", "nature": "opinion", "stance": "well", "text": text}
    return table("[[statements]]", {**usual, "paragraphs": "[1]", **keys})


def claim(slug: str = "acme-sells", **keys: object) -> str:
    """Write one of `[[claims]]`."""
    usual = {"slug": slug, "companies": '["acme"]', "metric": "revenue", "operation": "level", "text": "Acme sells."}
    return table("[[claims]]", {**usual, "paragraphs": "[1]", **keys})


def facts_table(**keys: object) -> str:
    """Write one of `[[tables]]`: Acme's sales in millions, unless it is said otherwise."""
    usual = {"file": "annual.csv", "section": "facts", "scale": "million", "every": '{ company = "acme" }'}
    columns = '{ "Net sales" = { metric = "revenue" } }'
    return table("[[tables]]", {**usual, "columns": columns, **keys})


def mistakes_in(*paths: Path, known: Catalogue | None = None) -> tuple[Mistake, ...]:
    """Read packs that have to be refused, and return why."""
    with pytest.raises(PackError) as raised:
        read_packs(paths, known)
    return raised.value.mistakes


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) and not value.startswith(("[", "{")) else str(value)
