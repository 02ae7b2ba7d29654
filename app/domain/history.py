"""Histories: a metric of some companies through time, as it was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.crossover import Crossovers
from app.domain.period import Frequency
from app.domain.question import Missing, Question
from app.domain.series import Line
from app.domain.summary import sentence_of_series
from app.domain.transform import Transformation
from app.domain.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A line for each company that has points; `changes` of the lead are those of levels, None where none can show."""

    question: Question
    made: Transformation
    frequency: Frequency
    window: Window
    lines: Sequence[Line]
    changes: Crossovers | None
    missing: Sequence[Missing]

    @property
    def facts(self) -> set[str]:
        """Ids of the facts that the points come from."""
        return {each for line in self.lines for point in line.points for each in point.facts}

    @property
    def sentence(self) -> str:
        """What it comes to."""
        return sentence_of_series(self.question, self.made, self.frequency, self.lines, self.changes)
