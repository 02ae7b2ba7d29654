"""Standing in: the periods for which one concept states a metric in place of another that is not stated of them."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from app.edgar.answer import Stated
from app.edgar.concepts import Meaning

_MOST_EXAMPLES = 3

_Span = tuple[date | None, date]


class StandIns:
    """Which concept states a metric of which period, as one company uses them; and what that leaves to look at."""

    def __init__(self, stated: Iterable[Stated]) -> None:
        """Gather the values that each concept has of each period."""
        self._values: dict[str, dict[_Span, set[Decimal]]] = {}
        self._stood: dict[Meaning, set[str]] = {}
        self._lacked: dict[Meaning, set[str]] = {}
        for each in stated:
            spans = self._values.setdefault(each.concept, {})
            spans.setdefault((each.start, each.end), set()).add(each.value)

    def differ(self, concept: str | None, others: Collection[str]) -> bool:
        """Whether a company tells a concept from others: it states some period under both, and never one value."""
        spans = self._values.get(concept or "", {})
        return any(
            values.isdisjoint(spans[span])
            for other in others
            for span, values in self._values.get(other, {}).items()
            if span in spans
        )

    def lacks(self, meaning: Meaning, stated: Stated) -> bool:
        """Whether the concept that it would stand in for is used, and not for the period of a value."""
        spans = self._values.get(meaning.in_place_of or "")
        return spans is not None and (stated.start, stated.end) not in spans

    def holds(self, meaning: Meaning, stated: Stated, *, differ: bool) -> bool:
        """Whether a value states a metric: not where there is one that goes before it, or that it differs from."""
        if meaning.in_place_of not in self._values:
            return True
        return self.lacks(meaning, stated) and not differ

    def note(self, meaning: Meaning, stated: Stated, label: str, *, differ: bool) -> None:
        """Note a period for which the concept that goes before is not stated."""
        if self.lacks(meaning, stated):
            (self._lacked if differ else self._stood).setdefault(meaning, set()).add(label)

    def doubts(self) -> list[str]:
        """Tell of which periods a metric is stated by what stands in, and of which by nothing."""
        return [
            *(
                f"{meaning.metric} is {meaning.reported_as} for {some(labels)}, which {meaning.in_place_of} is not "
                "stated for: are both the same?"
                for meaning, labels in self._stood.items()
            ),
            *(
                f"{meaning.metric} is not drafted for {some(labels)}, which {meaning.in_place_of} is not stated for: "
                f"it is another number than {meaning.reported_as} where both are stated"
                for meaning, labels in self._lacked.items()
            ),
        ]


def some(things: Collection[str]) -> str:
    """Name the first of some things, and count the others."""
    first = ", ".join(sorted(things)[:_MOST_EXAMPLES])
    more = len(things) - _MOST_EXAMPLES
    return f"{first} and {more} more" if more > 0 else first
