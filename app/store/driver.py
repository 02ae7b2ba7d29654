"""Drivers: how one is asked without the object that SQLAlchemy makes of each statement and each row."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.store.faults import is_outdated


def ask_driver(connection: Connection, text: str, bound: Any) -> list[Any]:  # noqa: ANN401  names or places, as drivers want
    """Ask with some values; rows come as the driver gives them.

    What the driver raises is raised as SQLAlchemy would, and a connection that is lost is given up.
    """
    dialect: Any = connection.dialect
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, bound)
        rows = list(cursor.fetchall())
    except dialect.loaded_dbapi.Error as error:
        cursor.close()
        if is_outdated(error) or dialect.is_disconnect(error, connection.connection, cursor):
            connection.invalidate(error)
        raise DBAPIError.instance(text, bound, error, dialect.loaded_dbapi.Error, dialect=dialect) from error
    cursor.close()
    return rows
