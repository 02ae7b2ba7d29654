"""Mapping: between the domain's nouns and the columns of their rows."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, RowMapping, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import col

from app.domain.catalogue import Claim, Company, Evidence, Fact, Initiative, Metric, Segment, Source, Statement
from app.domain.derivation import Derivation
from app.domain.mint import minting
from app.domain.period import Period, PeriodKind
from app.domain.quantity import Hedge, Quantity
from app.store import tables
from app.store.damage import UNREADABLE, DamagedRowError, check_noun, check_words, check_words_of_fact, explained
from app.store.versioned import VersionedRow

Values = dict[str, Any]
NounT = TypeVar("NounT")

TABLES: dict[str, type[VersionedRow]] = {
    "companies": tables.CompanyRow,
    "metrics": tables.MetricRow,
    "segments": tables.SegmentRow,
    "initiatives": tables.InitiativeRow,
    "sources": tables.SourceRow,
    "facts": tables.FactRow,
    "statements": tables.StatementRow,
    "claims": tables.ClaimRow,
}
"""Each collection of the catalogue and the table that holds it."""


def noun_to_values(noun: object) -> Values:
    """Spread a noun whose columns bear its fields' names; tuples become JSON lists."""
    return {field.name: _to_column(getattr(noun, field.name)) for field in fields(noun)}  # type: ignore[arg-type]


def claim_to_values(claim: Claim) -> Values:
    """Spread a claim; a quantity or a period that it lacks leaves nulls."""
    values = noun_to_values(claim)
    del values["quantity"], values["period"]
    quantity = _quantity_to_values(claim.quantity) if claim.quantity else dict.fromkeys(_QUANTITY_COLUMNS)
    period = _period_to_values(claim.period) if claim.period else dict.fromkeys(_PERIOD_COLUMNS)
    return {**values, **quantity, **period}


def noun_from_row(noun: Callable[..., NounT], row: RowMapping) -> NounT:
    """Gather a noun whose columns bear its fields' names. Raises what is UNREADABLE."""
    return check_noun(noun(**{name: _from_column(name, row[name]) for name in _names_of(noun)}))


@cache
def _names_of(noun: Callable[..., object]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun))  # type: ignore[arg-type]


GATHERED = (
    *("id", "company", "metric", "source", "printed", "segment", "initiative", "paragraph", "nature", "attribution"),
    *("basis", "reported_as", "note", "kind", "value", "low", "high", "unit", "hedges", "period_label", "period_kind"),
    *("period_start", "period_end", "period_inferred", "period_note", "derivation"),
)
"""The columns that `gather_fact` takes, in its order."""


def columns_of_facts(names: Iterable[str] = GATHERED) -> list[ColumnElement[Any]]:
    """Return columns of facts as the database's driver gives them: many rows are not converted twice."""
    return [type_coerce(col(getattr(tables.FactRow, name)), NullType()).label(name) for name in names]


def gather_fact(row: Sequence[Any]) -> Fact:
    """Gather a fact from the columns GATHERED. Raises DamagedRowError; what a row can say is not checked again."""
    try:
        return _gather_fact(row)
    except UNREADABLE as error:
        raise DamagedRowError("fact", row[0]) from error


def _gather_fact(row: Sequence[Any]) -> Fact:
    (fact_id, company, metric, source, printed, segment, initiative, paragraph, nature, attribution) = row[:10]
    (basis, reported_as, note, kind, value, low, high, unit, hedges, *period, derivation) = row[10:]
    check_words_of_fact(unit, kind, nature, attribution, basis)
    return _mint_fact(
        fact_id,
        company,
        metric,
        source,
        printed,
        _mint_quantity(_decimal(value), _decimal(low), _decimal(high), unit, _hedges(hedges)),
        _period(*period),
        segment,
        initiative,
        paragraph,
        nature,
        attribution,
        basis,
        reported_as,
        note,
        kind,
        None if derivation is None else _derivation(derivation),
    )


def columns_of(noun: Callable[..., object], table: type[VersionedRow]) -> list[ColumnElement[Any]]:
    """Return the columns of a noun that bear its fields' names, as the database's driver gives them."""
    return [type_coerce(col(getattr(table, name)), NullType()).label(name) for name in _names_of(noun)]


def gather(noun: Callable[..., NounT], row: Sequence[Any]) -> NounT:
    """Gather a noun from the columns that `columns_of` names, as the driver gives them. Raises DamagedRowError."""
    mint, converted = _minted(noun)
    values = list(row)
    try:
        for index, convert in converted:
            values[index] = convert(values[index])
    except UNREADABLE as error:
        raise DamagedRowError(str(getattr(noun, "__name__", noun)).lower(), row[0]) from error
    gathered: NounT = mint(*values)
    return gathered


@cache
def _minted(noun: Callable[..., object]) -> tuple[Callable[..., Any], list[tuple[int, Callable[[Any], object]]]]:
    """Return what makes a noun of its columns, and which of these the driver gives otherwise than the noun has them."""
    converted = [(index, _OTHERWISE[name]) for index, name in enumerate(_names_of(noun)) if name in _OTHERWISE]
    return minting(cast("type[object]", noun)), converted


def gather_period(label: str, kind: PeriodKind, start: date | str | None, end: date | str | None) -> Period:
    """Gather a period from its columns as the driver gives them, without a word on how it is known."""
    return _period(label, kind, start, end, inferred=False, note=None)


def fact_from_row(row: RowMapping) -> Fact:
    """Gather a fact with its quantity and period. Raises DamagedRowError."""
    return gather_fact([row[name] for name in GATHERED])


def claim_from_row(row: RowMapping) -> Claim:
    """Gather a claim. Raises what is UNREADABLE."""
    plain = {field.name: row[field.name] for field in fields(Claim) if field.name not in ("quantity", "period")}
    return check_noun(
        Claim(
            **{**plain, "companies": tuple(row["companies"]), "paragraphs": tuple(row["paragraphs"])},
            quantity=_quantity_from_row(row) if row["unit"] else None,
            period=_period_from_row(row) if row["period_label"] else None,
        )
    )


TO_VALUES: dict[str, Callable[[Any], Values]] = dict.fromkeys(TABLES, noun_to_values) | {"claims": claim_to_values}
"""How the members of each collection are spread; facts, which are many, by `fact_to_row`."""

FROM_ROW: dict[str, Callable[[RowMapping], Any]] = {
    "companies": explained("company", partial(noun_from_row, Company)),
    "metrics": explained("metric", partial(noun_from_row, Metric)),
    "segments": explained("segment", partial(noun_from_row, Segment)),
    "initiatives": explained("initiative", partial(noun_from_row, Initiative)),
    "sources": explained("source", partial(noun_from_row, Source)),
    "facts": fact_from_row,
    "statements": explained("statement", partial(noun_from_row, Statement)),
    "claims": explained("claim", claim_from_row),
}
"""How the members of each collection are gathered; each raises DamagedRowError."""

_QUANTITY_COLUMNS = ("value", "low", "high", "unit", "hedges")
_PERIOD_COLUMNS = ("period_label", "period_kind", "period_start", "period_end", "period_inferred", "period_note")


def _to_column(value: object) -> object:
    if isinstance(value, tuple):
        return [[each.source, each.paragraph] if isinstance(each, Evidence) else each for each in value]
    return value


def _from_column(name: str, value: object) -> object:
    if isinstance(value, list):
        return tuple(Evidence(*each) for each in value) if name == "evidence" else tuple(value)
    return value


def _quantity_to_values(quantity: Quantity) -> Values:
    ends = {name: getattr(quantity, name) for name in ("value", "low", "high")}
    doubles = {name: None if end is None else float(end) for name, end in ends.items()}
    return {**doubles, "unit": quantity.unit, "hedges": " ".join(quantity.hedges)}


def _quantity_from_row(row: RowMapping) -> Quantity:
    value, low, high, unit, hedges = (row[column] for column in _QUANTITY_COLUMNS)
    return Quantity(_decimal(value), _decimal(low), _decimal(high), unit, _hedges(hedges))


def _decimal(number: float | None) -> Decimal | None:
    """Return a double as a decimal number: its shortest text is the number that was printed."""
    return None if number is None else Decimal(repr(number))


@cache
def _hedges(listed: str) -> tuple[Hedge, ...]:
    words = listed.split()
    check_words(*words, among=Hedge)
    return cast("tuple[Hedge, ...]", tuple(words))


def _period_to_values(period: Period) -> Values:
    parts = (period.label, period.kind, period.start, period.end, period.inferred, period.note)
    return dict(zip(_PERIOD_COLUMNS, parts, strict=True))


def _period_from_row(row: RowMapping) -> Period:
    return _period(*(row[column] for column in _PERIOD_COLUMNS))


@lru_cache(maxsize=50_000)
def _period(  # noqa: PLR0913, PLR0917  one for each column
    label: str, kind: PeriodKind, start: date | str | None, end: date | str | None, inferred: object, note: str | None
) -> Period:
    """Gather a period; many facts speak of one."""
    check_words(kind, among=PeriodKind)
    return Period(label, kind, _day(start), _day(end), bool(inferred), note)


def _day(day: date | str | None) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _derivation(stored: str | list[Any]) -> Derivation:
    operation, formula, inputs = json.loads(stored) if isinstance(stored, str) else stored
    return Derivation(operation, formula, tuple(inputs))


def _listed(stored: str | list[Any]) -> tuple[Any, ...]:
    return tuple(json.loads(stored) if isinstance(stored, str) else stored)


def _evidence(stored: str | list[Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(*each) for each in _listed(stored))


_OTHERWISE: dict[str, Callable[[Any], object]] = {
    "aliases": _listed,
    "evidence": _evidence,
    "published": _day,
    "title_is_ours": bool,
}
_mint_fact, _mint_quantity = minting(Fact), minting(Quantity)
