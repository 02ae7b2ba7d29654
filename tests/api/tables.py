"""Plain functions that read CSV, and spell what JSON says as CSV does."""

import csv
import io
import json
from typing import Any

Row = dict[str, str]


def rows_of(text: str) -> list[Row]:
    """Read CSV."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def cell(value: Any) -> str:  # noqa: ANN401  any JSON
    """Spell a value of JSON as CSV has it."""
    if isinstance(value, list):
        return " ".join(value)
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)
