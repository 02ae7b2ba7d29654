"""Sums: quarters that do not add up to their year, by the filing that states them, or in whatever way they are read."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, product
from math import prod

from app.domain.reconciliation import MOST_WAYS, PARTS_OF_A_YEAR
from app.edgar.answer import Stated
from app.edgar.scale import spell

History = Mapping[str, Sequence[Stated]]
"""What is stated for each label, in the order of filing; a filing states a period once."""

_HALVES = Decimal("0.5")
QUARTERS = PARTS_OF_A_YEAR[""]


@dataclass(frozen=True, slots=True)
class Misfit:
    """Values that do not add up, none of which can be told to be the right one; `why` says so in words."""

    stated: tuple[Stated, ...]
    why: str


def find_misfits(history: History, units: Mapping[str, Decimal]) -> Iterator[Misfit]:
    """Yield what is to be left out of a series: of single filings first, then of years that fit in no way at all.

    `units` has the unit that each filing's values are rounded to, by accession: sums may be off by as much as that
    makes them. A restatement of the year alone, or of some quarters, is no misfit: there is still a way that fits.
    """
    swapped = [misfit for year in _years(history) for misfit in _within_filings(year, history, units)]
    yield from swapped
    gone = {stated for misfit in swapped for stated in misfit.stated}
    rest = {label: [each for each in stated if each not in gone] for label, stated in history.items()}
    for year in _years(rest):
        whole = "" if all(rest.get(year + part) for part in QUARTERS) else "-9M"
        parts = [rest.get(year + part, []) for part in PARTS_OF_A_YEAR[whole]]
        wholes = rest.get(year + whole, [])
        if wholes and all(parts) and not _fit(wholes, parts, units):
            first = _total(part[0] for part in parts)
            why = f"{year}{whole}: as first stated the quarters make {first}, it is {spell(wholes[0].value)}; no other"
            stated = tuple(chain(*parts, wholes if whole else ()))
            yield Misfit(stated, f"{why} way of putting together what was stated fits")


def _years(history: History) -> list[str]:
    return sorted({label.partition("-")[0] for label in history})


def _within_filings(year: str, history: History, units: Mapping[str, Decimal]) -> Iterator[Misfit]:
    """Yield the four quarters of each filing that states all of them, where they are not the year as then known."""
    by_filing: dict[str, dict[str, Stated]] = {}
    for part in QUARTERS:
        for stated in history.get(year + part, ()):
            by_filing.setdefault(stated.accession, {})[part] = stated
    for accession, parts in by_filing.items():
        filing = next(iter(parts.values()))
        known = [each for each in history.get(year, ()) if each.order <= filing.order]
        if len(parts) == len(QUARTERS) and known:
            total = known[-1]
            if not _adds_up(total, parts.values(), units):
                what = f"{year} in {accession}: the four quarters make {_total(parts.values())}"
                yield Misfit(tuple(parts.values()), f"{what}, the year is {spell(total.value)}")


def _fit(wholes: Sequence[Stated], parts: Sequence[Sequence[Stated]], units: Mapping[str, Decimal]) -> bool:
    """Whether there is any way of putting together what is stated in which the parts make the whole."""
    if prod(map(len, (wholes, *parts))) > MOST_WAYS:
        return True
    return any(_adds_up(whole, chosen, units) for whole in wholes for chosen in product(*parts))


def _adds_up(whole: Stated, parts: Collection[Stated], units: Mapping[str, Decimal]) -> bool:
    """Whether parts make a whole, each of them off by up to half of what its filing rounds to."""
    slack = sum((units[each.accession] for each in (whole, *parts)), Decimal(0)) * _HALVES
    return abs(whole.value - sum(each.value for each in parts)) <= slack


def _total(parts: Iterable[Stated]) -> str:
    return spell(sum((each.value for each in parts), Decimal(0)))
