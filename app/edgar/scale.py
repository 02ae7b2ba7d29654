"""Scales: what a filing's amounts are rounded to, and how an amount is printed on that scale."""

from collections.abc import Iterable
from decimal import Decimal

_SCALES = ((Decimal(1_000_000), " million"), (Decimal(1_000), " thousand"), (Decimal(1), ""))


def unit_of(values: Iterable[Decimal]) -> Decimal:
    """Return what all amounts of a filing are multiples of: a million, a thousand, or a dollar where nothing larger."""
    amounts = list(values)
    return next((unit for unit, _ in _SCALES if all(amount % unit == 0 for amount in amounts)), Decimal(1))


def spell(amount: Decimal, unit: Decimal | None = None) -> str:
    """Print an amount in dollars as statements do, `$716,924 million`; on the largest scale that fits, or on one."""
    unit = unit or unit_of([amount])
    scale = next(word for each, word in _SCALES if each == unit)
    return f"{'-' if amount < 0 else ''}${abs(amount) / unit:,f}{scale}"
