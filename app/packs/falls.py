"""Falls: which figures of an article are told as a fall by the words beside them, which the reader does not read."""

from collections.abc import Sequence

from app.domain.numeral import MOST_WORDS, list_words
from app.packs.words import Span, Word

_BEFORE = frozenset(
    list_words(
        "fell fall falls falling fallen drop drops dropped dropping decline declines declined declining "
        "decrease decreases decreased decreasing down slid slide slides sliding slip slips slipped slipping "
        "dip dips dipped sank sunk sinking shrank shrunk shrinking shed sheds plunge plunges plunged plunging "
        "tumble tumbles tumbled tumbling plummeted slump slumps slumped contracted contraction reduced "
        "reduction lost losing loss losses lower lowered cut"
    )
)
_BEHIND = frozenset(
    list_words(
        "fall drop decline decrease dip slide slip plunge tumble slump contraction reduction loss lower less fewer"
    )
)
_IDLE = frozenset(list_words("by of a an the another further some as much"))
_SORTS = frozenset(
    list_words("annual yearly quarterly year-over-year year-on-year quarter-on-quarter net operating sharp further")
)


def find_fall(words: Sequence[Word], span: Span) -> Span | None:
    """Return a figure with the word beside it that tells of a fall: "fell by 3%", "a 3% annual decline"; else None.

    "Fell to $3 billion" and "fell below 3%" are levels. No more words are returned than a figure may have.
    """
    first, last = span
    told = _before(words, first), _behind(words, last)
    if told == (None, None) or _is_level([word.text.lower() for word in words[first:last]]):
        return None
    whole = first if told[0] is None else told[0], last if told[1] is None else told[1]
    return whole if whole[1] - whole[0] <= MOST_WORDS else span


def _is_level(own: Sequence[str]) -> bool:
    """Whether a figure is a bound that something falls below: "just below 3%", though "just under 3%" is no bound."""
    return "below" in own or own[0] == "under"


def _before(words: Sequence[Word], first: int) -> int | None:
    """Return the word of fall before a figure, over words that say no more of it: "fell sharply by"."""
    at = first
    while at and not words[at].parted:
        at -= 1
        text = words[at].text.lower()
        if text in _BEFORE:
            return at
        if text not in _IDLE and not text.endswith("ly"):
            break
    return None


def _behind(words: Sequence[Word], last: int) -> int | None:
    """Return where the word of fall behind a figure ends, with at most one word between that says what sort it is."""
    for at, word in enumerate(words[last : last + 2], start=last):
        text = word.text.lower()
        if word.parted:
            break
        if text in _BEHIND:
            return at + 1
        if text not in _SORTS:
            break
    return None
