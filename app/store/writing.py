"""Writing: rows by the million, handed to the database's driver as they are."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

ROWS_AT_ONCE = 10_000
"""Rows that are in memory a second time while they are written."""


def write_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of texts and numbers, in the order of `columns`, within the transaction of the connection.

    SQLAlchemy's own insert converts each value of each row, which costs several times what SQLite does. PostgreSQL
    takes rows fastest through COPY, and converts texts to its types itself.
    """
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(quote(column) for column in columns)})"
    if connection.dialect.name == "postgresql":
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    statement = f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  names of ours
    remaining = iter(rows)
    while some := list(islice(remaining, ROWS_AT_ONCE)):
        connection.exec_driver_sql(statement, some)
