"""Tallying: what a load changes in how many there are of everything."""

from collections import Counter
from collections.abc import Iterable
from operator import attrgetter

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import col

from app.domain.catalogue import Catalogue, Fact
from app.domain.revision import Changes
from app.store.tables import COUNTED, TallyRow
from app.store.versioned import FOREVER

Named = tuple[str, str]
"""A kind of count and the name that is counted."""


def tally(connection: Connection, number: int, difference: Changes) -> None:
    """Write down the counts of revision `number` that are not those of the one before."""
    change = Counter(_count(difference.added))
    change.subtract(_count(difference.withdrawn))
    changed = [named for named, by in change.items() if by]
    current = select(col(TallyRow.kind), col(TallyRow.name), col(TallyRow.count))
    rows = connection.execute(current.where(col(TallyRow.withdrawn) == FOREVER))
    before = {(kind, name): count for kind, name, count in rows}
    ended = [{"of_kind": kind, "named": name} for kind, name in changed if (kind, name) in before]
    if ended:
        is_it = (col(TallyRow.kind) == bindparam("of_kind"), col(TallyRow.name) == bindparam("named"))
        end = update(TallyRow.__table__).values(withdrawn=number)  # type: ignore[attr-defined]
        connection.execute(end.where(*is_it, col(TallyRow.withdrawn) == FOREVER), ended)
    counts = {named: before.get(named, 0) + change[named] for named in changed}
    begun = [
        {"kind": kind, "name": name, "added": number, "count": count} for (kind, name), count in counts.items() if count
    ]
    if begun:
        connection.execute(insert(TallyRow), begun)


def _count(catalogue: Catalogue) -> dict[Named, int]:
    counts = {("collection", name): count for name, count in catalogue.counts.items()}
    for column in COUNTED:
        counts |= {(column, name): count for name, count in _count_by(column, catalogue.facts).items()}
    return counts


def _count_by(column: str, facts: Iterable[Fact]) -> Counter[str]:
    counts: Counter[str] = Counter(map(attrgetter(column), facts))
    counts.pop(None, None)  # type: ignore[call-overload]  # facts about no segment
    return counts
