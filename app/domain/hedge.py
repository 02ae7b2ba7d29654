"""Hedges: the words around a number that say how far it may be off, and what range each allows."""

from fractions import Fraction
from typing import Literal

from app.domain.errors import UnreadableFigureError
from app.domain.numeral import MULTIPLES, Numeral, Words, not_understood, take_phrase
from app.domain.quantity import Hedge

Lean = Hedge | Literal["just-over"]
Ends = tuple[Fraction | None, Fraction | None, Fraction | None]

HEDGE_MEANINGS: dict[Hedge, str] = {
    "exact": "a plain count: the number itself",
    "rounded": "half a unit of the last printed digit either way, or a tenth of a spoken fraction",
    "approximately": "half a unit of the last significant digit either way, or a tenth of a spoken fraction",
    "more-than": "the number and above, without an upper end unless it is just over",
    "at-least": "the number and above, without an upper end",
    "less-than": "the number and below, without a lower end",
    "at-most": "the number and below, without a lower end",
    "just-under": "from half a unit of the last significant digit below the number up to it",
    "nearly": "from an eighth of the number below it up to it",
    "between": "anywhere from the first number to the second",
    "magnitude": "anywhere that the words reach, as hundreds of millions reach from 200 million to a billion",
}
"""What each hedge says about the range around a printed number; every hedge has a phrase."""

HEDGES_READ: tuple[tuple[Hedge, ...], ...] = (*((hedge,) for hedge in HEDGE_MEANINGS), ("approximately", "between"))
"""Every combination of hedges that one figure may have."""


def _by_phrase(phrases: dict[Lean, str]) -> dict[str, Lean]:
    return {phrase: lean for lean, listed in phrases.items() for phrase in listed.split(", ")}


LEADS = _by_phrase(
    {
        "approximately": "roughly, about, approximately, around, circa, ca, ~, some, an estimated, estimated",
        "more-than": "more than, over, above, surpassing, exceeding, exceeds, greater than, in excess of, upwards of, "
        "north of, beyond, topping, past, surpassed, exceeded, topped, passed, crossed",
        "just-over": "just over, just above, slightly over, slightly above, slightly more than, a little over, "
        "a little above, a little more than",
        "at-least": "at least, no less than, no fewer than, a minimum of",
        "less-than": "less than, fewer than, under, below",
        "at-most": "at most, up to, no more than, a maximum of, as much as, as many as",
        "just-under": "just under, just below, just shy of, slightly under, slightly below, slightly less than, "
        "a little under, a little below, a little less than",
        "nearly": "nearly, almost, close to, approaching, nearing",
    }
)
TRAILS = _by_phrase({"approximately": "or so, level", "at-least": "or more, +, plus", "at-most": "or less, or fewer"})


def take_leads(words: Words) -> tuple[frozenset[Lean], Words]:
    """Take the hedges in front, with "reportedly" and the articles that say nothing."""
    leans: set[Lean] = set()
    while words:
        lean, rest = take_phrase(words, LEADS)
        if lean is not None and lean in leans - {"approximately"}:
            raise not_understood(words)  # "over past 15 quarters" is a length of time
        if lean is not None:
            leans.add(lean)
        elif words[0] == "reportedly" or _opens_with_idle_article(words):
            rest = words[1:]
        else:
            break
        words = rest
    return frozenset(leans), words


def _opens_with_idle_article(words: Words) -> bool:
    """Whether an article comes first and is not the one of "a hundred" or "a third"."""
    article, after = words[0], words[1:]
    if not after or after[0] == "past":  # "the past 15 quarters" are 15, not more
        return False
    if article in ("a", "an"):
        says_more = take_phrase(after, LEADS)[0] is not None
        return says_more or after[0][0].isdigit() or after[0] in {"$", "multi", "single", "reportedly", *MULTIPLES}
    return article == "the"


def one_lean(leans: frozenset[Lean]) -> Lean | None:
    """Return the one hedge that was found, None for none. Raises UnreadableFigureError for two that differ."""
    if len(leans) > 1:
        raise UnreadableFigureError(f"the hedges {' and '.join(sorted(leans))} do not go together")
    return next(iter(leans), None)


def spread(numeral: Numeral, lean: Lean) -> Ends:
    """Value, low and high of a number under its hedge."""
    number, printed, hedged = numeral.number, numeral.printed_slack, numeral.hedged_slack
    ends: dict[Lean, Ends] = {
        "exact": (number, number, number),
        "rounded": (number, number - printed, number + printed),
        "approximately": (number, number - hedged, number + hedged),
        "more-than": (None, number, None),
        "just-over": (None, number, number + hedged),
        "at-least": (None, number, None),
        "less-than": (None, None, number),
        "at-most": (None, None, number),
        "just-under": (None, number - hedged, number),
        "nearly": (None, min(number - number / 8, number), max(number - number / 8, number)),
    }
    return ends[lean]
