"""Lines: facts as lines of text that the database itself puts together, for those who take all of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Dialect,
    Engine,
    Float,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
)
from sqlmodel import col

from app.domain.catalogue import Fact
from app.store.facts import FactFilter, get_fact, select_facts
from app.store.prepared import Prepared, prepare_rows, rows_named
from app.store.snapshot import Edition, Snapshot, open_edition
from app.store.tables import FactRow

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A text that begins with one of these may be a formula to a spreadsheet; the last four are =, +, - and @ in full
width, which are the same to those of East Asia."""

FIGURE_SIGNS = tuple(f"{sign}{first}" for sign in "+-" for first in "$0123456789")
CALLING = ("(", "|", "!", "[", "'", "\uff08", "\uff5c", "\uff01")
"""A text that begins with one of FIGURE_SIGNS and has nothing that calls a function, a program, another sheet or
another file is a figure, and harmless: what a spreadsheet could make of it is a number. The last three are (, | and !
in full width."""

UNSPELT = "\x1a"
"""Stands in a line for a number that the database would spell in another way than JSON: the control character that
Unicode calls SUBSTITUTE."""

LARGEST_SPELT = 1e15
SMALLEST_SPELT = 1e-4
"""Between these every database spells a number as JSON does, without an exponent."""

BATCH = 2000
"""Facts that are read at once: half a megabyte of CSV."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How facts are spelt, a line each: the database fills `template`, and `spell` spells what the database cannot.

    In the template `{company}` stands for what a column holds, and nothing for null, which is for words, numbers and
    days; `{note!c}` for a text as a field of CSV, `{note!j}` for it as JSON; `{segment!n}` for a word or a day,
    `{value!n}` for a number as JSON; `{hedges!l}` for words as the members of a JSON list; `{derivation!c}` for three
    fields, `{derivation!j}` for an object. `id_of` finds the id of a fact in its line.
    """

    template: str
    spell: Callable[[Fact], str]
    id_of: Callable[[str], str]

    def ended(self, end: str) -> "Spelling":
        """Put something behind each line."""
        return Spelling(self.template + end, lambda fact: self.spell(fact) + end, self.id_of)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the databases call differently: a text with values in the place of each %s, and a text as JSON."""

    fill: Callable[..., ColumnElement[Any]]
    as_json: Callable[[Any], ColumnElement[Any]]


_DIALECTS = {
    "sqlite": _Dialect(func.printf, func.json_quote),
    "postgresql": _Dialect(func.format, lambda text: cast(func.to_json(cast(text, String)), String)),
}


MOST_QUERIES = 256
"""How many queries for lines are remembered; which fields these have, clients choose."""


def stream_lines(
    engine: Engine, edition: Edition, wanted: FactFilter, spelling: Spelling, *, after: str | None = None
) -> Iterator[str]:
    """Spell all facts of a revision that are wanted, by id, from behind the id `after`; some thousand lines at a time.

    To let the database write the lines is several times as fast as to make values of its columns first. It is asked
    anew for each batch, so that whoever takes his time over one keeps no connection from others; the rows of a
    revision never change. Raises StoreErrors, where another dataset has taken the place of `edition` too.
    """
    query, found = None, None
    while found is None or len(found) == BATCH:
        with open_edition(engine, edition) as snapshot:
            query = _query(snapshot, wanted, spelling.template) if query is None else query
            found = snapshot.connection.execute(query, {"after": after or ""}).scalars().all()
            text = "".join(found)
            if UNSPELT in text:
                text = "".join(line if UNSPELT not in line else _by_hand(snapshot, spelling, line) for line in found)
        if found:
            after = spelling.id_of(found[-1])
            yield text


def find_lines(snapshot: Snapshot, spelling: Spelling, rows: Sequence[int]) -> list[str]:
    """Spell facts, which are named by the primary keys of their rows, in that order.

    A row never changes, so that its line is remembered.
    """

    def read(keys: Sequence[tuple[str, int]]) -> list[str]:
        named = rows_named([row for _, row in keys])
        found = _lines_of(spelling.template, snapshot.connection.dialect, len(named)).read(snapshot.connection, named)
        lines = {pk: _completed(line, fact_id, snapshot, spelling) for pk, fact_id, line in found}
        return [lines[row] for _, row in keys]

    keys = [(spelling.template, row) for row in rows]
    return read(keys) if snapshot.memory is None else snapshot.memory.recall_all(keys, read)


@lru_cache(MOST_QUERIES)
def _lines_of(template: str, dialect: Dialect, count: int) -> Prepared:
    return prepare_rows((col(FactRow.pk), col(FactRow.id), _line(template, dialect)), FactRow, dialect, count)


def _completed(line: str, fact_id: str, snapshot: Snapshot, spelling: Spelling) -> str:
    """Spell a fact by hand where the database could not."""
    return spelling.spell(get_fact(snapshot, fact_id)) if UNSPELT in line else line


def holds_fact(snapshot: Snapshot, wanted: FactFilter, fact_id: str) -> bool:
    """Whether a fact is among those that are wanted."""
    query = select_facts(snapshot, wanted).with_only_columns(col(FactRow.id)).where(col(FactRow.id) == fact_id)
    return snapshot.connection.execute(query).first() is not None


def _query(snapshot: Snapshot, wanted: FactFilter, template: str) -> Select[Any]:
    """Return the query for a batch of lines."""
    line = _line(template, snapshot.connection.dialect)
    query = select_facts(snapshot, wanted).with_only_columns(line)
    return query.where(col(FactRow.id) > bindparam("after")).order_by(col(FactRow.id)).limit(BATCH)


def _by_hand(snapshot: Snapshot, spelling: Spelling, line: str) -> str:
    return spelling.spell(get_fact(snapshot, spelling.id_of(line)))


@lru_cache(MOST_QUERIES)
def _line(template: str, dialect: Dialect) -> ColumnElement[Any]:
    """Return the column that holds a line; as text, since to put it together each time costs more than to read it."""
    spelt = _filled(template, _DIALECTS[dialect.name])
    text = str(spelt.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return literal_column(text.replace("%%", "%") if dialect.paramstyle == "pyformat" else text, String)


def _filled(template: str, dialect: _Dialect) -> ColumnElement[Any]:
    """Fill a template in SQL; both databases put nothing in the place of null."""
    text, values = "", []
    for plain, name, _, conversion in Formatter().parse(template):
        text += plain.replace("%", "%%")
        if name is not None:
            text += "%s"
            values.append(_spelt(col(getattr(FactRow, name)), conversion, dialect))
    return dialect.fill(text, *values)


def _spelt(column: Any, conversion: str | None, dialect: _Dialect) -> ColumnElement[Any]:  # noqa: ANN401  as col() gives it
    if column.key == "derivation":
        return _derivation(column, dialect) if conversion == "j" else _derivation_fields(column)
    plain = _number(column) if isinstance(column.type, Float) else column
    if isinstance(column.type, Boolean):
        plain = case((column, "true"), else_="false")
    match conversion:
        case "n":
            is_bare = isinstance(column.type, Float | Integer)
            return func.coalesce(cast(plain, String) if is_bare else '"' + cast(plain, String) + '"', "null")
        case "c":
            return _field(column)
        case "j":
            return func.coalesce(dialect.as_json(column), "null")
        case "l":
            return case((column == "", ""), else_='"' + func.replace(column, " ", '","') + '"')
    return plain


def _number(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Spell a number, whole ones without a point; SQLite writes 15 digits, so that what needs 17 is left unspelt."""
    whole, text = cast(column, BigInteger), cast(column, String)
    exact = and_(func.abs(column) >= SMALLEST_SPELT, cast(text, Float) == column)
    within = case((column == whole, cast(whole, String)), (exact, text), else_=UNSPELT)
    return case(
        (column.is_(None), null()),
        (column.between(-LARGEST_SPELT, LARGEST_SPELT), within),
        else_=UNSPELT,
    )


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula that does something."""
    is_figure = text.startswith(FIGURE_SIGNS) and not any(sign in text for sign in CALLING)
    return text.startswith(FORMULA_SIGNS) and not is_figure


def _field(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Quote a text for CSV, with an apostrophe in front of a formula, as `is_formula` has it."""
    is_figure = and_(func.substr(text, 1, 2).in_(FIGURE_SIGNS), *(~text.contains(sign) for sign in CALLING))
    guard = case((func.substr(text, 1, 1).in_(FORMULA_SIGNS), case((is_figure, '"'), else_="\"'")), else_='"')
    return guard + func.replace(text, '"', '""') + '"'


def _derivation(column: Any, dialect: _Dialect) -> ColumnElement[Any]:  # noqa: ANN401  as col() gives it
    spelt = dialect.fill(
        '{"operation":%s,"formula":%s,"inputs":%s}',
        dialect.as_json(column[0].as_string()),
        dialect.as_json(column[1].as_string()),
        _inputs(column),
    )
    return case((column.is_(None), "null"), else_=spelt)


def _derivation_fields(column: Any) -> ColumnElement[Any]:  # noqa: ANN401  as col() gives it
    inputs = func.replace(func.replace(func.replace(_inputs(column), '["', ""), '"]', ""), '","', " ")
    spelt = column[0].as_string() + "," + _field(column[1].as_string()) + "," + inputs
    return case((column.is_(None), ",,"), else_=spelt)


def _inputs(column: Any) -> ColumnElement[Any]:  # noqa: ANN401  as col() gives it
    """The ids that a fact was derived from as a JSON list, without blanks."""
    return func.replace(column[2].as_string(), '", "', '","')
