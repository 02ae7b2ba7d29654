"""Ordinals: a quarter's place in an unbroken row, which is how many quarters the row has."""

import re

from app.domain.numeral import TENS, list_words

ORDINALS = {
    name: number
    for number, name in enumerate(
        list_words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth"
        ),
        start=1,
    )
} | {f"{word.removesuffix('y')}ieth": number for word, number in TENS.items()}
"""Ordinals of one word; "twenty-first" is two."""

_BLANK = r"[^\S\x00-\x1f\x85\u2028\u2029]+"
"""Between two words; control characters are left for the reader to refuse."""

_BEHIND = re.compile(rf"\b(?P<quarters>quarters?){_BLANK}(?:in{_BLANK}a{_BLANK}row|running|straight)\b", re.IGNORECASE)
_PLACE = re.compile(
    rf"""
      (?<![\w.,$-])
      (?: (?P<digits>[1-9][0-9]{{0,2}}) (?:st|nd|rd|th)
        | (?:(?P<tens>{"|".join(TENS)}) (?:-|{_BLANK}))? (?P<name>{"|".join(ORDINALS)}) )
      (?= {_BLANK} (?:consecutive|straight|successive) (?:{_BLANK}[\w.'\u2019-]+){{0,2}}? {_BLANK} quarter\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def count_quarters(printed: str) -> str:
    """Spell places in a row of quarters as numbers of them: "15th straight quarter" as "15 straight quarter".

    "Three quarters in a row" become consecutive ones, so that nobody takes them for a fraction. All else stays.
    """
    return _PLACE.sub(_cardinal, _BEHIND.sub(r"consecutive \g<quarters>", printed))


def _cardinal(place: re.Match[str]) -> str:
    if place["digits"]:
        return place["digits"]
    return str(TENS.get((place["tens"] or "").lower(), 0) + ORDINALS[place["name"].lower()])
