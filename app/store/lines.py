"""Lines: facts as lines of text that the database itself puts together, for those who take all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
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
from app.store.facts import FactFilter, Key, Order, get_fact, select_facts, select_page
from app.store.snapshot import Snapshot, open_snapshot
from app.store.tables import FactRow

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these is a formula to a spreadsheet."""

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
    fields, `{derivation!j}` for an object.
    """

    template: str
    spell: Callable[[Fact], str]

    def ended(self, end: str) -> "Spelling":
        """Put something behind each line."""
        return Spelling(self.template + end, lambda fact: self.spell(fact) + end)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the databases call differently: a text with values in the place of each %s, and a text as JSON."""

    fill: Callable[..., ColumnElement[Any]]
    as_json: Callable[[Any], ColumnElement[Any]]


_DIALECTS = {
    "sqlite": _Dialect(func.printf, func.json_quote),
    "postgresql": _Dialect(func.format, lambda text: cast(func.to_json(cast(text, String)), String)),
}


def stream_lines(
    engine: Engine, revision: int, wanted: FactFilter, spelling: Spelling, *, after: str | None = None
) -> Iterator[str]:
    """Spell all facts of a revision that are wanted, by id, from behind the id `after`; some thousand lines at a time.

    To let the database write the lines is several times as fast as to make values of its columns first. It is asked
    anew for each batch, so that whoever takes his time over one keeps no connection from others; the rows of a
    revision never change. Raises StoreErrors.
    """
    query, found = None, None
    while found is None or len(found) == BATCH:
        with open_snapshot(engine, revision) as snapshot:
            query = _query(snapshot, wanted, spelling.template) if query is None else query
            found = snapshot.connection.execute(query, {"after": after or ""}).all()
            text = "".join([line for _, line in found])
            if UNSPELT in text:
                by_hand = (spelling.spell(get_fact(snapshot, key)) if UNSPELT in line else line for key, line in found)
                text = "".join(by_hand)
        if found:
            after = found[-1][0]
            yield text


def find_lines(
    snapshot: Snapshot, wanted: FactFilter, order: Order, spelling: Spelling, *, after: Key | None, limit: int
) -> list[tuple[Key, str]]:
    """Spell facts in order, from behind the key `after`, and one more than `limit` if there is one; each with its key."""
    column = order.column
    query = select_page(snapshot, wanted, order, after=after, limit=limit)
    line = _line(spelling.template, snapshot.connection.dialect)
    rows = snapshot.connection.execute(query.with_only_columns(column, col(FactRow.id), line))
    return [
        ((key, name), spelling.spell(get_fact(snapshot, name)) if UNSPELT in line else line) for key, name, line in rows
    ]


def holds_fact(snapshot: Snapshot, wanted: FactFilter, fact_id: str) -> bool:
    """Whether a fact is among those that are wanted."""
    query = select_facts(snapshot, wanted).with_only_columns(col(FactRow.id)).where(col(FactRow.id) == fact_id)
    return snapshot.connection.execute(query).first() is not None


def _query(snapshot: Snapshot, wanted: FactFilter, template: str) -> Select[Any]:
    """Return the query for a batch: each fact as its id, and as a line."""
    line = _line(template, snapshot.connection.dialect)
    query = select_facts(snapshot, wanted).with_only_columns(col(FactRow.id), line)
    return query.where(col(FactRow.id) > bindparam("after")).order_by(col(FactRow.id)).limit(BATCH)


@cache
def _line(template: str, dialect: Dialect) -> ColumnElement[Any]:
    """Return the column that holds a line; as text, since to put it together again would cost more than to ask for it."""
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


def _field(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Quote a text for CSV; what a spreadsheet would take for a formula gets an apostrophe in front."""
    guard = case((func.substr(text, 1, 1).in_(FORMULA_SIGNS), "\"'"), else_='"')
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
