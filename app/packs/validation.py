"""Validation: each table of a pack against its shape, so that one wrong table hides no other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.domain.revision import OF_A_SOURCE
from app.packs.files import PackFile
from app.packs.lines import Place
from app.packs.mistakes import Mistake, Names
from app.packs.schema import ENTRIES, ColumnEntry, TableEntry
from app.packs.values import SLUG, SPELLINGS, YEAR_MONTH_DAY, to_slug
from app.packs.vocabulary import Entry, SourceEntry

EntryT_co = TypeVar("EntryT_co", bound=Entry, covariant=True)
_TAGGED = frozenset({("period", "label"), ("period", "dates")})
"""What pydantic adds to the way: which of the two forms a period was read as."""

_EMPTY = "it is empty, and has to be filled in"
_QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class Located(Generic[EntryT_co]):
    """An entry and where it stands."""

    entry: EntryT_co
    file: PackFile
    place: Place

    def mistake(self, key: str, problem: str, given: object = None, names: Names = ()) -> Mistake:
        """Name a mistake in one key of this entry."""
        return mistake_at(self.file, (*self.place, key), problem, given, names)


def validate(file: PackFile) -> Iterator[tuple[str, Located[Any] | Mistake]]:
    """Yield each table of a pack with its section's name, or each mistake in it."""
    for section, tables in file.content.items():
        if section == "source":
            yield from (("source", found) for found in validate_table(file, ("source",), tables, SourceEntry))
        elif section == "tables":
            continue  # read apart, into files of their own
        elif section not in ENTRIES:
            names = ("source", *ENTRIES, "tables")
            yield section, mistake_at(file, (section,), f"unknown section {shown(section)}", section, names)
        elif not isinstance(tables, list):
            yield section, mistake_at(file, (section,), f"write [[{section}]], a table for each entry")
        elif section in OF_A_SOURCE and not _may_hold(section, (file.pack or file).content):
            yield section, mistake_at(file, (section,), f"{section} need a [source] in the same file")
        else:
            for index, table in enumerate(tables):
                found_in_table = validate_table(file, (section, index), table, ENTRIES[section])
                yield from ((section, found) for found in found_in_table)


def _may_hold(section: str, pack: Mapping[str, Any]) -> bool:
    """Whether a pack has a source for what a section says; only facts may name one of several."""
    return "source" in pack or (section == "facts" and not {"sources", "tables"}.isdisjoint(pack))


def mistake_at(file: PackFile, place: Place, problem: str, given: object = None, names: Names = ()) -> Mistake:
    """Name a mistake at a place in a file; `given` is what stands there, and `names` what may."""
    named = place
    if place[:2] in file.names:  # a row of a table is known by the column, or by the line alone
        named = (file.names[place[:2]], *place[2:]) if file.names[place[:2]] else place[2:]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in named).lstrip(".")
    return Mistake(file.path, file.line_of(place), where, problem, given, names)


def validate_table(file: PackFile, place: Place, table: object, shape: type[Entry]) -> Iterator[Located[Any] | Mistake]:
    """Yield a table as an entry of its shape, or each mistake in it; the cells of a CSV file are all text."""
    if not isinstance(table, Mapping):
        yield mistake_at(file, place, "a table is expected here")
        return
    try:
        yield Located(shape.model_validate(table, strict=file.pack is None), file, place)
    except ValidationError as error:
        yield from (_describe(file, place, details, shape) for details in error.errors())
        yield from _without_mistakes(file, place, table, shape, error)


def _without_mistakes(
    file: PackFile, place: Place, table: Mapping[str, Any], shape: type[Entry], error: ValidationError
) -> Iterator[Located[Any]]:
    """Yield what is left of a table when only optional keys are wrong, so that its other mistakes are found too."""
    wrong = {details["loc"][0] for details in error.errors()}
    if shape is TableEntry:
        return  # without what is wrong every row of it would be blamed
    needed = {field.alias or name for name, field in shape.model_fields.items() if field.is_required()}
    needed |= {"low", "high"}  # without them the figure beside them would be called unreadable
    if not wrong & needed:
        rest = {key: table[key] for key in table if key not in wrong}
        yield Located(shape.model_validate(rest, strict=file.pack is None), file, place)


def _describe(file: PackFile, place: Place, details: ErrorDetails, shape: type[Entry]) -> Mistake:
    """Turn one of pydantic's errors into a mistake with a line."""
    loc = details["loc"]
    way = tuple(part for part, before in zip(loc, (None, *loc), strict=False) if (before, part) not in _TAGGED)
    key = way[-1] if way else ""
    match details["type"]:
        case "extra_forbidden":
            known = shape if len(way) == 1 else ColumnEntry if way[0] == "columns" else Entry
            keys = tuple(field.alias or name for name, field in known.model_fields.items())
            return mistake_at(file, (*place, *way), f"unknown key {shown(key)}", key, keys)
        case "missing":
            return mistake_at(file, (*place, *way[:-1]), f"the key {key!r} is missing")
        case "literal_error":
            given = details["input"]
            names = _QUOTED.findall(details["ctx"]["expected"])
            return mistake_at(file, (*place, *way), f"unknown value {shown(given)}", given, names)
        case _:
            return mistake_at(file, (*place, *way), _problem_of(details, key))


def _problem_of(details: ErrorDetails, key: str | int) -> str:
    """Say what is wrong with a value, and how it is written."""
    given = details["input"]
    match details["type"]:
        case "string_type" if isinstance(given, int | Decimal | date) and not isinstance(given, bool):
            text = f'"{shown(given) if isinstance(given, int) else given}"'
            return f"put it in quotes: {f'{key} = {text}' if isinstance(key, str) else text}"
        case "int_type" | "is_instance_of" if isinstance(given, str):
            return f"a number is written without quotes, not {shown(given)}"
        case "date_type" | "date_from_datetime_inexact":
            return f"a date is written without quotes and without a time: {YEAR_MONTH_DAY}"
        case "string_pattern_mismatch" if hint := SPELLINGS.get(details["ctx"]["pattern"]):
            slug = to_slug(given) if hint == SPELLINGS[SLUG] else ""
            near = f"; did you mean {slug!r}?" if slug else ""
            return f"it is written as {hint}, not {shown(given)}{near}" if given else _EMPTY
        case _:
            message = details["msg"].removeprefix("Value error, ")
            is_empty = details["type"] == "string_too_short" and not given
            return _EMPTY if is_empty else f"{message[0].lower() + message[1:]}, not {shown(given)}"


def shown(value: object) -> str:
    """Shorten a value to what fits beside a message."""
    try:
        given = repr(value)
    except (RecursionError, ValueError):  # a table nested thousands deep, an integer of thousands of digits
        return f"this {type(value).__name__}"
    return given if len(given) <= 60 else f"{given[:60]}…"  # noqa: PLR2004  as said above
