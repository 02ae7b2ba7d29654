"""Rows of facts: plain ones read straight into facts, and all others entry by entry, as the pack's own are."""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.domain.catalogue import Company, Fact, Metric
from app.domain.errors import UnreadablePeriodError
from app.domain.figure import MetricKind
from app.domain.identity import fact_id
from app.domain.mint import minting
from app.domain.period import Period
from app.domain.plain import read_plain
from app.domain.quantity import Unit
from app.packs.entries import read_fact
from app.packs.figures import label_period
from app.packs.files import PackFile
from app.packs.mistakes import Mistake
from app.packs.references import References
from app.packs.schema import ColumnEntry, FactEntry
from app.packs.tables import Sheet, name_place, print_cell, spread_row
from app.packs.validation import validate_table

Values = dict[str, Any]
FactKey = tuple[str | int | None, ...]

_AN_ENTRY = {"company": "a", "metric": "a", "period": "FY2025", "printed": "1"}
"""Keys that make a whole entry; beside them the value of another key is right or wrong by itself."""

_OF_A_PLACE = frozenset({"source", "period", "period_inferred", "paragraph"})
"""Keys of where a figure stands, and when; the others say what it is about."""

_mint = minting(Fact)


class _UnusualError(Exception):
    """Something that only reading entry by entry can judge: it may be wrong, or just rare."""


class _Subject(NamedTuple):
    """Whom a figure is about, and how: the values of the keys WORDS, and what its metric says of it."""

    words: tuple[Any, ...]
    unit: Unit
    kind: MetricKind
    at_instant: bool


WORDS = ("company", "metric", "segment", "initiative", "nature", "basis", "attribution", "reported_as", "note")


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
    for line, cells in sheet.rows():
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
    """The quick way: what many rows share is looked at once, and nothing is read that has to be judged.

    Of a row some cells say whom its figures are about, others where they stand; each of the two is the same in many.
    """

    def __init__(self, sheet: Sheet, references: References) -> None:
        self._sheet = sheet
        self._path, self._scale, self._width = sheet.path, sheet.entry.scale, len(sheet.header)
        self._references = references
        self._defined = references.defined("facts")
        explained = sheet.entry.columns
        keys = [key for key in sheet.header if key not in explained and key != "printed"]
        self._keys_of_place = [key for key in keys if key in _OF_A_PLACE]
        self._keys_of_subject = [key for key in keys if key not in _OF_A_PLACE]
        self._place_in, self._subject_in = (
            _cells_at([sheet.header.index(key) for key in some])
            for some in (self._keys_of_place, self._keys_of_subject)
        )
        self._figures: list[tuple[int, ColumnEntry | None]] = [
            (sheet.header.index(column), meaning) for column, meanings in explained.items() for meaning in meanings
        ]
        if not explained and "printed" in sheet.header:
            self._figures = [(sheet.header.index("printed"), None)]
        self._places = _Known(self._find_place)
        self._subjects = [
            (index, _Known(partial(self._find_subject, meaning=meaning))) for index, meaning in self._figures
        ]
        self._periods = _Known(self._find_period)

    def read(self, line: int, cells: list[str]) -> Collection[Fact] | None:
        """Read a row; None where anything in it is not plain, and then nothing has been noted of it."""
        if len(cells) != self._width:
            return None
        try:
            facts = self._facts(cells)
        except _UnusualError:
            return None
        if not facts or not self._defined.keys().isdisjoint(facts):
            return None
        self._defined.update(dict.fromkeys(facts, (self._path, line)))
        return facts.values()

    def _facts(self, cells: list[str]) -> dict[FactKey, Fact]:
        """Read each figure of a row into a fact, by its key."""
        figures = 0
        source, label, paragraph, inferred = self._places[self._place_in(cells)]
        of_subject, scale = self._subject_in(cells), self._scale
        facts: dict[FactKey, Fact] = {}
        for index, subjects in self._subjects:
            if not (cell := cells[index]):
                continue
            subject: _Subject = subjects[of_subject]
            company, metric, segment, initiative, nature, basis, attribution, reported_as, note = subject.words
            figures += 1
            printed = print_cell(cell, scale)
            quantity = read_plain(printed, subject.unit, subject.kind) if printed else None
            if printed is None or quantity is None:
                raise _UnusualError
            period = self._periods[company, label, subject.at_instant, inferred]
            key = (source, company, metric, segment, initiative, nature, basis, label, paragraph)
            facts[key] = _mint(
                fact_id(key, printed, quantity),
                company,
                metric,
                source,
                printed,
                quantity,
                period,
                segment,
                initiative,
                paragraph,
                nature,
                attribution,
                basis,
                reported_as,
                note,
                "stated",
                None,
            )
        if len(facts) < figures:  # two that state one thing
            raise _UnusualError
        return facts

    def _values(self, keys: list[str], cells: tuple[str, ...]) -> Values:
        """Read what some cells say, and what is said of all rows where they say nothing."""
        said = {key: _validated(key, cell) for key, cell in zip(keys, cells, strict=True) if cell}
        return {**self._every, **said}

    @cached_property
    def _every(self) -> Values:
        return {**_USUAL, **{key: _validated(key, value) for key, value in self._sheet.entry.every.items()}}

    @cached_property
    def _own_sources(self) -> Collection[str] | None:
        return self._references.sources_of(self._sheet.at.file)

    def _find_place(self, cells: tuple[str, ...]) -> tuple[str, str | None, int | None, str | None]:
        """Read in which source and paragraph, and of which period, the figures of a row stand."""
        values = self._values(self._keys_of_place, cells)
        named = values["source"]
        source = named or self._sheet.at.file.source
        if source is None or (named and self._own_sources is not None and named not in self._own_sources):
            raise _UnusualError
        return source, values["period"], values["paragraph"], values["period_inferred"]

    def _find_subject(self, cells: tuple[str, ...], meaning: ColumnEntry | None) -> "_Subject":
        """Read whom a figure is about, and how, from its row and its column."""
        values = self._values(self._keys_of_subject, cells)
        if meaning:
            values |= meaning.model_dump(exclude_none=True)
        company = values["company"]
        measured: Metric | None = self._references.value_of("metrics", values["metric"])
        if measured is None or self._references.value_of("companies", company) is None:
            raise _UnusualError
        for noun, key in (("segments", "segment"), ("initiatives", "initiative")):
            if values[key]:
                owned = self._references.value_of(noun, values[key])
                if owned is None or owned.company != company:
                    raise _UnusualError
        words = tuple(values[key] for key in WORDS)
        return _Subject(words, measured.unit, measured.kind, measured.at_instant)

    def _find_period(self, about: tuple[str, str | None, bool, str | None]) -> Period:
        slug, label, at_instant, note = about
        if label is None:
            raise _UnusualError
        company: Company = self._references.value_of("companies", slug)
        try:
            return label_period(label, company.year_end_month, note, instant=at_instant)
        except UnreadablePeriodError as error:
            raise _UnusualError from error


_USUAL: Values = {name: field.default for name, field in FactEntry.model_fields.items() if not field.is_required()}
_USUAL |= {"company": None, "metric": None, "period": None}


@lru_cache(maxsize=100_000, typed=True)
def _validated(key: str, cell: Hashable) -> Any:  # noqa: ANN401  any key's type
    """Read the value of one key as an entry would."""
    if key in ("low", "high"):
        raise _UnusualError
    try:
        entry = FactEntry.model_validate({**_AN_ENTRY, key: cell}, strict=False)
    except ValidationError as error:
        raise _UnusualError from error
    return getattr(entry, key)


def _cells_at(places: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that picks some cells of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)
