"""Damage: rows that cannot be what was ever loaded, and the fault that says which."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import CursorResult, RowMapping

from app.domain.catalogue import Attribution, Basis, FactKind, FactNature
from app.domain.quantity import Unit
from app.store.faults import UnusableDatabaseError

NounT = TypeVar("NounT")

UNREADABLE = (ValueError, ArithmeticError, TypeError, LookupError)
"""What making a noun of a damaged row may raise: letters where a number was, half a JSON text, an unknown word."""


class DamagedRowError(UnusableDatabaseError):
    """A row does not hold what its table is for. Its cause is what failed, for whoever suspects the program itself."""

    def __init__(self, table: str, key: object = None) -> None:
        """Say which row, where that is known."""
        which = f"a row of the table {table}" if key is None else f"the row {str(key)[:100]!r} of the table {table}"
        super().__init__(f"{which} cannot be read; `rivalry doctor` says more, restore a backup or load anew")


def explained(table: str, read: Callable[[RowMapping], NounT]) -> Callable[[RowMapping], NounT]:
    """Let what makes nouns of a table's rows raise DamagedRowError for a row of which none can be made."""

    def read_or_explain(row: RowMapping) -> NounT:
        try:
            return read(row)
        except UNREADABLE as error:
            raise DamagedRowError(table, row["key"]) from error

    return read_or_explain


def fetched(found: CursorResult[Any], table: str) -> Sequence[RowMapping]:
    """Return all rows of an answer. Raises DamagedRowError where one holds no date, or no JSON, where one has to be."""
    try:
        return found.mappings().all()
    except UNREADABLE as error:
        raise DamagedRowError(table) from error


@lru_cache(1000)
def check_words_of_fact(unit: str, kind: str, nature: str, attribution: str | None, basis: str) -> None:
    """Raise ValueError for words that no fact has; there are few combinations of those that facts have."""
    given = ((unit, Unit), (kind, FactKind), (nature, FactNature), (basis, Basis), (attribution or None, Attribution))
    for word, allowed in given:
        if word is not None:
            check_words(word, among=allowed)


def check_words(*words: str, among: Any) -> None:  # noqa: ANN401  a Literal
    """Raise ValueError for a word that is none of a Literal's."""
    for word in words:
        if word not in get_args(among):
            raise ValueError(f"{word!r} is none of {', '.join(get_args(among))}")


def check_noun(noun: NounT) -> NounT:
    """Return a noun. Raises ValueError where a field that holds one of a few words holds another."""
    kind: type = type(noun)
    for name, allowed in _words_of(kind).items():
        if (word := getattr(noun, name)) not in allowed:
            raise ValueError(f"{name} is {word!r}")
    return noun


@cache
def _words_of(noun: type) -> Mapping[str, tuple[object, ...]]:
    """Return what each field may hold that holds one of a few words, or nothing where it may be left out."""
    return {name: words for name, hint in get_type_hints(noun).items() if (words := _words(hint))}


def _words(hint: Any) -> tuple[object, ...]:  # noqa: ANN401  a type as it is annotated
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not type(None)]
        return (*_words(parts[0]), None) if len(parts) == 1 and _words(parts[0]) else ()
    return ()
