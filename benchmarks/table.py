"""The table of results: ratios of what was measured side by side, with their spread and what they should be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of our measurements beside another's, round by round in the same unit.

    `least` and `most` are the ratio that is aimed at; None where there is no aim.
    """

    what: str
    beside: str
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float]
    least: float | None = None
    most: float | None = None

    @property
    def ratios(self) -> list[float]:
        """Ours over theirs, round by round."""
        return [one / other for one, other in zip(self.ours, self.theirs, strict=True)]

    @property
    def is_met(self) -> bool | None:
        """Whether the median is as it should be; None where there is no aim."""
        if self.least is None and self.most is None:
            return None
        ratio = median(self.ratios)
        return (self.least is None or ratio >= self.least) and (self.most is None or ratio <= self.most)


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be measured, and why."""

    what: str
    why: str


def interleave(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Measure one contestant after the other, round by round, so that whatever slows the machine slows all."""
    measured: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            measured[name].append(measure())
    return measured


def as_markdown(rows: Sequence[Row | Skipped]) -> str:
    """Write the table."""
    head = ("what", "beside", "ours", "theirs", "unit", "ratio", "spread", "aim", "met")
    body = [_cells(row) if isinstance(row, Row) else (row.what, row.why, *[""] * 7) for row in rows]
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
    lines = [head, tuple("-" * width for width in widths), *body]
    return "\n".join(f"| {' | '.join(map(str.ljust, line, widths))} |" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    aim = f"≥ {row.least:g}" if row.least is not None else f"≤ {row.most:g}" if row.most is not None else ""
    met = {True: "yes", False: "no", None: ""}[row.is_met]
    spread = f"{_short(min(row.ratios))}-{_short(max(row.ratios))}"
    amounts = (_short(median(row.ours)), _short(median(row.theirs)))
    return row.what, row.beside, *amounts, row.unit, _short(median(row.ratios)), spread, aim, met


def _short(number: float) -> str:
    """Print three significant digits, or whole numbers with commas."""
    return f"{number:,.0f}" if number >= 100 else f"{number:#.3g}".rstrip(".")  # noqa: PLR2004  three digits
