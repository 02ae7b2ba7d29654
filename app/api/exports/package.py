"""The data package: its descriptor (Data Package 2.0), and all of it as a ZIP file."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, get_args
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.api.exports.cells import Column, Kind
from app.api.exports.tables import TABLES, Opening, Table
from app.domain.catalogue import Source
from app.domain.quantity import Unit
from app.store.dataset import Revision
from app.store.vocabulary import Slice, find_sources

LAYOUT = 2
"""The version of the files' columns: raised whenever they change, for the tags of files follow from it."""

NAME = "retail-rivalry"
"""What programs know the dataset by."""

MOST_SOURCES = 1000
"""Sources that the descriptor names; sources.csv has all of them."""

DESCRIPTION = (
    "A corporate rivalry as sourced facts: every number with its source, its hedge and the range that the hedge "
    "honestly allows. `low` and `high` bound what a figure may mean, `value` is the figure itself; all three are in "
    "the unit that `unit` names. A field that is empty is null: not known, not zero."
)
RIGHTS = (
    "Figures are cited from the sources named, each with its paragraph where there is one; figures as such are facts. "
    "Statements, summaries and claims are in our own words. The text of an article is its publisher's and is not in "
    "here: of each article that was read there is a SHA-256 only. No licence is granted for what the sources print."
)
CSV_NOTE = (
    "Texts are quoted. One that a spreadsheet may run, for it begins with =, +, -, @, a tab or a carriage return, has "
    "an apostrophe in front, unless it is a figure such as -$39 million. Numbers, days and words never have one."
)
UNITS: dict[Unit, str] = {
    "USD": "US dollars",
    "fraction": "parts of one: 0.27 is 27 percent",
    "count": "pieces: stores, people, quarters reported",
    "quarters": "quarters of a year",
    "multiple": "times as much: 2 is double",
    "index": "parts of a first level that is 100",
}
_TYPES: dict[Kind, str] = {"word": "string", "words": "string", "text": "string", "names": "string"}


def describe_package(sources: list[Source], revision: Revision) -> bytes:
    """Write the descriptor: what the files hold, in which units, from whom, and what one may do with it."""
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": "Retail Rivalry",
        "description": f"{DESCRIPTION}\n\n{CSV_NOTE}\n\n{RIGHTS}",
        "version": f"{LAYOUT}.{revision.number}.0",
        "created": _in_utc(revision.created).isoformat().replace("+00:00", "Z"),
        "revision": revision.number,
        "units": {unit: UNITS[unit] for unit in get_args(Unit)},
        "rights": RIGHTS,
        "sources": [_cited(source) for source in sources[:MOST_SOURCES]],
        "resources": [_resource(table) for table in TABLES],
    }
    return f"{json.dumps(descriptor, indent=2, ensure_ascii=False)}\n".encode()


def read_sources(open_revision: Opening) -> list[Source]:
    """Read the sources that a descriptor names."""
    with open_revision() as snapshot:
        return find_sources(snapshot, Slice(None, MOST_SOURCES))


def write_package(path: Path, revision: Revision, descriptor: bytes, files: dict[str, Iterator[str]]) -> None:
    """Write a ZIP file of a descriptor and CSV files; one revision gives the same bytes each time."""
    texts = {name: (text.encode() for text in lines) for name, lines in files.items()}
    with ZipFile(path, "w") as package:
        for name, parts in chain([("datapackage.json", iter([descriptor]))], texts.items()):
            entry = ZipInfo(name, _in_utc(revision.created).timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            with package.open(entry, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC)


def _cited(source: Source) -> dict[str, str]:
    return {"title": source.citation, **({"path": source.url} if source.url else {})}


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"header": True, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    links = [_link(table, column) for column in table.columns if column.refers_to]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [table.key],
        **({"foreignKeys": links} if links else {}),
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.name == table.key:
        constraints["unique"] = True
    if column.among:
        constraints["enum"] = list(column.among)
    return {
        "name": column.name,
        "type": _TYPES.get(column.kind, column.kind),
        "description": column.meaning,
        **({"constraints": constraints} if constraints else {}),
    }


def _link(table: Table, column: Column) -> dict[str, Any]:
    """Say which file's key a column holds; a file that is linked to itself is not named, as the standard has it."""
    key = next(other.key for other in TABLES if other.name == column.refers_to)
    place = {} if column.refers_to == table.name else {"resource": column.refers_to}
    return {"fields": [column.name], "reference": {**place, "fields": [key]}}
