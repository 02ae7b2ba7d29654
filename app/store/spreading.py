"""Spreading: a fact over the columns of its row, texts and numbers alone, for there are millions."""

import json
from functools import lru_cache

from app.domain.catalogue import Fact
from app.domain.period import Period

Row = tuple[str | float, ...]

BLANK = ""
"""Stands for null in a row: no text of ours is empty, and Python's driver for SQLite is slow to bind nulls."""

BEFORE_ALL = ""
"""Sorts before every date; stands for a period without an end."""

FACT_COLUMNS = (
    *("id", "company", "metric", "segment", "initiative", "source", "paragraph", "printed", "value", "low", "high"),
    *("unit", "hedges", "kind", "nature", "attribution", "basis", "period_label", "period_kind", "period_start"),
    *("period_end", "period_inferred", "period_note", "reported_as", "note", "derivation", "sort_period", "sort_value"),
)
"""The columns over which `fact_to_row` spreads a fact, in its order."""


def fact_to_row(fact: Fact) -> Row:
    """Spread a fact, its quantity and its period, as `write_rows` takes it: texts and numbers, blank for null."""
    quantity, derivation = fact.quantity, fact.derivation
    value = BLANK if quantity.value is None else float(quantity.value)
    low = BLANK if quantity.low is None else float(quantity.low)
    high = BLANK if quantity.high is None else float(quantity.high)
    anchor = low if value is BLANK else value
    period = _spread_period(fact.period)
    return (
        fact.id,
        fact.company,
        fact.metric,
        fact.segment or BLANK,
        fact.initiative or BLANK,
        fact.source,
        BLANK if fact.paragraph is None else fact.paragraph,
        fact.printed,
        value,
        low,
        high,
        quantity.unit,
        " ".join(quantity.hedges),
        fact.kind,
        fact.nature,
        fact.attribution or BLANK,
        fact.basis,
        *period,
        fact.reported_as or BLANK,
        fact.note or BLANK,
        json.dumps([derivation.operation, derivation.formula, derivation.inputs]) if derivation else BLANK,
        period[3] or BEFORE_ALL,
        (high or 0.0) if anchor is BLANK else anchor,
    )


@lru_cache(maxsize=10_000)
def _spread_period(period: Period) -> Row:
    """Spread a period over its columns; many facts speak of one."""
    start = period.start.isoformat() if period.start else BLANK
    end = period.end.isoformat() if period.end else BLANK
    return period.label, period.kind, start, end, int(period.inferred), period.note or BLANK
