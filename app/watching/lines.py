"""Lines of the log: one JSON object each, in which nothing that somebody else wrote can look like anything of ours."""

import re
from contextvars import ContextVar
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii

spelled = encode_basestring_ascii
"""Spells a text as JSON, in printable ASCII alone: no line ends in it, and no terminal obeys it."""

ASKED: ContextVar[str] = ContextVar("asked", default="")
"""The id of the request that is answered in this context; nothing outside of one."""

BROKEN_OFF: ContextVar[bool] = ContextVar("broken off", default=False)
"""Whether the answer that is given in this context was broken off on purpose, which has been logged."""

MOST_CHARACTERS = 1000
"""Of a message. What is longer is cut, so that a line stays within what a pipe takes whole."""

MOST_OF_A_TRACEBACK = 2200
"""Characters of a traceback that are kept: its end, which says what was raised and where."""

_PASSWORD = re.compile(r"(\w://[^\s:/@]*:)[^\s/]*(?=@)|(password=)[^\s&;'\"]+", re.IGNORECASE)


class Clock:
    """Spells moments as RFC 3339 has them, in UTC with milliseconds; moments share what they have in common."""

    def __init__(self) -> None:
        """Have spelt nothing yet."""
        self._second = self._thousandth = -1
        self._begun = self._spelled = ""

    def spell(self, moment: float) -> str:
        """Spell a moment, given in seconds since 1970."""
        thousandth = int(moment * 1000)
        if thousandth == self._thousandth:
            return self._spelled
        second, rest = divmod(thousandth, 1000)
        if second != self._second:
            self._begun = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S.")
            self._second = second
        self._thousandth, self._spelled = thousandth, f"{self._begun}{rest:03}Z"
        return self._spelled


def spell_line(level: str, logger: str, message: str, *, moment: float | None = None, traceback: str = "") -> str:
    """Spell what a program has to say, with the id of the request that it says it about; passwords are left out.

    `moment` is in seconds since 1970, by default now.
    """
    now = datetime.now(UTC).timestamp() if moment is None else moment
    said = without_passwords(message).strip()
    keys = {"level": level, "logger": logger, "id": ASKED.get(), "message": said[:MOST_CHARACTERS]}
    if traceback:
        shown = without_passwords(traceback)
        keys["traceback"] = shown if len(shown) <= MOST_OF_A_TRACEBACK else f"… {shown[-MOST_OF_A_TRACEBACK:]}"
    pairs = (f'"{key}":{spelled(value)}' for key, value in keys.items() if value)
    return f'{{"time":"{Clock().spell(now)}",{",".join(pairs)}}}'


def without_passwords(text: str) -> str:
    """Leave out passwords where they stand in addresses, or in what PostgreSQL's library is told."""
    return _PASSWORD.sub(lambda found: f"{found[1] or found[2]}***", text)
