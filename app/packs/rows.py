"""Rows of facts: plain ones read straight into facts, and all others entry by entry, as the pack's own are."""

from collections.abc import Callable, Collection, Hashable, Iterator
from typing import Any

from pydantic import ValidationError

from app.domain.catalogue import Company, Fact, Metric
from app.domain.errors import UnreadablePeriodError
from app.domain.identity import fact_id
from app.domain.mint import minting
from app.domain.period import Period
from app.domain.plain import read_plain
from app.packs.entries import read_fact
from app.packs.figures import label_period
from app.packs.files import PackFile
from app.packs.mistakes import Mistake
from app.packs.references import Line, References
from app.packs.schema import ColumnEntry, FactEntry
from app.packs.tables import Sheet, name_place, print_cell, spread_row
from app.packs.validation import validate_table

Values = dict[str, Any]
FactKey = tuple[str | int | None, ...]

_AN_ENTRY = {"company": "a", "metric": "a", "period": "FY2025", "printed": "1"}
"""Keys that make a whole entry; beside them the value of another key is right or wrong by itself."""

_mint = minting(Fact)


class _UnusualError(Exception):
    """Something that only reading entry by entry can judge: it may be wrong, or just rare."""


class _Known(dict[Any, Any]):
    """What has been found out once, and is found out for each key that is new."""

    def __init__(self, find_out: Callable[[Any], Any]) -> None:
        super().__init__()
        self._find_out = find_out

    def __missing__(self, key: Hashable) -> Any:  # noqa: ANN401  whatever there is to find out
        value = self[key] = self._find_out(key)
        return value


def read_rows(sheet: Sheet, references: References) -> Iterator[Fact]:
    """Read the facts of a sheet, in the order of its rows; what is wrong in them is added to the references."""
    plainly, one_by_one = _PlainRows(sheet, references), _Entries(sheet, references)
    for line, cells in sheet.rows:
        facts = plainly.read(line, cells)
        yield from one_by_one.read(line, cells) if facts is None else facts


class _Entries:
    """The way that is right for every row: each of its figures is an entry, with all that can be wrong in one."""

    def __init__(self, sheet: Sheet, references: References) -> None:
        self._sheet = sheet
        self._references = references
        self._file = PackFile(sheet.path, {}, {}, pack=sheet.at.file)

    def read(self, line: int, cells: list[str]) -> Iterator[Fact]:
        for found in spread_row(self._sheet, line, cells):
            if isinstance(found, Mistake):
                self._references.add(found)
            else:
                yield from self._read_entry(line, *found)

    def _read_entry(self, line: int, column: str, entry: Values) -> Iterator[Fact]:
        place = ("facts", len(self._file.lines))
        name_place(self._file, place, line, column)
        for at in validate_table(self._file, place, entry, FactEntry):
            if isinstance(at, Mistake):
                self._references.add(at)
            elif fact := read_fact(at, self._references):
                self._references.define("facts", at, fact.key, fact)
                yield fact


class _PlainRows:
    """The quick way: what many rows share is looked at once, and nothing is read that has to be judged."""

    def __init__(self, sheet: Sheet, references: References) -> None:
        self._sheet = sheet
        self._references = references
        self._defined = references.defined("facts")
        explained = sheet.entry.columns
        keys = [key for key in sheet.header if key not in explained and key != "printed"]
        self._keys = [(sheet.header.index(key), key) for key in keys]
        self._figures: list[tuple[int, ColumnEntry | None]] = [
            (sheet.header.index(column), meaning) for column, meanings in explained.items() for meaning in meanings
        ]
        if not explained and "printed" in sheet.header:
            self._figures = [(sheet.header.index("printed"), None)]
        self._cells = _Known(lambda key: _Known(lambda cell: _validated(key, cell)))
        self._subjects = _Known(self._find_subject)
        self._periods = _Known(self._find_period)
        self._sources = _Known(self._find_source)

    def read(self, line: int, cells: list[str]) -> Collection[Fact] | None:
        """Read a row; None where anything in it is not plain, and then nothing has been noted of it."""
        if len(cells) != len(self._sheet.header):
            return None
        try:
            values = {**_USUAL, **{key: self._cells[key][value] for key, value in self._sheet.entry.every.items()}}
            for index, key in self._keys:
                if cells[index]:
                    values[key] = self._cells[key][cells[index]]
            facts = self._facts(values, cells)
        except _UnusualError:
            return None
        if not facts or len(facts) < sum(1 for index, _ in self._figures if cells[index]):
            return None  # no figure at all, or two that state one thing
        if not self._defined.keys().isdisjoint(facts):
            return None
        here: Line = (self._sheet.path, line)
        self._defined.update(dict.fromkeys(facts, here))
        return facts.values()

    def _facts(self, of: Values, cells: list[str]) -> dict[FactKey, Fact]:
        """Read each figure of a row into a fact, by its key."""
        company, label, paragraph, nature, basis = (
            of[key] for key in ("company", "period", "paragraph", "nature", "basis")
        )
        inferred, attribution, note = of["period_inferred"], of["attribution"], of["note"]
        source, scale = self._sources[of["source"]], self._sheet.entry.scale
        facts: dict[FactKey, Fact] = {}
        for index, meaning in self._figures:
            if not (cell := cells[index]):
                continue
            slug, segment, initiative, reported_as = of["metric"], of["segment"], of["initiative"], of["reported_as"]
            if meaning:
                slug, segment = meaning.metric, meaning.segment or segment
                initiative, reported_as = meaning.initiative or initiative, meaning.reported_as or reported_as
            metric: Metric = self._subjects[company, slug, segment, initiative]
            printed = print_cell(cell, scale)
            quantity = read_plain(printed, metric.unit, metric.kind) if printed else None
            if printed is None or quantity is None:
                raise _UnusualError
            period = self._periods[company, label, metric.at_instant, inferred]
            key = (source, company, slug, segment, initiative, nature, basis, label, paragraph)
            facts[key] = _mint(
                *(fact_id(key, printed, quantity), company, slug, source, printed, quantity, period, segment),
                *(initiative, paragraph, nature, attribution, basis, reported_as, note, "stated", None),
            )
        return facts

    def _find_subject(self, names: tuple[str, ...]) -> Metric:
        company, metric, *parts = names
        owners = [
            self._references.value_of(noun, part)
            for noun, part in zip(("segments", "initiatives"), parts, strict=True)
            if part
        ]
        found: Metric | None = self._references.value_of("metrics", metric)
        if found is None or self._references.value_of("companies", company) is None:
            raise _UnusualError
        if any(owner is None or owner.company != company for owner in owners):
            raise _UnusualError
        return found

    def _find_period(self, about: tuple[str, str | None, bool, str | None]) -> Period:
        slug, label, at_instant, note = about
        if label is None:
            raise _UnusualError
        company: Company = self._references.value_of("companies", slug)
        try:
            return label_period(label, company, note, instant=at_instant)
        except UnreadablePeriodError as error:
            raise _UnusualError from error

    def _find_source(self, named: str | None) -> str:
        own = self._references.sources_of(self._sheet.at.file)
        source = named or self._sheet.at.file.source
        if source is None or (named and own is not None and named not in own):
            raise _UnusualError
        return source


_USUAL: Values = {name: field.default for name, field in FactEntry.model_fields.items() if not field.is_required()}
_USUAL |= {"company": None, "metric": None, "period": None}


def _validated(key: str, cell: object) -> Any:  # noqa: ANN401  any key's type
    """Read the value of one key as an entry would."""
    if key in ("low", "high"):
        raise _UnusualError
    try:
        entry = FactEntry.model_validate({**_AN_ENTRY, key: cell}, strict=False)
    except ValidationError as error:
        raise _UnusualError from error
    return getattr(entry, key)
