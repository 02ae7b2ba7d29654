"""Spelling: an amount as a filing or a newspaper prints it, with the range that our reader finds in it."""

from typing import NamedTuple

from benchmarks.dataset import Kind, Voice

Number = int | float
_MILLION = 10**6


class Spelled(NamedTuple):
    """A figure as printed and what it says; the numbers print without exponents."""

    printed: str
    value: Number | None
    low: Number
    high: Number | None

    @property
    def anchor(self) -> Number:
        """The number that it is sorted by."""
        return self.low if self.value is None else self.value


def spell(kind: Kind, voice: Voice, amount: int) -> Spelled:
    """Spell an amount: millions of dollars, things counted, or thousandths."""
    if kind == "flow":
        return _dollars(amount) if voice == "10-k" else _rough_dollars(amount // 100)
    if kind == "count":
        return _counted(amount) if voice == "10-k" else _more_than(amount // 100 * 100)
    return _percent(amount, "") if voice == "10-k" else _percent(_not_round(amount), "about ")


def _dollars(millions: int) -> Spelled:
    value = millions * _MILLION
    return Spelled(f"${millions:,} million", value, value - _MILLION // 2, value + _MILLION // 2)


def _rough_dollars(hundreds_of_millions: int) -> Spelled:
    tenths = _not_round(hundreds_of_millions)
    value, half = tenths * 100 * _MILLION, 50 * _MILLION
    return Spelled(f"roughly ${tenths // 10:,}.{tenths % 10} billion", value, value - half, value + half)


def _counted(count: int) -> Spelled:
    return Spelled(f"{count:,}", count, count, count)


def _more_than(count: int) -> Spelled:
    return Spelled(f"more than {count:,}", None, count, None)


def _percent(thousandths: int, hedge: str) -> Spelled:
    low, high = (2 * thousandths - 1) / 2000, (2 * thousandths + 1) / 2000
    return Spelled(f"{hedge}{thousandths // 10}.{thousandths % 10}%", thousandths / 1000, low, high)


def _not_round(tenths: int) -> int:
    """Keep the last digit from being a zero, which says nothing under a hedge."""
    return tenths if tenths % 10 else tenths + 1
