"""Reading: what a query names of a fact, so that facts are found by what they are about and not by words alone."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain.catalogue import Fact
from app.domain.errors import UnreadableFigureError
from app.domain.figure import may_count, read_figure
from app.domain.period import is_period_label
from app.domain.quantity import Quantity, Unit
from app.search.document import Kind
from app.search.matching import Hit, Match
from app.search.words import Word

LONGEST_FIGURE = 5
"""Words that the figure of a query may have: "just under $4 billion" has four."""

HALF_A_NAME = 0.5
"""How much of a name has to be there for something to be named."""

MOST_NAMED = 5
"""Things of a kind that a query may name equally well, by the same words."""

ENOUGH_PARTS = 2
"""Facts are looked for by two parts at least, by a segment or an initiative, or by a figure: those of a company alone
are too many to be ranked."""

PLAIN = frozenset(("rounded", "exact"))
"""What a figure is by itself, without a word that hedges it."""

_PARTS: tuple[Kind, ...] = ("company", "metric", "segment", "initiative")
_OF_YEAR = r"(?:FY ?|fiscal (?:year )?)?"
_QUARTERS = "first second third fourth"
_YEAR = re.compile(rf"\b{_OF_YEAR}((?:19|20)\d\d)(?:[- ]?Q([1-4]))?\b", re.IGNORECASE | re.ASCII)
_QUARTER = re.compile(
    rf"\b(?:Q([1-4])|({_QUARTERS.replace(' ', '|')})[- ]quarter)[- ,]*(?:of )?{_OF_YEAR}((?:19|20)\d\d)\b",
    re.IGNORECASE | re.ASCII,
)
_LABEL = re.compile(r"[^\s,;]+")


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of a query that were taken for a period or a figure."""

    start: int
    end: int
    text: str

    def holds(self, word: Word) -> bool:
        """Whether a word of the query lies in it."""
        return self.start <= word.start and word.end <= self.end

    def meets(self, other: "Part") -> bool:
        """Whether it shares characters with another part."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a query says of a fact: what it names, for which periods, and which figure.

    `unread` are the words that say something of which nothing was made, `score` the part of all that are understood.
    """

    named: dict[Kind, tuple[Hit, ...]]
    periods: tuple[tuple[str, Part], ...]
    figure: tuple[Quantity, Part] | None
    unread: tuple[str, ...]
    score: float

    @property
    def finds_facts(self) -> bool:
        """Whether it says enough for facts to be looked for."""
        is_narrow = self.figure is not None or bool(self.named.keys() & {"segment", "initiative"})
        return is_narrow or len(self.named) + bool(self.periods) >= ENOUGH_PARTS

    def slugs(self, kind: Kind) -> list[str]:
        """The slugs of what it names of a kind."""
        return [hit.document.slug for hit in self.named.get(kind, ())]

    @property
    def ends(self) -> tuple[float, float] | None:
        """Between which ends the figure of a fact lies that it speaks of; None without a figure."""
        if self.figure is None:
            return None
        low, high = self.figure[0].low, self.figure[0].high
        return -math.inf if low is None else float(low), math.inf if high is None else float(high)

    @property
    def unit(self) -> Unit | None:
        """The unit that its figure names; None where it names none, or has none."""
        return self.figure[0].unit if self.figure and self.figure[0].unit != "count" else None

    def matches_of(self, fact: Fact) -> list[Match]:
        """What its words name of a fact, each under the part of the fact that it names."""
        of_fact: dict[Kind, str | None] = {
            "company": fact.company,
            "metric": fact.metric,
            "segment": fact.segment,
            "initiative": fact.initiative,
        }
        return [
            replace(match, field=kind)
            for kind, hits in self.named.items()
            for hit in hits
            if hit.document.slug == of_fact.get(kind)
            for match in hit.named.values()
        ]


def read(query: str, words: Sequence[Word], hits: Iterable[Hit], *, figures: bool = True) -> Reading:
    """Read what a query says of facts, from its words that say something and the names that they hit.

    Without `figures` none is looked for.
    """
    periods = _read_periods(query)
    taken = {at for at, word in enumerate(words) if any(part.holds(word) for _, part in periods)}
    named = _agreed(_name(hits, taken))
    places = _best_by_place(hit for found in named.values() for hit in found)
    figure = _read_figure(query, [part for _, part in periods]) if figures else None
    if figure and any(figure[1].holds(words[place]) for place in places):
        figure = None
    for at, word in enumerate(words):
        if at in taken or (figure and figure[1].holds(word)):
            places[at] = 1.0
    unread = tuple(query[word.start : word.end] for at, word in enumerate(words) if at not in places)
    score = round(sum(places.values()) / len(words), 4)
    return Reading(named=named, periods=tuple(periods), figure=figure, unread=unread, score=score)


def _name(hits: Iterable[Hit], taken: set[int]) -> dict[Kind, tuple[Hit, ...]]:
    """Choose what is named of each kind, the longest names first: words that one holds name nothing else."""
    known = [hit for hit in hits if hit.document.kind in _PARTS]
    chosen: dict[Kind, tuple[Hit, ...]] = {}
    used = set(taken)
    while weights := [(weight, hit) for hit in known if (weight := _weigh(hit, used))]:
        most = max(weight for weight, _ in weights)
        best = [hit for weight, hit in weights if weight == most]
        kind = min(hit.document.kind for hit in best)
        found = [hit for hit in best if hit.document.kind == kind][:MOST_NAMED]
        chosen[kind] = (*chosen.get(kind, ()), *found)
        known = [hit for hit in known if hit not in found]
        used.update(*(hit.named for hit in found))
    return chosen


def _best_by_place(hits: Iterable[Hit]) -> dict[int, float]:
    """How well each word is spelt that one of some hits has in a name."""
    every = [(match.quality, place) for hit in hits for place, match in hit.named.items()]
    return {place: quality for quality, place in sorted(every)}


def _weigh(hit: Hit, used: set[int]) -> float:
    """How much of a query its best name is, but for the words that are used up; 0 where it has no others."""
    free = (
        name.whole * sum(match.quality for place, match in name.matches.items() if place not in used)
        for name in hit.names
        if name.whole >= HALF_A_NAME
    )
    return round(max(free, default=0), 4)


def _agreed(named: dict[Kind, tuple[Hit, ...]]) -> dict[Kind, tuple[Hit, ...]]:
    """Keep, where companies are named, the parts of these alone, and none where they have no such part."""
    companies = {hit.document.slug for hit in named.get("company", ())}
    if not companies:
        return named
    kept = {
        kind: tuple(hit for hit in hits if hit.document.company is None or hit.document.company in companies)
        for kind, hits in named.items()
    }
    return {kind: hits for kind, hits in kept.items() if hits}


def _read_periods(query: str) -> list[tuple[str, Part]]:
    """Find the periods that a query names: by a label, by a year, or by a quarter and a year."""
    found = [
        *((match[0].upper(), match) for match in _LABEL.finditer(query) if is_period_label(match[0].upper())),
        *((f"FY{match[3]}-Q{_number(match)}", match) for match in _QUARTER.finditer(query)),
        *((f"FY{match[1]}" + (f"-Q{match[2]}" if match[2] else ""), match) for match in _YEAR.finditer(query)),
    ]
    free: list[tuple[str, Part]] = []
    for label, match in sorted(found, key=lambda each: -len(each[1][0])):
        part = Part(match.start(), match.end(), match[0])
        if not any(part.meets(other) for _, other in free):
            free.append((label, part))
    return free


def _number(match: re.Match[str]) -> str:
    """The number of a quarter that is written by it, or by a word."""
    return match[1] or str(1 + _QUARTERS.split().index(match[2].lower()))


def _read_figure(query: str, periods: Sequence[Part]) -> tuple[Quantity, Part] | None:
    """Find the figure of a query: of all that can be read the largest, whole, with its hedge, in the fewest words."""
    words = list(re.finditer(r"[^\s;!?]+", query))
    readings: list[tuple[tuple[int, int, bool, int], Quantity, Part]] = []
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_FIGURE, len(words))):
            part = Part(words[first].start(), words[last].end(), query[words[first].start() : words[last].end()])
            if any(part.meets(period) for period in periods):
                break
            quantity = _read(part.text)
            if quantity:
                sizes = (end.adjusted() for end in (quantity.low, quantity.high) if end is not None)
                is_hedged = not set(quantity.hedges) <= PLAIN
                numbers = sum(may_count(word[0]) for word in words[first : last + 1])
                readings.append(((max(sizes), numbers, is_hedged, first - last), quantity, part))
    if not readings:
        return None
    return max(readings, key=lambda reading: reading[0])[1:]


def _read(text: str) -> Quantity | None:
    if not any(may_count(word) for word in text.split()):
        return None
    try:
        quantity = read_figure(text.rstrip(",."))
    except UnreadableFigureError:
        return None
    return quantity if (quantity.low, quantity.high) != (None, None) else None
